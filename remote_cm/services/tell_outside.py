"""Tells somebody outside that all is well, while it is; their alarm is that they hear nothing."""

from datetime import datetime, timedelta

import structlog

from remote_cm.services.check_health import TIMETABLE
from remote_cm.services.ladder_audit import find_overslept_alerts
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.heartbeats import list_heartbeats

log = structlog.get_logger(__name__)


class OutsideWord:
    """What one watch says to the address outside, and when it last did."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._said_at: datetime | None = None

    def say_if_due(self) -> bool:
        """Say that all is well, when that is due and true; True when it was heard.

        All is well while the timetable has finished a round lately and no alert is behind its clock. Whatever is wrong
        is logged, by the ids of alerts. Raises when the database is away, and says nothing then.
        """
        heartbeat = self._around.outside_heartbeat
        if heartbeat is None or not self._is_due():
            return False
        # Noted before it is known to be well, so that a fault is not written to the log in every round.
        self._said_at = self._around.now()
        return self._is_well() and heartbeat.ping()

    def _is_due(self) -> bool:
        every = timedelta(seconds=self._around.policy.reliability.heartbeat_every_seconds)
        now = self._around.now()
        return self._said_at is None or not timedelta() <= now - self._said_at < every

    def _is_well(self) -> bool:
        overslept = find_overslept_alerts(self._around)
        if overslept:
            log.error("alerts_behind_their_clock", alerts=[str(alert_id) for alert_id in overslept])
        is_fresh = self._has_fresh_tick()
        if not is_fresh:
            log.error("outside_not_told", reason="timetable_stopped")
        return is_fresh and not overslept

    def _has_fresh_tick(self) -> bool:
        with self._around.database.unit_of_work() as work:
            last_at = list_heartbeats(work.session).get(TIMETABLE)
        patience = timedelta(seconds=self._around.policy.tasks.tick_alarm_seconds)
        return last_at is not None and self._around.now() - last_at <= patience
