"""The watch: looks at what is owed in the database and does itself what is urgent and late, also when Redis is gone."""

import signal
import threading

import structlog

from remote_cm.gateways.logging_setup import set_up_logging
from remote_cm.services.keep_journal import JournalKeeper
from remote_cm.services.run_tick import do_what_is_late
from remote_cm.services.tell_outside import OutsideWord
from remote_cm.services.watch_ticks import watch_ticks
from workers.aside import Aside
from workers.job_frame import surroundings

log = structlog.get_logger(__name__)

ROUND_SECONDS = 5.0


def main() -> None:
    """Watch until told to stop; a broken round is logged and the next one tried."""
    set_up_logging()
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    # Beside the rounds: what they ask the database for may hold them up for as long as it is frozen.
    journal = JournalKeeper(surroundings(), stays=True)
    journal.wake()
    word = OutsideWord(surroundings())
    # Beside them too: they wait for the provider, and for an address outside.
    beside = (
        Aside("watch_ticks", lambda: watch_ticks(surroundings())),
        Aside("tell_outside", word.say_if_due),
    )
    while not stop.is_set():
        for aside in beside:
            aside.begin()
        try:
            do_what_is_late(surroundings())
        except Exception as broken:  # noqa: BLE001 - a stopped watch is silence; the round is tried again
            log.error("watch_round_failed", kind=type(broken).__name__)
        stop.wait(ROUND_SECONDS)
    journal.stop()
    for aside in beside:
        aside.wait()


if __name__ == "__main__":
    main()
