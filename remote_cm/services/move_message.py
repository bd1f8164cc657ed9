"""Moves a message on by what the provider reported of it: forward only, final states stay, in whatever order reports
come.
"""

from remote_cm.domain.delivery import DeliveryState, next_state, read_provider_status
from remote_cm.domain.failure_reason import FailureReason
from remote_cm.domain.vocabulary import Channel
from remote_cm.services.channel_pauses import channel_of, resume_channel
from remote_cm.services.climb_early import climb_early
from remote_cm.services.settle_failed_message import settle_failed_message
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.channels import remove_flags
from remote_cm.storage.database import UnitOfWork
from remote_cm.storage.messages import list_delivery_reports
from remote_cm.storage.tables.messages import Message, MessageKind

_FAILED = frozenset({DeliveryState.FAILED, DeliveryState.UNDELIVERED})
_NOT_ANSWERED = frozenset({DeliveryState.BUSY, DeliveryState.NO_ANSWER, DeliveryState.CANCELED})
_WENT_THROUGH = frozenset(
    {
        *(DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.RINGING, DeliveryState.IN_PROGRESS),
        *(DeliveryState.COMPLETED, DeliveryState.BUSY, DeliveryState.NO_ANSWER),
    }
)
_ARRIVED = frozenset({DeliveryState.DELIVERED, DeliveryState.IN_PROGRESS, DeliveryState.COMPLETED})


def apply_reports(around: Surroundings, work: UnitOfWork, message: Message) -> None:
    """Apply every report that is kept for a locked message, and do what follows from where it stands then, once.

    Doing so twice changes nothing more. The caller commits.
    """
    before, code = message.state, None
    for report in list_delivery_reports(work.session, message):
        reported = read_provider_status(report.status)
        moved = message.state if reported is None else next_state(message.state, reported)
        if moved is not message.state:
            message.state, code = moved, report.error_code
    if message.state is not before:
        _follow(around, work, message, code)


def _follow(around: Surroundings, work: UnitOfWork, message: Message, code: str | None) -> None:
    reason = _reason_of(around, message, code)
    message.reason = reason.value if reason is not None else None
    if message.state in _WENT_THROUGH:
        resume_channel(work.session, message, by_report=True)
    if message.state in _ARRIVED:
        _unflag(around, work, message)
    if message.state in _FAILED | _NOT_ANSWERED:
        settle_failed_message(around, work, message, reason)
    elif message.state.is_final:
        climb_early(around, work, message)


def _reason_of(around: Surroundings, message: Message, code: str | None) -> FailureReason | None:
    """Why it failed; a ring without a code was simply not answered."""
    if message.state not in _FAILED | _NOT_ANSWERED:
        return None
    if code is not None:
        return around.read_failure_code(code)
    return FailureReason.NOT_LISTED if message.kind is MessageKind.TEXT else None


def _unflag(around: Surroundings, work: UnitOfWork, message: Message) -> None:
    """What arrived proves the number: a text that it can be texted, an answered ring that it exists."""
    channel = channel_of(message)
    remove_flags(work.session, around.blind_index.of(message.phone_number), {channel, Channel.CALL})
