"""Runs calls from their first ring to their end: those the service places, and those a handset places."""

from contextlib import suppress

from remote_cm.phone_simulator.line_threads import LineThreads
from remote_cm.phone_simulator.number_setup import NumberSetup
from remote_cm.phone_simulator.records import CallLeg, CallOrder, CallState, Direction
from remote_cm.phone_simulator.ring_pacing import RingPacer
from remote_cm.phone_simulator.switchboard import LineCut, Switchboard, is_over
from remote_cm.phone_simulator.telephone import NotPossible, Telephone
from remote_cm.phone_simulator.twiml_document import Document, Verb
from remote_cm.phone_simulator.twiml_fetcher import APPLICATION_ERROR, TwimlFetcher
from remote_cm.phone_simulator.twiml_player import Ending, TwimlPlayer

# Without any answer of the service a caller must not pay (fact sheet 0.7).
NUMBER_FALLBACK = Document("", (Verb("Reject", {"reason": "busy"}, "", ()),))

_STATE_AFTER = {
    Ending.REJECTED_AS_BUSY: CallState.BUSY,
    Ending.REJECTED: CallState.NO_ANSWER,
}


class CallRunner:
    """Gives each call a thread of its own, on which it lives to its end."""

    def __init__(
        self,
        telephone: Telephone,
        threads: LineThreads,
        pacer: RingPacer,
        switchboard: Switchboard,
        fetcher: TwimlFetcher,
        player: TwimlPlayer,
        *,
        number: NumberSetup,
    ) -> None:
        self._telephone = telephone
        self._threads = threads
        self._pacer = pacer
        self._switchboard = switchboard
        self._fetcher = fetcher
        self._player = player
        self._number = number

    def place(self, order: CallOrder) -> CallLeg:
        """A call that the service asks for; it is queued, and rings when its turn comes."""
        leg = self._switchboard.open_leg(Direction.OUTBOUND_API, order)
        self._pacer.line_up(leg)
        self._threads.start(lambda: self._run_outgoing(leg))
        return leg

    def fail(self, order: CallOrder) -> CallLeg:
        """A call that the carrier takes and cannot place: it ends ``failed`` without a ring."""
        leg = self._switchboard.open_leg(Direction.OUTBOUND_API, order)
        self._threads.start(lambda: self._switchboard.finish(leg, CallState.FAILED))
        return leg

    def call_service(self, phone_number: str, *, stays_on_line: bool) -> CallLeg:
        """A handset rings the service's number; one that does not stay rings once and hangs up (a missed call).

        Raises NotPossible when the handset is off, or in a call already.
        """
        with self._telephone.changed:
            handset = self._telephone.find_or_add(phone_number)
            if self._telephone.is_off(handset):
                raise NotPossible("This phone is off.")
            if self._telephone.live_leg(phone_number) is not None:
                raise NotPossible("This phone is in a call already.")
            order = CallOrder(
                to=self._number.phone_number,
                caller_id=handset.withheld_as or phone_number,
                fallback_address=self._number.voice_fallback_url,
            )
            leg = self._switchboard.open_leg(Direction.INBOUND, order)
            leg.placed_from = phone_number
        self._threads.start(lambda: self._run_incoming(leg, stays_on_line))
        return leg

    def end(self, leg: CallLeg, state: CallState) -> bool:
        """The service ends a call: ``completed`` or ``canceled``; False when the call is not in a state for that."""
        with self._telephone.changed:
            has_begun = leg.state is CallState.IN_PROGRESS
            if leg.state.is_final or (has_begun and state is CallState.CANCELED):
                return False
            leg.asked_end = state
            leg.is_cut = True
            if leg.state is CallState.QUEUED:
                # Cancelled while queued: Twilio sends no callback at all (fact sheet 1.2).
                leg.state, leg.ended_at = state, self._telephone.clock.now()
            self._telephone.touch()
            return True

    def _run_outgoing(self, leg: CallLeg) -> None:
        if not self._pacer.wait_for_turn(leg) or self._switchboard.ring(leg) is None:
            return
        with suppress(LineCut):
            self._player.play(leg, self._first_document(leg))
        self._switchboard.finish(leg, CallState.COMPLETED)

    def _first_document(self, leg: CallLeg) -> Document:
        if leg.order.address is not None:
            return self._fetcher.fetch(leg, leg.order.address)
        return self._fetcher.read(leg.order.twiml or "", "") or APPLICATION_ERROR

    def _run_incoming(self, leg: CallLeg, stays_on_line: bool) -> None:
        document = self._fetcher.fetch(leg, self._number.voice_url, otherwise=NUMBER_FALLBACK)
        is_rejected = bool(document.verbs) and document.verbs[0].name == "Reject"
        if is_over(leg) or not (stays_on_line or is_rejected):
            self._switchboard.finish(leg, CallState.NO_ANSWER)
            return
        with suppress(LineCut):
            ending = self._player.play(leg, document)
            if ending in _STATE_AFTER:
                self._switchboard.finish(leg, _STATE_AFTER[ending])
        self._switchboard.hang_up(leg)
