"""A step as TwiML: the one flow file that knows Twilio.

Nothing here can record, transcribe or stream a call (N11): no verb that does so is ever built, and the one verb that
could be told to is told not to.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from call_flows.steps import (
    AskForKey,
    HoldOn,
    JoinSides,
    RingOther,
    Say,
    SayAndHangUp,
    State,
    Step,
    TurnAway,
    VoiceWords,
)

Words = Callable[[VoiceWords, str], str]
"""Gives the sentence of a key in a language."""


@dataclass(frozen=True)
class Voice:
    """A voice and the language it speaks; Twilio refuses a wrong pair, so they are kept together."""

    name: str
    language: str


@dataclass(frozen=True)
class OtherSide:
    """How the other side of a bridge is rung.

    ``shown_number`` is the service's own, which both telephones show: without it Twilio passes the caller's number
    through (N31). The absolute addresses: ``question_at`` gives what the other side hears before it is joined,
    ``reports_at`` takes its call reports, ``over_at`` gives what the caller hears when all is over.
    """

    shown_number: str
    phone_number: str = field(repr=False)
    question_at: str
    reports_at: str
    over_at: str


NEUTRAL_LANGUAGE = "en"
CALL_EVENTS = "initiated ringing answered completed"
VOICES: Mapping[str, Voice] = {
    "en": Voice("woman", "en"),
    "bn": Voice("Google.bn-IN-Standard-A", "bn-IN"),
}


def write_twiml(
    step: Step, words: Words, language: str, address_of: Callable[[State], str], other: OtherSide | None = None
) -> str:
    """The step as a TwiML document. Raises ValueError for a step that rings another side when none is given.

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
            _ask(response, step, words, spoken, address_of(step.state))
        case HoldOn():
            _say(response, step.says, words, spoken)
            response.redirect(address_of(step.state), method="POST")
        case SayAndHangUp():
            _say(response, step.says, words, spoken)
            response.hangup()
        case RingOther():
            if other is None:
                raise ValueError("nobody to ring is given")
            response.append(_dial(step, other))
        case JoinSides():
            # An empty answer lets Twilio join the two.
            pass
    return str(response)


def safe_fallback() -> str:
    """What is answered when we fail ourselves: an unanswered call stays unanswered, an answered one ends, wordless.

    Without it the provider would answer the caller and play an error message at the caller's cost (twilio notes §0.7).
    """
    response = VoiceResponse()
    response.reject(reason="busy")
    return str(response)


def wordless_end() -> str:
    """What a leg of a bridge is answered when we fail ourselves, or know nothing of it: it ends.

    Never an empty document, which would join the two.
    """
    response = VoiceResponse()
    response.hangup()
    return str(response)


def _ask(response: VoiceResponse, step: AskForKey, words: Words, language: str, key_goes_to: str) -> None:
    gather = Gather(
        input="dtmf",
        num_digits=1,
        finish_on_key="",
        timeout=step.wait_seconds,
        method="POST",
        action=key_goes_to,
    )
    _say(gather, step.says, words, language)
    response.append(gather)
    if step.if_silent is not None:
        _say(response, (step.if_silent,), words, language)
    response.hangup()


def _dial(step: RingOther, other: OtherSide) -> Dial:
    dial = Dial(
        caller_id=other.shown_number,
        answer_on_bridge=True,
        timeout=step.ring_seconds,
        time_limit=step.limit_seconds,
        action=other.over_at,
        method="POST",
        record="do-not-record",
    )
    dial.number(
        other.phone_number,
        url=other.question_at,
        method="POST",
        status_callback=other.reports_at,
        status_callback_method="POST",
        status_callback_event=CALL_EVENTS,
    )
    return dial


def _say(where: VoiceResponse | Gather, says: tuple[Say, ...], words: Words, language: str) -> None:
    voice = VOICES[language]
    for said in says:
        where.say(words(said.key, language), voice=voice.name, language=voice.language)
