"""How fast calls are started: in the order they were asked for, at most so many a second (fact sheet 5.2)."""

from collections import deque

from remote_cm.phone_simulator.records import CallLeg
from remote_cm.phone_simulator.telephone import SwitchedOff, Telephone


class RingPacer:
    """The provider's queue of calls that have not begun to ring."""

    def __init__(self, telephone: Telephone, calls_per_second: float) -> None:
        self._telephone = telephone
        self._queue: deque[str] = deque()
        self._free_at: float | None = None
        self.calls_per_second = calls_per_second

    def set_rate(self, calls_per_second: float) -> None:
        """Change the pace; it holds for what already waits as well. Raises ValueError when not above zero."""
        if not calls_per_second > 0:
            raise ValueError("calls per second must be above zero")
        with self._telephone.changed:
            self.calls_per_second = calls_per_second
            if self._free_at is not None:
                self._free_at = min(self._free_at, self._telephone.clock.steady_seconds() + 1 / calls_per_second)
            self._telephone.touch()

    def line_up(self, leg: CallLeg) -> None:
        """Take the next place in the queue."""
        with self._telephone.changed:
            self._queue.append(leg.sid)

    def wait_for_turn(self, leg: CallLeg) -> bool:
        """Wait for the leg's turn; False when it was ended while it waited. Raises SwitchedOff."""
        with self._telephone.changed:
            while not self._telephone.is_closed:
                if leg.is_cut:
                    self._queue.remove(leg.sid)
                    self._telephone.touch()
                    return False
                seconds = self._seconds_until_free() if self._queue[0] == leg.sid else None
                if seconds == 0:
                    self._start_first()
                    return True
                self._telephone.changed.wait(seconds)
            raise SwitchedOff

    def _seconds_until_free(self) -> float:
        if self._free_at is None:
            return 0
        return max(0.0, self._free_at - self._telephone.clock.steady_seconds())

    def _start_first(self) -> None:
        self._queue.popleft()
        self._free_at = self._telephone.clock.steady_seconds() + 1 / self.calls_per_second
        self._telephone.touch()
