"""Reads a ``<Dial>`` verb: who is rung, with which number shown, how long, through which gate (fact sheet 4.1)."""

from urllib.parse import urljoin

from remote_cm.phone_simulator.api_refusals import MAGIC_SENDER, is_e164
from remote_cm.phone_simulator.faults import FaultBook, FaultKind
from remote_cm.phone_simulator.records import CallEvent, CallLeg, CallOrder, StatusCallback
from remote_cm.phone_simulator.twiml_document import Document, Verb

MOST_NUMBERS = 10

_BAD_NESTING, _BAD_CALLER_ID, _BAD_NUMBER = 13200, 13214, 13223


class DialReader:
    """Turns the verb into one order for each number; what cannot be carried out is a fault and rings nobody."""

    def __init__(self, faults: FaultBook, service_number: str) -> None:
        self._faults = faults
        self._own_numbers = frozenset({service_number, MAGIC_SENDER})

    def read(self, leg: CallLeg, document: Document, dial: Verb) -> tuple[CallOrder, ...]:
        """The orders of the legs to ring at one moment; empty when the dial fails as a whole."""
        if dial.attributes.get("record", "do-not-record") != "do-not-record":
            self._faults.add(FaultKind.RECORDING_ASKED, "Dial asks for a recording.")
        numbers = self._read_numbers(dial)
        caller_id = self._read_caller_id(leg, dial)
        if caller_id is None or not all(self._can_be_rung(number) for number in numbers):
            return ()
        return tuple(_order(document, dial, number, caller_id) for number in numbers)

    def _read_numbers(self, dial: Verb) -> tuple[Verb, ...]:
        if not dial.children and dial.text:
            return (Verb("Number", {}, dial.text, ()),)
        if 1 <= len(dial.children) <= MOST_NUMBERS and all(verb.name == "Number" for verb in dial.children):
            return dial.children
        self._faults.add(FaultKind.UNKNOWN_VERB, f"Dial must hold 1 to {MOST_NUMBERS} Numbers alone.", _BAD_NESTING)
        return ()

    def _read_caller_id(self, leg: CallLeg, dial: Verb) -> str | None:
        """The number that the other phone shows. Twilio takes our own, or one of the call that dials."""
        given = dial.attributes.get("callerId")
        if given in self._own_numbers:
            return given
        if given is None or given in (leg.order.to, leg.order.caller_id):
            self._faults.add(FaultKind.NUMBER_NOT_MASKED, "Dial shows the number of one phone to the other.")
            return given or leg.number_passed_on
        self._faults.add(FaultKind.CALLER_ID_REFUSED, "Dial would show a number that is not ours.", _BAD_CALLER_ID)
        return None

    def _can_be_rung(self, number: Verb) -> bool:
        if not is_e164(number.text):
            self._faults.add(FaultKind.BAD_NUMBER, "Dial holds what is not a phone number.", _BAD_NUMBER)
            return False
        methods = [number.attributes.get(name, "POST").upper() for name in ("method", "statusCallbackMethod")]
        if methods != ["POST", "POST"]:
            self._faults.add(FaultKind.BAD_ADDRESS, "Number asks for GET, which would write numbers to logs.")
            return False
        return True


def _order(document: Document, dial: Verb, number: Verb, caller_id: str) -> CallOrder:
    gate = number.attributes.get("url")
    return CallOrder(
        to=number.text,
        caller_id=caller_id,
        address=urljoin(document.address, gate) if gate else None,
        status_callback=_reports(document, number),
        ring_seconds=dial.number("timeout", 30),
        limit_seconds=dial.number("timeLimit", 14_400),
    )


def _reports(document: Document, number: Verb) -> StatusCallback:
    address = number.attributes.get("statusCallback")
    if not address:
        return StatusCallback()
    events = number.attributes.get("statusCallbackEvent", "completed").split()
    known = frozenset(CallEvent(event) for event in events if event in set(CallEvent))
    return StatusCallback(urljoin(document.address, address), known)
