"""Gives one claimed text or ring to its provider, once, or finds out that it has been given already.

No row is locked and no connection held meanwhile: all that is needed was read before.
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from remote_cm.domain.delivery import DeliveryState
from remote_cm.domain.failed_message import next_pause
from remote_cm.domain.failure_reason import FailureReason, read_reason
from remote_cm.ports import AccountRefused, OutcomeUnknown, ProviderError, Refused, Ring, Text, TryLater
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.bridges import find_bridge_by_call
from remote_cm.storage.messages import find_message_by_provider_id
from remote_cm.storage.tables.messages import MessageKind


@dataclass(frozen=True)
class Handover:
    """What is read out of the row before the provider is spoken to.

    ``since`` is when it was first given to somebody who may have sent it. ``may_send`` is off when it is only looked
    for.
    """

    message_id: uuid.UUID
    kind: MessageKind
    phone_number: str = field(repr=False)
    body: str | None = field(repr=False)
    valid_for_seconds: int
    looks_up_first: bool
    may_send: bool
    since: datetime
    claimed_at: datetime
    tries: int
    is_alert_page: bool


@dataclass(frozen=True)
class HandoverResult:
    """What came of it: the state to store, the provider's id, why not, and when to try again.

    ``was_looked_up`` is off when the provider could not even say if it has the message. ``account_refused`` names what
    has to be mended before anything of the kind goes out.
    """

    state: DeliveryState
    provider_id: str | None = None
    reason: FailureReason | None = None
    try_after: datetime | None = None
    was_looked_up: bool = True
    account_refused: FailureReason | None = None


def speak_to_provider(around: Surroundings, handover: Handover) -> HandoverResult | None:
    """Hand over a message that is claimed; None when the claim has grown too old to be acted upon.

    One whose answer was lost is looked up before it is sent again, and never sent while that cannot be answered.
    """
    if handover.looks_up_first:
        try:
            found = _look_up(around, handover)
        except ProviderError:
            return HandoverResult(DeliveryState.OUTCOME_UNKNOWN, reason=FailureReason.ANSWER_LOST, was_looked_up=False)
        if found is not None:
            return HandoverResult(DeliveryState.QUEUED, found)
        if not handover.may_send:
            return HandoverResult(DeliveryState.EXPIRED, reason=FailureReason.ANSWER_LOST)
    if around.now() >= handover.claimed_at + timedelta(seconds=around.policy.messages.claim_seconds):
        # This process slept. By now another may have claimed it, and would send it beside us.
        return None
    return _send(around, handover)


def _send(around: Surroundings, handover: Handover) -> HandoverResult:
    try:
        return HandoverResult(DeliveryState.QUEUED, _hand_over(around, handover))
    except AccountRefused as refusal:
        return HandoverResult(
            DeliveryState.OWED,
            reason=refusal.reason,
            try_after=_later(around, handover),
            account_refused=refusal.reason,
        )
    except TryLater as busy:
        later = _later(around, handover, busy.after_seconds)
        return HandoverResult(DeliveryState.OWED, reason=busy.reason, try_after=later)
    except Refused as refusal:
        return HandoverResult(DeliveryState.REFUSED, reason=read_reason(refusal.reason))
    except OutcomeUnknown:
        return HandoverResult(DeliveryState.OUTCOME_UNKNOWN, reason=FailureReason.ANSWER_LOST)


def _later(around: Surroundings, handover: Handover, after_seconds: int | None = None) -> datetime:
    pause = next_pause(
        around.policy.messages,
        tries=handover.tries,
        is_alert_page=handover.is_alert_page,
        retry_after_seconds=after_seconds,
    )
    return around.now() + pause


def _look_up(around: Surroundings, handover: Handover) -> str | None:
    """The provider's id if it has this very message.

    It knows no reference of ours. What it finds by number, words and moment may be another message of ours, which then
    proves nothing.
    """

    def is_another(provider_id: str) -> bool:
        with around.database.unit_of_work() as work:
            known = find_message_by_provider_id(work.session, provider_id)
            if known is not None:
                return known.id != handover.message_id
            return find_bridge_by_call(work.session, provider_id) is not None

    if handover.kind is MessageKind.TEXT:
        return around.text_sender.find_text(_text(handover), handover.since, is_another)
    return around.call_placer.find_call(_ring(around, handover), handover.since, is_another)


def _hand_over(around: Surroundings, handover: Handover) -> str:
    if handover.kind is MessageKind.TEXT:
        return around.text_sender.send_text(_text(handover))
    return around.call_placer.place_call(_ring(around, handover))


def _text(handover: Handover) -> Text:
    return Text(str(handover.message_id), handover.phone_number, handover.body or "", handover.valid_for_seconds)


def _ring(around: Surroundings, handover: Handover) -> Ring:
    policy = around.policy.messages
    return Ring(str(handover.message_id), handover.phone_number, policy.ring_seconds, policy.call_limit_seconds)
