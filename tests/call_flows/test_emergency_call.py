"""What somebody hears who is rung because the service itself needs a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from call_flows.emergency_call import EmergencyCallLimits, next_step
from call_flows.steps import AskForKey, CallEffect, Heard, Say, SayAndHangUp, State, Step, VoiceWords

LIMITS = EmergencyCallLimits(key_seconds=8, prompts_at_most=3)


def hear(keys: str | None, wrong_keys: int = 0) -> Step:
    return next_step(State(wrong_keys), Heard(keys), LIMITS)


def test_who_picks_up_hears_the_words_and_is_asked_for_one_key() -> None:
    assert hear(None) == AskForKey(
        (Say(VoiceWords.EMERGENCY_CALL),), 8, State(), if_silent=Say(VoiceWords.ALERT_CALL_GOODBYE)
    )


def test_the_key_1_says_that_they_know() -> None:
    assert hear("1") == SayAndHangUp((Say(VoiceWords.EMERGENCY_CALL_NOTED),), CallEffect.ACKNOWLEDGE)


@pytest.mark.parametrize(("wrong_keys", "is_asked"), [(0, True), (1, True), (2, False)])
def test_another_key_is_asked_again_three_times_in_all(wrong_keys: int, is_asked: bool) -> None:
    assert isinstance(hear("2", wrong_keys), AskForKey) == is_asked


def test_silence_says_nothing() -> None:
    assert hear("") == SayAndHangUp((Say(VoiceWords.ALERT_CALL_GOODBYE),))


@given(st.none() | st.text(alphabet="0123456789*#", max_size=3), st.integers(0, 5))
def test_only_the_key_1_stops_the_ringing(keys: str | None, wrong_keys: int) -> None:
    assert (hear(keys, wrong_keys).effect is CallEffect.ACKNOWLEDGE) == (keys == "1")
