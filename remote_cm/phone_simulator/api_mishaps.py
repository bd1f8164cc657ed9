"""Mishaps of the provider that a test orders for the next requests to its API."""

import threading
from dataclasses import dataclass
from enum import StrEnum


class MishapKind(StrEnum):
    """What goes wrong with one request."""

    DROP_ANSWER = "drop_answer"
    EMPTY_ANSWER = "empty_answer"
    HTTP_500 = "http_500"
    HTTP_429 = "http_429"
    REFUSE_CODE = "refuse_code"


@dataclass(frozen=True)
class Mishap:
    """One ordered mishap. ``code`` is an error code of Twilio's, used by ``refuse_code`` alone. ``resource`` is
    ``Messages`` or ``Calls`` when only a request for those is meant."""

    kind: MishapKind
    code: int = 0
    resource: str = ""

    def concerns(self, path: str) -> bool:
        """True when a request for ``path`` is meant."""
        return f"/{self.resource}" in path


class MishapQueue:
    """Mishaps in the order of their orders, by HTTP method: a look-up must not use up one that was meant for a send."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, list[Mishap]] = {}

    def order(self, mishap: Mishap, *, method: str, times: int) -> None:
        """Let the next ``times`` requests of this method go wrong."""
        with self._lock:
            self._waiting.setdefault(method, []).extend([mishap] * times)

    def take(self, method: str, path: str) -> Mishap | None:
        """The mishap for the request that is being answered, which is then used up."""
        with self._lock:
            waiting = self._waiting.get(method, [])
            mishap = next((one for one in waiting if one.concerns(path)), None)
            if mishap is not None:
                waiting.remove(mishap)
            return mishap

    @property
    def waiting(self) -> int:
        """How many requests will go wrong yet."""
        with self._lock:
            return sum(map(len, self._waiting.values()))

    def clear(self) -> None:
        """Order nothing any more."""
        with self._lock:
            self._waiting.clear()
