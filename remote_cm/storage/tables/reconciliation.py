"""Up to where the provider was asked what it knows, what was asked of single messages, and which process stopped."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from remote_cm.storage.tables.base import Base
from remote_cm.storage.tables.messages import Message


class ReconciliationMark(Base):
    """How far one provider's lists of what came in have been read.

    ``asked_up_to`` moves on only when everything before it was taken in. ``begun_at`` is when somebody last began to
    ask, and ``done_at`` when that last went well.
    """

    __tablename__ = "reconciliation_mark"

    provider: Mapped[str] = mapped_column(String(20), primary_key=True)
    asked_up_to: Mapped[datetime | None]
    begun_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class AskedMessage(Base):
    """How often the provider was asked what became of one message, and from when it may be asked again."""

    __tablename__ = "asked_message"

    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("message.id"), primary_key=True)
    times: Mapped[int]
    ask_after: Mapped[datetime]


class StoppedProcess(Base):
    """A process that must not stop and has not finished a round for too long; gone once it has.

    ``noticed_at`` is when somebody first missed it. ``claimed_at`` is when somebody began to ring the emergency
    numbers for it, ``rung_at`` when a phone was last handed to the provider, and ``heard_at`` when a key was pressed.
    """

    __tablename__ = "stopped_process"

    name: Mapped[str] = mapped_column(String(30), primary_key=True)
    noticed_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    rung_at: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]


Index(
    "ix_message_on_its_way",
    Message.sent_at,
    postgresql_where=text("state in ('queued', 'sent', 'ringing', 'in_progress')"),
)
Index(
    "ix_message_not_arrived",
    Message.owed_at,
    postgresql_where=text("state in ('expired', 'refused', 'undelivered', 'failed')"),
)
