"""How duties of people are found: on one person's page, in a team's inbox, and the late ones."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from remote_cm.domain.task_kinds import TaskKind
from remote_cm.storage.tables.tasks import Task


def _open_tasks() -> Select[Task]:
    return select(Task).where(Task.done_at.is_(None)).order_by(Task.due_at, Task.made_at)


def list_tasks_of(session: Session, staff_id: uuid.UUID) -> Sequence[Task]:
    """One person's open tasks, most pressing first."""
    return list(session.scalars(_open_tasks().where(Task.assignee_id == staff_id)))


def list_inbox_tasks(session: Session, team_id: uuid.UUID | None) -> Sequence[Task]:
    """Open tasks that name nobody: those of a team and those of no team at all."""
    of_team = Task.team_id.is_(None) if team_id is None else or_(Task.team_id == team_id, Task.team_id.is_(None))
    return list(session.scalars(_open_tasks().where(Task.assignee_id.is_(None), of_team)))


def list_raised_tasks(session: Session, team_id: uuid.UUID) -> Sequence[Task]:
    """A team's tasks that were not done in time and now stand on the supervisor's page too."""
    return list(session.scalars(_open_tasks().where(Task.team_id == team_id, Task.raised_at.is_not(None))))


def lock_late_tasks(session: Session, now: datetime, limit: int) -> Sequence[Task]:
    """Open tasks whose time has passed and which nobody was told of yet, locked; those held by another are left out."""
    late = _open_tasks().where(Task.raised_at.is_(None), Task.due_at <= now).limit(limit)
    return list(session.scalars(late.with_for_update(skip_locked=True)))


def lock_task(session: Session, task_id: uuid.UUID) -> Task | None:
    """One task, locked until the transaction ends."""
    return session.scalar(select(Task).where(Task.id == task_id).with_for_update())


def find_open_task(session: Session, kind: TaskKind, volunteer_id: uuid.UUID | None, detail: str | None) -> Task | None:
    """The most pressing open duty of one kind about the same volunteer, or about none, that says the same."""
    same = (Task.kind == kind, Task.volunteer_id.is_not_distinct_from(volunteer_id), Task.detail == detail)
    return session.scalar(_open_tasks().where(*same).limit(1))


def list_all_open_tasks_of_case(session: Session, case_id: uuid.UUID) -> Sequence[Task]:
    """A case's open tasks."""
    return list(session.scalars(_open_tasks().where(Task.case_id == case_id)))


def list_open_red_tasks(session: Session, conversation_id: uuid.UUID, item_id: str) -> Sequence[Task]:
    """The open tasks that a red answer to one item of a conversation left with people."""
    of_item = (Task.conversation_id == conversation_id, Task.kind == TaskKind.RED_ANSWER, Task.detail == item_id)
    return list(session.scalars(_open_tasks().where(*of_item)))
