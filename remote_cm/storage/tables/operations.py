"""Who looked at or changed what, how the processes are doing, and the moved clock of development."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from remote_cm.storage.tables.base import Base


class AuditEntry(Base):
    """One look or change, by whom; the application may add rows and read them, never change or remove one."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject", "subject_kind", "subject_id"),
        Index("ix_audit_entry_actor", "actor_id", "happened_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    happened_at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID | None]
    act: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[uuid.UUID | None]
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB)
    request_id: Mapped[str | None] = mapped_column(String(36))


class Heartbeat(Base):
    """When a process that must not stop last finished its round."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(String(30), primary_key=True)
    last_at: Mapped[datetime]


class ClockOffset(Base):
    """How far every process's clock is moved; used in development and test only."""

    __tablename__ = "clock_offset"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seconds: Mapped[int]
