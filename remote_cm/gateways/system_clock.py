"""The clock of the machine, and for development one that runs ahead of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The present of this machine."""

    def now(self) -> datetime:
        """The present as an aware UTC datetime."""
        return datetime.now(UTC)


class ShiftedClock:
    """The present plus an offset that is read anew each time, so that every process is moved at once.

    For development and tests only: *an hour later* in the phone simulator must not make anybody wait.
    """

    def __init__(self, read_offset: Callable[[], timedelta]) -> None:
        self._read_offset = read_offset

    def now(self) -> datetime:
        """The moved present as an aware UTC datetime."""
        return datetime.now(UTC) + self._read_offset()
