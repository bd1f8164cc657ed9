"""The rows that say who looked at or changed what; only ever added."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session
from structlog.contextvars import get_contextvars

from remote_cm.storage.tables.operations import AuditEntry


def add_audit_entry(
    session: Session,
    *,
    at: datetime,
    actor_id: uuid.UUID | None,
    act: str,
    subject_kind: str,
    subject_id: uuid.UUID | None = None,
    shown: Iterable[uuid.UUID] = (),
    **detail: str | int | bool | None,
) -> None:
    """Add one line. ``act`` reads ``subject:act`` in the past tense; ``shown`` are the ids that a list page named.

    ``detail`` holds codes and counts, never a name, a number or anybody's words.
    """
    listed = [str(row_id) for row_id in shown]
    session.add(
        AuditEntry(
            happened_at=at,
            actor_id=actor_id,
            act=act,
            subject_kind=subject_kind,
            subject_id=subject_id,
            detail=detail | ({"shown": listed} if listed else {}),
            request_id=get_contextvars().get("request_id"),
        )
    )
