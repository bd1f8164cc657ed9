"""The level of a case: up at once, down only when two complete calls have earned it and a supervisor agrees."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from remote_cm.domain.case_level import (
    CaseLevelDecision,
    CaseLevelReason,
    JudgedCall,
    decide_case_level,
    decide_step_down,
    one_step_down,
)
from remote_cm.domain.refusal import BadInput, NotAllowed
from remote_cm.domain.risk import RiskPolicy
from remote_cm.domain.risk_answers import AnswerSource
from remote_cm.domain.vocabulary import RiskLevel, StaffRole

POLICY_FILE = Path(__file__).parents[2] / "scripts" / "policy" / "cxb-default.yaml"
POLICY = TypeAdapter(RiskPolicy).validate_python(yaml.safe_load(POLICY_FILE.read_text("utf-8"))["risk"])

LOW, MEDIUM, HIGH, IMMEDIATE = RiskLevel
CASE_LEVELS = (LOW, MEDIUM, HIGH)
START = datetime(2026, 8, 2, 5, 0, tzinfo=UTC)


def call(days: float, level: RiskLevel = LOW) -> JudgedCall:
    """A complete call of a caseworker so many days after the start, with the child heard."""
    return JudgedCall(
        held_at=START + timedelta(days=days),
        level=level,
        source=AnswerSource.CASEWORKER,
        priority_covered=True,
        private=True,
        child_heard=True,
    )


def decide(
    case_level: RiskLevel,
    calls: Sequence[JudgedCall],
    *,
    since: datetime = START,
    danger_open: bool = False,
    floor: RiskLevel | None = None,
) -> CaseLevelDecision:
    return decide_case_level(case_level, since, calls, danger_open=danger_open, floor=floor, policy=POLICY)


@pytest.mark.parametrize(("case_level", "called"), [(LOW, MEDIUM), (LOW, HIGH), (MEDIUM, HIGH)])
def test_a_higher_call_raises_the_case_at_once_and_tells_the_supervisor(
    case_level: RiskLevel, called: RiskLevel
) -> None:
    decision = decide(case_level, [call(0, called)])

    assert decision == CaseLevelDecision(called, None, CaseLevelReason.RAISED_BY_CALL, tell_supervisor=True)


@pytest.mark.parametrize("level", CASE_LEVELS)
def test_an_equal_call_changes_nothing(level: RiskLevel) -> None:
    decision = decide(level, [call(0, level)])

    assert decision == CaseLevelDecision(level, None, CaseLevelReason.SAME, tell_supervisor=False)


@pytest.mark.requirement("N24")
def test_one_good_call_does_not_step_down() -> None:
    decision = decide(HIGH, [call(0)])

    assert (decision.level, decision.proposed, decision.reason) == (HIGH, None, CaseLevelReason.HELD_UNTIL_EARNED)


def test_two_complete_lower_calls_a_week_apart_propose_one_step_for_the_supervisor() -> None:
    decision = decide(HIGH, [call(0), call(8)])

    assert decision == CaseLevelDecision(HIGH, MEDIUM, CaseLevelReason.STEP_DOWN_EARNED, tell_supervisor=True)


@pytest.mark.requirement("N24")
@pytest.mark.parametrize(("days", "proposed"), [(7 - 1 / 86_400, None), (7, MEDIUM)])
def test_the_calls_must_lie_seven_days_apart(days: float, proposed: RiskLevel | None) -> None:
    assert decide(HIGH, [call(0), call(days)]).proposed is proposed


def test_the_week_is_measured_over_the_whole_unbroken_row() -> None:
    assert decide(HIGH, [call(0), call(3), call(7)]).proposed is MEDIUM
    assert decide(HIGH, [call(0), call(3), call(6)]).proposed is None


@pytest.mark.requirement("N24")
@pytest.mark.parametrize("broken", [{"priority_covered": False}, {"private": False}, {"level": HIGH}])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_call_that_is_not_complete_or_not_lower_breaks_the_row(broken: dict[str, object], place: int) -> None:
    calls = [call(0), call(4), call(8)]
    calls[place] = JudgedCall(**{**vars(calls[place]), **broken})

    assert decide(HIGH, calls).proposed is None


def test_the_child_must_have_been_heard_in_one_of_the_calls() -> None:
    unheard = [replace(call(0), child_heard=False), replace(call(8), child_heard=False)]

    assert decide(HIGH, unheard).proposed is None
    assert decide(HIGH, [unheard[0], call(8)]).proposed is MEDIUM
    assert decide(HIGH, [call(0), unheard[1]]).proposed is MEDIUM


@pytest.mark.requirement("N24")
@pytest.mark.parametrize("source", [AnswerSource.VOLUNTEER, AnswerSource.TEXT])
def test_a_report_neither_lowers_nor_raises_a_case(source: AnswerSource) -> None:
    reports = [replace(call(0), source=source), replace(call(8), source=source)]

    assert decide(HIGH, reports).proposed is None
    assert decide(HIGH, [call(0), reports[1]]).proposed is None
    assert decide(LOW, [replace(call(0, HIGH), source=source)]).level is LOW


def test_a_second_step_needs_calls_of_its_own() -> None:
    calls = [call(0), call(8)]
    stepped_down_at = START + timedelta(days=8, hours=1)

    assert decide(MEDIUM, calls, since=stepped_down_at).proposed is None
    assert decide(MEDIUM, [*calls, call(9), call(16)], since=stepped_down_at).proposed is LOW


@given(
    case_level=st.sampled_from(CASE_LEVELS),
    levels=st.lists(st.sampled_from(RiskLevel), max_size=6),
    gap=st.integers(0, 20),
    danger_open=st.booleans(),
    floor=st.sampled_from([None, *CASE_LEVELS]),
)
@pytest.mark.requirement("N24")
def test_the_rule_itself_never_lowers_a_case_and_never_proposes_two_steps(
    case_level: RiskLevel, levels: list[RiskLevel], gap: int, danger_open: bool, floor: RiskLevel | None
) -> None:
    calls = [call(number * gap, level) for number, level in enumerate(levels)]
    decision = decide(case_level, calls, danger_open=danger_open, floor=floor)

    assert decision.level.rank >= max(case_level.rank, 0 if floor is None else floor.rank)
    assert decision.level is not IMMEDIATE
    if decision.proposed is not None:
        assert decision.proposed.rank == decision.level.rank - 1
        assert floor is None or decision.proposed.rank >= floor.rank
        assert not danger_open


@pytest.mark.parametrize("case_level", CASE_LEVELS)
def test_an_immediate_call_makes_the_case_high_never_immediate(case_level: RiskLevel) -> None:
    assert decide(case_level, [call(0, IMMEDIATE)]).level is HIGH


def test_open_danger_holds_the_case_high_until_it_is_closed() -> None:
    calls = [call(0), call(8)]

    assert decide(HIGH, calls, danger_open=True) == CaseLevelDecision(
        HIGH, None, CaseLevelReason.HELD_BY_OPEN_DANGER, tell_supervisor=False
    )
    assert decide(LOW, [], danger_open=True).reason is CaseLevelReason.RAISED_BY_DANGER
    assert decide(HIGH, calls).proposed is MEDIUM


def test_a_case_is_raised_to_its_floor_and_never_proposed_under_it() -> None:
    calls = [call(0), call(8)]

    assert decide(LOW, calls, floor=HIGH) == CaseLevelDecision(
        HIGH, None, CaseLevelReason.RAISED_TO_FLOOR, tell_supervisor=True
    )
    assert decide(HIGH, calls, floor=HIGH).reason is CaseLevelReason.HELD_AT_FLOOR
    assert decide(HIGH, calls, floor=MEDIUM).proposed is MEDIUM
    assert decide(MEDIUM, calls, floor=MEDIUM).proposed is None


@pytest.mark.parametrize(("case_level", "floor"), [(IMMEDIATE, None), (LOW, IMMEDIATE)])
def test_neither_a_case_nor_a_floor_is_immediate(case_level: RiskLevel, floor: RiskLevel | None) -> None:
    with pytest.raises(ValueError, match="immediate"):
        decide(case_level, [], floor=floor)


@pytest.mark.parametrize("role", [role for role in StaffRole if role is not StaffRole.SUPERVISOR])
def test_only_a_supervisor_steps_a_case_down(role: StaffRole) -> None:
    assert decide_step_down(HIGH, MEDIUM, StaffRole.SUPERVISOR, "two calm calls") is MEDIUM
    with pytest.raises(NotAllowed):
        decide_step_down(HIGH, MEDIUM, role, "two calm calls")


@pytest.mark.requirement("N24")
@pytest.mark.parametrize(
    ("case_level", "proposed"),
    [pair for pair in product(CASE_LEVELS, [None, *CASE_LEVELS]) if pair not in ((HIGH, MEDIUM), (MEDIUM, LOW))],
)
def test_a_supervisor_steps_down_one_level_and_only_a_proposed_one(
    case_level: RiskLevel, proposed: RiskLevel | None
) -> None:
    with pytest.raises(NotAllowed):
        decide_step_down(case_level, proposed, StaffRole.SUPERVISOR, "two calm calls")


def test_a_step_down_needs_a_reason() -> None:
    with pytest.raises(BadInput):
        decide_step_down(HIGH, MEDIUM, StaffRole.SUPERVISOR, " ")


def test_there_is_nothing_below_low() -> None:
    assert [one_step_down(level) for level in RiskLevel] == [LOW, LOW, MEDIUM, HIGH]
