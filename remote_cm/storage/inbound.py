"""How what came in is kept once and found again."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import Intent
from remote_cm.storage.tables.inbound import EventKind, InboundEvent
from remote_cm.storage.tables.people import Volunteer
from remote_cm.storage.tables.tasks import Task


def add_event_once(session: Session, **values: Any) -> InboundEvent | None:
    """Keep one event; None when the provider's id is known already. Insert or nothing: two processes cannot both
    win.
    """
    row = (
        insert(InboundEvent)
        .values(id=uuid.uuid4(), effects=[], **values)
        .on_conflict_do_nothing(index_elements=["provider", "provider_id"])
        .returning(InboundEvent)
    )
    return session.scalar(row)


def lock_sender(session: Session, fingerprint: bytes) -> None:
    """Hold this sender until the transaction ends, so that their events are handled one at a time, in order."""
    key = int.from_bytes(fingerprint[:8], "big", signed=True)
    session.execute(select(cast(func.pg_advisory_xact_lock(key), Text)))


def list_recent_events(
    session: Session, fingerprint: bytes, kind: EventKind, since: datetime, before_id: uuid.UUID
) -> Sequence[InboundEvent]:
    """A sender's other events of one kind since a moment, newest first."""
    return list(
        session.scalars(
            select(InboundEvent)
            .where(
                InboundEvent.sender_fingerprint == fingerprint,
                InboundEvent.kind == kind,
                InboundEvent.received_at >= since,
                InboundEvent.id != before_id,
            )
            .order_by(InboundEvent.received_at.desc())
        )
    )


def list_unknown_moments(session: Session, fingerprint: bytes, since: datetime) -> Sequence[datetime]:
    """When texts of a sender arrived that were not understood, since a moment."""
    return list(
        session.scalars(
            select(InboundEvent.received_at).where(
                InboundEvent.sender_fingerprint == fingerprint,
                InboundEvent.intent == Intent.UNKNOWN,
                InboundEvent.received_at >= since,
            )
        )
    )


def find_event(session: Session, event_id: uuid.UUID) -> InboundEvent | None:
    """One event by our id."""
    return session.get(InboundEvent, event_id)


def list_last_texts(session: Session, volunteers: Iterable[Volunteer]) -> Mapping[uuid.UUID, datetime]:
    """When the last text of each volunteer came, by volunteer; found by the numbers they have now."""
    known = {one.id: one.phone_fingerprint for one in volunteers if one.phone_fingerprint is not None}
    if not known:
        return {}
    rows = session.execute(
        select(InboundEvent.volunteer_id, func.max(InboundEvent.received_at))
        .where(
            InboundEvent.sender_fingerprint.in_(set(known.values())),
            InboundEvent.volunteer_id.in_(known),
            InboundEvent.kind == EventKind.TEXT,
        )
        .group_by(InboundEvent.volunteer_id)
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}


def mark_tasks_late(session: Session, event: InboundEvent) -> None:
    """Write on each duty that an event led to when it was sent to us."""
    session.flush()
    session.execute(update(Task).where(Task.event_id == event.id).values(sent_at=event.received_at))


def list_unhandled_ids(session: Session, due_before: datetime, limit: int) -> Sequence[uuid.UUID]:
    """Events that could not be handled and may be tried again now, earliest first."""
    return list(
        session.scalars(
            select(InboundEvent.id)
            .where(
                InboundEvent.handled_at.is_(None),
                or_(InboundEvent.try_after.is_(None), InboundEvent.try_after <= due_before),
            )
            .order_by(InboundEvent.received_at, InboundEvent.id)
            .limit(limit)
        )
    )


def take_unhandled(session: Session, event_id: uuid.UUID) -> InboundEvent | None:
    """One event for this transaction alone; None when it was handled meanwhile or another process has it."""
    return session.scalar(
        select(InboundEvent)
        .where(InboundEvent.id == event_id, InboundEvent.handled_at.is_(None))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def list_failed_tasks(session: Session, event_id: uuid.UUID) -> Sequence[Task]:
    """The open duties to read an event that could not be handled."""
    return list(
        session.scalars(
            select(Task).where(Task.event_id == event_id, Task.kind == TaskKind.HANDLING_FAILED, Task.done_at.is_(None))
        )
    )
