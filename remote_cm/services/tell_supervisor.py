"""Puts on the supervisor's page what came up in a call, once for as long as it is not seen to."""

from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session
from remote_cm.storage.people import find_supervisor_id
from remote_cm.storage.tables.calls import Conversation
from remote_cm.storage.tables.cases import CaseFile
from remote_cm.storage.tasks import list_all_open_tasks_of_case


def tell_supervisor(around: Surroundings, session: Session, case: CaseFile, talk: Conversation, kind: TaskKind) -> None:
    """A task for the supervisor of the case's caseworker, unless one of this kind is open. The caller commits."""
    if any(task.kind is kind for task in list_all_open_tasks_of_case(session, case.id)):
        return
    about = TaskAbout(
        team_id=case.team_id,
        assignee_id=find_supervisor_id(session, case.caseworker_id),
        case_id=case.id,
        conversation_id=talk.id,
        level=case.level,
        role=StaffRole.SUPERVISOR,
    )
    make_task(around, session, kind, about)
