"""A key was pressed and what it asks for could not be done yet: the caller waits a moment, and no key is lost."""

from call_flows.steps import CallEffect, Heard, HoldOn, Say, SayAndHangUp, State, Step, VoiceWords


def next_step_unheard(state: State, heard: Heard, tries_at_most: int) -> Step:
    """The next step for somebody who pressed a key, each time that it could not be brought to the database.

    After the last try the key itself is kept, before the words are given that it is noted.
    """
    tries = state.tries + 1
    if tries >= tries_at_most:
        return SayAndHangUp((Say(VoiceWords.KEY_NOTED),), CallEffect.KEEP_KEY)
    return HoldOn((Say(VoiceWords.ONE_MOMENT),), State(state.wrong_keys, heard.keys or "", tries))


def not_kept() -> Step:
    """The last words when the key could not even be kept: whoever pressed it knows that the alert is not theirs."""
    return SayAndHangUp((Say(VoiceWords.ALERT_CALL_GOODBYE),))
