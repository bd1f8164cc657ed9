"""What a red answer sets off: the ladder, safeguarding alone, or the caseworker's own task within hours."""

from remote_cm.domain.escalation import with_their_line
from remote_cm.domain.red_answers import RedDecision, RedRoute
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import Duty, LadderName, StaffRole
from remote_cm.services.call_ground import CallGround
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.open_alert import AlertCause, open_alert
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.withdraw_causes import withdraw_causes
from remote_cm.storage.database import Session, UnitOfWork
from remote_cm.storage.people import list_duties, list_lines, list_staff_of_role
from remote_cm.storage.tables.calls import Answer, Conversation
from remote_cm.storage.tasks import list_open_red_tasks


def act_on_red(
    around: Surroundings,
    work: UnitOfWork,
    ground: CallGround,
    talk: Conversation,
    answer: Answer,
    decision: RedDecision,
) -> None:
    """Carry out what was decided about one red answer. The caller commits."""
    answer.trigger = decision.trigger
    if decision.ladder is not None:
        open_alert(around, work, _cause(decision.ladder, ground, talk, decision))
    if decision.route is RedRoute.SAFEGUARDING:
        _tell_safeguarding_alone(around, work.session, ground, talk)
        _take_from_the_line(around, work.session, talk, answer)
    if decision.route is RedRoute.SUPERVISOR:
        case = ground.case
        about = TaskAbout(
            team_id=case.team_id,
            assignee_id=case.caseworker_id,
            case_id=case.id,
            conversation_id=talk.id,
            level=case.level,
            detail=answer.item_id,
        )
        make_task(around, work.session, TaskKind.RED_ANSWER, about)


def _cause(ladder: LadderName, ground: CallGround, talk: Conversation, decision: RedDecision) -> AlertCause:
    return AlertCause(
        ladder=ladder,
        team_id=ground.case.team_id,
        caseworker_id=ground.case.caseworker_id,
        case_id=ground.case.id,
        conversation_id=talk.id,
        trigger=decision.trigger,
    )


def _tell_safeguarding_alone(around: Surroundings, session: Session, ground: CallGround, talk: Conversation) -> None:
    """A task that belongs to no team: neither the caseworker nor their line ever sees it (N28, escalation ladder
    §6.7). Where everybody on duty is of that line, whoever else has the role.
    """
    line = with_their_line((ground.case.caseworker_id,), list_lines(session))
    on_duty = list_duties(session, ground.case.team_id).get(Duty.SAFEGUARDING, ())
    outside = [staff_id for staff_id in on_duty if staff_id not in line]
    for staff_id in outside or list_staff_of_role(session, StaffRole.SAFEGUARDING):
        about = TaskAbout(team_id=None, assignee_id=staff_id, case_id=ground.case.id, conversation_id=talk.id)
        make_task(around, session, TaskKind.SAFEGUARDING_CONCERN, about)


def _take_from_the_line(around: Surroundings, session: Session, talk: Conversation, answer: Answer) -> None:
    """What the line was told of this red, before it was known to be about one of us, is on nobody's page any more."""
    tasks = list_open_red_tasks(session, talk.id, answer.item_id)
    for task in tasks:
        task.done_at, task.done_by_id = around.now(), talk.caseworker_id
    withdraw_causes(around, session, tasks, talk.caseworker_id)
