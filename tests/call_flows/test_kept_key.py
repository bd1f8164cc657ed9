"""A pressed key outlives a database that does not answer, and nobody waits for ever."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from call_flows.alert_call import AlertCallLimits, next_step_without_records
from call_flows.kept_key import not_kept
from call_flows.steps import AskForKey, CallEffect, Heard, HoldOn, Say, SayAndHangUp, State, Step, VoiceWords

LIMITS = AlertCallLimits(key_seconds=8, prompts_at_most=3)
TRIES = 3


def unheard(keys: str | None, state: State | None = None) -> Step:
    return next_step_without_records(state or State(), Heard(keys), LIMITS, TRIES)


@pytest.mark.parametrize("key", ["1", "2"])
def test_a_key_is_brought_again_after_a_moment(key: str) -> None:
    assert unheard(key) == HoldOn((Say(VoiceWords.ONE_MOMENT),), State(0, key, 1))


@pytest.mark.parametrize("key", ["1", "2"])
def test_after_the_last_try_the_key_is_kept_and_the_caller_hears_that_it_is_noted(key: str) -> None:
    assert unheard(key, State(0, key, 2)) == SayAndHangUp((Say(VoiceWords.KEY_NOTED),), CallEffect.KEEP_KEY)


def test_who_picks_up_is_asked_also_without_the_records() -> None:
    assert isinstance(unheard(None), AskForKey)


def test_a_wrong_key_is_asked_for_again_and_nothing_of_it_is_kept() -> None:
    step = unheard("7", State(1))
    assert isinstance(step, AskForKey)
    assert step.state == State(2)


def test_nothing_is_promised_before_it_is_done() -> None:
    for keys, tries in product((None, "", "1", "2", "7"), range(5)):
        step = unheard(keys, State(0, "", tries))
        says = getattr(step, "says", ())
        assert Say(VoiceWords.ALERT_CALL_TAKEN) not in says
        assert step.effect in (CallEffect.NONE, CallEffect.KEEP_KEY)


def test_a_key_that_could_not_be_kept_was_not_taken() -> None:
    assert not_kept() == SayAndHangUp((Say(VoiceWords.ALERT_CALL_GOODBYE),))


@given(st.integers(0, 999), st.sampled_from("0123456789*#"), st.integers(0, 999))
def test_the_key_travels_through_an_address_unchanged(wrong_keys: int, key: str, tries: int) -> None:
    state = State(wrong_keys, key, tries)
    assert State.from_query(state.as_query()) == state


@pytest.mark.parametrize("key", ["", "12", "a", "১", " "])
def test_what_is_no_key_is_none(key: str) -> None:
    assert State.from_query({"n": "1", "k": key, "t": "2"}) == State(1)


@pytest.mark.parametrize("tries", ["", "-1", "x", "1000", "٣"])
def test_what_is_no_count_begins_anew(tries: str) -> None:
    assert State.from_query({"n": "1", "k": "1", "t": tries}) == State(1, "1", 0)
