"""Mishaps of the provider that a test orders for the next requests to its API."""

import threading
from collections import deque
from dataclasses import dataclass
from enum import StrEnum


class MishapKind(StrEnum):
    """What goes wrong with one request."""

    DROP_ANSWER = "drop_answer"
    HTTP_500 = "http_500"
    HTTP_429 = "http_429"
    REFUSE_CODE = "refuse_code"


@dataclass(frozen=True)
class Mishap:
    """One ordered mishap. ``code`` is an error code of Twilio's, used by ``refuse_code`` alone."""

    kind: MishapKind
    code: int = 0


class MishapQueue:
    """Mishaps in the order of their orders, by HTTP method: a look-up must not use up one that was meant for a send."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, deque[Mishap]] = {}

    def order(self, mishap: Mishap, *, method: str, times: int) -> None:
        """Let the next ``times`` requests of this method go wrong."""
        with self._lock:
            self._waiting.setdefault(method, deque()).extend([mishap] * times)

    def take(self, method: str) -> Mishap | None:
        """The mishap for the request that is being answered, which is then used up."""
        with self._lock:
            waiting = self._waiting.get(method)
            return waiting.popleft() if waiting else None

    def clear(self) -> None:
        """Order nothing any more."""
        with self._lock:
            self._waiting.clear()
