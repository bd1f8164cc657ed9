"""The timetable: each second what has come due is nudged, each minute the day is planned. One at a time holds the
lock.
"""

import signal
import threading
from collections.abc import Callable, Sequence

import structlog

from remote_cm.gateways.logging_setup import set_up_logging
from remote_cm.services.run_tick import ask_the_provider, nudge_what_is_due, run_tick
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.watch_ticks import watch_the_watch
from workers.aside import Aside
from workers.job_frame import surroundings

log = structlog.get_logger(__name__)

#: The lock that one timetable of all machines holds.
TIMETABLE_LOCK = 7_310_442_020
ROUND_SECONDS = 1.0


def keep_time(around: Surroundings, stop: threading.Event) -> None:
    """Hold the lock and make rounds until told to stop, or until the database is lost. Another holds it: return."""
    with around.database.held_alone(TIMETABLE_LOCK) as is_still_held:
        if is_still_held is None:
            return
        # Both wait for the provider, and no alert may wait for that.
        beside = (
            Aside("ask_the_provider", lambda: ask_the_provider(around)),
            Aside("watch_the_watch", lambda: watch_the_watch(around)),
        )
        try:
            _make_rounds(around, is_still_held, stop, beside)
        finally:
            for aside in beside:
                aside.wait()


def _make_rounds(
    around: Surroundings, is_still_held: Callable[[], bool], stop: threading.Event, beside: Sequence[Aside]
) -> None:
    ticked_in = None
    while is_still_held() and not stop.is_set():
        # Alerts first: a day that cannot be planned must not hold them up.
        nudge_what_is_due(around)
        # Counted on the programme's clock, so that a moved clock brings its ticks with it.
        minute = around.now().replace(second=0, microsecond=0)
        if minute != ticked_in:
            for aside in beside:
                aside.begin()
            run_tick(around)
            ticked_in = minute
        stop.wait(ROUND_SECONDS)


def main() -> None:
    """Keep time until told to stop; a broken round is logged and the next one tried."""
    set_up_logging()
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    while not stop.is_set():
        try:
            keep_time(surroundings(), stop)
        except Exception as broken:  # noqa: BLE001 - a stopped timetable is silence; the round is tried again
            log.error("timetable_round_failed", kind=type(broken).__name__)
        stop.wait(ROUND_SECONDS)


if __name__ == "__main__":
    main()
