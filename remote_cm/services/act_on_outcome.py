"""What the answer of a duty sets off: a worry goes to its ladder, a number may be rung again, danger is an alert."""

from remote_cm.domain.access import Person
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.task_outcomes import TaskOutcome
from remote_cm.domain.time_limits import CaseStep
from remote_cm.domain.vocabulary import LadderName, Trigger
from remote_cm.services.case_steps import begin_steps
from remote_cm.services.climb_slow_ladders import look_at_ladder
from remote_cm.services.open_alert import AlertCause, open_alert
from remote_cm.services.record_debrief import hold_debrief_of_task
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.worry_about import worry_about
from remote_cm.storage.cases import get_case, list_contacts
from remote_cm.storage.database import Session, UnitOfWork
from remote_cm.storage.slow_ladders import lock_ladder
from remote_cm.storage.tables.people import Volunteer
from remote_cm.storage.tables.tasks import Task


def act_on_outcome(around: Surroundings, work: UnitOfWork, person: Person, task: Task, outcome: TaskOutcome) -> None:
    """Carry out what the answer of a finished task means. The caller commits.

    No answer lowers a level or closes a case: a family that is believed gone stays open for the supervisor (N24, N26).
    """
    match outcome:
        case TaskOutcome.WORRYING if task.case_id is not None:
            worry_about(around, work.session, get_case(work.session, task.case_id))
        case TaskOutcome.NOT_FOUND if task.kind is TaskKind.EYES_ON and task.case_id is not None:
            # A child at high risk whom nobody finds is a worry by itself.
            worry_about(around, work.session, get_case(work.session, task.case_id))
        case TaskOutcome.WORRYING if task.volunteer_id is not None:
            volunteer = work.session.get_one(Volunteer, task.volunteer_id)
            cause = AlertCause(
                ladder=LadderName.E0,
                team_id=volunteer.team_id,
                caseworker_id=volunteer.caseworker_id,
                volunteer_id=volunteer.id,
                trigger=Trigger.T13,
            )
            open_alert(around, work, cause)
        case TaskOutcome.DONE if task.kind is TaskKind.DEBRIEF:
            hold_debrief_of_task(around, work.session, person, task)
        case TaskOutcome.DONE if task.kind is TaskKind.CASE_STEP and task.case_id is not None:
            case = get_case(work.session, task.case_id)
            begin_steps(around, work.session, case, CaseStep(task.detail or ""))
        case TaskOutcome.FOUND_OUT:
            _calls_found_out(around, work, person, task)
        case TaskOutcome.VERIFIED:
            _safe_to_ring_again(around, work.session, task)
    run = lock_ladder(work.session, task.slow_ladder_id) if task.slow_ladder_id is not None else None
    if run is not None and run.ended_at is None:
        look_at_ladder(around, work.session, run)


def _calls_found_out(around: Surroundings, work: UnitOfWork, person: Person, task: Task) -> None:
    """Somebody dangerous knows of the calls: T10 (script §2.12)."""
    case = get_case(work.session, task.case_id) if task.case_id is not None else None
    team_id = case.team_id if case is not None else task.team_id or person.team_id
    if team_id is None:
        raise ValueError("whoever has this task belongs to a team")
    cause = AlertCause(
        ladder=LadderName.E0,
        team_id=team_id,
        caseworker_id=case.caseworker_id if case is not None else task.assignee_id,
        case_id=task.case_id,
        trigger=Trigger.T10,
    )
    open_alert(around, work, cause)


def _safe_to_ring_again(around: Surroundings, session: Session, task: Task) -> None:
    """The task's detail names the contact whose number was looked into."""
    for contact in list_contacts(session, task.case_id) if task.case_id is not None else ():
        if contact.reference == task.detail:
            contact.verified_on = around.today()
