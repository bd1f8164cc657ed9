"""What a process does beside its rounds, since it waits for somebody outside who may take their time."""

import threading
from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)

#: How long the end of a process waits for what is still under way.
LAST_WORD_SECONDS = 2.0


class Aside:
    """Runs one thing beside the rounds, never twice at a time; whatever goes wrong in it is logged."""

    def __init__(self, name: str, act: Callable[[], object]) -> None:
        self._name = name
        self._act = act
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Begin, unless it is still under way from before. Returns at once."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def wait(self, seconds: float = LAST_WORD_SECONDS) -> None:
        """Wait until it is done, for so many seconds at most."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            self._act()
        except Exception as broken:  # noqa: BLE001 - it is begun again in a later round
            log.error("aside_failed", name=self._name, kind=type(broken).__name__)
