"""What came in by text or by ring, kept whole before it is answered, and what volunteers reported by it."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from remote_cm.domain.vocabulary import FoundBy, Intent, SenderKind
from remote_cm.storage.encrypted_text import EncryptedText, Fingerprint
from remote_cm.storage.tables.base import Base, Id, words


class EventKind(StrEnum):
    """A text, or a ring that was not answered."""

    TEXT = "text"
    RING = "ring"


class InboundEvent(Base):
    """One text or ring, unique by the provider's id: the same webhook twice is one event.

    ``received_at`` is when it was sent to us, and ``found_by`` how it reached us. Without ``handled_at`` it could not
    be handled, ``tries`` times, and is tried again after ``try_after``.
    ``is_locked``: its words may name a child, and only who has its task ever reads them (SMS vocabulary §5.1.10).
    """

    __tablename__ = "inbound_event"
    __table_args__ = (
        UniqueConstraint("provider", "provider_id"),
        Index("ix_inbound_event_sender", "sender_fingerprint", "received_at"),
        Index("ix_inbound_event_unhandled", "received_at", postgresql_where=text("handled_at is null")),
    )

    id: Mapped[Id]
    provider: Mapped[str] = mapped_column(String(20))
    provider_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[EventKind] = mapped_column(words(EventKind))
    received_at: Mapped[datetime]
    sender_number: Mapped[str] = mapped_column(EncryptedText)
    sender_fingerprint: Mapped[bytes | None] = mapped_column(Fingerprint)
    body: Mapped[str | None] = mapped_column(EncryptedText)
    sender_kind: Mapped[SenderKind] = mapped_column(words(SenderKind))
    volunteer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("volunteer.id"))
    contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id"))
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case_file.id"))
    intent: Mapped[Intent | None] = mapped_column(words(Intent))
    effects: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    handled_at: Mapped[datetime | None]
    found_by: Mapped[FoundBy] = mapped_column(words(FoundBy), default=FoundBy.WEBHOOK)
    tries: Mapped[int] = mapped_column(default=0)
    try_after: Mapped[datetime | None]
    is_locked: Mapped[bool] = mapped_column(default=False)


class VolunteerReport(Base):
    """A volunteer's word about a family: raises an alarm, never sets or lowers a level (N24).

    Without a level it says that they went and met nobody, which counts as an attempt (SMS vocabulary §5.3).
    """

    __tablename__ = "volunteer_report"
    __table_args__ = (CheckConstraint("met = (level is not null)", name="a_level_of_who_was_met"),)

    id: Mapped[Id]
    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inbound_event.id"), unique=True)
    volunteer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("volunteer.id"))
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    met: Mapped[bool] = mapped_column(default=True)
    level: Mapped[int | None]
    received_at: Mapped[datetime]
