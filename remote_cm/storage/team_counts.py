"""How much each caseworker of a team has before them, counted in one question for each kind of work."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from remote_cm.domain.task_kinds import KEPT_OUT_OF_FIGURES
from remote_cm.storage.tables.alerts import Alert
from remote_cm.storage.tables.cases import FollowUp, FollowUpState
from remote_cm.storage.tables.tasks import Task


@dataclass(frozen=True)
class CallsCounted:
    """One caseworker's follow-ups: ``planned`` stand on their page, ``late`` are planned and past their date, ``met``
    were met lately.
    """

    planned: int
    late: int
    met: int


NO_CALLS = CallsCounted(0, 0, 0)


def count_calls(
    session: Session, staff_ids: Sequence[uuid.UUID], day: date, now: datetime, met_since: datetime
) -> Mapping[uuid.UUID, CallsCounted]:
    """The follow-ups of each caseworker: planned for this day or left from earlier ones, late, and met since a
    moment.
    """
    is_planned = FollowUp.state == FollowUpState.PLANNED
    is_on_page = or_(FollowUp.planned_on <= day, FollowUp.planned_on.is_(None))
    is_met = (FollowUp.state == FollowUpState.MET) & (FollowUp.closed_at >= met_since)
    rows = session.execute(
        select(
            FollowUp.caseworker_id,
            func.count().filter(is_planned, is_on_page),
            func.count().filter(is_planned, FollowUp.due_by < now),
            func.count().filter(is_met),
        )
        .where(FollowUp.caseworker_id.in_(staff_ids), or_(is_planned, is_met))
        .group_by(FollowUp.caseworker_id)
    )
    return {row[0]: CallsCounted(row[1], row[2], row[3]) for row in rows}


def count_open_tasks(session: Session, staff_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """Duties that are not done, by whom they are given to; what must never be a figure is left out (N44)."""
    counted = Task.kind.not_in(KEPT_OUT_OF_FIGURES)
    return _count(session, Task.assignee_id, staff_ids, Task.done_at.is_(None), counted)


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
