"""The clock that the *an hour later* buttons move: real time plus an offset, the same offset as the service's own."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def _utc_now() -> datetime:
    return datetime.now(UTC)


class ServiceClock:
    """Tells three times: the date (moved), a counter of seconds (moved), and a counter that nobody can move.

    Ring timeouts and silences at a keypad run on the moved counter, so that an hour later they are over. The limit of
    calls per second runs on the steady one: a carrier does not ring faster because we moved our clock.
    """

    def __init__(self, steady: Callable[[], float] = time.monotonic, wall: Callable[[], datetime] = _utc_now) -> None:
        self._steady = steady
        self._wall = wall
        self._offset_seconds = 0

    @property
    def offset_seconds(self) -> int:
        """By how many seconds the clock was moved forward since the start."""
        return self._offset_seconds

    def now(self) -> datetime:
        """The moved time, aware, in UTC."""
        return self._wall() + timedelta(seconds=self._offset_seconds)

    def seconds(self) -> float:
        """The moved counter, for deadlines of calls."""
        return self._steady() + self._offset_seconds

    def steady_seconds(self) -> float:
        """The counter that is never moved, for the pace of calls."""
        return self._steady()

    def advance(self, seconds: int) -> None:
        """Move the clock forward. Raises ValueError when ``seconds`` is not above zero."""
        if seconds <= 0:
            raise ValueError("a clock only moves forward")
        self._offset_seconds += seconds

    def follow(self, offset_seconds: int) -> None:
        """Take over the offset that the service says it has, which may be older than this process."""
        self._offset_seconds = offset_seconds
