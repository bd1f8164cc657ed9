"""A worry about a child on two pages: the caseworker acts within hours, the supervisor hears of it the same day."""

from remote_cm.domain.task_kinds import TaskKind
from remote_cm.services.make_task import make_task
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.task_about_case import about_case, about_case_for_supervisor
from remote_cm.storage.database import Session
from remote_cm.storage.tables.cases import CaseFile


def worry_about(around: Surroundings, session: Session, case: CaseFile) -> None:
    """Both know (E1, escalation ladder §6.3). The caller commits."""
    for about in (about_case(case), about_case_for_supervisor(session, case)):
        make_task(around, session, TaskKind.SEEN_WORRYING, about)
