"""Two telephones are joined without either seeing the other's number: each side presses 1, or nothing happens.

The caseworker is rung first and proves by a key that a person is there. Then the other side is rung, hears neutral
words and presses the key, and only then are they joined: a voicemail or a stranger who presses nothing never is
(N3, twilio notes §4.1). No name and no purpose is ever said (N6).
"""

from enum import StrEnum

from call_flows.steps import AskForKey, Heard, JoinSides, RingOther, Say, SayAndHangUp, State, Step, VoiceWords
from remote_cm.domain.masked_bridge import BridgeLeg, BridgePolicy, BridgeState

KEY_JOIN = "1"


class LegStanding(StrEnum):
    """How a bridge stands for the leg that asks what comes next, read at the moment of each step."""

    ASKED = "asked"
    PASSED = "passed"
    REFUSED = "refused"
    OVER = "over"


def read_standing(state: BridgeState, leg: BridgeLeg) -> LegStanding:
    """How a bridge in this state stands for one of its legs.

    The provider may repeat a request whose answer it lost, so a leg that pressed its key a moment ago gets the same
    answer again. The other side has nothing to answer before the caller's key, and nobody has once it is over.
    """
    match leg, state:
        case BridgeLeg.CALLER, BridgeState.CLAIMED | BridgeState.RINGING_CALLER:
            return LegStanding.ASKED
        case BridgeLeg.CALLER, BridgeState.RINGING_OTHER:
            return LegStanding.PASSED
        case BridgeLeg.OTHER, BridgeState.RINGING_OTHER:
            return LegStanding.ASKED
        case BridgeLeg.OTHER, BridgeState.JOINED:
            return LegStanding.PASSED
        case _:
            return LegStanding.OVER


def next_step(leg: BridgeLeg, state: State, heard: Heard, standing: LegStanding, policy: BridgePolicy) -> Step:
    """What one side hears next.

    Whoever carries a step out asks the safety gate before the other side is rung; where it says no, the step is asked
    for again with the standing ``REFUSED``. On the other side silence ends without a word: whatever is said to a
    machine is a message left (N3).
    """
    if standing is LegStanding.REFUSED:
        return _end_with(VoiceWords.BRIDGE_NOT_NOW)
    if standing is LegStanding.OVER:
        return SayAndHangUp(())
    if heard.keys == KEY_JOIN:
        return _passed(leg, policy)
    if heard.keys is None:
        return _ask(leg, state, policy, _QUESTIONS[leg])
    wrong_keys = state.wrong_keys + 1
    if heard.keys == "" or wrong_keys >= policy.prompts_at_most:
        return _end_with(VoiceWords.BRIDGE_GOODBYE) if leg is BridgeLeg.CALLER else SayAndHangUp(())
    return _ask(leg, State(wrong_keys), policy, VoiceWords.BRIDGE_WRONG_KEY, _QUESTIONS[leg])


def last_step(was_joined: bool) -> Step:
    """What the caller hears once the ringing of the other side, or the talk, is over."""
    return SayAndHangUp(()) if was_joined else _end_with(VoiceWords.BRIDGE_NOT_REACHED)


_QUESTIONS = {BridgeLeg.CALLER: VoiceWords.BRIDGE_CALLER, BridgeLeg.OTHER: VoiceWords.BRIDGE_OTHER}


def _passed(leg: BridgeLeg, policy: BridgePolicy) -> Step:
    if leg is BridgeLeg.OTHER:
        return JoinSides()
    return RingOther(policy.other_ring_seconds, policy.limit_seconds)


def _ask(leg: BridgeLeg, state: State, policy: BridgePolicy, *words: VoiceWords) -> AskForKey:
    goodbye = Say(VoiceWords.BRIDGE_GOODBYE) if leg is BridgeLeg.CALLER else None
    return AskForKey(tuple(Say(word) for word in words), policy.key_wait_seconds, state, if_silent=goodbye)


def _end_with(words: VoiceWords) -> SayAndHangUp:
    return SayAndHangUp((Say(words),))
