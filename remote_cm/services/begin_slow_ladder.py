"""Begins a ladder of hours and days with the duty that causes it, or joins the one that is open about the same child
or volunteer.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from remote_cm.domain.slow_ladder import SlowLadderName
from remote_cm.domain.slow_ladder_steps import cause_step
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import RiskLevel, StaffRole
from remote_cm.services.slow_ladder_rounds import list_beginnings
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session
from remote_cm.storage.slow_ladders import begin_once, list_tasks_of_ladders
from remote_cm.storage.tables.slow_ladders import SlowLadderRun
from remote_cm.storage.tables.tasks import Task

#: Where somebody has said that nobody can be reached any more, no further try is waited for.
_SAYS_TRIES_ARE_USED_UP = frozenset({TaskKind.UNREACHABLE})


@dataclass(frozen=True)
class LadderAbout:
    """Whom a ladder is about, in ids; one of case and volunteer is given."""

    team_id: uuid.UUID
    case_id: uuid.UUID | None
    volunteer_id: uuid.UUID | None = None


def begin_slow_ladder(
    around: Surroundings,
    session: Session,
    name: SlowLadderName,
    about: LadderAbout,
    *,
    opened_at: datetime | None = None,
    begun_with: TaskKind | None = None,
) -> SlowLadderRun:
    """The open ladder of this name, begun now unless it is open already. The timetable looks at it next.

    ``opened_at`` is when its clock began to run, if that was not now. The caller commits.
    """
    subject_id = about.case_id or about.volunteer_id
    if subject_id is None:
        raise ValueError("a ladder is about a child or a volunteer")
    now = around.now()
    return begin_once(
        session,
        SlowLadderRun(
            id=uuid.uuid4(),
            ladder=name,
            team_id=about.team_id,
            subject_id=subject_id,
            case_id=about.case_id,
            volunteer_id=about.volunteer_id,
            begun_with=begun_with,
            opened_at=opened_at or now,
            tries_used_up_at=now if begun_with in _SAYS_TRIES_ARE_USED_UP else None,
            look_at=now,
        ),
    )


def hang_on_ladder(
    around: Surroundings, session: Session, task: Task, role: StaffRole, level: RiskLevel | None
) -> None:
    """Begin or join the ladder that a task of this kind begins; where it is a step of that ladder, it takes its place.

    Where contacts were counted on it already, all of it is asked anew from now on (escalation ladder §6.3), and that
    the first contact may wait for the day is to be agreed anew. A task that is about nobody whom we know, or belongs
    to no team, begins none.
    """
    policy = around.policy.slow_ladders
    name = policy.begun_by.get(task.kind)
    case_id = None if name is SlowLadderName.E4 else task.case_id
    if name is None or task.team_id is None or (case_id is None and task.volunteer_id is None):
        return
    about = LadderAbout(task.team_id, case_id, task.volunteer_id if case_id is None else None)
    run = begin_slow_ladder(around, session, name, about, begun_with=task.kind)
    if task.kind in _SAYS_TRIES_ARE_USED_UP:
        run.tries_used_up_at = run.tries_used_up_at or around.now()
    run.look_at = around.now()
    task.slow_ladder_id = run.id
    step = cause_step(policy.ladders[name], role, level)
    hanging = list_tasks_of_ladders(session, [run.id])
    beginnings = list_beginnings(around, session, run, [*hanging, task])
    latest = len(beginnings) - 1
    if beginnings[latest] == task.made_at:
        run.waits_for_day_since = run.waits_agreed_by_id = None
    if step is not None and step not in {one.slow_step for one in hanging if one.slow_round == latest}:
        task.slow_step, task.slow_round = step, latest
