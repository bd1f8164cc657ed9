"""Talks with people beside the family about how a child is, each with whose yes it rests on."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from remote_cm.domain.call_extras import CollateralKind
from remote_cm.storage.encrypted_text import EncryptedText
from remote_cm.storage.tables.base import Base, Id, words


class CollateralTalk(Base):
    """One such talk. It meets no follow-up, covers no domain and changes no level (MON-23)."""

    __tablename__ = "collateral_talk"
    __table_args__ = (CheckConstraint("caregiver_agreed or child_agreed", name="somebody_agreed"),)

    id: Mapped[Id]
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    caseworker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[CollateralKind] = mapped_column(words(CollateralKind))
    name: Mapped[str] = mapped_column(EncryptedText)
    caregiver_agreed: Mapped[bool]
    child_agreed: Mapped[bool]
    talked_at: Mapped[datetime]
    said: Mapped[str] = mapped_column(EncryptedText)
    view: Mapped[str] = mapped_column(EncryptedText)
    has_told_danger: Mapped[bool]
