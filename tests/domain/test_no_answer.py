"""Nobody answers: the next try waits for its time and its window, and after the last one people go and look."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from remote_cm.domain.local_calendar import CalendarEntry, ClosedHours, SafeTimes
from remote_cm.domain.no_answer import (
    LevelTries,
    NextTry,
    NoAnswerPolicy,
    decide_next_try,
    decide_number_in_doubt,
)
from remote_cm.domain.safe_window import SafeWindow
from remote_cm.domain.vocabulary import RiskLevel, Weekday

DHAKA = ZoneInfo("Asia/Dhaka")
POLICY_FILE = Path(__file__).parents[2] / "scripts" / "policy" / "cxb-default.yaml"
POLICY = TypeAdapter(NoAnswerPolicy).validate_python(yaml.safe_load(POLICY_FILE.read_text("utf-8"))["no_answer"])
HIGH, MEDIUM, LOW = RiskLevel.HIGH, RiskLevel.MEDIUM, RiskLevel.LOW
MORNING = SafeWindow(tuple(Weekday), time(10), time(12))
AFTERNOON = SafeWindow(tuple(Weekday), time(15), time(16))
TIMES = SafeTimes((MORNING, AFTERNOON), (), DHAKA)


def local(hour: int, minute: int = 0, day: int = 22) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=DHAKA).astimezone(UTC)


def next_try(level: RiskLevel, *failed: datetime, times: SafeTimes = TIMES, visits: int = 0) -> NextTry:
    return decide_next_try(level, failed, times, POLICY, other_ways_failed=visits)


def test_before_anything_failed_nothing_is_waited_for() -> None:
    assert next_try(HIGH) == NextTry(0, 3, None)


@pytest.mark.requirement("N8")
def test_a_high_case_is_tried_again_after_half_an_hour_in_the_same_window_and_then_in_the_next() -> None:
    assert next_try(HIGH, local(10)).not_before == local(10, 30)
    assert next_try(HIGH, local(11, 29)).not_before == local(11, 59)
    assert next_try(HIGH, local(10), local(10, 30)).not_before == local(15)
    assert next_try(HIGH, local(10, 30), local(15)).not_before == local(15, 30)


def test_when_the_window_closes_before_the_half_hour_is_over_the_next_one_is_waited_for() -> None:
    assert next_try(HIGH, local(11, 30)).not_before == local(15)
    assert next_try(HIGH, local(15, 45)).not_before == local(10, day=23)


@pytest.mark.parametrize(("level", "not_before"), [(MEDIUM, local(15)), (LOW, local(11, day=23))])
def test_medium_and_low_are_tried_in_another_window_and_low_on_another_day(
    level: RiskLevel, not_before: datetime
) -> None:
    assert next_try(level, local(11)).not_before == not_before


@pytest.mark.requirement("N8")
@pytest.mark.parametrize("level", [HIGH, MEDIUM, LOW, RiskLevel.IMMEDIATE])
def test_after_the_third_try_nobody_rings_again_and_again(level: RiskLevel) -> None:
    failed = [local(10), local(15), local(10, day=23)]
    assert not next_try(level, *failed[:2]).is_used_up
    last = next_try(level, *failed)
    assert (last.is_used_up, last.not_before) == (True, None)


def test_a_visit_that_found_nobody_is_a_try_in_another_way() -> None:
    assert next_try(MEDIUM, local(10), visits=1) == NextTry(2, 3, local(15))
    assert next_try(MEDIUM, local(10), visits=2).is_used_up
    assert next_try(MEDIUM, visits=1) == NextTry(1, 3, None)


def test_hours_that_the_calendar_closes_are_no_window() -> None:
    afternoon = ClosedHours(time(14), time(18))
    today = local(12).date()
    curfew = CalendarEntry("Curfew", today, today, to_be_confirmed=False, camps=(), closed_hours=(afternoon,))
    times = SafeTimes((MORNING, AFTERNOON), (curfew,), DHAKA)
    assert next_try(MEDIUM, local(10), times=times).not_before == local(10, day=23)


def test_without_any_safe_hour_there_is_no_next_try() -> None:
    assert next_try(HIGH, local(10), times=SafeTimes((), (), DHAKA)).not_before is None


def test_a_try_outside_every_window_is_followed_by_one_inside() -> None:
    assert next_try(HIGH, local(13)).not_before == local(15)


@given(
    st.sampled_from([HIGH, MEDIUM, LOW]),
    st.lists(st.integers(0, 14 * 24 * 60), min_size=1, max_size=2),
)
def test_the_next_try_always_lies_in_a_safe_window_and_after_the_last(level: RiskLevel, minutes: list[int]) -> None:
    failed = [local(0) + timedelta(minutes=one) for one in minutes]
    coming = next_try(level, *failed).not_before
    assert coming is not None
    assert TIMES.holds(coming)
    assert coming >= max(failed) + timedelta(minutes=POLICY.tries[level].again_after_minutes)


def test_two_strangers_in_a_row_put_the_number_in_doubt() -> None:
    assert not decide_number_in_doubt(1, POLICY)
    assert decide_number_in_doubt(2, POLICY)


def test_a_policy_that_makes_no_sense_is_refused() -> None:
    for numbers in ((0, 1, 1), (1, 0, 1), (1, 1, 0)):
        with pytest.raises(ValueError, match="one try at least"):
            LevelTries(*numbers)
    with pytest.raises(ValueError, match="no tries for medium"):
        NoAnswerPolicy({level: LevelTries(3, 1, 1) for level in (HIGH, LOW)}, 2)
