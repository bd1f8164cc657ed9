"""A caseworker's next seven days: which calls stand where, what the days are, and how full they are."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from remote_cm.domain.access import Person
from remote_cm.domain.local_calendar import CalendarEntry
from remote_cm.domain.vocabulary import ContactRole, RiskLevel
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.cases import CallOfWeek, list_calls_until
from remote_cm.storage.tables.cases import FollowUpState

DAYS = 7


@dataclass(frozen=True)
class WeekCall:
    """One call in codes. ``is_placed`` is off while it has no day yet and stands on its date."""

    follow_up_id: uuid.UUID
    case_code: str
    level: RiskLevel
    with_role: ContactRole | None
    window_from: datetime | None
    window_to: datetime | None
    due_by: datetime
    is_placed: bool


@dataclass(frozen=True)
class DayName:
    """What a day is, in neutral words, with the hours in which nobody is called; ``camps`` empty is everywhere."""

    name: str
    is_to_be_confirmed: bool
    closed_hours: tuple[tuple[time, time], ...]
    camps: tuple[str, ...]


@dataclass(frozen=True)
class WeekDay:
    """One local day with its calls, the first hours first."""

    day: date
    names: tuple[DayName, ...]
    calls: tuple[WeekCall, ...]
    is_full: bool


@dataclass(frozen=True)
class MyWeek:
    """Seven days from today; what was left from earlier days stands on today."""

    now: datetime
    calls_a_day: int
    days: tuple[WeekDay, ...]


def show_my_week(around: Surroundings, person: Person) -> MyWeek:
    """The page of one caseworker; one audit row names the cases that it showed."""
    today = around.today()
    end = datetime.combine(today + timedelta(days=DAYS), time(), around.zone)
    with around.database.unit_of_work() as work:
        found = list_calls_until(work.session, person.id, end.date(), end)
        add_audit_entry(
            work.session,
            at=around.now(),
            actor_id=person.id,
            act="week:listed",
            subject_kind="case",
            shown=[one.case.id for one in found],
        )
        work.commit()
    by_day = _by_day(around, found, today)
    camps = {one.camp_code for one in found}
    cap = around.policy.cadence.day_plan.calls_per_day
    days = [today + timedelta(days=ahead) for ahead in range(DAYS)]
    return MyWeek(
        around.now(),
        cap,
        tuple(
            WeekDay(day, _names_on(around, day, camps), tuple(by_day[day]), is_full=len(by_day[day]) >= cap)
            for day in days
        ),
    )


def _by_day(around: Surroundings, found: Sequence[CallOfWeek], today: date) -> Mapping[date, Sequence[WeekCall]]:
    by_day: dict[date, list[WeekCall]] = {today + timedelta(days=ahead): [] for ahead in range(DAYS)}
    for one in found:
        row = one.follow_up
        day = max(row.planned_on or row.due_by.astimezone(around.zone).date(), today)
        by_day[day].append(
            WeekCall(
                follow_up_id=row.id,
                case_code=one.case.code,
                level=one.case.level,
                with_role=one.with_role,
                window_from=row.window_from,
                window_to=row.window_to,
                due_by=row.due_by,
                is_placed=row.state is FollowUpState.PLANNED,
            )
        )
    return {day: sorted(calls, key=_hours_first) for day, calls in by_day.items()}


def _hours_first(call: WeekCall) -> tuple[datetime, int, str]:
    return (call.window_from or call.due_by, -call.level.rank, call.case_code)


def _names_on(around: Surroundings, day: date, camps: set[str]) -> tuple[DayName, ...]:
    return tuple(
        DayName(
            entry.name,
            entry.to_be_confirmed,
            tuple((hours.starts, hours.ends) for hours in entry.closed_hours),
            tuple(sorted(camps & set(entry.camps))),
        )
        for entry in around.policy.calendar.entries
        if entry.is_on(day) and _concerns(entry, camps)
    )


def _concerns(entry: CalendarEntry, camps: set[str]) -> bool:
    return not entry.camps or bool(camps & set(entry.camps))
