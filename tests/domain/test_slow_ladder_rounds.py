"""A later cause on an open ladder: it joins while nobody was spoken to, and is owed contacts of its own afterwards."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from remote_cm.domain.slow_ladder import Settling, SlowLadderName, SlowLadderPolicy
from remote_cm.domain.slow_ladder_rounds import decide_rounds, find_beginnings
from remote_cm.domain.slow_ladder_steps import MadeStep, SlowLadderFacts, SlowLadderPlan, decide_steps
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import RiskLevel

POLICY_FILE = Path(__file__).parents[2] / "scripts" / "policy" / "cxb-default.yaml"
POLICY = TypeAdapter(SlowLadderPolicy).validate_python(yaml.safe_load(POLICY_FILE.read_text("utf-8"))["slow_ladders"])
RED = POLICY.ladders[SlowLadderName.E1]
BEGAN = datetime(2026, 11, 22, 4, tzinfo=UTC)
EVERYTHING = frozenset({Settling.CONTACT, Settling.SECOND_CONTACT, Settling.ACTION_STARTED})


def after(hours: float) -> datetime:
    return BEGAN + timedelta(hours=hours)


def beginnings(causes: Sequence[float], contacts: Sequence[float]) -> list[float]:
    """The hours at which rounds of a red begin, from the hours of its causes and contacts."""
    found = find_beginnings(RED, BEGAN, [after(one) for one in causes], [after(one) for one in contacts])
    return [(one - BEGAN).total_seconds() / 3600 for one in found]


@pytest.mark.parametrize(
    ("causes", "contacts", "expected"),
    [
        ([0], [], [0]),
        ([0, 1, 2], [], [0]),
        ([0, 3], [2], [0, 3]),
        ([0, 2], [2], [0, 2]),
        ([0, 2], [3], [0]),
        ([0, 3, 4], [2], [0, 3]),
        ([0, 3, 4], [2, 3.5], [0, 3, 4]),
        ([4, 0, 3], [2, 3.5], [0, 3, 4]),
        ([0, 3], [0], [0]),
    ],
)
def test_a_cause_begins_a_new_round_only_when_somebody_was_spoken_to_since_the_last(
    causes: list[float], contacts: list[float], expected: list[float]
) -> None:
    assert beginnings(causes, contacts) == expected


@pytest.mark.parametrize("name", [SlowLadderName.E2, SlowLadderName.E3, SlowLadderName.E4])
def test_only_a_ladder_that_counts_contacts_is_asked_anew(name: SlowLadderName) -> None:
    assert find_beginnings(POLICY.ladders[name], BEGAN, [after(3)], [after(2)]) == (BEGAN,)


def test_a_ladder_that_is_asked_anew_has_nothing_that_comes_again_by_itself() -> None:
    again = replace(RED.steps[-1], repeats_every_minutes=60)
    with pytest.raises(ValueError, match="nothing that comes again"):
        replace(RED, steps=(*RED.steps, again))


def standing(number: int, began: float, facts: frozenset[Settling], *, told: bool) -> SlowLadderFacts:
    """One round, where the supervisor was told or was not."""
    made = (MadeStep(0, number, after(began) if told else None, is_cause=True),)
    return SlowLadderFacts(after(began), RiskLevel.HIGH, False, None, facts, made, None, number)


def plan(rounds: Sequence[SlowLadderFacts], hours: float) -> SlowLadderPlan:
    return decide_rounds(RED, rounds, after(hours), POLICY, UTC)


def test_the_rounds_are_owed_beside_each_other_each_from_its_own_hour() -> None:
    first = standing(0, 0, frozenset({Settling.CONTACT, Settling.ACTION_STARTED}), told=True)
    second = standing(1, 10, frozenset(), told=True)
    due = plan([first, second], 40).due
    assert [(one.step.task, one.round, one.clock_from) for one in due] == [
        (TaskKind.FIRST_CONTACT, 1, after(10)),
        (TaskKind.ACTION_STARTED, 1, after(10)),
        (TaskKind.SECOND_CONTACT, 0, BEGAN),
        (TaskKind.SECOND_CONTACT, 1, after(10)),
    ]


def test_what_comes_next_and_when_to_look_are_the_earliest_of_all_rounds() -> None:
    first = standing(0, 0, frozenset({Settling.CONTACT, Settling.ACTION_STARTED}), told=True)
    second = standing(1, 23.9, frozenset(), told=True)
    both = plan([first, second], 23.95)
    assert both.next is not None
    assert (both.next.step.task, both.next.round, both.look_at) == (TaskKind.SECOND_CONTACT, 0, after(24))


@pytest.mark.parametrize("is_last_settled", [True, False])
def test_it_ends_when_every_round_is_settled(is_last_settled: bool) -> None:
    settled = standing(0, 0, EVERYTHING, told=True)
    last = standing(1, 10, EVERYTHING if is_last_settled else frozenset(), told=True)
    for rounds in ([settled, last], [replace(last, round=0), replace(settled, round=1)]):
        ended = plan(rounds, 300)
        assert (ended.is_ended, ended.look_at is None) == (is_last_settled, is_last_settled)


hours = st.lists(st.integers(0, 500), max_size=8)


@given(hours, hours)
def test_rounds_begin_in_order_and_each_with_a_cause_that_was_not_talked_about(
    causes: list[int], contacts: list[int]
) -> None:
    found = beginnings(causes, contacts)
    assert found[0] == 0
    assert found == sorted(set(found))
    assert set(found[1:]) <= set(causes)
    assert all(any(one < contact <= other for contact in contacts) for one, other in pairwise(found))


@given(st.integers(0, 60 * 24 * 30))
def test_one_round_is_the_ladder_itself(minutes: int) -> None:
    only = standing(0, 0, frozenset(), told=False)
    now = after(minutes / 60)
    assert decide_rounds(RED, [only], now, POLICY, UTC) == decide_steps(RED, only, now, POLICY, UTC)
