"""By when a task is due: by its kind, the child's level, the hour asked for, and the hours of work."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_cm.domain.safe_window import SafeWindow
from remote_cm.domain.task_deadlines import TaskPolicy, due_at, falls_to_on_call, is_working_time
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import RiskLevel, StaffRole, Weekday

DHAKA = ZoneInfo("Asia/Dhaka")
SAME_DAY = (TaskKind.NOT_MET, TaskKind.STOP_ASKED)
MINUTES = {
    TaskKind.HELP: 15,
    TaskKind.CALL_BACK: 120,
    TaskKind.CALL_AT: 120,
    TaskKind.UPDATE_WORRY: 4320,
    TaskKind.UPDATE_BAD: 120,
    TaskKind.RED_ANSWER: 120,
    TaskKind.UNREACHABLE: 4320,
}

POLICY = TaskPolicy(
    within_minutes={**dict.fromkeys(set(TaskKind) - set(SAME_DAY), 60), **MINUTES},
    within_minutes_when_high={TaskKind.UPDATE_WORRY: 1440, TaskKind.UNREACHABLE: 1440},
    within_minutes_when_low={TaskKind.UNREACHABLE: 10080},
    same_day=SAME_DAY,
    same_day_for_supervisor=(TaskKind.UPDATE_BAD, TaskKind.RED_ANSWER),
    same_day_until=time(20),
    working_hours=(SafeWindow((Weekday.SUN, Weekday.MON), time(9), time(17)),),
    night_minutes_when_agreed=720,
    may_wait_for_the_day=(TaskKind.RED_ANSWER, TaskKind.UPDATE_BAD),
    sweep_limit=200,
    plan_ahead_days=7,
    tick_alarm_seconds=180,
)


def local(hour: int, minute: int = 0, day: int = 22) -> datetime:
    """An hour of Sunday, 22 November 2026, in Dhaka, as an aware UTC moment."""
    return datetime(2026, 11, day, hour, minute, tzinfo=DHAKA).astimezone(UTC)


def minutes_until_due(kind: TaskKind, level: RiskLevel | None = None, at: datetime | None = None) -> float:
    received_at = at or local(10)
    return (due_at(kind, received_at, level, POLICY, DHAKA) - received_at) / timedelta(minutes=1)


def test_a_task_is_due_so_many_minutes_after_it_came() -> None:
    assert minutes_until_due(TaskKind.HELP) == 15
    assert minutes_until_due(TaskKind.CALL_BACK) == 120


def test_a_worry_is_due_in_three_days_and_in_one_day_for_a_high_case() -> None:
    assert minutes_until_due(TaskKind.UPDATE_WORRY, RiskLevel.LOW) == 4320
    assert minutes_until_due(TaskKind.UPDATE_WORRY, RiskLevel.MEDIUM) == 4320
    assert minutes_until_due(TaskKind.UPDATE_WORRY, RiskLevel.HIGH) == 1440
    assert minutes_until_due(TaskKind.UPDATE_WORRY, RiskLevel.IMMEDIATE) == 1440


def test_nobody_reached_may_wait_longest_at_low() -> None:
    waits = [minutes_until_due(TaskKind.UNREACHABLE, level) for level in RiskLevel]
    assert waits == [10080, 4320, 1440, 1440]


def test_when_it_is_not_known_which_child_the_strictest_deadline_holds() -> None:
    assert minutes_until_due(TaskKind.UNREACHABLE) == 1440


def test_the_hour_that_was_asked_for_is_the_deadline() -> None:
    asked = local(16)
    assert due_at(TaskKind.CALL_AT, local(10), None, POLICY, DHAKA, asked_for_at=asked) == asked


def test_an_hour_that_has_passed_falls_back_to_the_minutes() -> None:
    at = local(10)
    assert due_at(TaskKind.CALL_AT, at, None, POLICY, DHAKA, asked_for_at=at) == at + timedelta(minutes=120)


def test_an_hour_cannot_put_off_help() -> None:
    due = due_at(TaskKind.HELP, local(10), None, POLICY, DHAKA, asked_for_at=local(16))
    assert due == local(10, 15)


def test_the_same_day_ends_at_its_hour_and_later_at_midnight() -> None:
    assert due_at(TaskKind.STOP_ASKED, local(19, 59), None, POLICY, DHAKA) == local(20)
    assert due_at(TaskKind.STOP_ASKED, local(20), None, POLICY, DHAKA) == local(0, day=23)


def test_the_same_day_is_the_local_one() -> None:
    just_after_midnight = local(0, 30)
    assert just_after_midnight.date() != just_after_midnight.astimezone(DHAKA).date()
    assert due_at(TaskKind.NOT_MET, just_after_midnight, None, POLICY, DHAKA) == local(20)


def test_the_supervisor_hears_of_bad_news_the_same_day_and_the_caseworker_calls_within_two_hours() -> None:
    at = local(10)
    assert due_at(TaskKind.UPDATE_BAD, at, None, POLICY, DHAKA) == local(12)
    assert due_at(TaskKind.UPDATE_BAD, at, None, POLICY, DHAKA, role=StaffRole.SUPERVISOR) == local(20)


def test_other_tasks_of_a_supervisor_keep_their_minutes() -> None:
    assert due_at(TaskKind.HELP, local(10), None, POLICY, DHAKA, role=StaffRole.SUPERVISOR) == local(10, 15)


def test_a_red_answer_waits_for_the_day_only_at_night_and_only_when_it_was_agreed() -> None:
    night, day = local(22), local(10)
    hours = timedelta(hours=1)
    assert due_at(TaskKind.RED_ANSWER, night, None, POLICY, DHAKA) - night == 2 * hours
    assert due_at(TaskKind.RED_ANSWER, night, None, POLICY, DHAKA, night_agreed=True) - night == 12 * hours
    assert due_at(TaskKind.RED_ANSWER, day, None, POLICY, DHAKA, night_agreed=True) - day == 2 * hours
    assert due_at(TaskKind.HELP, night, None, POLICY, DHAKA, night_agreed=True) == local(22, 15)


@pytest.mark.parametrize(
    ("moment", "works"), [(local(8, 59), False), (local(9), True), (local(16, 59), True), (local(17), False)]
)
def test_working_time_has_its_edges(moment: datetime, works: bool) -> None:
    assert is_working_time(moment, POLICY, DHAKA) is works


def test_there_is_no_working_time_on_a_day_off() -> None:
    assert not is_working_time(local(10, day=24), POLICY, DHAKA)


def test_a_wish_for_a_call_outside_working_time_falls_to_on_call_and_keeps_its_deadline() -> None:
    night = local(17)
    assert falls_to_on_call(TaskKind.CALL_BACK, night, POLICY, DHAKA)
    assert not falls_to_on_call(TaskKind.CALL_BACK, local(16, 59), POLICY, DHAKA)
    assert not falls_to_on_call(TaskKind.DONE_REPORTED, night, POLICY, DHAKA)
    assert minutes_until_due(TaskKind.CALL_BACK, at=night) == 120


@given(st.sampled_from(TaskKind), st.sampled_from([*RiskLevel, None]), st.integers(0, 60 * 24 * 14))
def test_every_task_is_due_after_it_came(kind: TaskKind, level: RiskLevel | None, minutes: int) -> None:
    at = local(0) + timedelta(minutes=minutes)
    assert due_at(kind, at, level, POLICY, DHAKA) > at


def test_a_kind_without_a_deadline_is_refused_by_name() -> None:
    short: dict[TaskKind, int] = {
        kind: minutes for kind, minutes in POLICY.within_minutes.items() if kind is not TaskKind.HELP
    }
    with pytest.raises(ValueError, match="no deadline for help"):
        replace(POLICY, within_minutes=short)


def test_a_kind_with_two_deadlines_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="two deadlines for help"):
        replace(POLICY, same_day=(*SAME_DAY, TaskKind.HELP))


def test_a_level_cannot_sharpen_a_deadline_by_the_day() -> None:
    with pytest.raises(ValueError, match="not not_met"):
        replace(POLICY, within_minutes_when_high={TaskKind.NOT_MET: 5})


def test_a_deadline_of_no_minutes_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="1 minute or more for unreachable"):
        replace(POLICY, within_minutes_when_low={TaskKind.UNREACHABLE: 0})
