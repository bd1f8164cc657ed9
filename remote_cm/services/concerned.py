"""Whom something that came in concerns, and what it says besides its meaning."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from remote_cm.domain.vocabulary import SenderKind
from remote_cm.storage.tables.cases import CaseFile, Contact
from remote_cm.storage.tables.debriefs import AskedQuestion
from remote_cm.storage.tables.people import Staff, Volunteer


@dataclass(frozen=True)
class Concerned:
    """Whom an event concerns, as far as is known. ``team_id`` is None only where nothing at all is known of the
    sender; ``perhaps_meant`` are the caseworkers of everybody who may have sent it.
    """

    kind: SenderKind
    team_id: uuid.UUID | None
    caseworker_id: uuid.UUID | None
    volunteer: Volunteer | None = None
    staff: Staff | None = None
    contacts: tuple[Contact, ...] = ()
    case: CaseFile | None = None
    perhaps_meant: frozenset[uuid.UUID] = frozenset()


@dataclass(frozen=True)
class Said:
    """The moment that was asked for, in the past where its hour has just passed, and the question that is answered."""

    asked_for_at: datetime | None = None
    question: AskedQuestion | None = None
