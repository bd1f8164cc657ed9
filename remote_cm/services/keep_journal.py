"""Looks after this machine's journal while something waits in it: handles it as soon as the database answers, and
rings the emergency numbers for danger that has to wait.

The two never wait for each other: a database that is frozen holds a replay for as long as it likes.
"""

import threading
from collections.abc import Callable, Mapping

import structlog

from remote_cm.services.replay_journal import replay_journal
from remote_cm.services.ring_for_journal import WaitingDanger
from remote_cm.services.surroundings import Surroundings

log = structlog.get_logger(__name__)

ROUND_SECONDS = 1.0


class JournalKeeper:
    """Two threads of this process that look after the journal, from when they are woken.

    ``stays``: they go on looking when it is empty, as the watch does for what another process of the machine left
    behind; a web process leaves them until it has put something into it.
    """

    def __init__(self, around: Surroundings, *, stays: bool) -> None:
        self._around = around
        self._stays = stays
        self._lock = threading.Lock()
        self._running: set[str] = set()
        self._is_stopped = False
        self._rounds: Mapping[str, Callable[[], int]] = {
            "replay": lambda: replay_journal(around),
            "danger": WaitingDanger(around).ring_if_due,
        }
        self._news = {name: threading.Event() for name in self._rounds}

    def wake(self) -> None:
        """Something waits, or may wait: begin to look, at once. Returns at once."""
        for name, news in self._news.items():
            news.set()
            with self._lock:
                if name not in self._running:
                    self._running.add(name)
                    threading.Thread(target=self._go_on, args=(name,), name=f"journal-{name}", daemon=True).start()

    def stop(self) -> None:
        """Look no more, for good; what waits stays where it is."""
        self._is_stopped = True
        for news in self._news.values():
            news.set()

    def _go_on(self, name: str) -> None:
        last_failure = None
        while not self._is_over(name):
            self._news[name].clear()
            try:
                self._rounds[name]()
                last_failure = None
            except Exception as failure:  # noqa: BLE001 - the database is away, or the disk is: it is tried again
                kind = type(failure).__name__
                if kind != last_failure:
                    log.warning("journal_round_failed", round=name, kind=kind)
                last_failure = kind
            self._news[name].wait(ROUND_SECONDS)

    def _is_over(self, name: str) -> bool:
        """Leaving and being woken exclude each other, so that nothing is put in just when nobody looks any more."""
        with self._lock:
            if not self._is_stopped and (self._stays or self._around.journal.count_waiting()):
                return False
            self._running.discard(name)
            return True
