"""Hands one owed text or ring to its provider: claim, commit, send, record. Run twice it sends once."""

import uuid
from datetime import datetime, timedelta

from remote_cm.domain.delivery import DeliveryState
from remote_cm.domain.failure_reason import FailureReason
from remote_cm.domain.handover import HandoverDecision, decide_handover
from remote_cm.services.channel_pauses import channel_of, has_to_wait, pause_channel, resume_channel, stand_back
from remote_cm.services.move_message import apply_reports
from remote_cm.services.settle_failed_message import settle_failed_message
from remote_cm.services.speak_to_provider import Handover, HandoverResult, speak_to_provider
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.alerts import add_alert_event, find_alert
from remote_cm.storage.channels import find_flag
from remote_cm.storage.database import Session, UnitOfWork
from remote_cm.storage.messages import hold_provider_id, lock_message
from remote_cm.storage.tables.alerts import AlertAct
from remote_cm.storage.tables.messages import Message, MessagePurpose

_ASKS_FIRST = (HandoverDecision.LOOK_UP_FIRST, HandoverDecision.LOOK_UP_ONLY)


def hand_over_message(around: Surroundings, message_id: uuid.UUID) -> None:
    """Send one message if it is still owed. A message in another state is left alone: that is success, not failure."""
    handover = _claim(around, message_id)
    result = speak_to_provider(around, handover) if handover is not None else None
    if handover is not None and result is not None:
        _record(around, handover, result)


def _claim(around: Surroundings, message_id: uuid.UUID) -> Handover | None:
    """Mark the message as ours and commit, before anybody outside hears of it. None when there is nothing to send."""
    with around.database.unit_of_work() as work:
        message = lock_message(work.session, message_id, waits=False)
        handover = _take(around, work, message) if message is not None else None
        work.commit()
    return handover


def _take(around: Surroundings, work: UnitOfWork, message: Message) -> Handover | None:
    now = around.now()
    decision = _decide(around, work.session, message, now)
    if decision is HandoverDecision.LEAVE:
        return None
    if decision is HandoverDecision.NOT_NEEDED:
        message.state, message.reason = DeliveryState.CANCELED, decision.value
        return None
    if decision is HandoverDecision.TOO_LATE:
        waited = message.reason == FailureReason.CHANNEL_PAUSED
        _give_up(around, work, message, FailureReason.CHANNEL_PAUSED if waited else FailureReason.TOO_LATE)
        return None
    if decision is HandoverDecision.SEND and not _may_go(around, work, message, now):
        return None
    return _begin(around, message, now, decision)


def _decide(around: Surroundings, session: Session, message: Message, now: datetime) -> HandoverDecision:
    policy = around.policy.messages
    return decide_handover(
        message.state,
        now=now,
        send_before=message.send_before,
        try_after=message.try_after,
        claimed_at=message.claimed_at,
        lost_answers=message.lost_answers,
        is_alert_page=_is_page(message),
        is_needed=_is_needed(session, message),
        claim_patience=timedelta(seconds=policy.claim_seconds),
        most_tries_when_unknown=policy.most_tries_when_unknown,
    )


def _is_page(message: Message) -> bool:
    return message.purpose is MessagePurpose.ALERT


def _is_needed(session: Session, message: Message) -> bool:
    """False for a page of an alert that was ended, or taken since; who holds it may be told more of it."""
    alert = find_alert(session, message.alert_id) if message.alert_id is not None else None
    if alert is None:
        return True
    if alert.ended_at is not None:
        return False
    if alert.holder_id is None or alert.held_at is None:
        return True
    return alert.holder_id == message.staff_id and message.owed_at >= alert.held_at


def _may_go(around: Surroundings, work: UnitOfWork, message: Message, now: datetime) -> bool:
    """An alert's page always; anything else neither to a number that cannot be reached nor while its channel waits."""
    flag = find_flag(work.session, around.blind_index.of(message.phone_number), channel_of(message))
    if _is_page(message):
        if flag is not None and message.alert_id is not None and message.tries == 0:
            flagged = AlertAct.NUMBER_FLAGGED
            add_alert_event(work.session, message.alert_id, now, flagged, message.staff_id, flag.reason.value)
        return True
    if flag is not None:
        _give_up(around, work, message, flag.reason)
        return False
    return not has_to_wait(around, work.session, message)


def _give_up(around: Surroundings, work: UnitOfWork, message: Message, reason: FailureReason) -> None:
    message.state, message.reason = DeliveryState.EXPIRED, reason.value
    settle_failed_message(around, work, message, reason)


def _begin(around: Surroundings, message: Message, now: datetime, decision: HandoverDecision) -> Handover:
    looks_up_first = decision in _ASKS_FIRST
    since = _look_since(around, message)
    message.state, message.claimed_at, message.tries = DeliveryState.CLAIMED, now, message.tries + 1
    message.lost_answers += int(looks_up_first)
    return Handover(
        message_id=message.id,
        kind=message.kind,
        phone_number=message.phone_number,
        body=message.body,
        valid_for_seconds=max(1, int((message.send_before - now).total_seconds())),
        looks_up_first=looks_up_first,
        may_send=decision is not HandoverDecision.LOOK_UP_ONLY,
        since=since or now,
        claimed_at=now,
        tries=message.tries,
        is_alert_page=_is_page(message),
    )


def _look_since(around: Surroundings, message: Message) -> datetime | None:
    """From when on the provider may have made it, by its own clock. A page is looked for since its last try alone:
    taking another call for it would be worse than ringing twice.
    """
    if _is_page(message):
        return message.claimed_at
    return message.owed_at - timedelta(seconds=around.policy.reliability.provider_clock_seconds)


def _record(around: Surroundings, handover: Handover, result: HandoverResult) -> None:
    """Write down what came of it, unless a report has moved the message on meanwhile, or another has claimed it."""
    with around.database.unit_of_work() as work:
        message = lock_message(work.session, handover.message_id)
        if message is None or message.state is not DeliveryState.CLAIMED or message.claimed_at != handover.claimed_at:
            return
        message.state, message.try_after = result.state, result.try_after
        message.reason = result.reason.value if result.reason is not None else None
        message.lost_answers -= int(not result.was_looked_up)
        if result.provider_id is not None:
            _note_sent(around, work, message, result.provider_id)
        if result.account_refused is not None:
            _wait_for_account(around, work, message, result.account_refused)
        if result.state.is_final and result.reason is not None:
            settle_failed_message(around, work, message, result.reason)
        work.commit()


def _note_sent(around: Surroundings, work: UnitOfWork, message: Message, provider_id: str) -> None:
    hold_provider_id(work.session, provider_id)
    message.provider_id, message.sent_at = provider_id, around.now()
    resume_channel(work.session, message, by_report=False)
    apply_reports(around, work, message)


def _wait_for_account(around: Surroundings, work: UnitOfWork, message: Message, reason: FailureReason) -> None:
    """The channel waits. An ordinary message has used up no try by it; an alert's page goes on being tried."""
    pause_channel(around, work.session, channel_of(message), reason)
    if not _is_page(message):
        message.tries -= 1
        stand_back(around, message)
