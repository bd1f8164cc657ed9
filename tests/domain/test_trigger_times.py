"""For a while after an hour that is known to bring danger nobody rings: that while is taken out of the safe hours."""

from datetime import time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from remote_cm.domain.safe_window import SafeWindow, TriggerTime, leave_out_trigger_times
from remote_cm.domain.vocabulary import Weekday

SUN, MON, TUE = Weekday.SUN, Weekday.MON, Weekday.TUE
HOUR = timedelta(minutes=60)
clocks = st.times().map(lambda clock: time(clock.hour, clock.minute))


def window(starts: str, ends: str, *days: Weekday) -> SafeWindow:
    return SafeWindow(days or (SUN,), time.fromisoformat(starts), time.fromisoformat(ends))


def left(*windows: SafeWindow, after: str, on: tuple[Weekday, ...] = (SUN,)) -> tuple[SafeWindow, ...]:
    return leave_out_trigger_times(windows, [TriggerTime(on, time.fromisoformat(after))], HOUR)


def test_the_hour_after_is_taken_out_of_the_middle() -> None:
    assert left(window("09:00", "17:00"), after="12:30") == (window("09:00", "12:30"), window("13:30", "17:00"))


def test_an_hour_that_ends_as_the_window_begins_or_begins_as_it_ends_takes_nothing() -> None:
    assert left(window("13:30", "17:00"), after="12:30") == (window("13:30", "17:00"),)
    assert left(window("09:00", "12:30"), after="12:30") == (window("09:00", "12:30"),)


def test_a_window_that_lies_in_it_is_gone() -> None:
    assert left(window("12:30", "13:30"), after="12:30") == ()


def test_only_its_own_days_lose_it() -> None:
    found = left(window("09:00", "17:00", SUN, MON, TUE), after="16:00", on=(MON,))
    assert found == (window("09:00", "17:00", SUN, TUE), window("09:00", "16:00", MON))


def test_it_runs_over_midnight_into_the_next_day() -> None:
    found = left(window("00:00", "23:59", SUN, MON), after="23:30")
    assert found == (window("00:00", "23:30", SUN), window("00:30", "23:59", MON))


def test_where_no_such_hour_is_known_the_windows_stay_as_they_are() -> None:
    windows = (window("09:00", "17:00", SUN, MON), window("10:00", "11:00", TUE))
    assert leave_out_trigger_times(windows, [], HOUR) == windows


@given(clocks, st.lists(clocks, max_size=4), st.integers(1, 23 * 60), clocks)
def test_no_moment_is_left_in_the_time_after_and_no_other_is_lost(
    starts: time, triggers: list[time], minutes: int, moment: time
) -> None:
    if starts >= time(23, 59):
        return
    kept = leave_out_trigger_times(
        [SafeWindow((SUN,), starts, time(23, 59))],
        [TriggerTime((SUN,), at) for at in triggers],
        timedelta(minutes=minutes),
    )

    def minute(clock: time) -> int:
        return clock.hour * 60 + clock.minute

    is_closed = any(0 <= minute(moment) - minute(at) < minutes for at in triggers)
    is_open = any(one.starts <= moment < one.ends for one in kept)
    assert is_open is (starts <= moment < time(23, 59) and not is_closed)
