"""Hands one owed text or ring to its provider: claim, commit, send, record. Run twice it sends once."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from remote_cm.domain.delivery import DeliveryState
from remote_cm.domain.handover import HandoverDecision, decide_handover
from remote_cm.ports import OutcomeUnknown, Refused, Ring, Text, TryLater
from remote_cm.services.move_message import apply_reports
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.alerts import add_alert_event
from remote_cm.storage.database import Session
from remote_cm.storage.messages import find_message_by_provider_id, lock_message
from remote_cm.storage.tables.alerts import AlertAct
from remote_cm.storage.tables.messages import Message, MessageKind, MessagePurpose


@dataclass(frozen=True)
class Handover:
    """What is read out of the row before the provider is spoken to, so that no connection is held meanwhile."""

    message_id: uuid.UUID
    kind: MessageKind
    phone_number: str
    body: str | None
    valid_for_seconds: int
    looks_up_first: bool
    since: datetime


@dataclass(frozen=True)
class HandoverResult:
    """What came of it: the state to store, the provider's id, a reason, and when to try again."""

    state: DeliveryState
    provider_id: str | None = None
    reason: str | None = None
    try_after: datetime | None = None


def hand_over_message(around: Surroundings, message_id: uuid.UUID) -> None:
    """Send one message if it is still owed. A message in another state is left alone: that is success, not failure."""
    handover = _claim(around, message_id)
    if handover is not None:
        _record(around, message_id, _send(around, handover))


def _claim(around: Surroundings, message_id: uuid.UUID) -> Handover | None:
    """Mark the message as ours and commit, before anybody outside hears of it. None when there is nothing to send."""
    now = around.now()
    with around.database.unit_of_work() as work:
        message = lock_message(work.session, message_id, waits=False)
        decision = HandoverDecision.LEAVE if message is None else _decide(around, message, now)
        if message is None or decision is HandoverDecision.LEAVE:
            return None
        if decision in (HandoverDecision.TOO_LATE, HandoverDecision.GIVE_UP):
            message.state, message.reason = DeliveryState.EXPIRED, decision.value
            _note_failed_page(work.session, message, now)
            work.commit()
            return None
        handover = _begin(message, now, looks_up_first=decision is HandoverDecision.LOOK_UP_FIRST)
        work.commit()
        return handover


def _decide(around: Surroundings, message: Message, now: datetime) -> HandoverDecision:
    policy = around.policy.messages
    return decide_handover(
        message.state,
        now=now,
        send_before=message.send_before,
        try_after=message.try_after,
        claimed_at=message.claimed_at,
        tries=message.tries,
        is_alert_page=message.purpose is MessagePurpose.ALERT,
        claim_patience=timedelta(seconds=policy.claim_seconds),
        most_tries_when_unknown=policy.most_tries_when_unknown,
    )


def _begin(message: Message, now: datetime, *, looks_up_first: bool) -> Handover:
    since = message.claimed_at or now
    message.state, message.claimed_at, message.tries = DeliveryState.CLAIMED, now, message.tries + 1
    return Handover(
        message_id=message.id,
        kind=message.kind,
        phone_number=message.phone_number,
        body=message.body,
        valid_for_seconds=max(1, int((message.send_before - now).total_seconds())),
        looks_up_first=looks_up_first,
        since=since,
    )


def _send(around: Surroundings, handover: Handover) -> HandoverResult:
    """Speak to the provider. A message whose first answer was lost is looked up there before it is sent again."""
    try:
        found = _find_sent(around, handover) if handover.looks_up_first else None
        provider_id = found or _hand_over(around, handover)
    except TryLater:
        pause = timedelta(seconds=around.policy.messages.try_again_seconds)
        return HandoverResult(DeliveryState.OWED, reason="try_later", try_after=around.now() + pause)
    except Refused as refusal:
        return HandoverResult(DeliveryState.REFUSED, reason=refusal.reason)
    except OutcomeUnknown:
        return HandoverResult(DeliveryState.OUTCOME_UNKNOWN, reason="answer_lost")
    return HandoverResult(DeliveryState.QUEUED, provider_id)


def _record(around: Surroundings, message_id: uuid.UUID, result: HandoverResult) -> None:
    """Write down what came of it, unless a report of the provider has moved the message on meanwhile."""
    now = around.now()
    with around.database.unit_of_work() as work:
        message = lock_message(work.session, message_id)
        if message is None or message.state is not DeliveryState.CLAIMED:
            return
        message.state, message.reason, message.try_after = result.state, result.reason, result.try_after
        if result.provider_id is not None:
            message.provider_id, message.sent_at = result.provider_id, now
            apply_reports(work.session, message)
        if result.state is DeliveryState.REFUSED:
            _note_failed_page(work.session, message, now)
        work.commit()


def _note_failed_page(session: Session, message: Message, now: datetime) -> None:
    """A page that could not be given to the provider stands in the alert's timeline, where people look."""
    if message.alert_id is not None:
        add_alert_event(session, message.alert_id, now, AlertAct.PAGE_FAILED, message.staff_id, message.reason)


def _text(handover: Handover) -> Text:
    return Text(str(handover.message_id), handover.phone_number, handover.body or "", handover.valid_for_seconds)


def _ring(around: Surroundings, handover: Handover) -> Ring:
    policy = around.policy.messages
    return Ring(str(handover.message_id), handover.phone_number, policy.ring_seconds, policy.call_limit_seconds)


def _find_sent(around: Surroundings, handover: Handover) -> str | None:
    """The provider's id if it has this very message. It knows no reference of ours, so what it finds by number and
    words may be another message of ours, which then proves nothing.
    """
    found = _look_up(around, handover)
    if found is None:
        return None
    with around.database.unit_of_work() as work:
        known = find_message_by_provider_id(work.session, found)
    return found if known is None or known.id == handover.message_id else None


def _look_up(around: Surroundings, handover: Handover) -> str | None:
    if handover.kind is MessageKind.TEXT:
        return around.text_sender.find_text(_text(handover), handover.since)
    return around.call_placer.find_call(_ring(around, handover), handover.since)


def _hand_over(around: Surroundings, handover: Handover) -> str:
    if handover.kind is MessageKind.TEXT:
        return around.text_sender.send_text(_text(handover))
    return around.call_placer.place_call(_ring(around, handover))
