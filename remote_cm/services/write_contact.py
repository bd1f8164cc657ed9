"""Writes how a person of a family is reached; what was changed counts at once, also for a call being dialled (N9)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from remote_cm.domain.access import CaseAnchor, Person, may_work_case
from remote_cm.domain.consent import ConsentItem
from remote_cm.domain.consent_standing import SAID_NO
from remote_cm.domain.contact_plan import AgreedWord, ContactTyped, PhoneOwner, check_contact
from remote_cm.domain.refusal import BadInput, Fault, NotAllowed, NotFound
from remote_cm.domain.safe_window import SafeWindow
from remote_cm.domain.safety_gate import FAMILY
from remote_cm.domain.vocabulary import CallBackSignal, ContactRole, LineDropPlan
from remote_cm.services.consent_in_force import read_standings
from remote_cm.services.keep_number import keep_number, read_typed_number
from remote_cm.services.recheck_ringing import recheck_ringing
from remote_cm.services.schedule_follow_up import replan_follow_up
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.cases import find_case_for, list_contacts, lock_case
from remote_cm.storage.database import Session
from remote_cm.storage.spent_words import is_spent_word, spend_word
from remote_cm.storage.tables.cases import CaseFile, Contact


@dataclass(frozen=True)
class ContactShown:
    """One person's plan as the form shows it: of the number it says if there is one, and nothing of the words."""

    role: ContactRole
    name: str = field(repr=False)
    relation: str | None = field(repr=False)
    language: str
    has_number: bool
    verified_on: date | None
    phone_owner: PhoneOwner | None
    shared_with: str | None = field(repr=False)
    safe_windows: tuple[SafeWindow, ...]
    cover_topic: str | None = field(repr=False)
    has_agreed_to_texts: bool
    has_agreed_to_bridge: bool
    line_drop_plan: LineDropPlan
    call_back_signal: CallBackSignal | None
    is_person_of_concern: bool


@dataclass(frozen=True)
class ContactForm:
    """The form of one person, with which of the agreed words are set. ``contact`` is None for somebody new."""

    code: str
    contact: ContactShown | None
    words_set: frozenset[AgreedWord]


def show_contact_form(around: Surroundings, person: Person, code: str, contact_id: uuid.UUID | None) -> ContactForm:
    """The form of one person, or an empty one, with an audit row. Raises NotFound, and NotAllowed for a supervisor."""
    with around.database.unit_of_work() as work:
        case = _find_case(work.session, person, code)
        contact = _find_contact(work.session, case, contact_id) if contact_id is not None else None
        words_set = frozenset(_words_of(contact)) if contact is not None else frozenset[AgreedWord]()
        _audit(around, work.session, person, case, "contact:opened", contact)
        work.commit()
    return ContactForm(case.code, _show(contact) if contact is not None else None, words_set)


def _show(contact: Contact) -> ContactShown:
    return ContactShown(
        role=contact.role,
        name=contact.name,
        relation=contact.relation,
        language=contact.language,
        has_number=contact.phone_number is not None,
        verified_on=contact.verified_on,
        phone_owner=contact.phone_owner,
        shared_with=contact.shared_with,
        safe_windows=contact.safe_windows,
        cover_topic=contact.cover_topic,
        has_agreed_to_texts=contact.has_agreed_to_texts,
        has_agreed_to_bridge=contact.has_agreed_to_bridge,
        line_drop_plan=contact.line_drop_plan,
        call_back_signal=contact.call_back_signal,
        is_person_of_concern=contact.is_person_of_concern,
    )


def write_contact(
    around: Surroundings,
    person: Person,
    code: str,
    contact_id: uuid.UUID,
    typed: ContactTyped,
    *,
    is_new: bool = False,
) -> None:
    """Keep one person's plan; ``is_new`` for somebody who is added, under the id of the form. The same form twice
    changes nothing more.

    A new number is nobody's until it was checked. Whoever is marked as part of the harm is reached by nobody from now
    on; taking such a mark off is not done here. Raises NotFound, NotAllowed for anybody but the case's caseworker, and
    BadInput with every fault.
    """
    with around.database.unit_of_work() as work:
        case = lock_case(work.session, _find_case(work.session, person, code).id)
        contact = None if is_new else _find_contact(work.session, case, contact_id)
        if is_new and work.session.get(Contact, contact_id) is not None:
            return
        windows = _check(around, work.session, case, contact, typed)
        if contact is None:
            contact = _new_contact(work.session, case, contact_id)
        has_new_number = _write_number(around, contact, typed)
        _write_words(around, work.session, case, contact, typed)
        _write(contact, typed, windows)
        replan_follow_up(around, work.session, case)
        recheck_ringing(around, work, case, has_new_number=has_new_number)
        _audit(around, work.session, person, case, "contact:written", contact)
        work.commit()


def _check(
    around: Surroundings, session: Session, case: CaseFile, contact: Contact | None, typed: ContactTyped
) -> tuple[SafeWindow, ...]:
    if contact is not None and contact.is_person_of_concern and not typed.is_person_of_concern:
        raise NotAllowed("a mark that somebody is part of the harm is not taken off here: speak with your supervisor")
    kept = {kind: word for kind, word in _words_of(contact).items() if kind not in typed.new_words} if contact else {}
    _check_ways(around, session, case, contact, typed)
    return check_contact(
        typed,
        kept,
        is_number_readable=not typed.number.strip() or read_typed_number(around, typed.number) is not None,
        is_spent=lambda word: is_spent_word(session, case.id, _fingerprint(around, case, word)),
    )


def _check_ways(
    around: Surroundings, session: Session, case: CaseFile, contact: Contact | None, typed: ContactTyped
) -> None:
    """A way that the family declined or took back is opened by their own yes in a call, and by no tick (N4)."""
    opened = {
        ConsentItem.BY_TEXT: typed.agrees_to_texts and not (contact is not None and contact.has_agreed_to_texts),
        ConsentItem.BY_CALL: typed.agrees_to_bridge and not (contact is not None and contact.has_agreed_to_bridge),
    }
    if not any(opened.values()):
        return
    states = {one.item: one.state for one in read_standings(around, session, case)}
    closed = [item for item, is_opened in opened.items() if is_opened and states[item] in SAID_NO]
    if closed:
        raise BadInput(*(Fault(f"way:{item}", "they said no to this: it is asked again in a call") for item in closed))


def _write_number(around: Surroundings, contact: Contact, typed: ContactTyped) -> bool:
    """True when another number, or none, stands there now."""
    given = read_typed_number(around, typed.number) if typed.number.strip() else contact.phone_number
    e164 = None if typed.drops_number else given
    is_new = e164 != contact.phone_number
    if is_new:
        keep_number(around, contact, e164)
        contact.verified_on = contact.opted_out_at = None
    if typed.is_checked_today and e164 is not None:
        contact.verified_on = around.today()
    return is_new


def _write_words(around: Surroundings, session: Session, case: CaseFile, contact: Contact, typed: ContactTyped) -> None:
    """Set the new words; what they replace is given up for good, and so is all of whoever is part of the harm (N34)."""
    old = _words_of(contact)
    given_up = old if typed.is_person_of_concern else {kind: old[kind] for kind in typed.new_words if kind in old}
    for kind, word in given_up.items():
        if typed.new_words.get(kind, "").casefold() != word.casefold():
            spend_word(session, case.id, _fingerprint(around, case, word), around.now())
        setattr(contact, kind.value, None)
    for kind, word in typed.new_words.items():
        setattr(contact, kind.value, word)
    if given_up or typed.new_words:
        contact.words_changed_on = around.today() if _words_of(contact) else None


def _write(contact: Contact, typed: ContactTyped, windows: tuple[SafeWindow, ...]) -> None:
    contact.role, contact.name = typed.role, typed.name.strip()
    contact.relation, contact.shared_with = typed.relation.strip() or None, typed.shared_with.strip() or None
    contact.phone_owner, contact.language = typed.phone_owner, typed.language
    contact.cover_topic = typed.cover_topic.strip() or None
    contact.safe_windows, contact.line_drop_plan = windows, typed.line_drop_plan
    contact.call_back_signal = typed.call_back_signal
    contact.is_person_of_concern = typed.is_person_of_concern
    may_be_reached = not typed.is_person_of_concern
    contact.has_agreed_to_texts = typed.agrees_to_texts and may_be_reached
    contact.has_agreed_to_bridge = typed.agrees_to_bridge and may_be_reached and typed.role in FAMILY


def _words_of(contact: Contact) -> Mapping[AgreedWord, str]:
    words = {kind: getattr(contact, kind.value) for kind in AgreedWord}
    return {kind: word for kind, word in words.items() if word is not None}


def _fingerprint(around: Surroundings, case: CaseFile, word: str) -> bytes:
    return around.blind_index.of_word(str(case.id), word.strip().casefold())


def _new_contact(session: Session, case: CaseFile, contact_id: uuid.UUID) -> Contact:
    contact = Contact(id=contact_id, case_id=case.id, reference=contact_id.hex[:12])
    session.add(contact)
    return contact


def _find_case(session: Session, person: Person, code: str) -> CaseFile:
    case = find_case_for(session, person, code)
    if case is None:
        raise NotFound
    if not may_work_case(person, CaseAnchor(case.caseworker_id, case.team_id)):
        raise NotAllowed("the case's own caseworker writes how its people are reached")
    return case


def _find_contact(session: Session, case: CaseFile, contact_id: uuid.UUID) -> Contact:
    found = next((one for one in list_contacts(session, case.id) if one.id == contact_id), None)
    if found is None:
        raise NotFound
    return found


def _audit(
    around: Surroundings, session: Session, person: Person, case: CaseFile, act: str, contact: Contact | None
) -> None:
    session.flush()
    add_audit_entry(
        session,
        at=around.now(),
        actor_id=person.id,
        act=act,
        subject_kind="contact",
        subject_id=contact.id if contact is not None else case.id,
    )
