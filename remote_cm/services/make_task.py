"""Puts a duty on somebody's page, with the time by which policy wants it done."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from remote_cm.domain.task_deadlines import due_at
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import RiskLevel, StaffRole
from remote_cm.services.begin_slow_ladder import hang_on_ladder
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session
from remote_cm.storage.tables.tasks import Task


@dataclass(frozen=True)
class TaskAbout:
    """Whose duty it is and what it is about, in ids; without an assignee it lies in the inbox of the team, or of
    all.
    """

    team_id: uuid.UUID | None
    assignee_id: uuid.UUID | None
    case_id: uuid.UUID | None = None
    volunteer_id: uuid.UUID | None = None
    event_id: uuid.UUID | None = None
    conversation_id: uuid.UUID | None = None
    level: RiskLevel | None = None
    role: StaffRole = StaffRole.CASEWORKER
    asked_for_at: datetime | None = None
    detail: str | None = None
    step: "LadderStep | None" = None


@dataclass(frozen=True)
class LadderStep:
    """The step of a ladder that a task is: ``clock_from`` is when its time began, ``night_agreed`` that the supervisor
    lets it wait for the day.
    """

    ladder_id: uuid.UUID
    index: int
    round: int
    clock_from: datetime
    night_agreed: bool


def make_task(around: Surroundings, session: Session, kind: TaskKind, about: TaskAbout) -> Task:
    """Add one task, and begin the ladder that policy lets it begin (escalation ladder §6.3 to §6.6). The caller
    commits.
    """
    now = around.now()
    step = about.step
    task = Task(
        id=uuid.uuid4(),
        kind=kind,
        team_id=about.team_id,
        assignee_id=about.assignee_id,
        case_id=about.case_id,
        volunteer_id=about.volunteer_id,
        event_id=about.event_id,
        conversation_id=about.conversation_id,
        detail=about.detail,
        made_at=now,
        due_at=due_at(
            kind,
            now if step is None else step.clock_from,
            about.level,
            around.policy.tasks,
            around.zone,
            role=about.role,
            asked_for_at=about.asked_for_at,
            night_agreed=step is not None and step.night_agreed,
        ),
        slow_ladder_id=step.ladder_id if step is not None else None,
        slow_step=step.index if step is not None else None,
        slow_round=step.round if step is not None else None,
    )
    if step is None:
        hang_on_ladder(around, session, task, about.role, about.level)
    session.add(task)
    return task
