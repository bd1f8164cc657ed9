"""When the next call is due: the earliest date, moved earlier and never later, and an alert where no window is left."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from remote_cm.domain.cadence import CadenceFacts, CadencePolicy, CadenceRemark
from remote_cm.domain.local_calendar import SafeTimes
from remote_cm.domain.next_call import NO_SAFE_WINDOW, NextCallPlan, NextCallReason, OtherDates, decide_next_call
from remote_cm.domain.safe_window import Period, SafeWindow
from remote_cm.domain.vocabulary import RiskLevel, Weekday

POLICY_FILE = Path(__file__).parents[2] / "scripts" / "policy" / "cxb-default.yaml"
POLICY = TypeAdapter(CadencePolicy).validate_python(yaml.safe_load(POLICY_FILE.read_text("utf-8"))["cadence"])

DHAKA = ZoneInfo("Asia/Dhaka")
LOW, MEDIUM, HIGH = (RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH)
NOTHING_ELSE = OtherDates(chase_by=None, action_due_at=None, asked_for_at=None)
MONDAY = datetime(2026, 8, 3, 10, 30, tzinfo=DHAKA)
DAILY = (SafeWindow(tuple(Weekday), time(10), time(12)),)


def window(day: Weekday, starts: time = time(10), ends: time = time(12)) -> SafeWindow:
    return SafeWindow((day,), starts, ends)


def facts(level: RiskLevel, preset: str = "virtual-2020") -> CadenceFacts:
    return CadenceFacts(
        level=level,
        preset=preset,
        opened_on=date(2026, 1, 1),
        first_review_done=True,
        camp_restricted=False,
        reachable=True,
        daily_until=None,
        relaxed_floors=(),
    )


def decide(
    level: RiskLevel,
    windows: tuple[SafeWindow, ...] = DAILY,
    others: OtherDates = NOTHING_ELSE,
    last: datetime | None = MONDAY,
    before_last: datetime | None = None,
) -> NextCallPlan:
    times = SafeTimes(windows, (), DHAKA)
    return decide_next_call(facts(level), last, MONDAY, others, times, POLICY, before_last_at=before_last)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in August 2026 in the programme's zone."""
    return datetime(2026, 8, day, hour, minute, tzinfo=DHAKA)


@pytest.mark.parametrize(
    ("level", "days"),
    [
        pytest.param(HIGH, 4, marks=pytest.mark.requirement("RSK-06")),
        pytest.param(MEDIUM, 7, marks=pytest.mark.requirement("RSK-07")),
        pytest.param(LOW, 14, marks=pytest.mark.requirement("RSK-08")),
    ],
)
def test_the_call_is_due_when_the_interval_of_its_level_is_over(level: RiskLevel, days: int) -> None:
    plan = decide(level)

    assert plan.due_by == MONDAY + timedelta(days=days)
    assert plan.suggested == Period(plan.due_by.replace(hour=10, minute=0), plan.due_by)
    assert (plan.alert, plan.reasons) == (None, (NextCallReason.CADENCE_DATE,))


@pytest.mark.requirement("RSK-06")
@pytest.mark.parametrize(
    ("day", "starts", "ends", "suggested"),
    [
        (Weekday.WED, time(10), time(10, 30), None),
        (Weekday.WED, time(10), time(10, 31), Period(local(5, 10, 30), local(5, 10, 31))),
        (Weekday.FRI, time(10), time(12), Period(local(7, 10), local(7, 10, 30))),
        (Weekday.FRI, time(10, 30), time(12), Period(local(7, 10, 30), local(7, 10, 30))),
        (Weekday.FRI, time(10, 31), time(12), None),
    ],
)
def test_two_high_contacts_are_at_least_48_hours_and_at_most_4_days_apart(
    day: Weekday, starts: time, ends: time, suggested: Period | None
) -> None:
    plan = decide(HIGH, (window(day, starts, ends),))

    assert (plan.not_before, plan.due_by) == (MONDAY + timedelta(hours=48), MONDAY + timedelta(days=4))
    assert plan.suggested == suggested
    assert plan.alert == (None if suggested else NO_SAFE_WINDOW)


@pytest.mark.requirement("RSK-06")
def test_a_long_gap_is_followed_by_a_shorter_one_so_that_each_seven_days_hold_two_high_contacts() -> None:
    plan = decide(HIGH, before_last=MONDAY - timedelta(days=4))

    assert plan.due_by == MONDAY + timedelta(days=3)
    assert plan.reasons[0] is NextCallReason.TWICE_IN_SEVEN_DAYS


@pytest.mark.parametrize(("gap_hours", "due_days"), [(72, 4), (73, 4 - 1 / 24), (96, 3), (97, 4), (240, 4)])
def test_the_seven_days_shorten_a_gap_only_while_they_can_still_be_kept(gap_hours: int, due_days: float) -> None:
    plan = decide(HIGH, before_last=MONDAY - timedelta(hours=gap_hours))

    assert plan.due_by == MONDAY + timedelta(days=due_days)


@pytest.mark.parametrize("level", [MEDIUM, LOW])
def test_a_weekly_or_fortnightly_schedule_looks_at_the_last_contact_only(level: RiskLevel) -> None:
    assert decide(level, before_last=MONDAY - timedelta(hours=1)) == decide(level)


def test_a_call_is_moved_earlier_to_the_last_safe_window_before_its_date() -> None:
    plan = decide(MEDIUM, (window(Weekday.TUE), window(Weekday.SAT)))

    assert plan.suggested == Period(local(8, 10), local(8, 12))
    assert NextCallReason.MOVED_EARLIER in plan.reasons


def test_a_window_only_after_the_date_raises_an_alert_and_no_later_suggestion() -> None:
    plan = decide(MEDIUM, (window(Weekday.MON, time(8), time(10)),), last=local(3, 7, 59))

    assert plan.suggested == Period(local(3, 8), local(3, 10))
    assert decide(MEDIUM, (window(Weekday.MON, time(8), time(10)),), last=local(3, 10)).suggested == Period(
        local(10, 8), local(10, 10)
    )
    late = decide(HIGH, (window(Weekday.SUN),))
    assert (late.suggested, late.alert, late.due_by) == (None, NO_SAFE_WINDOW, MONDAY + timedelta(days=4))
    assert late.reasons == (NextCallReason.CADENCE_DATE, NextCallReason.NO_SAFE_WINDOW)


def test_a_family_without_any_safe_window_raises_an_alert() -> None:
    assert decide(LOW, ()).alert == NO_SAFE_WINDOW


def test_a_weekly_window_that_opens_at_the_hour_of_the_last_call_is_still_in_time() -> None:
    plan = decide(MEDIUM, (window(Weekday.MON, time(10, 30), time(12)),))

    assert (plan.suggested, plan.alert) == (Period(local(10, 10, 30), local(10, 10, 30)), None)


windows_of_a_family = st.lists(
    st.builds(
        lambda days, starts, length: SafeWindow(tuple(days), time(starts), time(min(starts + length, 23), 59)),
        st.sets(st.sampled_from(Weekday), min_size=1),
        st.integers(0, 23),
        st.integers(0, 5),
    ),
    max_size=3,
).map(tuple)
moments = st.timedeltas(timedelta(0), timedelta(days=700)).map(lambda passed: datetime(2026, 1, 1, tzinfo=UTC) + passed)
waits = st.one_of(st.none(), st.timedeltas(timedelta(minutes=1), timedelta(days=30)))


@given(
    level=st.sampled_from([LOW, MEDIUM, HIGH]),
    windows=windows_of_a_family,
    last=moments,
    chase=waits,
    action=waits,
    asked=waits,
)
def test_a_suggestion_is_never_later_than_the_date_and_always_in_a_safe_window(
    level: RiskLevel,
    windows: tuple[SafeWindow, ...],
    last: datetime,
    chase: timedelta | None,
    action: timedelta | None,
    asked: timedelta | None,
) -> None:
    others = OtherDates(*(None if wait is None else last + wait for wait in (chase, action, asked)))
    plan = decide(level, windows, others, last)

    earliest = min(wait for wait in (timedelta(days=14), chase, action, asked) if wait is not None)
    assert last < plan.due_by <= last + earliest
    assert (plan.suggested is None) is (plan.alert == NO_SAFE_WINDOW)
    if plan.suggested is not None:
        assert last <= plan.not_before <= plan.suggested.starts <= plan.suggested.ends <= plan.due_by
        assert SafeTimes(windows, (), DHAKA).holds(plan.suggested.starts)


@given(windows=windows_of_a_family, last=moments, asked=waits, chase=waits)
@pytest.mark.requirement("RSK-06")
def test_only_a_sooner_date_brings_two_high_contacts_closer_than_48_hours(
    windows: tuple[SafeWindow, ...], last: datetime, asked: timedelta | None, chase: timedelta | None
) -> None:
    others = OtherDates(
        chase_by=None if chase is None else last + chase,
        action_due_at=None,
        asked_for_at=None if asked is None else last + asked,
    )
    plan = decide(HIGH, windows, others, last)
    assume(plan.suggested is not None)

    assert plan.suggested is not None
    close = plan.suggested.starts - last < timedelta(hours=48)
    assert close <= (NextCallReason.SPACING_OVERRIDDEN in plan.reasons)


@pytest.mark.parametrize(
    ("others", "reason"),
    [
        (OtherDates(local(4, 12), None, None), NextCallReason.CHASE_DATE),
        (OtherDates(None, local(4, 12), None), NextCallReason.ACTION_DATE),
        (OtherDates(None, None, local(4, 12)), NextCallReason.ASKED_FOR),
    ],
)
@pytest.mark.parametrize("level", [LOW, MEDIUM, HIGH])
@pytest.mark.requirement("MON-07")
def test_the_earliest_of_all_dates_wins_and_overrides_the_48_hours(
    level: RiskLevel, others: OtherDates, reason: NextCallReason
) -> None:
    plan = decide(level, others=others)

    assert (plan.due_by, plan.reasons[0]) == (local(4, 12), reason)
    assert plan.suggested == Period(local(4, 10), local(4, 12))
    assert plan.not_before == MONDAY
    assert (NextCallReason.SPACING_OVERRIDDEN in plan.reasons) is (level is HIGH)


def test_a_date_after_the_48_hours_leaves_them_alone_while_a_window_is_left() -> None:
    asked = OtherDates(None, None, local(6, 11))

    assert decide(HIGH, others=asked).not_before == MONDAY + timedelta(hours=48)
    tuesdays = decide(HIGH, (window(Weekday.TUE),), asked)
    assert (tuesdays.not_before, tuesdays.suggested) == (MONDAY, Period(local(4, 10), local(4, 12)))


def test_a_date_at_the_very_end_of_the_48_hours_does_not_override_them() -> None:
    plan = decide(HIGH, (window(Weekday.WED, time(10, 30)),), OtherDates(None, None, local(5, 10, 30)))

    assert plan.not_before == plan.due_by == MONDAY + timedelta(hours=48)
    assert plan.suggested == Period(plan.due_by, plan.due_by)


@pytest.mark.parametrize("level", [MEDIUM, LOW])
def test_where_no_spacing_holds_none_is_overridden(level: RiskLevel) -> None:
    plan = decide(level, (), OtherDates(None, None, local(4, 12)))

    assert plan.reasons == (NextCallReason.ASKED_FOR, NextCallReason.NO_SAFE_WINDOW)


@pytest.mark.parametrize("level", [LOW, MEDIUM, HIGH])
def test_a_date_later_than_the_cadence_changes_nothing(level: RiskLevel) -> None:
    later = MONDAY + timedelta(days=15)

    assert decide(level, others=OtherDates(later, later, later)) == decide(level)


@pytest.mark.parametrize("asked_for_at", [MONDAY, MONDAY - timedelta(days=2)])
def test_a_time_asked_for_that_is_over_is_passed_by(asked_for_at: datetime) -> None:
    assert decide(MEDIUM, others=OtherDates(None, None, asked_for_at)) == decide(MEDIUM)


def test_a_case_never_reached_is_due_at_once_in_the_first_safe_window() -> None:
    plan = decide(LOW, (window(Weekday.WED), window(Weekday.THU)), last=None)

    assert plan.suggested == Period(local(5, 10), local(5, 12))
    assert (plan.not_before, plan.due_by) == (MONDAY, local(5, 12))
    assert (plan.alert, plan.reasons) == (None, (NextCallReason.NEVER_CONTACTED,))


def test_a_case_never_reached_in_the_middle_of_a_window_is_due_in_what_is_left_of_it() -> None:
    assert decide(LOW, last=None).suggested == Period(MONDAY, local(3, 12))


def test_a_case_never_reached_without_a_window_inside_its_cadence_is_due_now_with_an_alert() -> None:
    plan = decide(HIGH, (window(Weekday.SUN),), last=None)

    assert (plan.due_by, plan.suggested, plan.alert) == (MONDAY, None, NO_SAFE_WINDOW)
    assert plan.reasons == (NextCallReason.NEVER_CONTACTED, NextCallReason.NO_SAFE_WINDOW)


@pytest.mark.parametrize("late", [OtherDates(None, MONDAY, None), OtherDates(local(1, 9), None, None)])
def test_an_action_due_before_the_last_contact_and_still_open_is_due_at_once(late: OtherDates) -> None:
    plan = decide(LOW, others=late)

    assert plan.suggested == Period(MONDAY, local(3, 12))
    assert plan.reasons == (NextCallReason.ACTION_OVERDUE,)


def test_the_plan_names_the_chosen_preset_the_floor_in_force_and_what_is_remarked() -> None:
    new = replace(facts(LOW), first_review_done=False)
    times = SafeTimes(DAILY, (), DHAKA)
    plan = decide_next_call(new, MONDAY, MONDAY, NOTHING_ELSE, times, POLICY)

    assert (plan.preset, plan.interval_from) == ("virtual-2020", "virtual-2020")
    assert plan.reasons == (NextCallReason.CADENCE_DATE, CadenceRemark.FIRST_REVIEW_OVERDUE)
    young = replace(new, opened_on=date(2026, 8, 1))
    assert decide_next_call(young, MONDAY, MONDAY, NOTHING_ELSE, times, POLICY).interval_from == "cxb-sop-2021"


def test_the_age_of_a_case_is_counted_in_local_days() -> None:
    just_after_local_midnight = datetime(2026, 8, 2, 18, 30, tzinfo=UTC)
    case = replace(facts(LOW), first_review_done=False, opened_on=date(2026, 7, 6))
    times = SafeTimes(DAILY, (), DHAKA)

    def due(last: datetime) -> timedelta:
        return decide_next_call(case, last, MONDAY, NOTHING_ELSE, times, POLICY).due_by - last

    assert due(just_after_local_midnight) == timedelta(days=14)
    assert due(just_after_local_midnight - timedelta(hours=1)) == timedelta(days=7)
