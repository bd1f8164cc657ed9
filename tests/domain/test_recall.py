"""How soon a family is called again because of what was heard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_cm.domain.recall import recall_within_hours
from remote_cm.domain.vocabulary import AnswerCode, DomainColour, ScriptDomain

GREEN, ORANGE, RED = AnswerCode.GREEN, AnswerCode.ORANGE, AnswerCode.RED
HOURS = {"D1": {ORANGE: 72, RED: 24}, "D2": {RED: 4}, "D3": {RED: 24}, "D3.3": {ORANGE: 24}}

COLOURS = st.dictionaries(st.sampled_from(ScriptDomain), st.sampled_from(DomainColour))


def test_nothing_worrying_asks_for_no_call() -> None:
    assert recall_within_hours([("D1.1", GREEN)], {ScriptDomain.SAFETY: DomainColour.GREEN}, HOURS) is None


@pytest.mark.parametrize(
    ("domain", "colour", "hours"),
    [
        (ScriptDomain.SAFETY, DomainColour.ORANGE, 72),
        (ScriptDomain.SAFETY, DomainColour.RED, 24),
        (ScriptDomain.HEALTH, DomainColour.ORANGE, None),
        (ScriptDomain.HEALTH, DomainColour.RED, 4),
        (ScriptDomain.HEALTH, DomainColour.UNCOVERED, None),
        (ScriptDomain.LEARNING, DomainColour.RED, None),
    ],
)
def test_each_colour_of_a_domain_has_hours_of_its_own(
    domain: ScriptDomain, colour: DomainColour, hours: int | None
) -> None:
    assert recall_within_hours([], {domain: colour}, HOURS) == hours


def test_passing_thoughts_of_self_harm_bring_a_call_the_next_day() -> None:
    assert recall_within_hours([("D3.3", ORANGE)], {ScriptDomain.FEELINGS: DomainColour.ORANGE}, HOURS) == 24


def test_another_orange_on_feelings_does_not() -> None:
    assert recall_within_hours([("D3.1", ORANGE)], {ScriptDomain.FEELINGS: DomainColour.ORANGE}, HOURS) is None


def test_the_soonest_of_all_wins() -> None:
    effective = {ScriptDomain.SAFETY: DomainColour.ORANGE, ScriptDomain.HEALTH: DomainColour.RED}
    assert recall_within_hours([("D3.3", ORANGE)], effective, HOURS) == 4


@given(before=COLOURS, worse=st.sampled_from(ScriptDomain))
def test_one_more_red_never_makes_the_call_later(before: dict[ScriptDomain, DomainColour], worse: ScriptDomain) -> None:
    now = recall_within_hours([], before, HOURS)
    then = recall_within_hours([], before | {worse: DomainColour.RED}, {**HOURS, worse.value: {ORANGE: 72, RED: 4}})
    assert then is not None
    assert now is None or then <= now
