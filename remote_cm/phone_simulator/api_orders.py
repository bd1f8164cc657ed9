"""Reads what the service asks of the simulated API: a text or a call, refused as Twilio would refuse it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from werkzeug.datastructures import MultiDict

from remote_cm.phone_simulator.api_refusals import (
    CALL_FROM,
    CALL_TO,
    TEXT_FROM,
    TEXT_TO,
    ApiRefusal,
    check_number,
    check_sender,
)
from remote_cm.phone_simulator.records import CallEvent, CallOrder, StatusCallback
from remote_cm.phone_simulator.texting import LONGEST_VALIDITY_SECONDS, MAX_BODY_CHARACTERS

Form = MultiDict[str, str]

_MAX_RING_SECONDS = 600
_MAX_CALL_SECONDS = 86_400
_MAX_TWIML_CHARACTERS = 4000


@dataclass(frozen=True)
class TextOrder:
    """A text that the API may accept."""

    to: str
    body: str
    status_callback: str | None
    validity_seconds: int


def read_text_order(form: Form, own_number: str) -> TextOrder:
    """The text that ``form`` asks for. Raises ApiRefusal."""
    to = check_number(form.get("To", ""), TEXT_TO, missing=21604, malformed=21211)
    check_sender(form.get("From", ""), own_number, TEXT_FROM, missing=21603, foreign=21606)
    body = form.get("Body", "")
    if not body:
        raise ApiRefusal(21602)
    if len(body) > MAX_BODY_CHARACTERS:
        raise ApiRefusal(21617)
    validity = form.get("ValidityPeriod", str(LONGEST_VALIDITY_SECONDS))
    if not validity.isdigit() or not 1 <= int(validity) <= LONGEST_VALIDITY_SECONDS:
        raise ApiRefusal(21624)
    return TextOrder(to, body, _address(form, "StatusCallback", 21609), int(validity))


def read_call_order(form: Form, own_number: str) -> CallOrder:
    """The call that ``form`` asks for. Raises ApiRefusal."""
    to = check_number(form.get("To", ""), CALL_TO, missing=21201, malformed=21217)
    caller_id = check_sender(form.get("From", ""), own_number, CALL_FROM, missing=21213, foreign=21210)
    address, twiml = _address(form, "Url", 21205), form.get("Twiml")
    if (address is None and twiml is None) or len(twiml or "") > _MAX_TWIML_CHARACTERS:
        raise ApiRefusal(21205)
    return CallOrder(
        to=to,
        caller_id=caller_id,
        address=address,
        twiml=twiml,
        fallback_address=_address(form, "FallbackUrl", 21205),
        status_callback=StatusCallback(_address(form, "StatusCallback", 21609), _events(form)),
        ring_seconds=_seconds(form, "Timeout", 60, _MAX_RING_SECONDS),
        limit_seconds=_seconds(form, "TimeLimit", 14_400, _MAX_CALL_SECONDS),
        detects_machines=form.get("MachineDetection") in ("Enable", "DetectMessageEnd"),
    )


def asks_for_recording(form: Form) -> bool:
    """True when a call was asked for with any value of ``Record`` but false."""
    return form.get("Record", "false").lower() != "false"


def _address(form: Form, field: str, refusal: int) -> str | None:
    address = form.get(field) or None
    if address is not None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.netloc or not address.isascii():
            raise ApiRefusal(refusal)
    return address


def _events(form: Form) -> frozenset[CallEvent]:
    asked = form.getlist("StatusCallbackEvent")
    if not asked:
        return StatusCallback().events
    if set(asked) - set(CallEvent):
        raise ApiRefusal(20001)
    return frozenset(CallEvent(event) for event in asked)


def _seconds(form: Form, field: str, otherwise: int, limit: int) -> int:
    text = form.get(field)
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdigit()) or int(text) < 1:
        raise ApiRefusal(20001)
    return min(int(text), limit)
