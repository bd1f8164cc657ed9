"""What a family took back, and what two people decided against its no."""

import uuid
from datetime import date, datetime

from sqlalchemy import ARRAY, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from remote_cm.domain.consent import ConsentItem
from remote_cm.domain.consent_standing import HeardNo
from remote_cm.domain.vocabulary import ContactRole
from remote_cm.storage.encrypted_text import EncryptedText
from remote_cm.storage.tables.base import Base, Id, words


class ConsentWithdrawal(Base):
    """What one person of the family wants to stop; a row is never changed, a later yes stands beside it (N43)."""

    __tablename__ = "consent_withdrawal"

    id: Mapped[Id]
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    withdrawn_at: Mapped[datetime]
    withdrawn_by: Mapped[ContactRole] = mapped_column(words(ContactRole))
    heard_how: Mapped[HeardNo] = mapped_column(words(HeardNo))
    items: Mapped[list[ConsentItem]] = mapped_column(ARRAY(words(ConsentItem)))
    said: Mapped[str | None] = mapped_column(EncryptedText)
    recorded_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))


class ContactOverride(Base):
    """A wish of one person to reach a family against its no, and what the second decided (CALL-16, N43).

    ``is_approved`` is None until then. ``told_on`` is when the child was told why, ``not_told_because`` why it was not.
    """

    __tablename__ = "contact_override"
    __table_args__ = (
        Index("ix_contact_override_case", "case_id", "asked_at"),
        Index("ix_contact_override_holds", "until", postgresql_where=text("is_approved and ended_at is null")),
        Index(
            "uq_contact_override_asked",
            "case_id",
            unique=True,
            postgresql_where=text("decided_at is null and ended_at is null"),
        ),
    )

    id: Mapped[Id]
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id"))
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime]
    harm: Mapped[str] = mapped_column(EncryptedText)
    other_ways: Mapped[str] = mapped_column(EncryptedText)
    child_view: Mapped[str] = mapped_column(EncryptedText)
    until: Mapped[date]
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None]
    is_approved: Mapped[bool | None]
    decision_words: Mapped[str | None] = mapped_column(EncryptedText)
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    told_on: Mapped[date | None]
    not_told_because: Mapped[str | None] = mapped_column(EncryptedText)
