"""Writes down that a family takes its yes back, whole or in part, and stops what it stops, at once (N43)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from remote_cm.domain.access import Person
from remote_cm.domain.consent import ConsentItem
from remote_cm.domain.consent_standing import HeardNo
from remote_cm.domain.refusal import BadInput, Fault, NotFound
from remote_cm.domain.safety_gate import FAMILY
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import CallBackSignal, ContactRole
from remote_cm.services.make_task import make_task
from remote_cm.services.recheck_ringing import recheck_ringing
from remote_cm.services.record_consent import MAY_AGREE
from remote_cm.services.schedule_follow_up import rest_follow_up
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.task_about_case import about_case_for_supervisor
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.cases import find_case_for, find_consent, list_contacts, lock_case
from remote_cm.storage.consents import list_overrides
from remote_cm.storage.database import Session, UnitOfWork
from remote_cm.storage.tables.cases import CaseFile, Consent, Contact
from remote_cm.storage.tables.consents import ConsentWithdrawal

_NEEDS = {
    CallBackSignal.MISSED_CALL: ConsentItem.BY_MISSED_CALL,
    CallBackSignal.ONE_DIGIT_TEXT: ConsentItem.BY_TEXT,
}


@dataclass(frozen=True)
class NoHeard:
    """What somebody of the family wants to stop. ``id`` is the form's own, so that sent twice it is one; ``said`` is in
    their words, as far as they are known.
    """

    id: uuid.UUID
    by: ContactRole
    heard: HeardNo
    items: frozenset[ConsentItem]
    said: str = field(default="", repr=False)


def withdraw_consent(around: Surroundings, person: Person, code: str, no: NoHeard) -> None:
    """Keep this no and stop what it stops. Whoever sees the case may do it: nobody has to be waited for.

    Taking part withdrawn, nobody of the family is rung or texted from this moment on: what rings is cut, what is due
    rests, a decision against an earlier no is over, and the supervisor is told. A part withdrawn closes that way. The
    same no twice is once. Raises NotFound, and BadInput when it is not said what is to stop or whose no it is.
    """
    _check(no)
    with around.database.unit_of_work() as work:
        found = find_case_for(work.session, person, code)
        if found is None:
            raise NotFound
        case = lock_case(work.session, found.id)
        if _is_nothing_new(work.session, case, no):
            return
        work.session.add(_row(around, person, case, no))
        _close_ways(list_contacts(work.session, case.id), no)
        if ConsentItem.TAKE_PART in no.items:
            _stop(around, work, person, case)
        make_task(around, work.session, TaskKind.CONSENT_WITHDRAWN, about_case_for_supervisor(work.session, case))
        _audit(around, work.session, person, case, no)
        work.commit()


def _check(no: NoHeard) -> None:
    faults = []
    if no.by not in MAY_AGREE:
        faults.append(Fault("by", "choose who of the family said no"))
    if not no.items:
        faults.append(Fault("items", "tick what is to stop: everything, or the parts they named"))
    if faults:
        raise BadInput(*faults)


def _is_nothing_new(session: Session, case: CaseFile, no: NoHeard) -> bool:
    """The same form sent twice, or the whole withdrawn already."""
    consent = find_consent(session, case.id)
    is_stopped = consent is not None and consent.withdrawn_at is not None
    return is_stopped or session.get(ConsentWithdrawal, no.id) is not None


def _row(around: Surroundings, person: Person, case: CaseFile, no: NoHeard) -> ConsentWithdrawal:
    return ConsentWithdrawal(
        id=no.id,
        case_id=case.id,
        withdrawn_at=around.now(),
        withdrawn_by=no.by,
        heard_how=no.heard,
        items=[item for item in ConsentItem if item in no.items],
        said=no.said.strip() or None,
        recorded_by_id=person.id,
    )


def _close_ways(contacts: Sequence[Contact], no: NoHeard) -> None:
    """No text, no line and no ring of ours to anybody of the family that was told off (N4)."""
    is_whole = ConsentItem.TAKE_PART in no.items
    for contact in contacts:
        if contact.role not in FAMILY:
            continue
        if is_whole or ConsentItem.BY_TEXT in no.items:
            contact.has_agreed_to_texts = False
        if is_whole or ConsentItem.BY_CALL in no.items:
            contact.has_agreed_to_bridge = False
        needed = _NEEDS.get(contact.call_back_signal) if contact.call_back_signal is not None else None
        if needed is not None and (is_whole or needed in no.items):
            contact.call_back_signal = None


def _stop(around: Surroundings, work: UnitOfWork, person: Person, case: CaseFile) -> None:
    session, now = work.session, around.now()
    consent = find_consent(session, case.id)
    if consent is None:
        consent = Consent(id=uuid.uuid4(), case_id=case.id, is_given=False)
        session.add(consent)
    consent.withdrawn_at = now
    for override in list_overrides(session, case.id):
        if override.ended_at is None:
            override.ended_at, override.ended_by_id = now, person.id
    rest_follow_up(session, case)
    recheck_ringing(around, work, case)


def _audit(around: Surroundings, session: Session, person: Person, case: CaseFile, no: NoHeard) -> None:
    add_audit_entry(
        session,
        at=around.now(),
        actor_id=person.id,
        act="consent:withdrawn",
        subject_kind="case",
        subject_id=case.id,
        by=no.by.value,
        items=" ".join(sorted(no.items)),
    )
