"""Each step of a masked bridge as Twilio asks for it, on either leg, and the reports of both.

When we fail ourselves, or know nothing of a leg, it is ended without a word. It is never answered by an empty
document, which would join a stranger.
"""

from collections.abc import Callable
from urllib.parse import urlencode

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from call_flows.steps import Heard, State
from call_flows.twiml import OtherSide, wordless_end, write_twiml
from remote_cm.domain.masked_bridge import BridgeLeg, DialEnd
from remote_cm.domain.refusal import NotFound
from remote_cm.gateways.twilio.call_placer import REPORT_RETRIES, VOICE_RETRIES
from remote_cm.services.hear_bridge import BridgeReply, LegRequest, hear_bridge, hear_end_of_dial
from remote_cm.web.guards import signed_by
from remote_cm.web.request_context import settings, surroundings
from remote_cm.web.webhooks.answers import words, xml
from remote_cm.web.webhooks.intake import intake, is_database_away
from remote_cm.web.webhooks.signed_request import prove_provider

KEY_STEPS = {BridgeLeg.CALLER: "call/bridge-key", BridgeLeg.OTHER: "call/bridge-other-key"}

bridge_webhooks = Blueprint("bridge_webhooks", __name__, url_prefix="/webhooks/twilio")


@bridge_webhooks.post("/call/bridge")
@signed_by(prove_provider)
def caller_begins() -> ResponseReturnValue:
    """Whoever began the bridge has picked up."""
    return _hear(BridgeLeg.CALLER, Heard())


@bridge_webhooks.post("/call/bridge-key")
@signed_by(prove_provider)
def caller_pressed() -> ResponseReturnValue:
    """They pressed a key, or none."""
    return _hear(BridgeLeg.CALLER, Heard(request.form.get("Digits", "")))


@bridge_webhooks.post("/call/bridge-other")
@signed_by(prove_provider)
def other_begins() -> ResponseReturnValue:
    """Somebody or something has picked up on the other side, which is not joined yet."""
    return _hear(BridgeLeg.OTHER, Heard())


@bridge_webhooks.post("/call/bridge-other-key")
@signed_by(prove_provider)
def other_pressed() -> ResponseReturnValue:
    """The other side pressed a key, or none."""
    return _hear(BridgeLeg.OTHER, Heard(request.form.get("Digits", "")))


@bridge_webhooks.post("/call/bridge-over")
@signed_by(prove_provider)
def over() -> ResponseReturnValue:
    """The ringing of the other side, or the talk, is over."""
    dial = DialEnd(request.form.get("DialCallStatus", ""), request.form.get("DialBridged", "").lower() == "true")
    seconds = read_seconds(request.form.get("DialCallDuration"))
    around = surroundings()
    return _answer(BridgeLeg.CALLER, lambda asked: hear_end_of_dial(around, asked, dial, seconds))


def read_seconds(written: str | None) -> int | None:
    """Whole seconds as Twilio writes them; None for anything else."""
    return int(written) if written and len(written) < 10 and written.isascii() and written.isdigit() else None


def _hear(leg: BridgeLeg, heard: Heard) -> ResponseReturnValue:
    around, state = surroundings(), State.from_query(request.args)
    return _answer(leg, lambda asked: hear_bridge(around, asked, heard, state))


def _answer(leg: BridgeLeg, hear: Callable[[LegRequest], BridgeReply]) -> ResponseReturnValue:
    asked = LegRequest(
        reference=request.args.get("a", ""),
        leg=leg,
        provider_id=request.form["CallSid"],
        parent_id=request.form.get("ParentCallSid"),
        answered_by=request.form.get("AnsweredBy"),
    )
    try:
        reply = intake().within(surroundings().policy.reliability.voice_seconds, lambda: hear(asked))
        document = write_twiml(
            reply.step, words, reply.language, lambda state: _address(KEY_STEPS[leg], **state.as_query()), _other(reply)
        )
    except NotFound:
        return xml(wordless_end())
    except Exception as failure:  # noqa: BLE001 - none may be read out to whoever holds the phone, and none join anybody
        is_database_away(failure)
        return xml(wordless_end())
    return xml(document)


def _other(reply: BridgeReply) -> OtherSide | None:
    if reply.other_number is None:
        return None
    return OtherSide(
        shown_number=settings().twilio_phone_number,
        phone_number=reply.other_number,
        question_at=_address("call/bridge-other"),
        reports_at=_address("call-status", REPORT_RETRIES, leg=BridgeLeg.OTHER.value),
        over_at=_address("call/bridge-over"),
    )


def _address(path: str, retries: str = VOICE_RETRIES, **query: str) -> str:
    """One of our addresses for the same bridge; parameters in the order of the alphabet (twilio notes §2.1)."""
    parameters = urlencode(sorted({"a": request.args.get("a", ""), **query}.items()))
    return f"{settings().public_base_url}{bridge_webhooks.url_prefix}/{path}?{parameters}{retries}"
