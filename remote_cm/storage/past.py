"""Writes many rows of the past at once, for the demo: each table after those that it names."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from remote_cm.domain.task_kinds import TaskKind
from remote_cm.storage.tables.base import Base
from remote_cm.storage.tables.calls import Attempt
from remote_cm.storage.tables.cases import CaseFile, FollowUp, FollowUpState
from remote_cm.storage.tables.people import VolunteerAlias
from remote_cm.storage.tables.tasks import Task


def add_past(session: Session, rows: Iterable[Base]) -> None:
    """Insert rows that are complete, whatever their order; rows of one table must name the same columns."""
    by_kind: dict[type[Base], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_kind[type(row)].append({name: value for name, value in vars(row).items() if not name.startswith("_")})
    place = {table.name: number for number, table in enumerate(Base.metadata.sorted_tables)}
    session.flush()
    for kind in sorted(by_kind, key=lambda kind: place[kind.__tablename__]):
        # With its nulls each row has the same columns, and all of a table go in one batch.
        session.execute(insert(kind).execution_options(render_nulls=True), by_kind[kind])


def list_untried_cases(session: Session, codes: Iterable[str]) -> Mapping[str, CaseFile]:
    """The cases of these codes of whose families nobody was ever called, by code."""
    tried = select(Attempt.case_id)
    found = session.scalars(select(CaseFile).where(CaseFile.code.in_(tuple(codes)), CaseFile.id.not_in(tried)))
    return {case.code: case for case in found}


def list_owed_follow_ups(session: Session, case_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, FollowUp]:
    """The follow-up that each of these cases is owed, by case."""
    is_owed = FollowUp.state.in_((FollowUpState.WAITING, FollowUpState.PLANNED))
    found = session.scalars(select(FollowUp).where(FollowUp.case_id.in_(tuple(case_ids)), is_owed))
    return {row.case_id: row for row in found}


def list_open_tasks_of_kinds(session: Session, kinds: Iterable[TaskKind], made_before: datetime) -> Sequence[Task]:
    """The open duties of these kinds that were made before a moment, oldest first."""
    wanted = select(Task).where(Task.kind.in_(tuple(kinds)), Task.done_at.is_(None), Task.made_at < made_before)
    return list(session.scalars(wanted.order_by(Task.made_at, Task.id)))


def list_aliases_of_cases(session: Session, case_ids: Iterable[uuid.UUID]) -> Sequence[VolunteerAlias]:
    """The aliases that volunteers have for these families, by volunteer and alias."""
    wanted = select(VolunteerAlias).where(
        VolunteerAlias.case_id.in_(tuple(case_ids)), VolunteerAlias.retired_at.is_(None)
    )
    return list(session.scalars(wanted.order_by(VolunteerAlias.volunteer_id, VolunteerAlias.alias)))
