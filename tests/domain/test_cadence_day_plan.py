"""Which day a follow-up is put on: evened out, within the cap while that can be, earlier but never later than due."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from remote_cm.domain.cadence import CadencePolicy
from remote_cm.domain.day_plan import DueFollowUp, next_slot, spread_over_days
from remote_cm.domain.local_calendar import SafeTimes
from remote_cm.domain.safe_window import Period, SafeWindow
from remote_cm.domain.vocabulary import RiskLevel, Weekday

POLICY_FILE = Path(__file__).parents[2] / "scripts" / "policy" / "cxb-default.yaml"
POLICY = TypeAdapter(CadencePolicy).validate_python(yaml.safe_load(POLICY_FILE.read_text("utf-8"))["cadence"]).day_plan

DHAKA = ZoneInfo("Asia/Dhaka")
LOW, MEDIUM, HIGH = (RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH)
EVERY_MORNING = SafeTimes((SafeWindow(tuple(Weekday), time(10), time(12)),), (), DHAKA)
CAP = POLICY.calls_per_day


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 8, day, hour, minute, tzinfo=DHAKA)


def august(day: int) -> date:
    return date(2026, 8, day)


NOW = local(3, 9)


def follow_up(
    name: str = "one", level: RiskLevel = LOW, due_by: datetime | None = None, times: SafeTimes = EVERY_MORNING
) -> DueFollowUp:
    return DueFollowUp(name, level, NOW, due_by or local(17, 13), times)


def test_thirty_that_are_due_on_one_day_are_spread_evenly_and_none_is_late() -> None:
    thirty = [follow_up(f"case {number:02}") for number in range(30)]
    placed = spread_over_days(thirty, {}, NOW, POLICY)
    slots = [slot for slot in placed.values() if slot is not None]
    per_day = Counter(slot.day for slot in slots)

    assert len(slots) == 30
    assert per_day == {august(day): 5 for day in range(12, 18)}
    assert all(slot.period.ends <= local(17, 13) and not slot.is_over_cap for slot in slots)


def test_a_single_follow_up_goes_to_the_last_of_equally_empty_days() -> None:
    slot = next_slot(follow_up(), {}, NOW, POLICY)

    assert slot is not None
    assert (slot.day, slot.period, slot.is_over_cap) == (august(17), Period(local(17, 10), local(17, 12)), False)


@pytest.mark.parametrize(("level", "days"), [(HIGH, 2), (MEDIUM, 3), (LOW, 5)])
def test_a_follow_up_is_moved_only_a_few_days_to_even_out_the_load(level: RiskLevel, days: int) -> None:
    busy = {august(17 - back): 5 - min(back, 5) for back in range(15)}
    slot = next_slot(follow_up(level=level), busy, NOW, POLICY)

    assert slot is not None
    assert slot.day == august(17 - days)


def test_it_is_moved_further_only_when_those_days_are_full() -> None:
    full = {august(day): CAP for day in range(12, 18)}
    slot = next_slot(follow_up(), full, NOW, POLICY)
    assert slot is not None
    assert (slot.day, slot.is_over_cap) == (august(11), False)

    almost = {**full, august(13): CAP - 1}
    slot = next_slot(follow_up(), almost, NOW, POLICY)
    assert slot is not None
    assert slot.day == august(13)


def test_when_every_day_is_full_it_is_placed_all_the_same_and_says_so() -> None:
    full = {august(day): CAP + day % 2 for day in range(1, 30)}
    slot = next_slot(follow_up(), full, NOW, POLICY)

    assert slot is not None
    assert slot.is_over_cap
    assert slot.day == august(16)


def test_the_more_pressing_choose_first() -> None:
    one_place = {august(3): CAP - 1, august(4): CAP}
    times = EVERY_MORNING
    low = follow_up("low", LOW, local(4, 13), times)
    high = follow_up("high", HIGH, local(4, 13), times)
    placed = spread_over_days([low, high], one_place, NOW, POLICY)

    assert placed["high"] is not None
    assert placed["low"] is not None
    assert (placed["high"].is_over_cap, placed["low"].is_over_cap) == (False, True)


def test_an_overdue_follow_up_goes_to_the_first_safe_hours_whatever_the_load() -> None:
    late = replace(follow_up(), due_by=NOW)
    slot = next_slot(late, {august(3): CAP}, NOW, POLICY)
    assert slot is not None
    assert (slot.period, slot.is_over_cap) == (Period(local(3, 10), local(3, 12)), True)

    not_yet = next_slot(replace(late, due_by=local(4, 10, 30)), {august(3): CAP}, NOW, POLICY)
    assert not_yet is not None
    assert not_yet.day == august(4)


def test_an_overdue_follow_up_without_safe_hours_ahead_has_no_slot() -> None:
    nowhere = replace(follow_up(times=SafeTimes((), (), DHAKA)), due_by=NOW - timedelta(days=1))

    assert next_slot(nowhere, {}, NOW, POLICY) is None


def test_without_safe_hours_before_the_date_there_is_no_slot_and_never_a_later_one() -> None:
    mondays = SafeTimes((SafeWindow((Weekday.MON,), time(8), time(9)),), (), DHAKA)

    assert next_slot(follow_up(due_by=local(10, 7), times=mondays), {}, NOW, POLICY) is None
    assert spread_over_days([follow_up(due_by=local(10, 7), times=mondays)], {}, NOW, POLICY) == {"one": None}


def test_a_window_that_opens_just_as_the_call_is_due_is_taken() -> None:
    mondays = SafeTimes((SafeWindow((Weekday.MON,), time(8), time(9)),), (), DHAKA)
    slot = next_slot(follow_up(due_by=local(10, 8), times=mondays), {}, NOW, POLICY)

    assert slot is not None
    assert slot.period == Period(local(10, 8), local(10, 8))


@pytest.mark.parametrize(("minutes", "day"), [(14, 16), (15, 17)])
def test_a_stretch_too_short_for_a_call_is_left_for_a_longer_one(minutes: int, day: int) -> None:
    slot = next_slot(follow_up(due_by=local(17, 10, minutes)), {}, NOW, POLICY)

    assert slot is not None
    assert slot.day == august(day)


def test_a_short_stretch_is_better_than_none() -> None:
    brief = SafeTimes((SafeWindow((Weekday.MON,), time(10), time(10, 5)),), (), DHAKA)
    slot = next_slot(follow_up(times=brief), {}, NOW, POLICY)

    assert slot is not None
    assert slot.period == Period(local(17, 10), local(17, 10, 5))


def test_a_short_stretch_is_not_taken_for_being_on_an_emptier_day() -> None:
    full = {august(day): CAP for day in range(3, 17)}
    slot = next_slot(follow_up(due_by=local(17, 10, 5)), full, NOW, POLICY)

    assert slot is not None
    assert (slot.day, slot.is_over_cap) == (august(16), True)


def test_a_call_that_may_not_come_before_its_date_is_taken_at_that_moment_and_never_after_it() -> None:
    at_opening = replace(follow_up(due_by=local(17, 10)), not_before=local(17, 10))
    slot = next_slot(at_opening, {}, NOW, POLICY)

    assert slot is not None
    assert slot.period == Period(local(17, 10), local(17, 10))
    assert next_slot(replace(at_opening, not_before=local(17, 11)), {}, NOW, POLICY) is None


def test_the_earlier_hours_of_a_day_are_taken_so_that_a_second_try_is_left() -> None:
    times = SafeTimes((*EVERY_MORNING.windows, SafeWindow(tuple(Weekday), time(15), time(17))), (), DHAKA)
    slot = next_slot(follow_up(due_by=local(17, 18), times=times), {}, NOW, POLICY)

    assert slot is not None
    assert slot.period == Period(local(17, 10), local(17, 12))


@given(
    level=st.sampled_from([LOW, MEDIUM, HIGH]),
    wait_hours=st.integers(-48, 400),
    ahead_hours=st.integers(1, 400),
    loads=st.dictionaries(st.dates(august(1), august(31)), st.integers(0, 20)),
    days=st.sets(st.sampled_from(Weekday), min_size=1),
)
def test_a_slot_is_never_before_its_time_nor_after_its_date_nor_outside_safe_hours(
    level: RiskLevel, wait_hours: int, ahead_hours: int, loads: dict[date, int], days: set[Weekday]
) -> None:
    times = SafeTimes((SafeWindow(tuple(days), time(10), time(12)),), (), DHAKA)
    not_before = NOW + timedelta(hours=wait_hours)
    wanted = DueFollowUp("one", level, not_before, max(NOW, not_before) + timedelta(hours=ahead_hours), times)
    slot = next_slot(wanted, loads, NOW, POLICY)

    if slot is None:
        assert times.between(max(NOW, not_before), wanted.due_by) == ()
    else:
        assert max(NOW, not_before) <= slot.period.starts <= slot.period.ends <= wanted.due_by
        assert times.holds(slot.period.starts)
        assert slot.is_over_cap is (loads.get(slot.day, 0) >= CAP)
