"""A text comes in: kept once, read, and acted upon in one transaction, before the provider is answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from call_flows.volunteer_text import TextOutcome, decide_outcome_of_text
from remote_cm.domain.debriefs import decide_asked_moment, hour_on_the_clock
from remote_cm.domain.message_grammar import ArrivedText, is_same_text
from remote_cm.domain.vocabulary import FoundBy, Intent, SenderKind
from remote_cm.services.answer_staff_reply import answer_staff_reply
from remote_cm.services.care_lines import ask_if_they_want_to_talk, next_care_line
from remote_cm.services.carry_out import carry_out
from remote_cm.services.concerned import Concerned, Said
from remote_cm.services.found_late import age_of, note_late_tasks
from remote_cm.services.hear_start import hear_start
from remote_cm.services.identify_sender import Sender, identify_sender
from remote_cm.services.owe_reply import owe_reply
from remote_cm.services.read_sender_text import SenderText, read_sender_text
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session, UnitOfWork
from remote_cm.storage.inbound import add_event_once, list_recent_events, lock_sender
from remote_cm.storage.tables.inbound import EventKind, InboundEvent

#: The effect of a text that is one with another.
_REPEATED = "repeated"


@dataclass(frozen=True)
class InboundText:
    """One text as the provider gave it: its id there, the number shown, and the words.

    ``received_at`` is when it was sent to us, where that was not just now; ``found_by`` is how it reached us then.
    """

    provider: str
    provider_id: str
    sender: str
    body: str
    received_at: datetime | None = None
    found_by: FoundBy = FoundBy.WEBHOOK


def receive_text(around: Surroundings, text: InboundText) -> None:
    """Keep a text and do what it means. The same text from the provider again changes nothing.

    Texts of one sender are handled one at a time, in the order in which they came. What a text begins, begins now,
    however long ago it was sent.
    """
    with around.database.unit_of_work() as work:
        sender = identify_sender(around, work.session, text.sender)
        if sender.fingerprint is not None:
            lock_sender(work.session, sender.fingerprint)
        event = _keep(around, work.session, text, sender)
        if event is not None:
            act_on_text(around, work, event, sender)
            work.commit()


def act_on_text(around: Surroundings, work: UnitOfWork, event: InboundEvent, sender: Sender) -> None:
    """Do what a text means that is kept already. The caller commits."""
    hear_start(work.session, sender.fingerprint, event.body or "")
    _act(around, work, event, sender, event.body or "")
    event.handled_at = around.now()
    note_late_tasks(around, work.session, event)


def _keep(around: Surroundings, session: Session, text: InboundText, sender: Sender) -> InboundEvent | None:
    return add_event_once(
        session,
        provider=text.provider,
        provider_id=text.provider_id,
        kind=EventKind.TEXT,
        received_at=text.received_at or around.now(),
        found_by=text.found_by,
        sender_number=sender.number,
        sender_fingerprint=sender.fingerprint,
        sender_kind=sender.kind,
        staff_id=sender.staff.id if sender.staff is not None else None,
        body=text.body,
    )


def _act(around: Surroundings, work: UnitOfWork, event: InboundEvent, sender: Sender, body: str) -> None:
    if _is_repeated(around, work.session, event, sender, body):
        event.effects = [_REPEATED]
        return
    if sender.staff is not None and answer_staff_reply(around, work, event, sender.staff, body):
        return
    read = read_sender_text(around, work.session, event, sender, body)
    outcome = decide_outcome_of_text(read.as_read, around.policy.messages.reply_to_danger)
    _note(event, sender, read, outcome)
    for concerned in read.concerned:
        carry_out(around, work, outcome.effects, event, concerned, _said(around, event, read))
    _reply(around, work, event, sender, read, outcome)


def _is_repeated(around: Surroundings, session: Session, event: InboundEvent, sender: Sender, body: str) -> bool:
    """The same text from the same number within minutes is one (SMS vocabulary §5.4).

    Measured from the one that was acted upon, or somebody who sends 9 every minute would be heard but once.
    """
    if sender.fingerprint is None:
        return False
    minutes = timedelta(minutes=around.policy.grammar.same_text_minutes)
    arrived = ArrivedText(body, event.received_at)
    earlier = list_recent_events(session, sender.fingerprint, EventKind.TEXT, event.received_at - minutes, event.id)
    return any(
        is_same_text(ArrivedText(one.body or "", one.received_at), arrived, around.policy.grammar)
        for one in earlier
        if _REPEATED not in one.effects
    )


def _note(event: InboundEvent, sender: Sender, read: SenderText, outcome: TextOutcome) -> None:
    """Write beside the event who it concerns and what it led to, in labels."""
    event.intent = read.as_read.intent
    labels = [effect.label for effect in outcome.effects]
    # A text that only asks for words is answered by them, and nothing else follows.
    event.effects = labels or [f"reply:{outcome.reply}"]
    if len(read.concerned) == 1:
        concerned: Concerned = read.concerned[0]
        event.volunteer_id = concerned.volunteer.id if concerned.volunteer is not None else None
        event.case_id = concerned.case.id if concerned.case is not None else None
    if len(sender.contacts) == 1:
        event.contact_id = sender.contacts[0].id


def _said(around: Surroundings, event: InboundEvent, read: SenderText) -> Said:
    """The hour that was asked for is the next one after the text was sent, and not after it was found."""
    if read.hour is None:
        return Said(question=read.question)
    asked_for_at = decide_asked_moment(read.hour, event.received_at, around.policy.debriefs, around.zone)
    return Said(asked_for_at, read.question)


def _reply(
    around: Surroundings,
    work: UnitOfWork,
    event: InboundEvent,
    sender: Sender,
    read: SenderText,
    outcome: TextOutcome,
) -> None:
    """Volunteers are answered in a few neutral words; families and strangers never are (SMS vocabulary §5.4, §5.7).

    Nor is a text of long ago: its answer would be taken for one to something newer.
    """
    if sender.kind is not SenderKind.VOLUNTEER or (_is_stale(around, event) and not _is_danger(read)):
        return
    answered = read.answer_to or sender.volunteers[0]
    if outcome.begins_with_care:
        owe_reply(around, work, event, answered, next_care_line(around, work.session, event, answered), {})
    for key in (outcome.reply, outcome.second_reply):
        if key is not None:
            message = owe_reply(around, work, event, answered, key, _words(read))
            if outcome.asks is not None:
                ask_if_they_want_to_talk(around, work.session, outcome.asks, message)


def _is_stale(around: Surroundings, event: InboundEvent) -> bool:
    return age_of(around, event) >= timedelta(minutes=around.policy.messages.stale_after_minutes)


def _is_danger(read: SenderText) -> bool:
    return read.as_read.intent in (Intent.DANGER, Intent.DANGER_NOT_MY_CASEWORKER)


def _words(read: SenderText) -> dict[str, str | int]:
    """What fills the reply's gaps: the hour as it is said on a clock face."""
    if read.as_read.intent is not Intent.CALL_AT or read.hour is None:
        return {}
    return {"hour": hour_on_the_clock(read.hour.hour)}
