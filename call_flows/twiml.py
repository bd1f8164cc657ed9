"""A step as TwiML: the one flow file that knows Twilio.

Nothing here can record, transcribe or stream a call (N11): no verb that does so is ever built.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from twilio.twiml.voice_response import Gather, VoiceResponse

from call_flows.steps import AskForKey, Say, SayAndHangUp, State, Step, TurnAway, VoiceWords

Words = Callable[[VoiceWords, str], str]
"""Gives the sentence of a key in a language."""


@dataclass(frozen=True)
class Voice:
    """A voice and the language it speaks; Twilio refuses a wrong pair, so they are kept together."""

    name: str
    language: str


NEUTRAL_LANGUAGE = "en"
VOICES: Mapping[str, Voice] = {
    "en": Voice("woman", "en"),
    "bn": Voice("Google.bn-IN-Standard-A", "bn-IN"),
}


def write_twiml(step: Step, words: Words, language: str, address_of: Callable[[State], str]) -> str:
    """The step as a TwiML document.

    No key ends the input by itself, so that a star or a hash is heard as the wrong key that it is.
    ``address_of`` gives the absolute address that takes the pressed key for a state. A language without a voice is
    spoken in the neutral one, words included: a call that nobody understands still rings.
    """
    spoken = language if language in VOICES else NEUTRAL_LANGUAGE
    response = VoiceResponse()
    match step:
        case TurnAway():
            response.reject(reason="busy")
        case AskForKey():
            gather = Gather(
                input="dtmf",
                num_digits=1,
                finish_on_key="",
                timeout=step.wait_seconds,
                method="POST",
                action=address_of(step.state),
            )
            _say(gather, step.says, words, spoken)
            response.append(gather)
            _say(response, (step.if_silent,), words, spoken)
            response.hangup()
        case SayAndHangUp():
            _say(response, step.says, words, spoken)
            response.hangup()
    return str(response)


def safe_fallback() -> str:
    """What is answered when we fail ourselves: an unanswered call stays unanswered, an answered one ends, wordless.

    Without it the provider would answer the caller and play an error message at the caller's cost (twilio notes §0.7).
    """
    response = VoiceResponse()
    response.reject(reason="busy")
    return str(response)


def _say(where: VoiceResponse | Gather, says: tuple[Say, ...], words: Words, language: str) -> None:
    voice = VOICES[language]
    for said in says:
        where.say(words(said.key, language), voice=voice.name, language=voice.language)
