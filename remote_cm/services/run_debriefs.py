"""The clock of the daily talks: plans them, reminds, puts them on a page at their hour, and never lets silence pass.

Each talk has its next step and when that is due; one pass does every step whose time has come, once (E4 §6.6).
"""

from datetime import timedelta

from remote_cm.domain.debriefs import (
    DebriefState,
    DebriefStep,
    are_too_many,
    days_to_plan,
    due_of,
    first_step,
    hour_on_the_clock,
    waits_for_us,
)
from remote_cm.domain.open_questions import YES_DIGITS, QuestionKind
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.book_debrief import call_for, stop_clock
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.tell_volunteer import tell_volunteer
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.database import Session, UnitOfWork
from remote_cm.storage.debriefs import (
    add_debrief_once,
    add_question,
    count_missed_debriefs,
    list_volunteers_to_plan,
    lock_due_debriefs,
)
from remote_cm.storage.people import find_supervisor_id, get_volunteer
from remote_cm.storage.tables.debriefs import Debrief
from remote_cm.storage.tables.people import Volunteer
from remote_cm.storage.tables.tasks import Task
from remote_cm.storage.volunteer_reports import find_open_task_of_volunteer


def run_debriefs(around: Surroundings) -> int:
    """Plan the talks that lie ahead and do what the clocks of the others ask for; returns how many steps were done.

    Reads only what is due. Run twice it does nothing more.
    """
    _plan(around)
    return _do_what_is_due(around)


def _plan(around: Surroundings) -> None:
    now, policy, zone = around.now(), around.policy.debriefs, around.zone
    with around.database.unit_of_work() as work:
        for day in days_to_plan(now, policy, zone):
            for volunteer in list_volunteers_to_plan(work.session, day, around.policy.tasks.sweep_limit):
                if volunteer.debrief_at is None:
                    continue
                slot_at = day.at(volunteer.debrief_at, zone)
                step = first_step(slot_at, now, policy, zone)
                due_at = due_of(step, slot_at, policy, zone)
                add_debrief_once(
                    work.session,
                    volunteer_id=volunteer.id,
                    day=day.day,
                    slot_at=slot_at,
                    next_step=step,
                    due_at=due_at,
                )
        work.commit()


def _do_what_is_due(around: Surroundings) -> int:
    steps = 0
    with around.database.unit_of_work() as work:
        for debrief in lock_due_debriefs(work.session, around.now(), around.policy.tasks.sweep_limit):
            volunteer = get_volunteer(work.session, debrief.volunteer_id)
            while debrief.due_at is not None and debrief.due_at <= around.now():
                _do_step(around, work, debrief, volunteer)
                work.session.flush()
                steps += 1
        work.commit()
    return steps


def _do_step(around: Surroundings, work: UnitOfWork, debrief: Debrief, volunteer: Volunteer) -> None:
    """Do one step, or stop the clock where the volunteer is not with us any more."""
    if not volunteer.is_active:
        stop_clock(work.session, debrief, debrief.state, around.now())
        return
    match debrief.next_step:
        case DebriefStep.REMIND:
            _remind(around, work, debrief, volunteer)
            _go_on(around, debrief, DebriefStep.CALL)
        case DebriefStep.CALL:
            call_for(around, work.session, debrief, volunteer)
        case DebriefStep.CALL_AGAIN:
            _call_again(around, work, debrief, volunteer)
            _go_on(around, debrief, DebriefStep.GIVE_UP)
        case _:
            _give_up(around, work.session, debrief, volunteer)


def _go_on(around: Surroundings, debrief: Debrief, step: DebriefStep) -> None:
    debrief.next_step = step
    debrief.due_at = due_of(step, debrief.slot_at, around.policy.debriefs, around.zone)


def _remind(around: Surroundings, work: UnitOfWork, debrief: Debrief, volunteer: Volunteer) -> None:
    """Ask before the hour if it is good; nothing once the hour has come (VOL-09)."""
    if debrief.slot_at <= around.now():
        return
    hour = hour_on_the_clock(debrief.slot_at.astimezone(around.zone).hour)
    message = tell_volunteer(around, work, volunteer, "slot", good_until=debrief.slot_at, hour=hour)
    if message is None:
        return
    # Good until the second attempt: a late yes is still a yes.
    valid_until = due_of(DebriefStep.CALL_AGAIN, debrief.slot_at, around.policy.debriefs, around.zone)
    question = add_question(
        work.session,
        QuestionKind.DEBRIEF_SLOT,
        message,
        yes_digit=YES_DIGITS[QuestionKind.DEBRIEF_SLOT],
        valid_until=valid_until,
    )
    question.debrief_id = debrief.id
    debrief.state = DebriefState.ASKED


def _call_again(around: Surroundings, work: UnitOfWork, debrief: Debrief, volunteer: Volunteer) -> None:
    """The second attempt: a neutral text, and E4 begins, which brings the third attempt and what follows.

    Who said yes and was not rung is not silent: their caseworker is late, which the open duty shows.
    """
    if waits_for_us(debrief.state, debrief.attempts):
        return
    if around.now() < due_of(DebriefStep.GIVE_UP, debrief.slot_at, around.policy.debriefs, around.zone):
        tell_volunteer(around, work, volunteer, "missed")
    if find_open_task_of_volunteer(work.session, volunteer.id, TaskKind.VOLUNTEER_SILENT) is None:
        about = _about(work.session, volunteer, StaffRole.CASEWORKER)
        make_task(around, work.session, TaskKind.VOLUNTEER_SILENT, about)
    task = work.session.get(Task, debrief.task_id) if debrief.task_id is not None else None
    if task is not None and task.done_at is None:
        task.done_at = around.now()


def _give_up(around: Surroundings, session: Session, debrief: Debrief, volunteer: Volunteer) -> None:
    """The day is over: missed. Too many of them in a few days are the supervisor's to hear of (debrief form §7.1)."""
    now, policy = around.now(), around.policy.debriefs
    debrief.state, debrief.next_step, debrief.due_at = DebriefState.MISSED, None, None
    session.flush()
    add_audit_entry(session, at=now, actor_id=None, act="debrief:missed", subject_kind="debrief", subject_id=debrief.id)
    missed = count_missed_debriefs(session, [volunteer.id], now - timedelta(days=policy.missed_days))
    is_told = find_open_task_of_volunteer(session, volunteer.id, TaskKind.DEBRIEFS_MISSED) is not None
    if are_too_many(missed.get(volunteer.id, 0), policy) and not is_told:
        make_task(around, session, TaskKind.DEBRIEFS_MISSED, _about(session, volunteer, StaffRole.SUPERVISOR))


def _about(session: Session, volunteer: Volunteer, role: StaffRole) -> TaskAbout:
    is_for_supervisor = role is StaffRole.SUPERVISOR
    return TaskAbout(
        team_id=volunteer.team_id,
        assignee_id=find_supervisor_id(session, volunteer.caseworker_id)
        if is_for_supervisor
        else volunteer.caseworker_id,
        volunteer_id=volunteer.id,
        role=role,
    )
