"""How much each caseworker of a team has before them, counted in one question for each kind of work."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from remote_cm.storage.tables.alerts import Alert
from remote_cm.storage.tables.cases import FollowUp, FollowUpState
from remote_cm.storage.tables.tasks import Task


def count_planned(session: Session, staff_ids: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
    """Follow-ups on each caseworker's page of this day: planned for it, or left from earlier ones."""
    on_page = or_(FollowUp.planned_on <= day, FollowUp.planned_on.is_(None))
    return _count(session, FollowUp.caseworker_id, staff_ids, FollowUp.state == FollowUpState.PLANNED, on_page)


def count_late(session: Session, staff_ids: Sequence[uuid.UUID], now: datetime) -> Mapping[uuid.UUID, int]:
    """Planned follow-ups whose date has passed, by caseworker."""
    return _count(
        session, FollowUp.caseworker_id, staff_ids, FollowUp.state == FollowUpState.PLANNED, FollowUp.due_by < now
    )


def count_met(session: Session, staff_ids: Sequence[uuid.UUID], since: datetime) -> Mapping[uuid.UUID, int]:
    """Follow-ups met since a moment, by caseworker."""
    return _count(
        session, FollowUp.caseworker_id, staff_ids, FollowUp.state == FollowUpState.MET, FollowUp.closed_at >= since
    )


def count_open_tasks(session: Session, staff_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """Duties that are not done, by whom they are given to."""
    return _count(session, Task.assignee_id, staff_ids, Task.done_at.is_(None))


def count_held_alerts(session: Session, staff_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """Alerts that nobody has ended, by who holds them."""
    return _count(session, Alert.holder_id, staff_ids, Alert.ended_at.is_(None))


def _count(
    session: Session,
    column: InstrumentedAttribute[uuid.UUID] | InstrumentedAttribute[uuid.UUID | None],
    staff_ids: Sequence[uuid.UUID],
    *conditions: ColumnElement[bool],
) -> Mapping[uuid.UUID, int]:
    rows = session.execute(select(column, func.count()).where(column.in_(staff_ids), *conditions).group_by(column))
    return {row[0]: row[1] for row in rows if row[0] is not None}
