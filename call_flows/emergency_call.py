"""Somebody is rung because the service itself needs a person: neutral words, and the key 1 for *I know*.

No step of this call asks the database, which may be what is away. Whoever does not press is rung again.
"""

from dataclasses import dataclass

from call_flows.steps import AskForKey, CallEffect, Heard, Say, SayAndHangUp, State, Step, VoiceWords

KEY_I_KNOW = "1"


@dataclass(frozen=True)
class EmergencyCallLimits:
    """How long a key is waited for, and how often the question is put in one call (the first time included)."""

    key_seconds: int
    prompts_at_most: int


def next_step(state: State, heard: Heard, limits: EmergencyCallLimits) -> Step:
    """What is heard next. The effect, to note that a person knows, is carried out before the words are given."""
    if heard.keys == KEY_I_KNOW:
        return SayAndHangUp((Say(VoiceWords.EMERGENCY_CALL_NOTED),), CallEffect.ACKNOWLEDGE)
    if heard.keys is None:
        return _ask(limits, state)
    wrong_keys = state.wrong_keys + 1
    if heard.keys == "" or wrong_keys >= limits.prompts_at_most:
        return SayAndHangUp((Say(VoiceWords.ALERT_CALL_GOODBYE),))
    return _ask(limits, State(wrong_keys), VoiceWords.ALERT_CALL_WRONG_KEY)


def _ask(limits: EmergencyCallLimits, state: State, *before: VoiceWords) -> AskForKey:
    says = tuple(Say(word) for word in (*before, VoiceWords.EMERGENCY_CALL))
    return AskForKey(says, limits.key_seconds, state, if_silent=Say(VoiceWords.ALERT_CALL_GOODBYE))
