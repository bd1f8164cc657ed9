"""The local calendar: curfews, fasting times and holidays close hours of the safe windows, and only those."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from remote_cm.domain.local_calendar import CalendarEntry, CalendarPolicy, ClosedHours, SafeTimes
from remote_cm.domain.safe_window import Period, SafeWindow
from remote_cm.domain.vocabulary import Weekday

POLICY_FILE = Path(__file__).parents[2] / "scripts" / "policy" / "cxb-default.yaml"
CALENDAR = TypeAdapter(CalendarPolicy).validate_python(yaml.safe_load(POLICY_FILE.read_text("utf-8"))["calendar"])

DHAKA = ZoneInfo("Asia/Dhaka")
DAY = date(2026, 8, 4)
ALL_DAY = SafeWindow(tuple(Weekday), time(8), time(20))
MIDNIGHT = time(0)


def closed(
    *hours: tuple[time, time], first: date = DAY, last: date = DAY, camps: tuple[str, ...] = ()
) -> CalendarEntry:
    return CalendarEntry(
        name="Closed hours",
        first_on=first,
        last_on=last,
        to_be_confirmed=False,
        camps=camps,
        closed_hours=tuple(ClosedHours(starts, ends) for starts, ends in hours),
    )


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 8, day, hour, minute, tzinfo=DHAKA)


def open_hours(*entries: CalendarEntry, windows: tuple[SafeWindow, ...] = (ALL_DAY,), day: int = 4) -> list[str]:
    """The open hours of one day of August 2026, as they would be written on a wall."""
    start = local(day, 0)
    periods = SafeTimes(windows, entries, DHAKA).between(start, start + timedelta(days=1))
    return [f"{period.starts:%H:%M}-{period.ends:%H:%M}" for period in periods]


@pytest.mark.parametrize(
    ("starts", "ends", "left"),
    [
        (time(12), time(13), ["08:00-12:00", "13:00-20:00"]),
        (time(7), time(8), ["08:00-20:00"]),
        (time(7), time(8, 1), ["08:01-20:00"]),
        (time(20), time(21), ["08:00-20:00"]),
        (time(19, 59), time(21), ["08:00-19:59"]),
        (time(8), time(20), []),
        (MIDNIGHT, MIDNIGHT, []),
        (time(18), MIDNIGHT, ["08:00-18:00"]),
        (MIDNIGHT, time(10), ["10:00-20:00"]),
    ],
)
def test_closed_hours_are_cut_out_of_the_windows(starts: time, ends: time, left: list[str]) -> None:
    assert open_hours(closed((starts, ends))) == left


def test_a_curfew_over_midnight_is_two_entries_of_hours() -> None:
    curfew = closed((MIDNIGHT, time(9)), (time(17), MIDNIGHT), last=DAY + timedelta(days=1))

    assert open_hours(curfew) == open_hours(curfew, day=5) == ["09:00-17:00"]


@pytest.mark.parametrize(("day", "is_closed"), [(3, False), (4, True), (6, True), (7, False)])
def test_an_entry_holds_from_its_first_to_its_last_day(day: int, is_closed: bool) -> None:
    entry = closed((time(12), time(13)), last=DAY + timedelta(days=2))

    assert (len(open_hours(entry, day=day)) == 2) is is_closed


def test_entries_that_overlap_close_their_hours_together() -> None:
    assert open_hours(closed((time(12), time(14))), closed((time(13), time(16)))) == ["08:00-12:00", "16:00-20:00"]


def test_a_holiday_without_closed_hours_closes_nothing() -> None:
    assert open_hours(closed()) == ["08:00-20:00"]


def test_windows_that_touch_or_overlap_are_one() -> None:
    def hours(starts: int, ends: int) -> SafeWindow:
        return SafeWindow(tuple(Weekday), time(starts), time(ends))

    assert open_hours(windows=(hours(11, 12), hours(10, 11), hours(8, 9), hours(8, 10), hours(14, 15))) == [
        "08:00-12:00",
        "14:00-15:00",
    ]


def test_a_window_inside_another_does_not_shorten_it() -> None:
    inner = SafeWindow(tuple(Weekday), time(9), time(10))

    assert open_hours(windows=(ALL_DAY, inner)) == ["08:00-20:00"]


def test_the_local_day_counts_and_not_the_day_in_utc() -> None:
    early = SafeWindow(tuple(Weekday), time(2), time(4))
    times = SafeTimes((early,), (closed((MIDNIGHT, MIDNIGHT)),), DHAKA)
    start = datetime(2026, 8, 3, 18, tzinfo=UTC)

    assert times.between(start, start + timedelta(days=1)) == ()
    assert times.between(start + timedelta(days=1), start + timedelta(days=2)) == (Period(local(5, 2), local(5, 4)),)


@pytest.mark.parametrize(("minute", "is_open"), [(-1, False), (0, True), (719, True), (720, False)])
def test_a_moment_is_open_from_the_start_of_a_window_up_to_its_end(minute: int, is_open: bool) -> None:
    assert SafeTimes((ALL_DAY,), (), DHAKA).holds(local(4, 8) + timedelta(minutes=minute)) is is_open


clock = st.times().map(lambda moment: moment.replace(microsecond=0))


@given(hours=st.tuples(clock, clock).filter(lambda pair: pair[0] < pair[1]), minute=st.integers(0, 24 * 60 - 1))
def test_no_moment_is_open_that_is_closed_or_outside_every_window(hours: tuple[time, time], minute: int) -> None:
    moment = local(4, 0) + timedelta(minutes=minute)
    is_open = time(8) <= moment.time() < time(20) and not hours[0] <= moment.time() < hours[1]

    assert SafeTimes((ALL_DAY,), (closed(hours),), DHAKA).holds(moment) is is_open


def test_the_curfew_of_one_camp_leaves_the_others_open() -> None:
    everywhere, one_camp = closed((time(12), time(13))), closed((time(14), time(15)), camps=("CXB201",))
    calendar = CalendarPolicy((everywhere, one_camp))

    assert calendar.entries_for("CXB201") == (everywhere, one_camp)
    assert calendar.entries_for("CXB202") == calendar.entries_for(None) == (everywhere,)


def test_the_day_knows_its_neutral_names() -> None:
    assert CALENDAR.names_on(date(2026, 12, 16), None) == ("Victory Day",)
    assert CALENDAR.names_on(date(2026, 12, 15), None) == ()


def test_the_holidays_of_the_programme_close_no_hours_and_the_fasting_month_does_until_it_is_confirmed() -> None:
    fasting = [entry for entry in CALENDAR.entries if entry.to_be_confirmed]
    holidays = [entry for entry in CALENDAR.entries if not entry.to_be_confirmed]

    assert {(entry.first_on.month, entry.first_on.day) for entry in holidays} >= {
        (2, 21),
        (3, 26),
        (4, 14),
        (5, 1),
        (12, 16),
    }
    assert all(entry.closed_hours == () for entry in holidays)
    assert [entry.first_on.year for entry in fasting] == [2027]
    evening = datetime(2027, 2, 20, 18, 0, tzinfo=DHAKA)
    assert not SafeTimes((ALL_DAY,), CALENDAR.entries_for(None), DHAKA).holds(evening)


@pytest.mark.parametrize(("starts", "ends"), [(time(12), time(12)), (time(13), time(12))])
def test_closed_hours_end_after_they_start(starts: time, ends: time) -> None:
    with pytest.raises(ValueError, match="closed hours"):
        ClosedHours(starts, ends)


def test_an_entry_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="entry"):
        closed(last=DAY - timedelta(days=1))
