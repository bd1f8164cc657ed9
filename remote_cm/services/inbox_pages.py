"""What came in and waits for a person: duties that name nobody, those that were not done in time, and how one is
done.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from remote_cm.domain.access import Person, TaskAnchor, may_see_inbox, may_see_task
from remote_cm.domain.refusal import NotFound, StaleStep
from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.my_day import DayTask, show_tasks
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.database import Session, UnitOfWork
from remote_cm.storage.inbound import find_event
from remote_cm.storage.tables.tasks import Task
from remote_cm.storage.tasks import list_inbox_tasks, list_raised_tasks, list_tasks_of, lock_task


@dataclass(frozen=True)
class Inbox:
    """Duties that nobody has yet, and a person's own; for a supervisor also those of the team that are late.

    A caseworker's own duties stand on their day and not here.
    """

    mine: tuple[DayTask, ...]
    waiting: tuple[DayTask, ...]
    raised: tuple[DayTask, ...]
    now: datetime


@dataclass(frozen=True)
class OpenedTask:
    """One duty with the words that it is about, which only whoever may see the duty ever reads."""

    task: DayTask
    words: str | None
    came_at: datetime | None
    is_mine: bool
    is_waiting: bool
    is_done: bool


def show_inbox(around: Surroundings, person: Person) -> Inbox:
    """The inbox of this person's team."""
    now = around.now()
    with around.database.unit_of_work() as work:
        mine = list_tasks_of(work.session, person.id) if person.role is not StaffRole.CASEWORKER else ()
        waiting = list_inbox_tasks(work.session, person.team_id) if may_see_inbox(person, person.team_id) else ()
        is_supervisor = person.role is StaffRole.SUPERVISOR and person.team_id is not None
        raised = list_raised_tasks(work.session, person.team_id) if is_supervisor and person.team_id else ()
        others = [task for task in raised if task.assignee_id != person.id]
        inbox = Inbox(*_parts(work.session, now, mine, waiting, others), now)
        add_audit_entry(
            work.session,
            at=now,
            actor_id=person.id,
            act="inbox:listed",
            subject_kind="task",
            shown=[task.id for task in (*mine, *waiting, *others)],
        )
        work.commit()
    return inbox


def _parts(
    session: Session, now: datetime, *parts: Sequence[Task]
) -> tuple[tuple[DayTask, ...], tuple[DayTask, ...], tuple[DayTask, ...]]:
    """Three lists of duties as a page shows them, looked up together."""
    shown = {task.id: task for task in show_tasks(session, [task for part in parts for task in part], now)}
    mine, waiting, raised = (tuple(shown[task.id] for task in part) for part in parts)
    return mine, waiting, raised


def open_task(around: Surroundings, person: Person, task_id: uuid.UUID) -> OpenedTask:
    """One duty with its words, as an audited look. Raises NotFound when it does not exist for this person."""
    with around.database.unit_of_work() as work:
        task = _find(work, person, task_id)
        event = find_event(work.session, task.event_id) if task.event_id is not None else None
        shown = show_tasks(work.session, [task], around.now())[0]
        _audit(around, work, person, task, "task:opened")
        work.commit()
    return OpenedTask(
        task=shown,
        words=event.body if event else None,
        came_at=event.received_at if event else None,
        is_mine=task.assignee_id == person.id,
        is_waiting=task.assignee_id is None,
        is_done=task.done_at is not None,
    )


def finish_task(around: Surroundings, person: Person, task_id: uuid.UUID) -> None:
    """Mark a duty as done. Raises NotFound, or StaleStep when somebody has done it already."""
    with around.database.unit_of_work() as work:
        task = _find(work, person, task_id)
        if task.done_at is not None:
            raise StaleStep("this is done already")
        task.done_at, task.done_by_id = around.now(), person.id
        _audit(around, work, person, task, "task:done")
        work.commit()


def take_task(around: Surroundings, person: Person, task_id: uuid.UUID) -> None:
    """Take a duty that names nobody. Raises NotFound, or StaleStep when somebody has it already."""
    with around.database.unit_of_work() as work:
        task = _find(work, person, task_id)
        if task.done_at is not None or task.assignee_id not in (None, person.id):
            raise StaleStep("somebody has this already")
        task.assignee_id, task.team_id = person.id, task.team_id or person.team_id
        _audit(around, work, person, task, "task:taken")
        work.commit()


def _find(work: UnitOfWork, person: Person, task_id: uuid.UUID) -> Task:
    task = lock_task(work.session, task_id)
    if task is None or not may_see_task(person, TaskAnchor(task.assignee_id, task.team_id)):
        raise NotFound
    return task


def _audit(around: Surroundings, work: UnitOfWork, person: Person, task: Task, act: str) -> None:
    add_audit_entry(
        work.session,
        at=around.now(),
        actor_id=person.id,
        act=act,
        subject_kind="task",
        subject_id=task.id,
        kind=task.kind.value,
    )
