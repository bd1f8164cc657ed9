"""How messages that are owed are found, claimed and moved on, and how the provider's reports are kept."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, cast, func, or_, select
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


def hold_provider_id(session: Session, provider_id: str) -> None:
    """Hold an id of the provider until the transaction ends: whoever writes it to a message and whoever keeps a report
    that carries nothing else do so one after the other, or neither would see the other.
    """
    key = func.hashtextextended(provider_id, 0)
    session.execute(select(cast(func.pg_advisory_xact_lock(key), Text)))


def lock_message_of(session: Session, provider_id: str) -> Message | None:
    """The message to which the provider gave this id, locked until the transaction ends."""
    return session.scalar(select(Message).where(Message.provider_id == provider_id).with_for_update())


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
    message_id: uuid.UUID | None,
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


def list_delivery_reports(session: Session, message: Message) -> list[DeliveryReport]:
    """Every report that came for a message, in the order of arrival, also those that carried its id alone."""
    by_id_alone = DeliveryReport.message_id.is_(None) & (DeliveryReport.provider_id == message.provider_id)
    is_its = DeliveryReport.message_id == message.id
    wanted = is_its if message.provider_id is None else or_(is_its, by_id_alone)
    return list(session.scalars(select(DeliveryReport).where(wanted).order_by(DeliveryReport.id)))


def find_ring(session: Session, message_id: uuid.UUID) -> Message | None:
    """The ring with this id of ours; None for a text or for nothing."""
    return session.scalar(select(Message).where(Message.id == message_id, Message.kind == MessageKind.RING))


def list_ring_states(session: Session, alert_id: uuid.UUID, climbed_to: int) -> list[DeliveryState]:
    """Where every ring stands that a ladder owed when it had climbed so far."""
    return list(
        session.scalars(
            select(Message.state).where(
                Message.alert_id == alert_id, Message.kind == MessageKind.RING, Message.climbed_to == climbed_to
            )
        )
    )
