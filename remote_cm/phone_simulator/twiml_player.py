"""Plays TwiML to one leg: what is heard, which keys are taken, who is joined, and what comes next."""

from collections.abc import Callable
from enum import StrEnum
from urllib.parse import urlsplit

from remote_cm.phone_simulator.behaviours import meet_menu
from remote_cm.phone_simulator.dial_order import DialReader
from remote_cm.phone_simulator.faults import FaultBook, FaultKind
from remote_cm.phone_simulator.leg_joiner import LegJoiner
from remote_cm.phone_simulator.records import CallLeg, CallState, Direction
from remote_cm.phone_simulator.switchboard import LineCut, Switchboard
from remote_cm.phone_simulator.telephone import Telephone
from remote_cm.phone_simulator.twiml_document import Document, Verb
from remote_cm.phone_simulator.twiml_fetcher import TwimlFetcher

MAX_REDIRECTS = 10
# Speech takes no time here, but a person at the demo must have time to read a question before silence counts.
CHARACTERS_SPOKEN_PER_SECOND = 15
_RECORDING_VERBS = frozenset({"Record", "Transcription", "Start", "Stream", "Siprec", "Connect"})
_GATE_VERBS = frozenset({"Say", "Play", "Gather", "Pause", "Hangup"})
_VERB_NOT_ALLOWED, _DIAL_INSIDE_DIAL = 12100, 13201


class Ending(StrEnum):
    """How a document, and those it led to, came to an end."""

    RAN_OUT = "ran_out"
    HUNG_UP = "hung_up"
    REJECTED_AS_BUSY = "rejected_as_busy"
    REJECTED = "rejected"


Next = Document | Ending | None


class TwimlPlayer:
    """Executes documents verb by verb on the thread of the call; raises LineCut when the call ends under it."""

    def __init__(
        self,
        telephone: Telephone,
        switchboard: Switchboard,
        fetcher: TwimlFetcher,
        faults: FaultBook,
        service_number: str,
    ) -> None:
        self._telephone = telephone
        self._switchboard = switchboard
        self._fetcher = fetcher
        self._faults = faults
        self._joiner = LegJoiner(switchboard, fetcher, DialReader(faults, service_number), self._passes_gate)
        self._verbs: dict[str, Callable[[CallLeg, Document, Verb], Next]] = {
            "Reject": self._reject,
            "Say": self._say,
            "Play": self._play,
            "Pause": self._pause,
            "Gather": self._gather,
            "Redirect": self._redirect,
            "Dial": self._dial,
            "Hangup": self._hang_up,
        }

    def play(self, leg: CallLeg, document: Document) -> Ending:
        """Play ``document`` and whatever it leads to. Raises LineCut."""
        while True:
            outcome = self._play_one(leg, document)
            if isinstance(outcome, Ending):
                return outcome
            document = outcome

    def _play_one(self, leg: CallLeg, document: Document) -> Document | Ending:
        for verb in document.verbs:
            if leg.direction is Direction.OUTBOUND_DIAL and verb.name not in _GATE_VERBS:
                return self._refuse_in_gate(verb)
            if not self._is_allowed(leg, verb):
                continue
            self._answer_for(leg, verb)
            outcome = self._verbs[verb.name](leg, document, verb)
            if outcome is not None:
                return outcome
        return Ending.RAN_OUT

    def _is_allowed(self, leg: CallLeg, verb: Verb) -> bool:
        if verb.name in _RECORDING_VERBS:
            self._faults.add(FaultKind.RECORDING_ASKED, f"{verb.name} would take the sound of a call elsewhere.")
            return False
        if verb.name not in self._verbs:
            self._faults.add(FaultKind.UNKNOWN_VERB, f"{verb.name} is not a verb that the simulator knows.")
            return False
        is_misplaced = verb.name == "Reject" and leg.state is not CallState.RINGING
        if is_misplaced:
            self._faults.add(FaultKind.MISPLACED_VERB, f"{verb.name} is not allowed at this point of a call.")
        return not is_misplaced

    def _refuse_in_gate(self, verb: Verb) -> Ending:
        """A gate that does what it may not is a document that failed: the listener is let go, never let in."""
        if verb.name in _RECORDING_VERBS:
            self._faults.add(FaultKind.RECORDING_ASKED, f"{verb.name} would take the sound of a call elsewhere.")
        code = _DIAL_INSIDE_DIAL if verb.name == "Dial" else _VERB_NOT_ALLOWED
        self._faults.add(FaultKind.MISPLACED_VERB, f"{verb.name} is not allowed before two phones are joined.", code)
        return Ending.HUNG_UP

    def _answer_for(self, leg: CallLeg, verb: Verb) -> None:
        waits_for_bridge = verb.name == "Dial" and verb.says_yes("answerOnBridge")
        if leg.state is CallState.RINGING and verb.name != "Reject" and not waits_for_bridge:
            self._switchboard.connect(leg)

    def _reject(self, leg: CallLeg, document: Document, verb: Verb) -> Next:  # noqa: ARG002 - one shape for all verbs
        return Ending.REJECTED_AS_BUSY if verb.attributes.get("reason") == "busy" else Ending.REJECTED

    def _hang_up(self, leg: CallLeg, document: Document, verb: Verb) -> Next:  # noqa: ARG002 - one shape for all verbs
        return Ending.HUNG_UP

    def _say(self, leg: CallLeg, document: Document, verb: Verb) -> Next:  # noqa: ARG002 - one shape for all verbs
        self._hear(leg, verb.text, verb)
        return None

    def _play(self, leg: CallLeg, document: Document, verb: Verb) -> Next:  # noqa: ARG002 - one shape for all verbs
        file_name = urlsplit(verb.text).path.rpartition("/")[2]
        self._hear(leg, f"♪ {file_name}", verb)
        return None

    def _hear(self, leg: CallLeg, words: str, verb: Verb) -> None:
        with self._telephone.changed:
            leg.heard.extend([words] * min(max(verb.number("loop", 1), 1), 10))
            self._telephone.touch()

    def _pause(self, leg: CallLeg, document: Document, verb: Verb) -> Next:  # noqa: ARG002 - one shape for all verbs
        self._switchboard.wait_on(leg, self._telephone.clock.seconds() + verb.number("length", 1))
        return None

    def _redirect(self, leg: CallLeg, document: Document, verb: Verb) -> Next:
        leg.redirects += 1
        if leg.redirects > MAX_REDIRECTS:
            self._faults.add(FaultKind.TOO_MANY_REDIRECTS, "More than ten redirects followed one another.")
            return Ending.HUNG_UP
        return self._fetcher.follow(leg, document, verb, verb.text)

    def _gather(self, leg: CallLeg, document: Document, verb: Verb) -> Next:
        with self._telephone.changed:
            # Keys are taken from the first word on: who knows the menu need not hear it out. The silence begins under
            # the same lock, so that whoever sees the menu wait and then moves the clock has moved past it.
            leg.pressed, leg.is_awaiting_keys, leg.redirects = "", True, 0
            until = self._telephone.clock.seconds() + _seconds_spoken(verb) + verb.number("timeout", 5)
            self._telephone.touch()
            for nested in verb.children:
                if nested.name in ("Say", "Play", "Pause"):
                    if nested.name != "Pause":
                        self._verbs[nested.name](leg, document, nested)
                else:
                    self._faults.add(FaultKind.MISPLACED_VERB, f"{nested.name} is not allowed inside Gather.")
            meet_menu(self._telephone, leg)
        keys = self._take_keys(leg, verb, until)
        if not keys and not verb.says_yes("actionOnEmptyResult"):
            return None
        return self._fetcher.follow(leg, document, verb, verb.attributes.get("action", ""), ("Digits", keys))

    def _take_keys(self, leg: CallLeg, verb: Verb, until: float) -> str:
        finish_on = verb.attributes.get("finishOnKey", "#")
        wanted = verb.number("numDigits", 0) or None
        try:
            keys, is_complete, seen = "", False, 0
            while not is_complete and self._switchboard.wait_on(leg, until, pressed_beyond=seen):
                seen = len(leg.pressed)
                keys, is_complete = read_keys(leg.pressed, wanted, finish_on)
                until = self._telephone.clock.seconds() + verb.number("timeout", 5)
            return keys
        finally:
            leg.is_awaiting_keys = False

    def _dial(self, leg: CallLeg, document: Document, verb: Verb) -> Next:
        result = self._joiner.join(leg, document, verb)
        action = verb.attributes.get("action")
        following = None
        if leg.is_cut:
            self._switchboard.hang_up(leg)
        if action and not leg.is_forgotten:
            following = self._fetcher.follow(leg, document, verb, action, *result)
        if leg.is_cut:
            raise LineCut
        return following

    def _passes_gate(self, child: CallLeg, gate: Document) -> bool:
        return self.play(child, gate) is Ending.RAN_OUT


def _seconds_spoken(gather: Verb) -> float:
    return sum(len(nested.text) for nested in gather.children if nested.name == "Say") / CHARACTERS_SPOKEN_PER_SECOND


def read_keys(pressed: str, wanted: int | None, finish_on: str) -> tuple[str, bool]:
    """The keys that ``<Gather>`` takes out of ``pressed``, and whether it is done with them.

    It is done after ``wanted`` keys, or at a key of ``finish_on``, which is not one of the keys taken (fact sheet 4.2).
    """
    taken = ""
    for key in pressed:
        if key in finish_on:
            return taken, True
        taken += key
        if len(taken) == wanted:
            return taken, True
    return taken, False
