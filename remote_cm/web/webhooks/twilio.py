"""What Twilio tells us: a text, a ring, or what became of something that we sent.

Each is committed, or safely in this machine's journal, before it is answered as taken. Where neither can be had, a text
or a report is answered 503, which Twilio repeats; a ring is turned away in any case.
"""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from call_flows.twiml import safe_fallback
from remote_cm.domain.masked_bridge import BridgeLeg
from remote_cm.services.receive_ring import InboundRing
from remote_cm.services.receive_text import InboundText
from remote_cm.services.record_bridge_status import LegNews
from remote_cm.services.record_delivery import DeliveryNews
from remote_cm.web.guards import signed_by
from remote_cm.web.request_context import surroundings
from remote_cm.web.webhooks.answers import TRY_AGAIN, xml
from remote_cm.web.webhooks.bridge_calls import read_seconds
from remote_cm.web.webhooks.intake import intake
from remote_cm.web.webhooks.signed_request import prove_provider

PROVIDER = "twilio"
NO_REPLY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
"""A reply in TwiML would be a text that we neither count nor keep; ours go out like every other text."""

twilio_webhooks = Blueprint("twilio_webhooks", __name__, url_prefix="/webhooks/twilio")


@twilio_webhooks.post("/sms")
@twilio_webhooks.post("/sms-fallback")
@signed_by(prove_provider)
def sms() -> ResponseReturnValue:
    """A text came in; 200 only after it is kept. The second address is asked after the first one failed."""
    text = InboundText(PROVIDER, request.form["MessageSid"], request.form.get("From", ""), request.form.get("Body", ""))
    return xml(NO_REPLY) if _is_taken_in(text) else TRY_AGAIN


@twilio_webhooks.post("/voice")
@twilio_webhooks.post("/voice-fallback")
@signed_by(prove_provider)
def voice() -> ResponseReturnValue:
    """Somebody rings the line: turned away before it costs them anything, also when we could not note it.

    A ring that was not even kept is found when the provider is asked what we have missed.
    """
    ring = InboundRing(PROVIDER, request.form["CallSid"], request.form.get("From", ""))
    intake().take_in(surroundings(), ring, surroundings().policy.reliability.voice_seconds)
    return xml(safe_fallback())


@twilio_webhooks.post("/message-status")
@signed_by(prove_provider)
def message_status() -> ResponseReturnValue:
    """What became of a text that we sent."""
    return _record(request.form["MessageSid"], request.form["MessageStatus"])


@twilio_webhooks.post("/call-status")
@signed_by(prove_provider)
def call_status() -> ResponseReturnValue:
    """What became of a call that we placed, or of one leg of a bridge."""
    if request.args.get("leg") in set(BridgeLeg):
        return _record_leg(BridgeLeg(request.args["leg"]))
    return _record(request.form["CallSid"], request.form["CallStatus"])


def _is_taken_in(what: InboundText | DeliveryNews | LegNews) -> bool:
    return intake().take_in(surroundings(), what, surroundings().policy.reliability.webhook_seconds)


def _record(provider_id: str, status: str) -> ResponseReturnValue:
    news = _news(provider_id, status)
    return ("", 204) if _is_taken_in(news) else TRY_AGAIN


def _record_leg(leg: BridgeLeg) -> ResponseReturnValue:
    news = LegNews(
        leg=leg,
        report=_news(request.form["CallSid"], request.form["CallStatus"]),
        leg_seconds=read_seconds(request.form.get("CallDuration")),
        answered_by=request.form.get("AnsweredBy"),
    )
    return ("", 204) if _is_taken_in(news) else TRY_AGAIN


def _news(provider_id: str, status: str) -> DeliveryNews:
    sequence = request.form.get("SequenceNumber", "")
    return DeliveryNews(
        reference=request.args.get("a", ""),
        provider_id=provider_id,
        status=status,
        sequence=int(sequence) if sequence.isascii() and sequence.isdigit() else None,
        error_code=request.form.get("ErrorCode") or None,
    )
