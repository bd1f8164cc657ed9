"""The threads on which calls run and webhooks are delivered; all of them end when the simulator closes."""

import threading
from collections.abc import Callable

from remote_cm.phone_simulator.telephone import SwitchedOff


class LineThreads:
    """Starts one thread a job and can wait for all of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._threads: set[threading.Thread] = set()

    def start(self, job: Callable[[], None]) -> None:
        """Run ``job`` beside everything else; being switched off is its ordinary end."""

        def run() -> None:
            try:
                job()
            except SwitchedOff:
                pass
            finally:
                with self._lock:
                    self._threads.discard(threading.current_thread())

        thread = threading.Thread(target=run, daemon=True)
        with self._lock:
            self._threads.add(thread)
        thread.start()

    def wait_for_all(self, at_most_seconds: float) -> None:
        """Wait for the end of what runs now, each thread at most so long."""
        with self._lock:
            running = list(self._threads)
        for thread in running:
            thread.join(at_most_seconds)
