"""Two telephones are joined by two keys, one on each side, and by nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from call_flows.masked_call import LegStanding, last_step, next_step, read_standing
from call_flows.steps import AskForKey, Heard, JoinSides, RingOther, Say, SayAndHangUp, State, Step, VoiceWords
from remote_cm.domain.masked_bridge import BridgeLeg, BridgePolicy, BridgeState

POLICY = BridgePolicy(
    caller_ring_seconds=25,
    other_ring_seconds=20,
    key_wait_seconds=8,
    prompts_at_most=3,
    limit_seconds=3600,
    start_within_seconds=60,
    lost_after_seconds=30,
    unconfirmed_after_minutes=30,
)
CALLER, OTHER = BridgeLeg.CALLER, BridgeLeg.OTHER
SILENCE = SayAndHangUp(())

heard_keys = st.none() | st.text(alphabet="0123456789*#", max_size=2)


def hear(
    leg: BridgeLeg, keys: str | None, standing: LegStanding = LegStanding.ASKED, state: State | None = None
) -> Step:
    return next_step(leg, state or State(), Heard(keys), standing, POLICY)


def test_the_caller_is_asked_for_one_key_in_neutral_words() -> None:
    goodbye = Say(VoiceWords.BRIDGE_GOODBYE)
    assert hear(CALLER, None) == AskForKey((Say(VoiceWords.BRIDGE_CALLER),), 8, State(0), if_silent=goodbye)


@pytest.mark.requirement("N3")
def test_the_other_side_is_asked_for_a_key_and_nothing_is_said_to_silence() -> None:
    assert hear(OTHER, None) == AskForKey((Say(VoiceWords.BRIDGE_OTHER),), 8, State(0), if_silent=None)
    assert hear(OTHER, "") == SILENCE


def test_the_key_1_of_the_caller_rings_the_other_side() -> None:
    assert hear(CALLER, "1") == RingOther(ring_seconds=20, limit_seconds=3600)


def test_the_key_1_of_the_other_side_joins_them() -> None:
    assert hear(OTHER, "1") == JoinSides()


def test_a_caller_who_presses_nothing_is_let_go_and_nobody_is_rung() -> None:
    assert hear(CALLER, "") == SayAndHangUp((Say(VoiceWords.BRIDGE_GOODBYE),))


@pytest.mark.parametrize("leg", BridgeLeg)
@pytest.mark.parametrize("keys", ["0", "2", "*", "#", "11", "1#", " 1", "১"])
def test_any_other_key_is_wrong_and_is_asked_again(leg: BridgeLeg, keys: str) -> None:
    step = hear(leg, keys)

    assert isinstance(step, AskForKey)
    assert step.says[0] == Say(VoiceWords.BRIDGE_WRONG_KEY)
    assert step.state == State(wrong_keys=1)


@pytest.mark.parametrize("leg", BridgeLeg)
def test_the_question_is_put_three_times_and_not_a_fourth(leg: BridgeLeg) -> None:
    assert isinstance(hear(leg, "5", state=State(1)), AskForKey)
    assert isinstance(hear(leg, "5", state=State(2)), SayAndHangUp)


@pytest.mark.parametrize("leg", BridgeLeg)
def test_a_right_key_after_wrong_ones_still_counts(leg: BridgeLeg) -> None:
    assert isinstance(hear(leg, "1", state=State(2)), RingOther | JoinSides)


def test_a_request_that_comes_again_is_answered_the_same() -> None:
    assert hear(CALLER, "1", LegStanding.PASSED) == hear(CALLER, "1")
    assert hear(OTHER, "1", LegStanding.PASSED) == hear(OTHER, "1")


def test_a_caller_whom_the_gate_refuses_is_sent_to_the_page_and_nobody_is_rung() -> None:
    assert hear(CALLER, "1", LegStanding.REFUSED) == SayAndHangUp((Say(VoiceWords.BRIDGE_NOT_NOW),))


@pytest.mark.parametrize("leg", BridgeLeg)
@pytest.mark.parametrize("keys", [None, "", "1", "2"])
def test_once_it_is_over_a_leg_ends_without_a_word(leg: BridgeLeg, keys: str | None) -> None:
    assert hear(leg, keys, LegStanding.OVER) == SILENCE


def test_the_caller_hears_that_nobody_was_connected_and_nothing_after_a_talk() -> None:
    assert last_step(was_joined=False) == SayAndHangUp((Say(VoiceWords.BRIDGE_NOT_REACHED),))
    assert last_step(was_joined=True) == SILENCE


def test_the_other_side_has_nothing_to_answer_before_the_callers_key() -> None:
    asked = [state for state in BridgeState if read_standing(state, OTHER) is LegStanding.ASKED]
    assert asked == [BridgeState.RINGING_OTHER]


def test_the_caller_is_asked_only_until_the_other_side_is_rung() -> None:
    asked = [state for state in BridgeState if read_standing(state, CALLER) is LegStanding.ASKED]
    assert asked == [BridgeState.CLAIMED, BridgeState.RINGING_CALLER]


@pytest.mark.requirement("N3", "N31")
@given(requests=st.lists(st.tuples(st.sampled_from(BridgeLeg), heard_keys, st.integers(0, 5)), max_size=12))
def test_nobody_is_joined_without_a_key_on_both_sides(requests: list[tuple[BridgeLeg, str | None, int]]) -> None:
    """Whatever comes in whatever order, however often, with whatever count in its address."""
    state = BridgeState.CLAIMED
    pressed: set[BridgeLeg] = set()
    for leg, keys, wrong in requests:
        standing = read_standing(state, leg)
        step = hear(leg, keys, standing, State(wrong))
        if keys == "1" and standing is LegStanding.ASKED:
            pressed.add(leg)
        if isinstance(step, RingOther):
            assert pressed >= {CALLER}
            state = BridgeState.RINGING_OTHER
        elif isinstance(step, JoinSides):
            assert pressed == {CALLER, OTHER}
            state = BridgeState.JOINED
        elif isinstance(step, SayAndHangUp) and standing is LegStanding.ASKED:
            state = BridgeState.ENDED


@pytest.mark.parametrize("leg", BridgeLeg)
@given(pressed=st.lists(st.sampled_from("023456789*#"), min_size=3, max_size=8))
def test_a_leg_ends_however_many_wrong_keys_are_pressed(leg: BridgeLeg, pressed: list[str]) -> None:
    step, asked = hear(leg, None), 0
    for keys in pressed:
        if not isinstance(step, AskForKey):
            break
        asked += 1
        step = hear(leg, keys, state=State.from_query(step.state.as_query()))
    assert isinstance(step, SayAndHangUp)
    assert asked == POLICY.prompts_at_most
