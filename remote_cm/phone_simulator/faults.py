"""What the service asked for and may not, or did wrong, kept so that a test or a person can read it at ``/faults``."""

import threading
from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """The sorts of wrong."""

    RECORDING_ASKED = "recording_asked"
    UNKNOWN_VERB = "unknown_verb"
    MISPLACED_VERB = "misplaced_verb"
    UNREADABLE_TWIML = "unreadable_twiml"
    BAD_ADDRESS = "bad_address"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    NUMBER_NOT_MASKED = "number_not_masked"
    CALLER_ID_REFUSED = "caller_id_refused"
    BAD_NUMBER = "bad_number"
    WEBHOOK_FAILED = "webhook_failed"
    HANDSETS_UNREADABLE = "handsets_unreadable"


@dataclass(frozen=True)
class Fault:
    """One wrong. ``detail`` is a plain sentence without numbers of people and without words of a text; ``code`` is the
    one that Twilio's debugger would show, where it has one."""

    kind: FaultKind
    detail: str
    code: int | None = None


class FaultBook:
    """Keeps the faults in the order they happened."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, kind: FaultKind, detail: str, code: int | None = None) -> None:
        """Write one fault down."""
        with self._lock:
            self._faults.append(Fault(kind, detail, code))

    def list_all(self) -> tuple[Fault, ...]:
        """All faults since the start or the last reset, oldest first."""
        with self._lock:
            return tuple(self._faults)

    def clear(self) -> None:
        """Forget them."""
        with self._lock:
            self._faults.clear()
