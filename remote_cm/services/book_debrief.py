"""Sets when a volunteer is talked with today: ready now, at another hour, or not at the hour that was asked about."""

import uuid
from datetime import date, datetime

from remote_cm.domain.debriefs import DebriefState, DebriefStep, due_of, first_step
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session
from remote_cm.storage.debriefs import add_debrief_once, close_questions, lock_debrief_of_day
from remote_cm.storage.tables.debriefs import AskedQuestion, Debrief
from remote_cm.storage.tables.inbound import InboundEvent
from remote_cm.storage.tables.people import Volunteer
from remote_cm.storage.tables.tasks import Task


def book_debrief(
    around: Surroundings,
    session: Session,
    volunteer: Volunteer,
    wished_at: datetime | None,
    event: InboundEvent | None = None,
) -> None:
    """Put the talk where it is wanted: now, or at a moment (SMS vocabulary §5.3, digit 4).

    A moment that has passed means now. Once the talk of that day was held, another one is a duty like any other.
    ``event`` is the text that asked for it, so that the call back is one that they asked for. The caller commits.
    """
    now = around.now()
    slot_at = now if wished_at is None else max(wished_at, now)
    is_now = slot_at == now
    today, day = now.astimezone(around.zone).date(), slot_at.astimezone(around.zone).date()
    if day != today:
        _put_off_to_another_day(around, session, volunteer, today)
    debrief = _debrief_of(around, session, volunteer, day, slot_at)
    if debrief.state.is_held:
        make_debrief_task(around, session, volunteer, slot_at, event)
        return
    debrief.attempts = 0
    put_at(around, session, debrief, slot_at, DebriefState.READY if is_now else DebriefState.MOVED)
    if is_now:
        call_for(around, session, debrief, volunteer, event)


def put_at(around: Surroundings, session: Session, debrief: Debrief, slot_at: datetime, state: DebriefState) -> None:
    """Move a talk to this hour and start its clock anew; a duty of the hour before is one of this hour now."""
    now, policy, zone = around.now(), around.policy.debriefs, around.zone
    debrief.slot_at, debrief.state = slot_at, state
    debrief.next_step = first_step(slot_at, now, policy, zone)
    debrief.due_at = due_of(debrief.next_step, slot_at, policy, zone)
    close_questions(session, debrief.id, now)
    task = _open_task(session, debrief)
    if task is not None:
        task.due_at = due_of(DebriefStep.CALL_AGAIN, slot_at, policy, zone)
        task.raised_at = None


def call_for(
    around: Surroundings, session: Session, debrief: Debrief, volunteer: Volunteer, event: InboundEvent | None = None
) -> None:
    """The hour has come: put the talk on the caseworker's page, once, and let its clock go on."""
    policy, zone = around.policy.debriefs, around.zone
    if _open_task(session, debrief) is None:
        task = make_debrief_task(around, session, volunteer, debrief.slot_at, event)
        session.flush()
        debrief.task_id = task.id
    debrief.next_step = DebriefStep.CALL_AGAIN
    debrief.due_at = due_of(DebriefStep.CALL_AGAIN, debrief.slot_at, policy, zone)


def make_debrief_task(
    around: Surroundings, session: Session, volunteer: Volunteer, slot_at: datetime, event: InboundEvent | None
) -> Task:
    """The duty to talk with a volunteer, to be done by the second attempt after its hour."""
    about = TaskAbout(
        team_id=volunteer.team_id,
        assignee_id=volunteer.caseworker_id,
        volunteer_id=volunteer.id,
        event_id=event.id if event is not None else None,
        asked_for_at=due_of(DebriefStep.CALL_AGAIN, slot_at, around.policy.debriefs, around.zone),
    )
    return make_task(around, session, TaskKind.DEBRIEF, about)


def answer_about_slot(around: Surroundings, session: Session, question: AskedQuestion, *, is_yes: bool) -> None:
    """Yes: the talk is in its hour. No: its clock stops until another hour is agreed. The caller commits."""
    debrief = session.get(Debrief, question.debrief_id, with_for_update=True) if question.debrief_id else None
    if debrief is None or debrief.due_at is None:
        return
    if is_yes:
        debrief.state = DebriefState.READY
        return
    stop_clock(session, debrief, DebriefState.DECLINED, around.now())


def stop_clock(
    session: Session, debrief: Debrief, state: DebriefState, now: datetime, by: uuid.UUID | None = None
) -> None:
    """Nothing more comes of a talk by itself; its duty leaves the page, done by whoever held the talk."""
    debrief.state, debrief.next_step, debrief.due_at = state, None, None
    close_questions(session, debrief.id, now)
    task = _open_task(session, debrief)
    if task is not None:
        task.done_at, task.done_by_id = now, by


def _put_off_to_another_day(around: Surroundings, session: Session, volunteer: Volunteer, today: date) -> None:
    debrief = lock_debrief_of_day(session, volunteer.id, today)
    if debrief is not None and debrief.due_at is not None:
        stop_clock(session, debrief, DebriefState.MOVED, around.now())


def _debrief_of(around: Surroundings, session: Session, volunteer: Volunteer, day: date, slot_at: datetime) -> Debrief:
    """The talk of this day, planned now where it was not."""
    step = first_step(slot_at, around.now(), around.policy.debriefs, around.zone)
    due_at = due_of(step, slot_at, around.policy.debriefs, around.zone)
    add_debrief_once(session, volunteer_id=volunteer.id, day=day, slot_at=slot_at, next_step=step, due_at=due_at)
    found = lock_debrief_of_day(session, volunteer.id, day)
    if found is None:
        raise AssertionError("a talk that was planned is there")
    return found


def _open_task(session: Session, debrief: Debrief) -> Task | None:
    task = session.get(Task, debrief.task_id) if debrief.task_id is not None else None
    return task if task is not None and task.done_at is None else None
