"""How long what a provider tells us may take, and where it is kept when it cannot be handled in that time.

Everything that asks the database runs beside the request, which goes on without it after its time: the provider waits
for nobody, and a caller hears silence meanwhile. What is left behind so may still be done later, and once more from the
journal; each use case bears that, since a provider repeats itself too.
"""

import time
from collections.abc import Callable
from typing import TypeVar, cast

import structlog
from flask import Flask, current_app, request

from remote_cm.domain.vocabulary import FoundBy
from remote_cm.gateways.deadline_pool import DeadlinePool
from remote_cm.ports import JournalRecord
from remote_cm.services.journal_records import FROM_A_SENDER, handle_record, read_inbound, record_of
from remote_cm.services.keep_journal import JournalKeeper
from remote_cm.services.keep_unhandled import keep_unhandled
from remote_cm.services.receive_ring import InboundRing
from remote_cm.services.receive_text import InboundText
from remote_cm.services.record_bridge_status import LegNews
from remote_cm.services.record_delivery import DeliveryNews
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import means_database_away

log = structlog.get_logger(__name__)

T = TypeVar("T")

#: As many as there are connections to spare: what is held up beyond that would only be held up once more.
MOST_AT_ONCE = 8

_EXTENSION = "remote_cm_intake"


class Intake:
    """What all webhooks of this process share: the threads that may be held up, and who looks after the journal."""

    def __init__(self, around: Surroundings) -> None:
        self._journal = around.journal
        self._pool = DeadlinePool(MOST_AT_ONCE)
        self._keeper = JournalKeeper(around, stays=False)
        if self._journal.count_waiting():
            self._keeper.wake()

    def stop(self) -> None:
        """Look after the journal no more: the process ends."""
        self._keeper.stop()

    def within(self, seconds: float, act: Callable[[], T]) -> T:
        """What ``act`` returns or raises. Raises TooSlow when it takes longer, and lets it go on by itself."""
        return self._pool.run(seconds, act)

    def take_in(
        self, around: Surroundings, what: InboundText | InboundRing | DeliveryNews | LegNews, seconds: float
    ) -> bool:
        """True once it is committed, or safely in the journal; False when neither can be had now.

        While this machine still has something in its journal, everything goes there: what somebody sends now must not
        go before what they sent a moment ago.
        """
        ends = time.monotonic() + seconds
        place = self._journal.take_place()
        record = record_of(what, around.now())
        if self._journal.count_waiting() or not self._is_handled(around, record, ends):
            return self.keep(place, record)
        return True

    def keep(self, place: str, record: JournalRecord) -> bool:
        """Put a record into the journal; False when it cannot be written."""
        try:
            self._journal.keep(place, record)
        except OSError as failure:
            log.error("journal_not_written", kind=type(failure).__name__)
            return False
        self._keeper.wake()
        return True

    def _is_handled(self, around: Surroundings, record: JournalRecord, ends: float) -> bool:
        """True once it is done, or, where it failed for another reason than the database, kept for people."""
        try:
            self._run_until(ends, lambda: handle_record(around, record, FoundBy.WEBHOOK))
        except Exception as failure:  # noqa: BLE001 - sorted and logged, and what came in is kept in any case
            if is_database_away(failure) or record.kind not in FROM_A_SENDER:
                return False
        else:
            return True
        try:
            self._run_until(ends, lambda: keep_unhandled(around, read_inbound(record, FoundBy.WEBHOOK)))
        except Exception as failure:  # noqa: BLE001 - as above
            is_database_away(failure)
            return False
        return True

    def _run_until(self, ends: float, act: Callable[[], None]) -> None:
        self._pool.run(max(0.0, ends - time.monotonic()), act)


def is_database_away(failure: Exception) -> bool:
    """Whether a failure is the database's; logged as such, and with all that is known of it where it is ours."""
    is_away = means_database_away(failure)
    if is_away:
        log.warning("database_away", kind=type(failure).__name__)
    else:
        log.error("webhook_failed", route=str(request.url_rule), exc_info=failure)
    return is_away


def set_up_intake(app: Flask, around: Surroundings) -> None:
    """Tie the intake to an app, once, when it is made."""
    app.extensions[_EXTENSION] = Intake(around)


def intake() -> Intake:
    """The intake of this process."""
    return cast(Intake, current_app.extensions[_EXTENSION])
