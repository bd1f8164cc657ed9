"""A person puts a call on another of its days, or gives it to a colleague who has room; never past its date."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from remote_cm.domain.access import CaseAnchor, Person, may_approve_for_case
from remote_cm.domain.caseload import ChildToFit, Colleague, MoveReason, who_could_take_over
from remote_cm.domain.refusal import BadInput, Fault, NotAllowed, StaleStep
from remote_cm.domain.safe_window import Period
from remote_cm.domain.vocabulary import ContactRole, RiskLevel
from remote_cm.services.call_ground import CallGround, find_ground, may_work
from remote_cm.services.safe_times import safe_times_of
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.calls import find_open_attempt, find_open_conversation
from remote_cm.storage.cases import count_planned_by_day, lock_case
from remote_cm.storage.database import Session
from remote_cm.storage.people import list_team_caseworkers
from remote_cm.storage.tables.cases import FollowUpState


@dataclass(frozen=True)
class DayOffered:
    """One day on which this call can be made in time, with its first open hours and how many calls stand there."""

    day: date
    hours: Period
    load: int
    is_full: bool
    is_planned: bool


@dataclass(frozen=True)
class PlanPage:
    """Where else one call could stand, and who else could make it."""

    follow_up_id: uuid.UUID
    case_code: str
    level: RiskLevel
    with_role: ContactRole | None
    due_by: datetime
    planned_on: date | None
    days: tuple[DayOffered, ...]
    colleagues: tuple[Colleague, ...]
    has_it: str
    now: datetime


def show_plan(around: Surroundings, person: Person, follow_up_id: uuid.UUID) -> PlanPage:
    """The page of one call's place. Raises NotFound, NotAllowed, and StaleStep when it is met, rests or goes on."""
    with around.database.unit_of_work() as work:
        ground = _find(work.session, person, follow_up_id)
        page = _page(around, work.session, ground)
        _audit(around, work.session, person, ground, "plan:opened")
        work.commit()
    return page


def move_call(around: Surroundings, person: Person, follow_up_id: uuid.UUID, day: date, reason: MoveReason) -> None:
    """Put a call on another of its days. Its date stays: what is late stays late.

    Raises as ``show_plan``, and BadInput for a day without open hours before its date.
    """
    with around.database.unit_of_work() as work:
        ground = _lock(work.session, person, follow_up_id)
        offered = {one.day: one for one in _days(around, work.session, ground)}
        if day not in offered:
            right = ", ".join(one.isoformat() for one in offered) or "none: hand it over, or find another way"
            raise BadInput(Fault("day", f"no safe hours before its date on that day; days that would do: {right}"))
        row = ground.follow_up
        row.state, row.planned_on = FollowUpState.PLANNED, day
        row.window_from, row.window_to = offered[day].hours.starts, offered[day].hours.ends
        _audit(around, work.session, person, ground, "call:moved", to=day.isoformat(), reason=reason.value)
        work.commit()


def give_to_colleague(
    around: Surroundings, person: Person, follow_up_id: uuid.UUID, code: str, reason: MoveReason
) -> None:
    """Lend one call to a colleague of the team who fits the child and has room on its day, until it is met.

    The case stays with its caseworker. Raises as ``show_plan``, and BadInput for a colleague who cannot take it.
    """
    with around.database.unit_of_work() as work:
        ground = _lock(work.session, person, follow_up_id)
        able = {one.code: one for one in _colleagues(around, work.session, ground)}
        if code not in able:
            right = ", ".join(able) or "nobody: speak with your supervisor"
            raise BadInput(Fault("code", f"choose who fits the child and has room on that day: {right}"))
        row = ground.follow_up
        row.caseworker_id = able[code].id
        if row.state is FollowUpState.WAITING:
            row.state, row.planned_on = FollowUpState.PLANNED, _day_of(around, ground)
        _audit(around, work.session, person, ground, "call:given", to=str(able[code].id), reason=reason.value)
        work.commit()


def _page(around: Surroundings, session: Session, ground: CallGround) -> PlanPage:
    row = ground.follow_up
    team = {one.id: one.code for one in list_team_caseworkers(session, ground.case.team_id)}
    return PlanPage(
        follow_up_id=row.id,
        case_code=ground.case.code,
        level=ground.case.level,
        with_role=ground.contact.role if ground.contact is not None else None,
        due_by=row.due_by,
        planned_on=row.planned_on,
        days=tuple(_days(around, session, ground)),
        colleagues=tuple(_colleagues(around, session, ground)),
        has_it=team.get(row.caseworker_id, ""),
        now=around.now(),
    )


def _days(around: Surroundings, session: Session, ground: CallGround) -> Sequence[DayOffered]:
    """The local days with open hours from now up to its date; for what is late already, today's are left."""
    now, row = around.now(), ground.follow_up
    tomorrow = datetime.combine(around.today() + timedelta(days=1), time(), around.zone)
    until = max(row.due_by, tomorrow)
    loads = count_planned_by_day(session, {row.caseworker_id}, around.today())
    cap = around.policy.cadence.day_plan.calls_per_day
    days: dict[date, DayOffered] = {}
    for hours in safe_times_of(around, ground.contact, ground.camp.code).between(now, until):
        day = hours.starts.astimezone(around.zone).date()
        load = loads.get((row.caseworker_id, day), 0)
        is_planned = row.planned_on == day
        days.setdefault(day, DayOffered(day, hours, load, load >= cap and not is_planned, is_planned))
    return list(days.values())


def _colleagues(around: Surroundings, session: Session, ground: CallGround) -> Sequence[Colleague]:
    team = list_team_caseworkers(session, ground.case.team_id)
    others = [one for one in team if one.id != ground.follow_up.caseworker_id]
    day, cap = _day_of(around, ground), around.policy.cadence.day_plan.calls_per_day
    planned = count_planned_by_day(session, {one.id for one in others}, around.today())
    loads = Counter({staff_id: count for (staff_id, on), count in planned.items() if on == day})
    colleagues = [Colleague(one.id, one.code, one.sex, max(0, cap - loads[one.id])) for one in others]
    child = ChildToFit(ground.case.sex, ground.case.age_band)
    return who_could_take_over(colleagues, child, around.policy.caseload)


def _day_of(around: Surroundings, ground: CallGround) -> date:
    """The day on which a call stands; what was left from earlier stands on today's page."""
    row = ground.follow_up
    planned = row.planned_on or row.due_by.astimezone(around.zone).date()
    return max(planned, around.today())


def _lock(session: Session, person: Person, follow_up_id: uuid.UUID) -> CallGround:
    lock_case(session, _find(session, person, follow_up_id).case.id)
    session.expire_all()
    return _find(session, person, follow_up_id)


def _find(session: Session, person: Person, follow_up_id: uuid.UUID) -> CallGround:
    ground = find_ground(session, person, follow_up_id)
    case = ground.case
    if not may_work(person, ground) and not may_approve_for_case(person, CaseAnchor(case.caseworker_id, case.team_id)):
        raise NotAllowed("whoever has this call plans it, or the supervisor of the team")
    state = ground.follow_up.state
    if state.is_final or state is FollowUpState.RESTING:
        raise StaleStep("this call is not owed any more, or the family wants no contact")
    if find_open_attempt(session, follow_up_id) or find_open_conversation(session, follow_up_id):
        raise StaleStep("this call goes on: end it first")
    return ground


def _audit(around: Surroundings, session: Session, person: Person, ground: CallGround, act: str, **detail: str) -> None:
    add_audit_entry(
        session,
        at=around.now(),
        actor_id=person.id,
        act=act,
        subject_kind="case",
        subject_id=ground.case.id,
        to=detail.get("to"),
        reason=detail.get("reason"),
    )
