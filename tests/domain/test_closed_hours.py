"""The calendar closes hours that a family has agreed to, at the moment of ringing as in the plan."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from remote_cm.domain.closed_hours import keep_closed_hours
from remote_cm.domain.local_calendar import CalendarEntry, ClosedHours, SafeTimes
from remote_cm.domain.safe_window import SafeWindow
from remote_cm.domain.safety_gate import GateDecision, GateReason
from remote_cm.domain.vocabulary import Weekday

DHAKA = ZoneInfo("Asia/Dhaka")
TODAY = date(2026, 11, 22)
OPEN = GateDecision(allowed=True, reasons=(), next_allowed_at=None)


def _times(*closed: ClosedHours) -> SafeTimes:
    entry = CalendarEntry("curfew", TODAY, TODAY, to_be_confirmed=False, camps=(), closed_hours=closed)
    return SafeTimes((SafeWindow(tuple(Weekday), time(9), time(18)),), (entry,), DHAKA)


def _at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 22, hour, minute, tzinfo=DHAKA)


@pytest.mark.parametrize(
    ("at", "is_open"), [(_at(11, 59), True), (_at(12), False), (_at(13, 59), False), (_at(14), True)]
)
def test_an_agreed_hour_is_closed_from_the_first_to_the_last_minute_of_a_curfew(at: datetime, is_open: bool) -> None:
    decision = keep_closed_hours(OPEN, at, _times(ClosedHours(time(12), time(14))), 14)
    assert decision.allowed is is_open
    if not is_open:
        assert decision.reasons == (GateReason.OUTSIDE_SAFE_WINDOW,)
        assert decision.next_allowed_at == _at(14).astimezone(UTC)


def test_the_next_safe_moment_is_not_one_that_the_calendar_closes() -> None:
    closed = GateDecision(False, (GateReason.TOO_MANY_RINGS,), _at(9).astimezone(UTC))
    decision = keep_closed_hours(closed, _at(8), _times(ClosedHours(time(9), time(12))), 14)
    assert decision.reasons == closed.reasons
    assert decision.next_allowed_at == _at(12).astimezone(UTC)


def test_a_gate_that_waiting_does_not_open_stays_closed_without_a_next_moment() -> None:
    closed = GateDecision(False, (GateReason.PERSON_OF_CONCERN,), None)
    assert keep_closed_hours(closed, _at(10), _times(), 14) == closed


def test_nothing_opens_when_the_calendar_closes_everything_within_the_days_that_are_searched() -> None:
    times = SafeTimes((), (), DHAKA)
    assert keep_closed_hours(OPEN, _at(10), times, 3).next_allowed_at is None
    far = SafeTimes((SafeWindow((Weekday.SUN,), time(9), time(10)),), (), DHAKA)
    assert keep_closed_hours(OPEN, _at(11), far, 6).next_allowed_at is None
    assert keep_closed_hours(OPEN, _at(11), far, 8).next_allowed_at == (_at(9) + timedelta(days=7)).astimezone(UTC)
