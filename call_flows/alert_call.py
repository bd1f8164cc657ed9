"""A member of staff is rung for an alert: neutral words, then one key. 1 means *I have it*, 2 means *I cannot*.

Only the key 1 takes an alert. An answered phone, a voicemail, silence and wrong keys take nothing, so the ladder
climbs on (escalation lessons §7: an acknowledgement is a named person who took this alert).
"""

from dataclasses import dataclass
from enum import StrEnum

from call_flows.kept_key import next_step_unheard
from call_flows.steps import AskForKey, CallEffect, Heard, Say, SayAndHangUp, State, Step, VoiceWords

KEY_I_HAVE_IT = "1"
KEY_I_CANNOT = "2"


class AlertStanding(StrEnum):
    """How the alert stands for the person who listens, read at the moment of each step."""

    OPEN = "open"
    HELD_BY_LISTENER = "held_by_listener"
    HELD_BY_ANOTHER = "held_by_another"
    ENDED = "ended"


@dataclass(frozen=True)
class AlertCallLimits:
    """How long a key is waited for, and how often the question is put in one call (the first time included)."""

    key_seconds: int
    prompts_at_most: int


def next_step(state: State, heard: Heard, standing: AlertStanding, limits: AlertCallLimits) -> Step:
    """What is heard next in an alert call.

    The effect is carried out before the words are given. Where it comes too late, because somebody else was quicker,
    the step is asked for again with the new standing. The provider may repeat a request, so the same effect may be
    asked for twice: whoever carries it out does it once.

    A person who holds the alert and presses 2 gives it back, since a promise that cannot be kept must climb at once.
    """
    if standing in (AlertStanding.HELD_BY_ANOTHER, AlertStanding.ENDED):
        return _end_with(VoiceWords.ALERT_CALL_OVER)
    if heard.keys == KEY_I_CANNOT:
        return _end_with(VoiceWords.ALERT_CALL_PASSED_ON, CallEffect.PASS_ON)
    if standing is AlertStanding.HELD_BY_LISTENER:
        return _end_with(VoiceWords.ALERT_CALL_TAKEN)
    if heard.keys == KEY_I_HAVE_IT:
        return _end_with(VoiceWords.ALERT_CALL_TAKEN, CallEffect.ACKNOWLEDGE)
    return _ask_or_give_up(state, heard, limits)


def next_step_without_records(state: State, heard: Heard, limits: AlertCallLimits, tries_at_most: int) -> Step:
    """The next step while nobody can say how the alert stands: it is taken for open, and a key that takes it or passes
    it on is brought again.
    """
    step = next_step(state, heard, AlertStanding.OPEN, limits)
    return step if step.effect is CallEffect.NONE else next_step_unheard(state, heard, tries_at_most)


def _ask_or_give_up(state: State, heard: Heard, limits: AlertCallLimits) -> Step:
    if heard.keys is None:
        return _ask(limits, state, VoiceWords.ALERT_CALL)
    wrong_keys = state.wrong_keys + 1
    if heard.keys == "" or wrong_keys >= limits.prompts_at_most:
        return _end_with(VoiceWords.ALERT_CALL_GOODBYE)
    return _ask(limits, State(wrong_keys), VoiceWords.ALERT_CALL_WRONG_KEY, VoiceWords.ALERT_CALL_REPEAT)


def _ask(limits: AlertCallLimits, state: State, *words: VoiceWords) -> AskForKey:
    says = tuple(Say(word) for word in words)
    return AskForKey(says, limits.key_seconds, state, if_silent=Say(VoiceWords.ALERT_CALL_GOODBYE))


def _end_with(words: VoiceWords, effect: CallEffect = CallEffect.NONE) -> SayAndHangUp:
    return SayAndHangUp((Say(words),), effect)
