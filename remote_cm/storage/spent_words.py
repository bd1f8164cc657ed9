"""The agreed words that a family gave up, by their fingerprints: none of them is agreed again (N34)."""

import uuid
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from remote_cm.storage.tables.cases import SpentWord


def is_spent_word(session: Session, case_id: uuid.UUID, fingerprint: bytes) -> bool:
    """True for a word that this family gave up once."""
    return session.get(SpentWord, (case_id, fingerprint)) is not None


def spend_word(session: Session, case_id: uuid.UUID, fingerprint: bytes, now: datetime) -> None:
    """Keep that a word was given up. The caller commits."""
    row = insert(SpentWord).values(case_id=case_id, fingerprint=fingerprint, spent_at=now)
    session.execute(row.on_conflict_do_nothing())
