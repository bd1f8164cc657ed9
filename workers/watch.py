"""The watch: looks at what is owed in the database and does itself what is urgent and late, also when Redis is gone."""

import signal
import threading

import structlog

from remote_cm.gateways.logging_setup import set_up_logging
from remote_cm.services.run_tick import do_what_is_late
from workers.job_frame import surroundings

log = structlog.get_logger(__name__)

ROUND_SECONDS = 5.0


def main() -> None:
    """Watch until told to stop; a broken round is logged and the next one tried."""
    set_up_logging()
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    while not stop.is_set():
        try:
            do_what_is_late(surroundings())
        except Exception as broken:  # noqa: BLE001 - a stopped watch is silence; the round is tried again
            log.error("watch_round_failed", kind=type(broken).__name__)
        stop.wait(ROUND_SECONDS)


if __name__ == "__main__":
    main()
