"""The ``<Dial>`` verb: rings a second handset, lets it pass a gate, and joins the two (fact sheet 4.1)."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urljoin

from remote_cm.phone_simulator.faults import FaultBook, FaultKind
from remote_cm.phone_simulator.records import CallEvent, CallLeg, CallOrder, CallState, Direction, StatusCallback
from remote_cm.phone_simulator.switchboard import LineCut, Switchboard
from remote_cm.phone_simulator.twiml_document import Document, Verb
from remote_cm.phone_simulator.twiml_fetcher import TwimlFetcher

DialResult = tuple[tuple[str, str], ...]


class LegJoiner:
    """Opens the child leg and runs both until one side ends."""

    def __init__(
        self,
        switchboard: Switchboard,
        fetcher: TwimlFetcher,
        faults: FaultBook,
        passes_gate: Callable[[CallLeg, Document], bool],
    ) -> None:
        self._switchboard = switchboard
        self._fetcher = fetcher
        self._faults = faults
        self._passes_gate = passes_gate

    def join(self, leg: CallLeg, document: Document, dial: Verb) -> DialResult:
        """Run the whole dial and return the fields for its action: ``DialCallStatus``, ``DialBridged`` and so on."""
        number = self._read_number(dial)
        if number is None:
            return (("DialCallStatus", CallState.FAILED.value), ("DialBridged", "false"))
        order = self._read_order(leg, document, dial, number)
        child = self._switchboard.open_leg(Direction.OUTBOUND_DIAL, order, parent=leg)
        is_bridged = False
        try:
            if self._switchboard.ring(child) and self._is_let_in(child, order):
                is_bridged = True
                self._bridge(leg, child)
        except LineCut:
            pass
        finally:
            self._switchboard.finish(child, CallState.COMPLETED)
            leg.bridged_with = None
        return (
            ("DialCallSid", child.sid),
            ("DialCallStatus", child.state.value),
            ("DialBridged", "true" if is_bridged else "false"),
            ("DialCallDuration", str(child.duration_seconds or 0)),
        )

    def _is_let_in(self, child: CallLeg, order: CallOrder) -> bool:
        return order.address is None or self._passes_gate(child, self._fetcher.fetch(child, order.address))

    def _bridge(self, leg: CallLeg, child: CallLeg) -> None:
        self._switchboard.connect(leg)
        leg.bridged_with, child.bridged_with = child, leg
        self._switchboard.wait_on(child)

    def _read_number(self, dial: Verb) -> Verb | None:
        numbers = [verb for verb in dial.children if verb.name == "Number"]
        if not dial.children and dial.text:
            return Verb("Number", {}, dial.text, ())
        if len(numbers) == 1 == len(dial.children):
            return numbers[0]
        self._faults.add(FaultKind.UNKNOWN_VERB, "Dial must hold exactly one Number.")
        return None

    def _read_order(self, leg: CallLeg, document: Document, dial: Verb, number: Verb) -> CallOrder:
        if dial.attributes.get("record", "do-not-record") != "do-not-record":
            self._faults.add(FaultKind.RECORDING_ASKED, "Dial asks for a recording.")
        if "callerId" not in dial.attributes:
            self._faults.add(FaultKind.NUMBER_NOT_MASKED, "Dial without callerId passes the caller's number through.")
        order = CallOrder(
            to=number.text,
            caller_id=dial.attributes.get("callerId", leg.order.caller_id),
            ring_seconds=dial.number("timeout", 30),
            limit_seconds=dial.number("timeLimit", 14_400),
        )
        gate, reports = number.attributes.get("url"), number.attributes.get("statusCallback")
        if gate:
            order = replace(order, address=urljoin(document.address, gate))
        if reports:
            events = number.attributes.get("statusCallbackEvent", "completed").split()
            known = frozenset(CallEvent(event) for event in events if event in set(CallEvent))
            order = replace(order, status_callback=StatusCallback(urljoin(document.address, reports), known))
        return order
