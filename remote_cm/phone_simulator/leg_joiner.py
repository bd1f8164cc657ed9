"""The ``<Dial>`` verb: rings a second handset, lets it pass a gate, and joins the two (fact sheet 4.1)."""

from collections.abc import Callable

from remote_cm.phone_simulator.dial_order import DialReader
from remote_cm.phone_simulator.records import CallLeg, CallState, Direction
from remote_cm.phone_simulator.switchboard import LineCut, Switchboard
from remote_cm.phone_simulator.twiml_document import Document, Verb
from remote_cm.phone_simulator.twiml_fetcher import TwimlFetcher

DialResult = tuple[tuple[str, str], ...]


class LegJoiner:
    """Opens the child legs and runs both sides until one ends."""

    def __init__(
        self,
        switchboard: Switchboard,
        fetcher: TwimlFetcher,
        reader: DialReader,
        passes_gate: Callable[[CallLeg, Document], bool],
    ) -> None:
        self._switchboard = switchboard
        self._fetcher = fetcher
        self._reader = reader
        self._passes_gate = passes_gate

    def join(self, leg: CallLeg, document: Document, dial: Verb) -> DialResult:
        """Run the whole dial and return the fields for its action: ``DialCallStatus``, ``DialBridged`` and so on.

        Of several numbers the first to answer is taken. ``DialBridged`` is true only when the two could hear each
        other: a leg that answered and never passed its gate was not joined, though its call is ``completed``.
        """
        orders = self._reader.read(leg, document, dial)
        if not orders:
            return (("DialCallStatus", CallState.FAILED.value), ("DialBridged", "false"))
        children = [self._switchboard.open_leg(Direction.OUTBOUND_DIAL, order, parent=leg) for order in orders]
        leg.is_dialling = True
        told, is_bridged = self._run(leg, children)
        leg.is_dialling = False
        leg.bridged_with = None
        return (
            ("DialCallSid", told.sid),
            ("DialCallStatus", told.state.value),
            ("DialBridged", "true" if is_bridged else "false"),
            ("DialCallDuration", str(told.duration_seconds or 0)),
        )

    def _run(self, leg: CallLeg, children: list[CallLeg]) -> tuple[CallLeg, bool]:
        """Ring, let in, join and wait for the end; the leg that the action is told of, and whether it was joined."""
        told, is_bridged = children[-1], False
        try:
            answered = self._switchboard.ring(*children)
            if answered is not None:
                told = answered
                self._let_in(answered)
                self._switchboard.join(leg, answered)
                is_bridged = True
                self._switchboard.wait_on(answered)
        except LineCut:
            pass
        finally:
            for child in children:
                self._switchboard.finish(child, CallState.COMPLETED)
        return told, is_bridged

    def _let_in(self, child: CallLeg) -> None:
        """Let the answered leg through its gate, if it has one. Raises LineCut when it does not pass."""
        gate = child.order.address
        if gate is not None and not self._passes_gate(child, self._fetcher.fetch(child, gate)):
            raise LineCut
