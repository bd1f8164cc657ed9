"""Puts a message that was given up on the page of whoever can reach its recipient in another way, with the reason."""

from remote_cm.domain.failure_reason import FailureReason
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session
from remote_cm.storage.people import find_supervisor_id, get_staff, get_volunteer
from remote_cm.storage.tables.messages import Message
from remote_cm.storage.tables.people import Staff, Volunteer
from remote_cm.storage.tasks import find_open_task

BETWEEN = ":"
"""Stands between the code of the member of staff whom a duty is about and the reason."""


def tell_of_failure(around: Surroundings, session: Session, message: Message, reason: FailureReason) -> None:
    """A task for the caseworker of a volunteer, or for the supervisor of a member of staff, unless the same one is
    open. The caller commits.

    It names neither the text nor what it was about: whose page it is on may not know of that (N28, N44).
    """
    if message.staff_id is not None:
        kind, about = TaskKind.STAFF_UNREACHABLE, _of_staff(session, get_staff(session, message.staff_id), reason)
    elif message.volunteer_id is not None:
        kind, about = TaskKind.TEXT_UNDELIVERED, _of_volunteer(get_volunteer(session, message.volunteer_id), reason)
    else:
        raise AssertionError("a message has one recipient")
    if find_open_task(session, kind, volunteer_id=about.volunteer_id, detail=about.detail) is None:
        make_task(around, session, kind, about)


def _of_volunteer(volunteer: Volunteer, reason: FailureReason) -> TaskAbout:
    return TaskAbout(
        team_id=volunteer.team_id,
        assignee_id=volunteer.caseworker_id,
        volunteer_id=volunteer.id,
        detail=reason.value,
    )


def _of_staff(session: Session, staff: Staff, reason: FailureReason) -> TaskAbout:
    return TaskAbout(
        team_id=staff.team_id,
        assignee_id=find_supervisor_id(session, staff.id),
        role=StaffRole.SUPERVISOR,
        detail=f"{staff.code}{BETWEEN}{reason}",
    )
