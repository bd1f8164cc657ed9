"""Twilio's requests: a text, a ring, a report on what we sent, and each step of a call that we placed.

When we fail ourselves, a text or a report is answered 503, which Twilio repeats, and a voice request gets TwiML that
ends the call without a word: the alternative is an error message read out to whoever holds the phone.
"""

from urllib.parse import urlencode

import structlog
from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from call_flows import missed_call
from call_flows.steps import Heard, State
from call_flows.twiml import NEUTRAL_LANGUAGE, safe_fallback, write_twiml
from remote_cm.domain.masked_bridge import BridgeLeg
from remote_cm.domain.refusal import NotFound
from remote_cm.gateways.twilio.call_placer import VOICE_RETRIES
from remote_cm.services.hear_alert_call import hear_alert_call
from remote_cm.services.receive_ring import InboundRing, receive_ring
from remote_cm.services.receive_text import InboundText, receive_text
from remote_cm.services.record_bridge_status import LegNews, record_bridge_status
from remote_cm.services.record_delivery import DeliveryNews, record_delivery
from remote_cm.web.guards import signed_by
from remote_cm.web.request_context import settings, surroundings
from remote_cm.web.webhooks.answers import TRY_AGAIN, is_done, words, xml
from remote_cm.web.webhooks.bridge_calls import read_seconds
from remote_cm.web.webhooks.signed_request import prove_provider

log = structlog.get_logger(__name__)

PROVIDER = "twilio"
ALERT_BEGINS = "alert"
ALERT_KEY = "alert-key"
NO_REPLY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
"""A reply in TwiML would be a text that we neither count nor keep; ours go out like every other text."""

twilio_webhooks = Blueprint("twilio_webhooks", __name__, url_prefix="/webhooks/twilio")


@twilio_webhooks.post("/sms")
@signed_by(prove_provider)
def sms() -> ResponseReturnValue:
    """A text came in; 200 only after it is kept."""
    text = InboundText(PROVIDER, request.form["MessageSid"], request.form.get("From", ""), request.form.get("Body", ""))
    if not is_done(lambda: receive_text(surroundings(), text)):
        return TRY_AGAIN
    return xml(NO_REPLY)


@twilio_webhooks.post("/voice")
@signed_by(prove_provider)
def voice() -> ResponseReturnValue:
    """Somebody rings the line: turned away before it costs them anything, also when we could not note it."""
    ring = InboundRing(PROVIDER, request.form["CallSid"], request.form.get("From", ""))
    is_done(lambda: receive_ring(surroundings(), ring))
    return xml(write_twiml(missed_call.next_step(), words, NEUTRAL_LANGUAGE, _address_after_key))


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


@twilio_webhooks.post("/call/<step>")
@signed_by(prove_provider)
def call_step(step: str) -> ResponseReturnValue:
    """What is heard next in a call that we placed; an address of no step is what Twilio asks for after a failure."""
    if step not in (ALERT_BEGINS, ALERT_KEY):
        return xml(safe_fallback())
    heard = Heard(request.form.get("Digits", "")) if step == ALERT_KEY else Heard()
    try:
        said, language = hear_alert_call(
            surroundings(), request.args.get("a", ""), request.form["CallSid"], heard, State.from_query(request.args)
        )
        return xml(write_twiml(said, words, language, _address_after_key))
    except NotFound:
        return xml(safe_fallback())
    except Exception:
        # No failure of ours may be read out to whoever holds the phone.
        log.exception("call_step_failed", step=step)
        return xml(safe_fallback())


def _record(provider_id: str, status: str) -> ResponseReturnValue:
    news = _news(provider_id, status)
    return ("", 204) if is_done(lambda: record_delivery(surroundings(), news)) else TRY_AGAIN


def _record_leg(leg: BridgeLeg) -> ResponseReturnValue:
    news = LegNews(
        leg=leg,
        report=_news(request.form["CallSid"], request.form["CallStatus"]),
        leg_seconds=read_seconds(request.form.get("CallDuration")),
        answered_by=request.form.get("AnsweredBy"),
    )
    return ("", 204) if is_done(lambda: record_bridge_status(surroundings(), news)) else TRY_AGAIN


def _news(provider_id: str, status: str) -> DeliveryNews:
    sequence = request.form.get("SequenceNumber", "")
    return DeliveryNews(
        reference=request.args.get("a", ""),
        provider_id=provider_id,
        status=status,
        sequence=int(sequence) if sequence.isascii() and sequence.isdigit() else None,
        error_code=request.form.get("ErrorCode") or None,
    )


def _address_after_key(state: State) -> str:
    """Where a pressed key goes, for the same ring; parameters in the order of the alphabet (twilio notes §2.1)."""
    query = urlencode(sorted({"a": request.args.get("a", ""), **state.as_query()}.items()))
    return f"{settings().public_base_url}{twilio_webhooks.url_prefix}/call/{ALERT_KEY}?{query}{VOICE_RETRIES}"
