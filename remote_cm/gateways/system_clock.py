"""The clock of the machine, and for development one that runs ahead of it."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The present of this machine."""

    def now(self) -> datetime:
        """The present as an aware UTC datetime."""
        return datetime.now(UTC)


class ShiftedClock:
    """The present plus an offset that is read anew each time, so that every process is moved at once.

    For development and tests only: *an hour later* in the phone simulator must not make anybody wait. The offset is
    where the database is: while that is away or does not answer at once, the last one that was read holds.
    """

    def __init__(self, read_offset: Callable[[], timedelta], patience_seconds: float = 0.5) -> None:
        self._read_offset = read_offset
        self._patience_seconds = patience_seconds
        self._lock = threading.Lock()
        self._last = timedelta()
        self._held_up: set[threading.Event] = set()

    def now(self) -> datetime:
        """The moved present as an aware UTC datetime."""
        if not self._held_up:
            self._read_in_time()
        return datetime.now(UTC) + self._last

    def _read_in_time(self) -> None:
        done = threading.Event()
        threading.Thread(target=self._read, args=(done,), daemon=True).start()
        if not done.wait(self._patience_seconds):
            with self._lock:
                # Nobody else asks until this one has come back.
                if not done.is_set():
                    self._held_up.add(done)

    def _read(self, done: threading.Event) -> None:
        with suppress(Exception):
            self._last = self._read_offset()
        with self._lock:
            self._held_up.discard(done)
            done.set()
