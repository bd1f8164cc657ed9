"""The schedules: each preset and floor on both sides of every edge, what is stricter, and when late turns red."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from remote_cm.domain.cadence import (
    CadenceFacts,
    CadencePolicy,
    CadenceRemark,
    Interval,
    Lateness,
    decide_relaxation,
    read_cadence,
    read_lateness,
)
from remote_cm.domain.refusal import BadInput, NotAllowed
from remote_cm.domain.vocabulary import RiskLevel, StaffRole

POLICY_FILE = Path(__file__).parents[2] / "scripts" / "policy" / "cxb-default.yaml"
POLICY = TypeAdapter(CadencePolicy).validate_python(yaml.safe_load(POLICY_FILE.read_text("utf-8"))["cadence"])

LOW, MEDIUM, HIGH, IMMEDIATE = RiskLevel
CASE_LEVELS = (LOW, MEDIUM, HIGH)
OPENED = date(2026, 3, 1)
LONG_AFTER = OPENED + timedelta(weeks=50)


def facts(level: RiskLevel, preset: str) -> CadenceFacts:
    """A case whose first review is done, in an open camp: no floor holds."""
    return CadenceFacts(
        level=level,
        preset=preset,
        opened_on=OPENED,
        first_review_done=True,
        camp_restricted=False,
        reachable=True,
        daily_until=None,
        relaxed_floors=(),
    )


def new_case(level: RiskLevel, preset: str) -> CadenceFacts:
    return replace(facts(level, preset), first_review_done=False)


def days(one: CadenceFacts, on: date = LONG_AFTER) -> float:
    return read_cadence(one, on, POLICY).interval.at_most_hours / 24


@pytest.mark.parametrize(
    ("preset", "high", "medium", "low"),
    [
        pytest.param("virtual-2020", 4, 7, 14, marks=pytest.mark.requirement("RSK-06", "RSK-07", "RSK-08")),
        pytest.param("interagency-2024", 4, 14, 28, marks=pytest.mark.requirement("RSK-07", "RSK-08")),
        ("cxb-default", 4, 7, 14),
        ("cxb-sop-2021", 4, 7, 14),
        ("cxb-remote-2021", 4, 7, 14),
        pytest.param("daily", 1, 7, 14, marks=pytest.mark.requirement("RSK-11")),
    ],
)
def test_each_preset_gives_its_days_when_no_floor_holds(preset: str, high: int, medium: int, low: int) -> None:
    assert [days(facts(level, preset)) for level in (HIGH, MEDIUM, LOW)] == [high, medium, low]


@pytest.mark.requirement("RSK-07", "RSK-08")
def test_the_default_for_the_programme_is_the_stricter_schedule() -> None:
    assert POLICY.default_preset == "cxb-default"
    for week in range(60):
        on = OPENED + timedelta(weeks=week)
        for level in CASE_LEVELS:
            strict = min(days(new_case(level, "virtual-2020"), on), days(new_case(level, "cxb-sop-2021"), on))
            assert days(new_case(level, "cxb-default"), on) == strict


def test_two_high_contacts_are_at_least_two_and_at_most_four_days_apart_in_any_preset_but_daily() -> None:
    for preset in POLICY.presets:
        interval = read_cadence(facts(HIGH, preset), LONG_AFTER, POLICY).interval
        assert interval == (Interval(0, 24) if preset == "daily" else Interval(48, 96))


def test_the_widest_schedule_for_low_leaves_a_week_between_its_bounds() -> None:
    assert read_cadence(facts(LOW, "interagency-2024"), LONG_AFTER, POLICY).interval == Interval(21 * 24, 28 * 24)


@pytest.mark.requirement("RSK-09")
@pytest.mark.parametrize(
    ("day", "expected"), [(-1, 7), (0, 7), (27, 7), (28, 14), (83, 14), (84, 14), (85, 14), (400, 14)]
)
@pytest.mark.parametrize("level", [LOW, MEDIUM])
def test_a_new_case_is_called_weekly_for_four_weeks_then_fortnightly_until_its_review_is_done(
    level: RiskLevel, day: int, expected: int
) -> None:
    case = new_case(level, "interagency-2024")
    in_force = read_cadence(case, OPENED + timedelta(days=day), POLICY)

    assert in_force.interval.at_most_hours == expected * 24
    if (level, expected) != (MEDIUM, 14):
        assert in_force.preset == "cxb-sop-2021"


@pytest.mark.requirement("RSK-09")
@pytest.mark.parametrize("day", [0, 28, 84])
def test_the_floor_for_new_cases_ends_with_the_first_review(day: int) -> None:
    case = replace(new_case(LOW, "interagency-2024"), first_review_done=True)

    assert days(case, OPENED + timedelta(days=day)) == 28


def test_the_floor_for_new_cases_needs_the_day_of_opening() -> None:
    assert days(replace(new_case(LOW, "virtual-2020"), opened_on=None), OPENED) == 14


@pytest.mark.parametrize(("day", "remarks"), [(84, ()), (85, (CadenceRemark.FIRST_REVIEW_OVERDUE,))])
def test_a_first_review_after_twelve_weeks_is_remarked(day: int, remarks: tuple[CadenceRemark, ...]) -> None:
    on = OPENED + timedelta(days=day)

    assert read_cadence(new_case(LOW, "virtual-2020"), on, POLICY).remarks == remarks
    assert read_cadence(facts(LOW, "virtual-2020"), on, POLICY).remarks == ()


@pytest.mark.requirement("RSK-10")
@pytest.mark.parametrize("level", CASE_LEVELS)
def test_while_the_camp_is_restricted_a_family_with_a_phone_is_called_twice_a_week(level: RiskLevel) -> None:
    restricted = replace(facts(level, "interagency-2024"), camp_restricted=True)

    assert days(restricted) == 4
    assert days(replace(restricted, reachable=False)) == days(facts(level, "interagency-2024"))


@pytest.mark.requirement("RSK-11")
@pytest.mark.parametrize(("on", "expected"), [(date(2026, 5, 3), 1), (date(2026, 5, 4), 4), (date(2026, 5, 5), 4)])
def test_a_daily_schedule_ends_on_its_last_day(on: date, expected: int) -> None:
    case = replace(facts(HIGH, "daily"), daily_until=date(2026, 5, 4))

    assert days(case, on) == expected
    assert (CadenceRemark.DAILY_HAS_ENDED in read_cadence(case, on, POLICY).remarks) is (expected == 4)


def test_a_daily_schedule_without_an_end_is_remarked() -> None:
    in_force = read_cadence(facts(HIGH, "daily"), LONG_AFTER, POLICY)

    assert in_force.remarks == (CadenceRemark.DAILY_WITHOUT_END_DATE,)


def test_the_schedule_names_the_preset_or_the_floor_that_it_was_read_from() -> None:
    assert read_cadence(facts(LOW, "virtual-2020"), LONG_AFTER, POLICY).preset == "virtual-2020"
    assert read_cadence(new_case(LOW, "virtual-2020"), OPENED, POLICY).preset == "cxb-sop-2021"
    restricted = replace(facts(LOW, "virtual-2020"), camp_restricted=True)
    assert read_cadence(restricted, OPENED, POLICY).preset == "cxb-remote-2021"


@given(
    level=st.sampled_from(CASE_LEVELS),
    preset=st.sampled_from(sorted(POLICY.presets)),
    day=st.integers(-10, 400),
    reviewed=st.booleans(),
    restricted=st.booleans(),
    reachable=st.booleans(),
)
@pytest.mark.requirement("RSK-09", "RSK-10")
def test_a_floor_only_ever_makes_a_schedule_stricter(
    level: RiskLevel, preset: str, day: int, reviewed: bool, restricted: bool, reachable: bool
) -> None:
    on = OPENED + timedelta(days=day)
    case = replace(facts(level, preset), first_review_done=reviewed, camp_restricted=restricted, reachable=reachable)
    spared = replace(case, relaxed_floors=POLICY.floors)

    assert days(case, on) <= days(spared, on)


@pytest.mark.requirement("RSK-21")
def test_another_number_in_the_data_gives_another_schedule() -> None:
    raw = yaml.safe_load(POLICY_FILE.read_text("utf-8"))["cadence"]
    raw["first_weeks"] = 6
    changed = TypeAdapter(CadencePolicy).validate_python(raw)
    on = OPENED + timedelta(weeks=5)

    assert read_cadence(new_case(LOW, "virtual-2020"), on, changed).interval.at_most_hours == 7 * 24
    assert read_cadence(new_case(LOW, "virtual-2020"), on, POLICY).interval.at_most_hours == 14 * 24


def test_an_unknown_preset_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BadInput, match="virtual-2020"):
        read_cadence(facts(LOW, "weekly"), LONG_AFTER, POLICY)


def test_a_level_on_which_no_preset_speaks_is_refused() -> None:
    silent = replace(POLICY, silent_preset="daily")

    with pytest.raises(BadInput, match="says nothing"):
        read_cadence(facts(LOW, "daily"), LONG_AFTER, silent)


def test_no_schedule_belongs_to_an_immediate_level() -> None:
    with pytest.raises(ValueError, match="case"):
        read_cadence(facts(IMMEDIATE, "virtual-2020"), LONG_AFTER, POLICY)


@pytest.mark.requirement("RSK-10")
def test_a_relaxed_floor_no_longer_holds_and_the_others_still_do() -> None:
    case = replace(new_case(LOW, "interagency-2024"), camp_restricted=True)

    assert days(replace(case, relaxed_floors=("cxb-remote-2021",)), OPENED) == 7
    assert days(replace(case, relaxed_floors=("cxb-remote-2021", "cxb-sop-2021")), OPENED) == 28


@pytest.mark.requirement("RSK-10")
def test_a_floor_is_relaxed_by_a_caseworker_and_for_high_by_the_supervisor() -> None:
    def relaxes(level: RiskLevel, role: StaffRole) -> bool:
        try:
            return decide_relaxation(level, "cxb-remote-2021", role, "visits are possible again", POLICY) != ""
        except NotAllowed:
            return False

    allowed = {(level, role) for level in CASE_LEVELS for role in StaffRole if relaxes(level, role)}

    assert allowed == {
        (LOW, StaffRole.CASEWORKER),
        (MEDIUM, StaffRole.CASEWORKER),
        (LOW, StaffRole.SUPERVISOR),
        (MEDIUM, StaffRole.SUPERVISOR),
        (HIGH, StaffRole.SUPERVISOR),
    }


@pytest.mark.requirement("RSK-10")
@pytest.mark.parametrize(("floor", "reason"), [("cxb-remote-2021", "  "), ("virtual-2020", "asked by the family")])
def test_relaxing_needs_a_reason_and_a_floor(floor: str, reason: str) -> None:
    with pytest.raises(BadInput):
        decide_relaxation(LOW, floor, StaffRole.CASEWORKER, reason, POLICY)


@pytest.mark.parametrize(("level", "hours"), [(HIGH, 24), (MEDIUM, 72), (LOW, 120)])
def test_a_late_follow_up_turns_red_after_the_grace_of_its_level(level: RiskLevel, hours: int) -> None:
    due_by = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
    moment = timedelta(seconds=1)

    def lateness(after: timedelta) -> Lateness:
        return read_lateness(level, due_by, due_by + after, POLICY)

    assert lateness(timedelta(0)) is Lateness.NOT_LATE
    assert lateness(moment) is Lateness.OVERDUE
    assert lateness(timedelta(hours=hours)) is Lateness.OVERDUE
    assert lateness(timedelta(hours=hours) + moment) is Lateness.RED


@pytest.mark.parametrize(("least", "most"), [(-1, 24), (24, 24), (48, 24)])
def test_an_interval_must_leave_room(least: int, most: int) -> None:
    with pytest.raises(ValueError, match="at_least_hours"):
        Interval(least, most)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"default_preset": "weekly"}, "weekly"),
        ({"silent_preset": "weekly"}, "weekly"),
        ({"floors": ["weekly"]}, "weekly"),
        ({"two_contacts_within_days": 6}, "no room"),
    ],
)
def test_a_policy_that_contradicts_itself_is_refused(change: dict[str, object], complaint: str) -> None:
    raw = yaml.safe_load(POLICY_FILE.read_text("utf-8"))["cadence"]

    with pytest.raises(ValueError, match=complaint):
        TypeAdapter(CadencePolicy).validate_python({**raw, **change})


def test_the_strictest_of_others_may_not_be_nested() -> None:
    raw = yaml.safe_load(POLICY_FILE.read_text("utf-8"))["cadence"]
    raw["presets"]["nested"] = {"source": "test", "strictest_of": ["cxb-default"], "rules": []}

    with pytest.raises(ValueError, match="strictest_of"):
        TypeAdapter(CadencePolicy).validate_python(raw)
