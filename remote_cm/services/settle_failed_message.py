"""What is done at once about a text or a ring that failed: nothing that we gave up is silent.

The alert's timeline says it, a number that cannot be reached is flagged, the channel of an account that must be mended
waits, a text is sent again where that may do, and somebody has it on their page where it may not.
"""

import uuid
from datetime import datetime

import structlog

from remote_cm.domain.delivery import DeliveryState
from remote_cm.domain.failed_message import is_for_a_person, next_send_at
from remote_cm.domain.failure_reason import FailureKind, FailureReason, flagged_channels
from remote_cm.services.channel_pauses import channel_of, pause_channel
from remote_cm.services.climb_early import climb_early
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.tell_of_failure import tell_of_failure
from remote_cm.storage.alerts import add_alert_event, lock_alert
from remote_cm.storage.channels import add_flag
from remote_cm.storage.database import UnitOfWork
from remote_cm.storage.tables.alerts import AlertAct
from remote_cm.storage.tables.messages import Message, MessageKind, MessagePurpose

log = structlog.get_logger(__name__)

_NOT_TAKEN = frozenset({DeliveryState.EXPIRED, DeliveryState.REFUSED})


def settle_failed_message(
    around: Surroundings, work: UnitOfWork, message: Message, reason: FailureReason | None
) -> None:
    """Called once, when a message has come to an end that reached nobody; ``message`` is locked. The caller commits.

    ``reason`` is None for a ring that was simply not answered.
    """
    if message.alert_id is not None:
        # Before anything is written about the alert: two of its rings may end at one moment.
        lock_alert(work.session, message.alert_id)
        detail = reason.value if reason is not None else f"{message.kind}_{message.state}"
        add_alert_event(work.session, message.alert_id, around.now(), AlertAct.PAGE_FAILED, message.staff_id, detail)
    if reason is not None:
        _act_on(around, work, message, reason)
    climb_early(around, work, message)


def _act_on(around: Surroundings, work: UnitOfWork, message: Message, reason: FailureReason) -> None:
    session, now, channel = work.session, around.now(), channel_of(message)
    is_page = message.purpose is MessagePurpose.ALERT
    fingerprint = around.blind_index.of(message.phone_number)
    for flagged in flagged_channels(reason, channel):
        add_flag(session, fingerprint, flagged, reason, now)
    if reason.kind is FailureKind.ACCOUNT:
        pause_channel(around, session, channel, reason, ends_by_report=True)
    if reason is FailureReason.OUR_REQUEST_WAS_WRONG:
        log.error("message_was_wrong", message=str(message.id), channel=channel.value)
    again_at = _again_at(around, message, reason)
    if again_at is not None:
        _send_again(work, message, now, again_at)
    elif is_for_a_person(reason, is_alert_page=is_page, is_reply=message.purpose is MessagePurpose.REPLY):
        tell_of_failure(around, session, message, reason)


def _again_at(around: Surroundings, message: Message, reason: FailureReason) -> datetime | None:
    """When the same text goes out as a new message; what the provider never took had its own tries before."""
    if message.kind is not MessageKind.TEXT or message.state in _NOT_TAKEN:
        return None
    return next_send_at(
        reason,
        around.policy.messages,
        now=around.now(),
        send_before=message.send_before,
        resends=message.resends,
        is_alert_page=message.purpose is MessagePurpose.ALERT,
    )


def _send_again(work: UnitOfWork, failed: Message, now: datetime, again_at: datetime) -> None:
    """A final state is final, so another message says the same, and names the one that it follows."""
    again = Message(
        id=uuid.uuid4(),
        kind=failed.kind,
        purpose=failed.purpose,
        staff_id=failed.staff_id,
        volunteer_id=failed.volunteer_id,
        alert_id=failed.alert_id,
        event_id=failed.event_id,
        phone_number=failed.phone_number,
        body=failed.body,
        language=failed.language,
        owed_at=now,
        send_before=failed.send_before,
        try_after=again_at,
        follows_id=failed.id,
        resends=failed.resends + 1,
        climbed_to=failed.climbed_to,
    )
    work.session.add(again)
