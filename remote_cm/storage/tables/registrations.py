"""How a case came to be: who told us, when it was registered, and by which numbers the child is known elsewhere."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from remote_cm.domain.registration import IdentifierKind, ReferredBy
from remote_cm.storage.encrypted_text import EncryptedText, Fingerprint
from remote_cm.storage.tables.base import Base, words


class CaseRegistration(Base):
    """The registration of one case. ``id`` is the form's own, so that sent twice it is one case; ``due_at`` is by when
    it was to be done after the referral (RSK-12).
    """

    __tablename__ = "case_registration"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id"), unique=True)
    referred_by: Mapped[ReferredBy] = mapped_column(words(ReferredBy))
    referred_at: Mapped[datetime]
    due_at: Mapped[datetime]
    registered_at: Mapped[datetime]
    registered_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    is_urgent: Mapped[bool]
    concern: Mapped[str] = mapped_column(EncryptedText)


class CaseIdentifier(Base):
    """One number of a child, as a keyed fingerprint that nobody can read back; two cases never have the same one."""

    __tablename__ = "case_identifier"

    kind: Mapped[IdentifierKind] = mapped_column(words(IdentifierKind), primary_key=True)
    fingerprint: Mapped[bytes] = mapped_column(Fingerprint, primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
