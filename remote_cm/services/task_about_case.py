"""Whose page a duty about a case goes on: its caseworker's, or whoever leads them."""

from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.make_task import TaskAbout
from remote_cm.storage.database import Session
from remote_cm.storage.people import find_supervisor_id
from remote_cm.storage.tables.cases import CaseFile


def about_case(case: CaseFile) -> TaskAbout:
    """For the case's own caseworker."""
    return TaskAbout(team_id=case.team_id, assignee_id=case.caseworker_id, case_id=case.id, level=case.level)


def about_case_for_supervisor(session: Session, case: CaseFile) -> TaskAbout:
    """For the supervisor of the case's caseworker; for the team's inbox where there is none."""
    return TaskAbout(
        team_id=case.team_id,
        assignee_id=find_supervisor_id(session, case.caseworker_id),
        case_id=case.id,
        level=case.level,
        role=StaffRole.SUPERVISOR,
    )
