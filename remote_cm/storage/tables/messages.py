"""Every text and ring that we owe or have sent: the row that owes it is the job, and its state only ever moves
forward.
"""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from remote_cm.domain.delivery import DeliveryState
from remote_cm.storage.encrypted_text import EncryptedText
from remote_cm.storage.tables.base import Base, Id, words


class MessageKind(StrEnum):
    """A text, or a ring in which a step of a call flow is heard."""

    TEXT = "text"
    RING = "ring"


class MessagePurpose(StrEnum):
    """Why it is sent; an alert's page is the only one that is ever sent again blindly."""

    ALERT = "alert"
    REPLY = "reply"
    REMINDER = "reminder"
    """Of our own accord, and so never in quiet hours (N45)."""


class Message(Base):
    """One text or ring. Claimed and committed before the provider is spoken to; our id comes back in its reports.

    ``lost_answers``: how often it was given to the provider and nobody knows if it took it. ``follows_id`` names the
    one that was taken and not delivered, which this one says again for the ``resends``-th time. ``climbed_to``: how far
    the alert had climbed when its ladder owed this page.
    """

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("(kind = 'text') = (body is not null)", name="a_text_has_words"),
        CheckConstraint("num_nonnulls(staff_id, volunteer_id) = 1", name="one_recipient"),
        Index(
            "ix_message_unfinished",
            "state",
            "owed_at",
            postgresql_where=text("state in ('owed', 'claimed', 'outcome_unknown')"),
        ),
        Index("uq_message_follows", "follows_id", unique=True, postgresql_where=text("follows_id is not null")),
    )

    id: Mapped[Id]
    kind: Mapped[MessageKind] = mapped_column(words(MessageKind))
    purpose: Mapped[MessagePurpose] = mapped_column(words(MessagePurpose))
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    volunteer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("volunteer.id"))
    alert_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("alert.id"), index=True)
    event_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("inbound_event.id"))
    phone_number: Mapped[str] = mapped_column(EncryptedText)
    body: Mapped[str | None] = mapped_column(EncryptedText)
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[DeliveryState] = mapped_column(words(DeliveryState), default=DeliveryState.OWED)
    provider_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    owed_at: Mapped[datetime]
    send_before: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    try_after: Mapped[datetime | None]
    last_sequence: Mapped[int | None]
    lost_answers: Mapped[int] = mapped_column(default=0)
    follows_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("message.id"))
    resends: Mapped[int] = mapped_column(default=0)
    climbed_to: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(String(60))


class DeliveryReport(Base):
    """What the provider said of a message, each once and for good, also when it came before our own write.

    Without ``message_id`` it carried no reference of ours, and waits for the message of its ``provider_id``.
    """

    __tablename__ = "delivery_report"
    __table_args__ = (UniqueConstraint("provider_id", "status", "sequence", postgresql_nulls_not_distinct=True),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    message_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    provider_id: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(20))
    sequence: Mapped[int | None]
    error_code: Mapped[str | None] = mapped_column(String(12))
    received_at: Mapped[datetime]
