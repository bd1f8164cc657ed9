"""What a member of staff hears when an alert rings them, and what their key does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from call_flows.alert_call import AlertCallLimits, AlertStanding, next_step
from call_flows.steps import AskForKey, CallEffect, Heard, Say, SayAndHangUp, State, Step, VoiceWords

LIMITS = AlertCallLimits(key_seconds=8, prompts_at_most=3)

standings = st.sampled_from(AlertStanding)
heard_keys = st.none() | st.text(alphabet="0123456789*#", max_size=3)


def hear(keys: str | None, standing: AlertStanding = AlertStanding.OPEN, state: State | None = None) -> Step:
    return next_step(state or State(), Heard(keys), standing, LIMITS)


def words_of(step: Step) -> list[VoiceWords]:
    assert isinstance(step, AskForKey | SayAndHangUp)
    return [said.key for said in step.says]


def test_who_picks_up_hears_the_words_and_is_asked_for_one_key() -> None:
    assert hear(None) == AskForKey(
        (Say(VoiceWords.ALERT_CALL),), 8, State(0), if_silent=Say(VoiceWords.ALERT_CALL_GOODBYE)
    )


def test_the_key_1_takes_the_alert() -> None:
    assert hear("1") == SayAndHangUp((Say(VoiceWords.ALERT_CALL_TAKEN),), CallEffect.ACKNOWLEDGE)


def test_the_key_2_passes_it_on_and_never_takes_it() -> None:
    assert hear("2") == SayAndHangUp((Say(VoiceWords.ALERT_CALL_PASSED_ON),), CallEffect.PASS_ON)


def test_no_key_ends_the_call_and_takes_nothing() -> None:
    assert hear("") == SayAndHangUp((Say(VoiceWords.ALERT_CALL_GOODBYE),), CallEffect.NONE)


@pytest.mark.parametrize("keys", ["0", "3", "9", "*", "#", "11", "12", "1#", " 1", "১"])
def test_any_other_key_is_wrong_and_is_asked_again(keys: str) -> None:
    step = hear(keys)

    assert words_of(step) == [VoiceWords.ALERT_CALL_WRONG_KEY, VoiceWords.ALERT_CALL_REPEAT]
    assert isinstance(step, AskForKey)
    assert step.state == State(wrong_keys=1)
    assert step.effect is CallEffect.NONE


def test_the_question_is_put_three_times_and_not_a_fourth() -> None:
    last_chance = hear("5", state=State(wrong_keys=1))
    over = hear("5", state=State(wrong_keys=2))

    assert isinstance(last_chance, AskForKey)
    assert over == SayAndHangUp((Say(VoiceWords.ALERT_CALL_GOODBYE),), CallEffect.NONE)


def test_a_right_key_after_wrong_ones_still_counts() -> None:
    assert hear("1", state=State(wrong_keys=2)).effect is CallEffect.ACKNOWLEDGE


@pytest.mark.parametrize("standing", [AlertStanding.HELD_BY_ANOTHER, AlertStanding.ENDED])
@pytest.mark.parametrize("keys", [None, "", "1", "2", "7"])
def test_an_alert_that_another_has_or_that_is_over_says_so_and_does_nothing(
    standing: AlertStanding, keys: str | None
) -> None:
    assert hear(keys, standing) == SayAndHangUp((Say(VoiceWords.ALERT_CALL_OVER),), CallEffect.NONE)


@pytest.mark.parametrize("keys", [None, "", "1", "7"])
def test_who_has_it_already_is_told_so_and_takes_it_no_second_time(keys: str | None) -> None:
    assert hear(keys, AlertStanding.HELD_BY_LISTENER) == SayAndHangUp(
        (Say(VoiceWords.ALERT_CALL_TAKEN),), CallEffect.NONE
    )


def test_who_has_it_can_give_it_back() -> None:
    assert hear("2", AlertStanding.HELD_BY_LISTENER).effect is CallEffect.PASS_ON


@given(keys=heard_keys, standing=standings, wrong_keys=st.integers(0, 999))
def test_only_the_key_1_takes_an_alert_and_only_an_open_one(
    keys: str | None, standing: AlertStanding, wrong_keys: int
) -> None:
    takes = hear(keys, standing, State(wrong_keys)).effect is CallEffect.ACKNOWLEDGE

    assert takes == (keys == "1" and standing is AlertStanding.OPEN)


@given(pressed=st.lists(st.text(alphabet="034567890*#", min_size=1, max_size=1), min_size=3, max_size=8))
def test_a_call_ends_however_many_wrong_keys_are_pressed(pressed: list[str]) -> None:
    step = hear(None)
    asked = 0
    for keys in pressed:
        if isinstance(step, SayAndHangUp):
            break
        assert isinstance(step, AskForKey)
        asked += 1
        step = hear(keys, state=State.from_query(step.state.as_query()))
    assert isinstance(step, SayAndHangUp)
    assert asked == LIMITS.prompts_at_most


@given(wrong_keys=st.integers(0, 999))
def test_the_state_travels_through_an_address_unchanged(wrong_keys: int) -> None:
    assert State.from_query(State(wrong_keys).as_query()) == State(wrong_keys)


@pytest.mark.parametrize("written", ["", "x", "-1", "1.5", "1000", "৩", "²", "9" * 5000])
def test_a_state_that_we_did_not_write_is_read_as_the_beginning(written: str) -> None:
    assert State.from_query({"n": written}) == State()
    assert State.from_query({}) == State()
