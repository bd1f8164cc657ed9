"""What a caseworker writes down of the daily talk with a volunteer: held, nobody answered, another hour, danger."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum

from remote_cm.domain.access import CaseAnchor, Person, may_see_volunteer, may_work_case
from remote_cm.domain.debriefs import DebriefState, DebriefStep
from remote_cm.domain.refusal import BadInput, Fault, GateClosed, NotAllowed, NotFound, StaleStep
from remote_cm.domain.safety_gate import GateReason
from remote_cm.domain.slow_ladder import SlowEnd, SlowLadderName
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.task_outcomes import SAW_SOMEBODY, TaskOutcome
from remote_cm.domain.vocabulary import LadderName, Trigger
from remote_cm.services.book_debrief import book_debrief, put_at, stop_clock
from remote_cm.services.climb_slow_ladders import end_ladder
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.open_alert import AlertCause, open_alert
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.cases import get_case
from remote_cm.storage.database import Session, UnitOfWork
from remote_cm.storage.debriefs import (
    find_debrief_for,
    find_debrief_of_task,
    list_coming_debriefs,
    lock_volunteer_by_code,
)
from remote_cm.storage.people import get_volunteer, list_live_aliases
from remote_cm.storage.slow_ladders import find_open_ladder, list_tasks_of_ladders
from remote_cm.storage.tables.debriefs import Debrief
from remote_cm.storage.tables.people import Volunteer
from remote_cm.storage.tables.tasks import Task

MOST_NEW_CHILDREN = 9
MOST_MINUTES = 240


class HeldAs(StrEnum):
    """If there was time for the whole talk."""

    FULL = "full"
    SHORT = "short"


@dataclass(frozen=True)
class DebriefHeld:
    """How a talk went: how long in minutes, if that is known, and of how many new children was told."""

    held_as: HeldAs
    minutes: int | None = None
    new_children: int = 0


@dataclass(frozen=True)
class VolunteerNumber:
    """A number for one page and one pair of eyes; never stored again, never in an address or a log."""

    phone_number: str = field(repr=False)


def hold_debrief(around: Surroundings, person: Person, debrief_id: uuid.UUID, held: DebriefHeld) -> None:
    """Write down that the two have talked; each new child becomes a duty to be called back about (VOL-06).

    Raises NotFound, NotAllowed, BadInput for numbers that cannot be, StaleStep when it is written down already.
    """
    _refuse_strange_numbers(held)
    with around.database.unit_of_work() as work:
        debrief, volunteer = _find_to_work(work.session, person, debrief_id)
        if debrief.state.is_held:
            raise StaleStep("this talk is written down already")
        debrief.minutes = held.minutes
        state = DebriefState.SHORT if held.held_as is HeldAs.SHORT else DebriefState.HELD
        _settle(around, work.session, debrief, volunteer, state, person)
        for _ in range(held.new_children):
            make_task(around, work.session, TaskKind.NEW_CHILD, _about(volunteer))
        _audit(around, work, person, debrief, "debrief:held")
        work.commit()


def hold_debrief_of_task(around: Surroundings, session: Session, person: Person, task: Task) -> None:
    """A duty to talk that was ticked off says that the two have talked. The caller commits."""
    debrief = find_debrief_of_task(session, task.id)
    if debrief is not None and not debrief.state.is_held:
        volunteer = get_volunteer(session, debrief.volunteer_id)
        _settle(around, session, debrief, volunteer, DebriefState.HELD, person)


def try_debrief(around: Surroundings, person: Person, debrief_id: uuid.UUID) -> None:
    """Write down that nobody answered. Raises NotFound, NotAllowed, StaleStep when the talk is over."""
    with around.database.unit_of_work() as work:
        debrief, _ = _find_to_work(work.session, person, debrief_id)
        if debrief.due_at is None:
            raise StaleStep("this talk is over")
        debrief.attempts += 1
        debrief.last_attempt_at = around.now()
        if debrief.next_step is DebriefStep.GIVE_UP and debrief.state is DebriefState.READY and debrief.attempts == 1:
            # They waited for us and were rung too late: only now is it they who are not heard of.
            debrief.next_step, debrief.due_at = DebriefStep.CALL_AGAIN, around.now()
        _audit(around, work, person, debrief, "debrief:no_answer")
        work.commit()


def move_debrief(around: Surroundings, person: Person, debrief_id: uuid.UUID, to: datetime) -> None:
    """Put a talk at another moment. Raises NotFound, NotAllowed, BadInput for one that has passed, StaleStep."""
    if to <= around.now():
        raise BadInput(Fault("moved_to_time", "give an hour that lies ahead"))
    with around.database.unit_of_work() as work:
        debrief, volunteer = _find_to_work(work.session, person, debrief_id)
        if debrief.state.is_held:
            raise StaleStep("this talk was held already")
        book_debrief(around, work.session, volunteer, to)
        _audit(around, work, person, debrief, "debrief:moved")
        work.commit()


def see_danger(
    around: Surroundings, person: Person, debrief_id: uuid.UUID, *, alias: str | None, is_about_volunteer: bool = False
) -> uuid.UUID:
    """Open an E0 about what was told in a talk, and return the alert's id; told twice, it is one alert.

    ``alias`` names the family where one is meant. About the volunteer it is T13, and no text goes to their phone any
    more (ladder §6.6). Raises NotFound, also for an alias that is not theirs, or NotAllowed.
    """
    with around.database.unit_of_work() as work:
        debrief, volunteer = _find_to_work(work.session, person, debrief_id)
        cause = _cause(work.session, volunteer, alias, is_about_volunteer=is_about_volunteer)
        if is_about_volunteer:
            volunteer.texts_stopped_at = volunteer.texts_stopped_at or around.now()
        alert = open_alert(around, work, cause)
        _audit(around, work, person, debrief, "debrief:danger_told")
        work.commit()
        return alert.id


def agree_hour(around: Surroundings, person: Person, volunteer_code: str, hour: time | None) -> None:
    """Write down the local hour at which a volunteer wants to talk each day, or that there is none (VOL-09).

    Talks that are planned already move with it where it still lies ahead. Raises NotFound, NotAllowed, BadInput for an
    hour at which volunteers are left in peace.
    """
    if hour is not None and around.policy.safety_gate.is_quiet(hour):
        raise BadInput(Fault("hour", "choose an hour of the day: at night volunteers are left in peace"))
    with around.database.unit_of_work() as work:
        volunteer = lock_volunteer_by_code(work.session, volunteer_code)
        if volunteer is None:
            raise NotFound
        _refuse_who_may_not_work(person, volunteer)
        volunteer.debrief_at = hour
        for debrief in list_coming_debriefs(work.session, volunteer.id, around.now()):
            _follow_new_hour(around, work.session, debrief, hour)
        add_audit_entry(
            work.session,
            at=around.now(),
            actor_id=person.id,
            act="debrief:hour_agreed",
            subject_kind="volunteer",
            subject_id=volunteer.id,
        )
        work.commit()


def show_volunteer_number(around: Surroundings, person: Person, debrief_id: uuid.UUID) -> VolunteerNumber:
    """The volunteer's number, to their caseworker, for this talk (N31).

    Raises NotFound, NotAllowed, GateClosed in quiet hours unless the volunteer said that they are ready.
    """
    with around.database.unit_of_work() as work:
        debrief, volunteer = _find_to_work(work.session, person, debrief_id)
        is_quiet = around.policy.safety_gate.is_quiet(around.now().astimezone(around.zone).time())
        if is_quiet and debrief.state is not DebriefState.READY:
            raise GateClosed((GateReason.QUIET_HOURS.value,), None)
        if volunteer.phone_number is None:
            raise NotAllowed("no number of this volunteer is known")
        _audit(around, work, person, debrief, "number:shown")
        work.commit()
    return VolunteerNumber(volunteer.phone_number)


def _settle(
    around: Surroundings,
    session: Session,
    debrief: Debrief,
    volunteer: Volunteer,
    state: DebriefState,
    person: Person,
) -> None:
    """They have talked: the talk's own clock stops, and nobody looks for the volunteer any more (E4 ends, §6.6)."""
    now = around.now()
    debrief.held_at, debrief.held_by_id = now, person.id
    stop_clock(session, debrief, state, now, person.id)
    run = find_open_ladder(session, SlowLadderName.E4, volunteer.id)
    if run is None:
        return
    for task in list_tasks_of_ladders(session, [run.id]):
        if task.done_at is None:
            task.done_at, task.done_by_id = now, person.id
            task.done_as = TaskOutcome.SEEN_WELL if task.kind in SAW_SOMEBODY else TaskOutcome.DONE
    end_ladder(session, run, now, SlowEnd.SETTLED, person.id)


def _follow_new_hour(around: Surroundings, session: Session, debrief: Debrief, hour: time | None) -> None:
    if hour is None:
        session.delete(debrief)
        return
    slot_at = datetime.combine(debrief.day, hour, around.zone)
    if slot_at > around.now():
        put_at(around, session, debrief, slot_at, DebriefState.PLANNED)


def _cause(session: Session, volunteer: Volunteer, alias: str | None, *, is_about_volunteer: bool) -> AlertCause:
    if is_about_volunteer or alias is None:
        return AlertCause(
            ladder=LadderName.E0,
            team_id=volunteer.team_id,
            caseworker_id=volunteer.caseworker_id,
            volunteer_id=volunteer.id,
            trigger=Trigger.T13 if is_about_volunteer else None,
        )
    meant = next((one for one in list_live_aliases(session, [volunteer.id]) if one.alias == alias), None)
    if meant is None:
        raise NotFound
    case = get_case(session, meant.case_id)
    return AlertCause(
        ladder=LadderName.E0,
        team_id=case.team_id,
        caseworker_id=case.caseworker_id,
        case_id=case.id,
        volunteer_id=volunteer.id,
    )


def _about(volunteer: Volunteer) -> TaskAbout:
    return TaskAbout(team_id=volunteer.team_id, assignee_id=volunteer.caseworker_id, volunteer_id=volunteer.id)


def _find_to_work(session: Session, person: Person, debrief_id: uuid.UUID) -> tuple[Debrief, Volunteer]:
    found = find_debrief_for(session, person, debrief_id, locks=True)
    if found is None:
        raise NotFound
    _refuse_who_may_not_work(person, found[1])
    return found


def _refuse_who_may_not_work(person: Person, volunteer: Volunteer) -> None:
    anchor = CaseAnchor(volunteer.caseworker_id, volunteer.team_id)
    if may_work_case(person, anchor):
        return
    if may_see_volunteer(person, anchor):
        raise NotAllowed("the volunteer's own caseworker talks with them")
    raise NotFound


def _refuse_strange_numbers(held: DebriefHeld) -> None:
    faults = []
    if held.minutes is not None and not 1 <= held.minutes <= MOST_MINUTES:
        faults.append(Fault("minutes", f"give the minutes as a number from 1 to {MOST_MINUTES}, or leave it empty"))
    if not 0 <= held.new_children <= MOST_NEW_CHILDREN:
        faults.append(Fault("new_children", f"give a number from 0 to {MOST_NEW_CHILDREN}"))
    if faults:
        raise BadInput(*faults)


def _audit(around: Surroundings, work: UnitOfWork, person: Person, debrief: Debrief, act: str) -> None:
    add_audit_entry(
        work.session,
        at=around.now(),
        actor_id=person.id,
        act=act,
        subject_kind="debrief",
        subject_id=debrief.id,
    )
