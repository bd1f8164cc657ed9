"""Makes a duty out of a talk, for the case's caseworker, or for whoever leads somebody."""

import uuid
from datetime import datetime

from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.call_ground import CallGround
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session
from remote_cm.storage.people import find_supervisor_id
from remote_cm.storage.tables.calls import Conversation
from remote_cm.storage.tables.tasks import Task


def make_task_of_talk(
    around: Surroundings,
    session: Session,
    ground: CallGround,
    talk: Conversation | None,
    kind: TaskKind,
    *,
    detail: str | None = None,
    due_at: datetime | None = None,
) -> Task:
    """A duty of the case's caseworker. ``due_at`` is for kinds that have an hour of their own. The caller commits."""
    return _make(around, session, ground, talk, kind, ground.case.caseworker_id, StaffRole.CASEWORKER, detail, due_at)


def make_task_of_supervisor(
    around: Surroundings,
    session: Session,
    ground: CallGround,
    talk: Conversation | None,
    kind: TaskKind,
    *,
    of: uuid.UUID | None = None,
    detail: str | None = None,
    due_at: datetime | None = None,
) -> Task:
    """A duty of whoever leads ``of``, the case's caseworker unless somebody else is named. The caller commits."""
    supervisor_id = find_supervisor_id(session, of or ground.case.caseworker_id)
    return _make(around, session, ground, talk, kind, supervisor_id, StaffRole.SUPERVISOR, detail, due_at)


def _make(
    around: Surroundings,
    session: Session,
    ground: CallGround,
    talk: Conversation | None,
    kind: TaskKind,
    assignee_id: uuid.UUID | None,
    role: StaffRole,
    detail: str | None,
    due_at: datetime | None,
) -> Task:
    about = TaskAbout(
        team_id=ground.case.team_id,
        assignee_id=assignee_id,
        case_id=ground.case.id,
        conversation_id=talk.id if talk is not None else None,
        level=ground.case.level,
        role=role,
        asked_for_at=due_at,
        detail=detail,
    )
    return make_task(around, session, kind, about)
