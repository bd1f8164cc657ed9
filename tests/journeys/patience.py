"""Waiting for a condition, with an end."""

import threading
import time
from collections.abc import Callable

PAUSE_SECONDS = 0.05


def wait_until(holds: Callable[[], bool], seconds: float, what: str) -> None:
    """Ask again and again until it holds. Raises AssertionError that says what was waited for."""
    pause = threading.Event()
    ends_at = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends_at, f"waited {seconds:.0f} s for {what}"
        pause.wait(PAUSE_SECONDS)
