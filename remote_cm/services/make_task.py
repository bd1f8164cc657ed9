"""Puts a duty on somebody's page, with the time by which policy wants it done."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from remote_cm.domain.task_deadlines import due_at
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import RiskLevel, StaffRole
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


def make_task(around: Surroundings, session: Session, kind: TaskKind, about: TaskAbout) -> Task:
    """Add one task. The caller commits."""
    now = around.now()
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
            now,
            about.level,
            around.policy.tasks,
            around.zone,
            role=about.role,
            asked_for_at=about.asked_for_at,
        ),
    )
    session.add(task)
    return task
