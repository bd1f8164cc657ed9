"""A web process that has started asks the provider what came while nobody was there to take it.

A text that meets a closed door is tried again within seconds and then given up; what it says must not wait for the next
round of the timetable, since the promise for danger is a minute.
"""

import threading

import structlog

from remote_cm.services.reconcile_inbound import reconcile_inbound
from remote_cm.services.surroundings import Surroundings

log = structlog.get_logger(__name__)


def begin_to_ask_after_start(around: Surroundings) -> threading.Thread:
    """Ask at once, and once more a little later, beside whatever the process does. Returns at once.

    What cannot be asked now is asked by the timetable, as always.
    """
    asking = threading.Thread(target=_ask_twice, args=(around,), name="ask-after-start", daemon=True)
    asking.start()
    return asking


def _ask_twice(around: Surroundings) -> None:
    _ask(around)
    threading.Event().wait(around.policy.reliability.reconcile_after_start_seconds)
    _ask(around)


def _ask(around: Surroundings) -> None:
    try:
        reconcile_inbound(around, after_start=True)
    except Exception as failure:  # noqa: BLE001 - the provider or the database is away: the timetable asks later
        log.warning("not_asked_after_start", kind=type(failure).__name__)
