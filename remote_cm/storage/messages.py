"""How messages that are owed are found, claimed and moved on, and how the provider's reports are kept."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from remote_cm.domain.delivery import DeliveryState
from remote_cm.storage.tables.messages import DeliveryReport, Message, MessageKind, MessagePurpose


def lock_message(session: Session, message_id: uuid.UUID, *, waits: bool = True) -> Message | None:
    """One message, locked until the transaction ends; None when it is gone, or held by another and ``waits`` is off."""
    return session.scalar(select(Message).where(Message.id == message_id).with_for_update(skip_locked=not waits))


def find_message_by_provider_id(session: Session, provider_id: str) -> Message | None:
    """The message to which the provider gave this id."""
    return session.scalar(select(Message).where(Message.provider_id == provider_id))


@dataclass(frozen=True)
class OwedMessage:
    """A message that somebody must take, and whether it is an alert's page."""

    id: uuid.UUID
    is_page: bool


def list_owed_messages(
    session: Session, *, now: datetime, owed_before: datetime, claimed_before: datetime, limit: int
) -> list[OwedMessage]:
    """Messages that a worker should have taken by now: owed for a while, or claimed and never finished; alerts
    first.
    """
    due = select(Message.id, Message.purpose).where(
        (
            (Message.state == DeliveryState.OWED)
            & (Message.owed_at <= owed_before)
            & (Message.try_after.is_(None) | (Message.try_after <= now))
        )
        | (
            Message.state.in_((DeliveryState.CLAIMED, DeliveryState.OUTCOME_UNKNOWN))
            & (Message.claimed_at <= claimed_before)
        )
    )
    order = due.order_by((Message.purpose != MessagePurpose.ALERT), Message.owed_at).limit(limit)
    return [OwedMessage(row[0], row[1] is MessagePurpose.ALERT) for row in session.execute(order)]


def add_delivery_report(
    session: Session,
    *,
    message_id: uuid.UUID,
    provider_id: str,
    status: str,
    sequence: int | None,
    error_code: str | None,
    at: datetime,
) -> bool:
    """Keep one report; False when the very same one was kept before."""
    row = (
        insert(DeliveryReport)
        .values(
            message_id=message_id,
            provider_id=provider_id,
            status=status,
            sequence=sequence,
            error_code=error_code,
            received_at=at,
        )
        .on_conflict_do_nothing()
        .returning(DeliveryReport.id)
    )
    return session.execute(row).scalar_one_or_none() is not None


def list_delivery_reports(session: Session, message_id: uuid.UUID) -> list[DeliveryReport]:
    """Every report that came for a message, in the order of arrival."""
    return list(
        session.scalars(
            select(DeliveryReport).where(DeliveryReport.message_id == message_id).order_by(DeliveryReport.id)
        )
    )


def find_ring(session: Session, message_id: uuid.UUID) -> Message | None:
    """The ring with this id of ours; None for a text or for nothing."""
    return session.scalar(select(Message).where(Message.id == message_id, Message.kind == MessageKind.RING))
