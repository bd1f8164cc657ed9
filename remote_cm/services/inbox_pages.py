"""What came in and waits for a person: duties that name nobody, those that were not done in time, and how one is
done.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from remote_cm.domain.access import Person, TaskAnchor, may_see_inbox, may_see_task
from remote_cm.domain.refusal import BadInput, Fault, NotFound, StaleStep
from remote_cm.domain.task_outcomes import DONE_BY_ITSELF, TaskOutcome, choices_of
from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.act_on_outcome import act_on_outcome
from remote_cm.services.check_health import find_stopped_timetable
from remote_cm.services.my_day import DayTask, show_tasks
from remote_cm.services.slow_ladder_views import SlowLadderView, show_ladders
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.database import Session, UnitOfWork
from remote_cm.storage.inbound import find_event
from remote_cm.storage.slow_ladders import find_ladder
from remote_cm.storage.tables.tasks import Task
from remote_cm.storage.tasks import list_inbox_tasks, list_raised_tasks, list_tasks_of, lock_task


@dataclass(frozen=True)
class Inbox:
    """Duties that nobody has yet, and a person's own; for a supervisor also those of the team that are late.

    A caseworker's own duties stand on their day and not here. ``stopped_since`` is when the service last planned
    anything, where that is too long ago.
    """

    mine: tuple[DayTask, ...]
    waiting: tuple[DayTask, ...]
    raised: tuple[DayTask, ...]
    stopped_since: datetime | None
    now: datetime


@dataclass(frozen=True)
class OpenedTask:
    """One duty with the words that it is about, which only whoever may see the duty ever reads.

    ``choices`` is what can be said about it when it is done; ``ladder`` the ladder that it belongs to, if any.
    """

    task: DayTask
    choices: tuple[TaskOutcome, ...]
    ladder: SlowLadderView | None
    words: str | None
    is_locked: bool
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
        stopped_since = find_stopped_timetable(around, work.session)
        inbox = Inbox(*_parts(work.session, now, person.id, mine, waiting, others), stopped_since, now)
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
    session: Session, now: datetime, owner_id: uuid.UUID, *parts: Sequence[Task]
) -> tuple[tuple[DayTask, ...], tuple[DayTask, ...], tuple[DayTask, ...]]:
    """Three lists of duties as a page shows them, looked up together."""
    tasks = [task for part in parts for task in part]
    shown = {task.id: task for task in show_tasks(session, tasks, now, owner_id=owner_id)}
    mine, waiting, raised = (tuple(shown[task.id] for task in part) for part in parts)
    return mine, waiting, raised


def open_task(around: Surroundings, person: Person, task_id: uuid.UUID) -> OpenedTask:
    """One duty with its words, as an audited look. Raises NotFound when it does not exist for this person."""
    with around.database.unit_of_work() as work:
        task = _find(work, person, task_id)
        event = find_event(work.session, task.event_id) if task.event_id is not None else None
        shown = show_tasks(work.session, [task], around.now(), owner_id=task.assignee_id)[0]
        run = find_ladder(work.session, task.slow_ladder_id) if task.slow_ladder_id is not None else None
        ladders = show_ladders(around, work.session, person, [run] if run is not None else [])
        _audit(around, work, person, task, "task:opened")
        work.commit()
    return OpenedTask(
        task=shown,
        choices=choices_of(task.kind),
        ladder=next(iter(ladders), None),
        words=event.body if event and not event.is_locked else None,
        is_locked=event is not None and event.is_locked,
        came_at=event.received_at if event else None,
        is_mine=task.assignee_id == person.id,
        is_waiting=task.assignee_id is None,
        is_done=task.done_at is not None,
    )


def finish_task(
    around: Surroundings, person: Person, task_id: uuid.UUID, outcome: TaskOutcome = TaskOutcome.DONE
) -> None:
    """Mark a duty as done, and carry out what its answer means.

    Raises NotFound, StaleStep when somebody has done it already, BadInput when this is no answer to such a duty.
    """
    with around.database.unit_of_work() as work:
        task = _find(work, person, task_id)
        if task.done_at is not None:
            raise StaleStep("this is done already")
        if task.kind in DONE_BY_ITSELF:
            raise BadInput(Fault("outcome", "do what it asks for: with that it is done"))
        if outcome not in choices_of(task.kind):
            raise BadInput(Fault("outcome", f"say how it went: {', '.join(choices_of(task.kind))}"))
        task.done_at, task.done_by_id, task.done_as = around.now(), person.id, outcome
        _audit(around, work, person, task, "task:done")
        act_on_outcome(around, work, person, task, outcome)
        work.commit()


def needs_an_answer(around: Surroundings, person: Person, task_id: uuid.UUID) -> bool:
    """Whether a duty asks for more than the word that it is done. Raises NotFound."""
    with around.database.unit_of_work() as work:
        return len(choices_of(_find(work, person, task_id).kind)) != 1


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
