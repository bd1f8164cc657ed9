"""The clock of a daily talk on both sides of each of its edges, and which moment an asked hour means."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_cm.domain.debriefs import (
    DayToPlan,
    DebriefPolicy,
    DebriefState,
    DebriefStep,
    are_too_many,
    days_to_plan,
    decide_asked_moment,
    due_of,
    first_step,
    hour_on_the_clock,
    on_day_with_talks,
    waits_for_us,
)
from remote_cm.domain.vocabulary import Weekday

DHAKA = ZoneInfo("Asia/Dhaka")
POLICY = DebriefPolicy(
    weekdays=(Weekday.SUN, Weekday.MON, Weekday.TUE, Weekday.WED, Weekday.THU),
    plan_ahead_hours=24,
    remind_minutes_before=15,
    second_attempt_minutes=15,
    day_ends_at=time(20),
    missed_days=7,
    missed_at_most=2,
    hour_just_passed_minutes=30,
    new_child_together_minutes=10,
    details_again_days=30,
    wellbeing_offer_minutes=60,
)
SUNDAY, MONDAY, THURSDAY, FRIDAY = date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 26), date(2026, 11, 27)


def local(hour: int, minute: int = 0, day: date = SUNDAY) -> datetime:
    """An hour of a day in Dhaka, as an aware UTC moment."""
    return datetime.combine(day, time(hour, minute), DHAKA).astimezone(UTC)


@pytest.mark.parametrize(
    ("step", "at"),
    [
        (DebriefStep.REMIND, local(15, 45)),
        (DebriefStep.CALL, local(16)),
        (DebriefStep.CALL_AGAIN, local(16, 15)),
        (DebriefStep.GIVE_UP, local(20)),
    ],
)
def test_each_step_of_a_talk_at_four_has_its_time(step: DebriefStep, at: datetime) -> None:
    assert due_of(step, local(16), POLICY, DHAKA) == at


@pytest.mark.parametrize(("hour", "minute", "ends"), [(19, 29, (20, 0)), (19, 30, (20, 0)), (19, 31, (20, 1))])
def test_a_talk_late_in_the_evening_is_not_missed_before_there_was_time_for_a_third_attempt(
    hour: int, minute: int, ends: tuple[int, int]
) -> None:
    assert due_of(DebriefStep.GIVE_UP, local(hour, minute), POLICY, DHAKA) == local(*ends)


@given(st.integers(min_value=0, max_value=366 * 24 * 60))
def test_the_steps_of_a_talk_never_come_out_of_order(minutes: int) -> None:
    slot_at = local(0) + timedelta(minutes=minutes)
    times = [due_of(step, slot_at, POLICY, DHAKA) for step in DebriefStep]
    assert times == sorted(times)
    assert [due_of(step, slot_at, POLICY, DHAKA).tzinfo for step in DebriefStep] == [UTC] * 4


@pytest.mark.parametrize(
    ("now", "step"),
    [
        (local(15, 44), DebriefStep.REMIND),
        (local(15, 45), DebriefStep.REMIND),
        (local(15, 46), DebriefStep.CALL),
        (local(16), DebriefStep.CALL),
    ],
)
def test_where_it_is_too_late_to_remind_the_clock_begins_with_the_call(now: datetime, step: DebriefStep) -> None:
    assert first_step(local(16), now, POLICY, DHAKA) is step


def test_hours_that_lie_ahead_are_planned_up_to_the_same_hour_of_the_next_day() -> None:
    assert days_to_plan(local(10), POLICY, DHAKA) == (
        DayToPlan(SUNDAY, after=time(10), until=None),
        DayToPlan(MONDAY, after=None, until=time(10)),
    )


def test_days_without_talks_are_not_planned() -> None:
    assert days_to_plan(local(10, day=THURSDAY), POLICY, DHAKA) == (DayToPlan(THURSDAY, time(10), None),)
    assert days_to_plan(local(10, day=FRIDAY), POLICY, DHAKA) == ()


def test_an_agreed_hour_is_a_moment_of_its_day() -> None:
    assert DayToPlan(MONDAY, None, None).at(time(16), DHAKA) == local(16, day=MONDAY)


@pytest.mark.parametrize(
    ("hour", "moment"),
    [
        (time(16), local(16)),
        (time(10), local(10)),
        (time(9), local(9, day=MONDAY)),
    ],
)
def test_an_asked_hour_is_the_next_one_at_which_the_clock_shows_it(hour: time, moment: datetime) -> None:
    assert decide_asked_moment(hour, local(10), POLICY, DHAKA) == moment


@pytest.mark.parametrize(("minute", "day"), [(29, SUNDAY), (30, MONDAY)])
def test_an_hour_that_has_just_passed_is_still_meant_today(minute: int, day: date) -> None:
    assert decide_asked_moment(time(10), local(10, minute), POLICY, DHAKA) == local(10, day=day)


def test_an_hour_on_a_free_day_moves_to_the_next_day_with_talks() -> None:
    assert on_day_with_talks(local(16, day=FRIDAY), POLICY, DHAKA) == local(16, day=date(2026, 11, 29))
    assert on_day_with_talks(local(16, day=THURSDAY), POLICY, DHAKA) == local(16, day=THURSDAY)


@pytest.mark.parametrize(("missed", "told"), [(2, False), (3, True)])
def test_more_than_two_missed_talks_are_the_supervisors_to_hear_of(missed: int, told: bool) -> None:
    assert are_too_many(missed, POLICY) is told


def test_only_who_said_yes_and_was_not_rung_waits_for_us() -> None:
    assert waits_for_us(DebriefState.READY, 0)
    assert not waits_for_us(DebriefState.READY, 1)
    assert not any(waits_for_us(state, 0) for state in set(DebriefState) - {DebriefState.READY})


@pytest.mark.parametrize(("hour", "said"), [(0, 12), (1, 1), (11, 11), (12, 12), (13, 1), (16, 4), (23, 11)])
def test_an_hour_is_said_as_the_clock_shows_it(hour: int, said: int) -> None:
    assert hour_on_the_clock(hour) == said


def test_a_policy_without_days_or_with_a_number_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        replace(POLICY, weekdays=())
    with pytest.raises(ValueError, match="remind_minutes_before"):
        replace(POLICY, remind_minutes_before=0)
    assert replace(POLICY, remind_minutes_before=1).remind_minutes_before == 1


def test_only_held_talks_count_as_held() -> None:
    assert {state for state in DebriefState if state.is_held} == {DebriefState.HELD, DebriefState.SHORT}


def test_a_late_reminder_keeps_its_distance() -> None:
    assert local(16) - due_of(DebriefStep.REMIND, local(16), POLICY, DHAKA) == timedelta(minutes=15)
