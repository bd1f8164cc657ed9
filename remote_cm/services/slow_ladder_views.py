"""Ladders of hours and days as pages show them: what was done, by whom, and what comes next at what clock time."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from remote_cm.domain.access import Person, TaskAnchor, may_see_task
from remote_cm.domain.slow_ladder import PutOff, SlowEnd, SlowLadderName, StepOwner
from remote_cm.domain.task_deadlines import is_working_time
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.task_outcomes import TaskOutcome
from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.codes import list_codes
from remote_cm.storage.database import Session
from remote_cm.storage.slow_ladders import list_open_ladders_with_tasks, list_tasks_of_ladders
from remote_cm.storage.tables.slow_ladders import SlowLadderRun
from remote_cm.storage.tables.tasks import Task


@dataclass(frozen=True)
class SlowLine:
    """One duty of a ladder: on whose page since when, by when, and how it went. ``who`` is a code, None in an inbox."""

    kind: TaskKind
    who: str | None
    made_at: datetime
    due_at: datetime
    done_at: datetime | None
    done_as: TaskOutcome | None
    is_late: bool


@dataclass(frozen=True)
class SlowLadderView:
    """One ladder in codes. ``next_*`` say what comes next, on whose page and when, None when nothing more does."""

    id: uuid.UUID
    name: SlowLadderName
    case_code: str | None
    volunteer_code: str | None
    opened_at: datetime
    path: tuple[SlowLine, ...]
    next_task: TaskKind | None
    next_who: StepOwner | None
    next_at: datetime | None
    put_off: PutOff | None
    may_end: bool
    may_wait_for_day: bool
    waits_for_day_since: datetime | None
    ended_at: datetime | None
    ended_as: SlowEnd | None


def show_ladders(
    around: Surroundings, session: Session, person: Person, runs: Sequence[SlowLadderRun]
) -> tuple[SlowLadderView, ...]:
    """These ladders for one person, who may see what they are about: two questions for all of them."""
    tasks = list_duties_of(session, person, runs)
    codes = list_codes(
        session,
        cases=[run.case_id for run in runs],
        volunteers=[run.volunteer_id for run in runs],
        staff=[task.assignee_id for task in tasks],
    )
    return name_ladders(around, person, runs, tasks, codes)


def list_ladders_about(
    session: Session, person: Person, subject_id: uuid.UUID
) -> tuple[Sequence[SlowLadderRun], Sequence[Task]]:
    """The open ladders about one child or volunteer, and their duties that are for this person's eyes (N28)."""
    runs, tasks = list_open_ladders_with_tasks(session, subject_id)
    return runs, [task for task in tasks if _may_see(person, task)]


def list_duties_of(session: Session, person: Person, runs: Sequence[SlowLadderRun]) -> Sequence[Task]:
    """The duties of these ladders that are for this person's eyes (N28)."""
    if not runs:
        return ()
    return [task for task in list_tasks_of_ladders(session, [run.id for run in runs]) if _may_see(person, task)]


def name_ladders(
    around: Surroundings,
    person: Person,
    runs: Sequence[SlowLadderRun],
    tasks: Sequence[Task],
    codes: Mapping[uuid.UUID, str],
) -> tuple[SlowLadderView, ...]:
    """The same, where the duties and the codes have been found already."""
    now = around.now()
    return tuple(
        SlowLadderView(
            id=run.id,
            name=run.ladder,
            case_code=codes.get(run.case_id) if run.case_id else None,
            volunteer_code=codes.get(run.volunteer_id) if run.volunteer_id else None,
            opened_at=run.opened_at,
            path=tuple(_line(task, codes, now) for task in tasks if task.slow_ladder_id == run.id),
            next_task=run.next_task,
            next_who=run.next_who,
            next_at=run.next_at,
            put_off=run.put_off,
            may_end=may_end_ladder(around, person, run),
            may_wait_for_day=may_let_wait(around, person, run, tasks),
            waits_for_day_since=run.waits_for_day_since,
            ended_at=run.ended_at,
            ended_as=run.ended_as,
        )
        for run in runs
    )


def may_end_ladder(around: Surroundings, person: Person, run: SlowLadderRun) -> bool:
    """True for those of its team whose role may end a ladder of this name, while it is open."""
    roles = around.policy.slow_ladders.ladders[run.ladder].may_be_ended_by
    return run.ended_at is None and person.role in roles and person.team_id == run.team_id


def may_let_wait(around: Surroundings, person: Person, run: SlowLadderRun, tasks: Sequence[Task]) -> bool:
    """True for a supervisor of the team, at night, while the first contact of an E1 is still owed (ladder §6.3)."""
    is_owed = any(task.slow_ladder_id == run.id and is_waiting_contact(around, task) for task in tasks)
    is_night = not is_working_time(around.now(), around.policy.tasks, around.zone)
    is_supervisor = person.role is StaffRole.SUPERVISOR and person.team_id == run.team_id
    return is_night and is_supervisor and is_owed and run.ended_at is None and run.waits_for_day_since is None


def is_waiting_contact(around: Surroundings, task: Task) -> bool:
    """True for an open task of a kind that may wait for the day, unless it is the supervisor's own."""
    return task.done_at is None and task.kind in around.policy.tasks.may_wait_for_the_day


def _may_see(person: Person, task: Task) -> bool:
    """A colleague's duty on the same ladder is seen beside one's own: who does what is the point of the path."""
    return task.team_id == person.team_id or may_see_task(person, TaskAnchor(task.assignee_id, task.team_id))


def _line(task: Task, codes: Mapping[uuid.UUID, str], now: datetime) -> SlowLine:
    return SlowLine(
        kind=task.kind,
        who=codes.get(task.assignee_id) if task.assignee_id else None,
        made_at=task.made_at,
        due_at=task.due_at,
        done_at=task.done_at,
        done_as=task.done_as,
        is_late=task.done_at is None and task.due_at <= now,
    )
