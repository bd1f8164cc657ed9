"""Reads a text in the light of who sent it: a volunteer's commands with their own aliases and PIN, anybody else's
few words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import time, timedelta

from call_flows.volunteer_text import AliasStanding, TextRead
from remote_cm.domain.message_grammar import (
    MessageReading,
    OpenQuestion,
    SenderContext,
    decide_unknown,
    read_message,
    read_outside_message,
)
from remote_cm.domain.vocabulary import Intent, SenderKind
from remote_cm.services.concerned import Concerned
from remote_cm.services.identify_sender import Sender
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.cases import get_case
from remote_cm.storage.database import Session
from remote_cm.storage.debriefs import find_open_question
from remote_cm.storage.inbound import list_unknown_moments
from remote_cm.storage.people import list_live_aliases
from remote_cm.storage.tables.cases import CaseFile
from remote_cm.storage.tables.debriefs import AskedQuestion
from remote_cm.storage.tables.inbound import InboundEvent
from remote_cm.storage.tables.people import Volunteer, VolunteerAlias
from remote_cm.storage.volunteer_reports import had_locked_text


@dataclass(frozen=True)
class SenderText:
    """A text as the flow wants it, whom it concerns, the hour that was asked for, who is answered, and the question
    that was open to them.
    """

    as_read: TextRead
    concerned: tuple[Concerned, ...]
    hour: time | None
    answer_to: Volunteer | None
    question: AskedQuestion | None = None


def read_sender_text(
    around: Surroundings, session: Session, event: InboundEvent, sender: Sender, body: str
) -> SenderText:
    """Read one text. What cannot be told of the sender stays open: nobody is picked from several."""
    if sender.kind is SenderKind.VOLUNTEER:
        return _from_volunteer(around, session, event, sender, body)
    language = sender.contacts[0].language if sender.contacts else None
    reading = read_outside_message(body, language, around.vocabulary, around.policy.grammar)
    as_read = _text_read(around, session, event, sender, reading, AliasStanding.NONE)
    return SenderText(as_read, concerned_of(sender), None, None)


def concerned_of(sender: Sender) -> tuple[Concerned, ...]:
    """Whom something concerns that came from this sender and names no child: each of those whom it may concern."""
    match sender.kind:
        case SenderKind.VOLUNTEER:
            return _of_volunteers(sender.volunteers)
        case SenderKind.FAMILY:
            return tuple(_of_case(sender, case) for case in sender.cases)
        case SenderKind.STAFF if sender.staff is not None:
            staff = sender.staff
            return (Concerned(sender.kind, staff.team_id, staff.id, staff=staff),)
        case _:
            return (Concerned(sender.kind, None, None),)


def _of_case(sender: Sender, case: CaseFile) -> Concerned:
    contacts = tuple(contact for contact in sender.contacts if contact.case_id == case.id)
    caseworkers = frozenset(one.caseworker_id for one in sender.cases)
    return Concerned(
        sender.kind, case.team_id, case.caseworker_id, contacts=contacts, case=case, perhaps_meant=caseworkers
    )


def _of_volunteers(volunteers: Sequence[Volunteer]) -> tuple[Concerned, ...]:
    """One for each caseworker; the volunteer is named only where it can be nobody else."""
    by_caseworker = {volunteer.caseworker_id: volunteer for volunteer in volunteers}
    alone = volunteers[0] if len(volunteers) == 1 else None
    return tuple(
        Concerned(
            SenderKind.VOLUNTEER,
            one.team_id,
            caseworker_id,
            volunteer=alone,
            perhaps_meant=frozenset(by_caseworker),
        )
        for caseworker_id, one in by_caseworker.items()
    )


def _of_volunteer(volunteer: Volunteer, case: CaseFile | None) -> Concerned:
    """A child that is named belongs to its own caseworker, whoever guides the volunteer."""
    whose = case or volunteer
    return Concerned(
        SenderKind.VOLUNTEER,
        whose.team_id,
        whose.caseworker_id,
        volunteer=volunteer,
        case=case,
        perhaps_meant=frozenset({volunteer.caseworker_id, whose.caseworker_id}),
    )


def _from_volunteer(
    around: Surroundings, session: Session, event: InboundEvent, sender: Sender, body: str
) -> SenderText:
    volunteer = _who_writes(around, sender.volunteers, body)
    aliases = list_live_aliases(session, [volunteer.id]) if volunteer is not None else []
    is_shared = len(sender.volunteers) > 1 or sender.volunteers[0].has_shared_phone
    question = find_open_question(session, volunteer.id, around.now()) if volunteer is not None else None
    context = SenderContext(
        aliases=frozenset(alias.alias for alias in aliases),
        language=(volunteer or sender.volunteers[0]).language,
        pin_fits=_pin_check(around, sender.volunteers) if is_shared else None,
        open_question=OpenQuestion(question.yes_digit, question.no_digit) if question is not None else None,
    )
    reading = read_message(body, context, around.vocabulary, around.policy.grammar)
    case = _case_of(session, aliases, reading)
    standing = _standing(reading)
    as_read = _text_read(around, session, event, sender, reading, standing)
    concerned: tuple[Concerned, ...] = concerned_of(sender)
    if volunteer is not None:
        concerned = (_of_volunteer(volunteer, case),)
        as_read = replace(
            as_read,
            question=question.kind if question is not None else None,
            details_before=as_read.holds_details and _wrote_details(around, session, event, volunteer),
        )
    return SenderText(as_read, concerned, reading.at, volunteer, question)


def _who_writes(around: Surroundings, volunteers: Sequence[Volunteer], body: str) -> Volunteer | None:
    """The one volunteer of this number; on a shared phone the one whose PIN stands first, else nobody."""
    if len(volunteers) == 1 and not volunteers[0].has_shared_phone:
        return volunteers[0]
    found: list[Volunteer] = []

    def notes_whose(pin: str) -> bool:
        fitting = [one for one in volunteers if around.blind_index.of_pin(str(one.id), pin) == one.pin_fingerprint]
        found.extend(fitting)
        return bool(fitting)

    context = SenderContext(frozenset(), None, notes_whose, None)
    read_message(body, context, around.vocabulary, around.policy.grammar)
    whose = {volunteer.id: volunteer for volunteer in found}
    if len(whose) == 1:
        return next(iter(whose.values()))
    return volunteers[0] if len(volunteers) == 1 and not whose else None


def _pin_check(around: Surroundings, volunteers: Sequence[Volunteer]) -> Callable[[str], bool]:
    def fits(pin: str) -> bool:
        return any(around.blind_index.of_pin(str(one.id), pin) == one.pin_fingerprint for one in volunteers)

    return fits


def _case_of(session: Session, aliases: Sequence[VolunteerAlias], reading: MessageReading) -> CaseFile | None:
    known = next((alias for alias in aliases if alias.alias == reading.alias), None)
    return get_case(session, known.case_id) if known is not None else None


def _standing(reading: MessageReading) -> AliasStanding:
    if reading.alias is not None:
        return AliasStanding.KNOWN
    return AliasStanding.UNKNOWN if reading.unknown_alias else AliasStanding.NONE


def _text_read(
    around: Surroundings,
    session: Session,
    event: InboundEvent,
    sender: Sender,
    reading: MessageReading,
    alias: AliasStanding,
) -> TextRead:
    # A child that could not be told is acted upon as what was meant, without a report: the flow asks which child it is.
    is_about_a_child = reading.unknown_alias or reading.lacks_alias
    intent = reading.meant_intent if is_about_a_child and reading.meant_intent is not None else reading.intent
    return TextRead(
        sender=sender.kind,
        intent=Intent.DETAILS_WITHHELD if reading.holds_details and intent is Intent.UNKNOWN else intent,
        alias=alias,
        report_level=reading.report_level or reading.meant_level,
        asks_stop=reading.asks_stop,
        not_understood_before=_was_not_understood_before(around, session, event, sender),
        holds_details=reading.holds_details,
    )


def _was_not_understood_before(around: Surroundings, session: Session, event: InboundEvent, sender: Sender) -> bool:
    if sender.fingerprint is None:
        return False
    since = event.received_at - timedelta(minutes=around.policy.grammar.repeated_unknown_minutes)
    earlier = list_unknown_moments(session, sender.fingerprint, since)
    return decide_unknown(earlier, event.received_at, around.policy.grammar).is_repeated


def _wrote_details(around: Surroundings, session: Session, event: InboundEvent, volunteer: Volunteer) -> bool:
    """True when words of this volunteer were locked away lately, besides those that came now."""
    if event.sender_fingerprint is None:
        return False
    since = event.received_at - timedelta(days=around.policy.debriefs.details_again_days)
    return had_locked_text(session, event.sender_fingerprint, volunteer.id, since, event.id)
