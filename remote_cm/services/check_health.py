"""Whether the service can do its work now, how old the last rounds are, and how much is wrong that people must mend."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.channels import list_paused_channels
from remote_cm.storage.database import Session
from remote_cm.storage.heartbeats import list_heartbeats
from remote_cm.storage.troubles import Troubles, count_troubles

TIMETABLE = "timetable"
WATCH = "watch"


@dataclass(frozen=True)
class Health:
    """What an operator must know. Ages are whole seconds, None when there was no round yet.

    ``provider_age_seconds``: since the provider last told us what it knows. ``troubles`` is None while the database is
    away. ``journal_waiting`` and ``journal_refused`` are what this machine keeps beside the database.
    """

    postgres: bool
    redis: bool
    tick_age_seconds: int | None
    watch_age_seconds: int | None
    provider_age_seconds: int | None
    paused_channels: tuple[str, ...]
    troubles: Troubles | None
    journal_waiting: int
    journal_refused: int
    is_ready: bool


@dataclass(frozen=True)
class _Records:
    """What the database says, in a fixed number of questions."""

    beats: dict[str, datetime]
    paused_channels: tuple[str, ...]
    troubles: Troubles


def check_health(around: Surroundings) -> Health:
    """Look at each dependency; never raises. The provider's state does not make us unready: we cannot mend it."""
    now = around.now()
    return _put_together(around, _look(around, now), now)


def health_without_records(around: Surroundings) -> Health:
    """The same where the database was asked and has not come back: it is not asked again."""
    return _put_together(around, None, around.now())


def _put_together(around: Surroundings, records: _Records | None, now: datetime) -> Health:
    redis = around.database.queue.is_answering()
    tick = _age(records.beats.get(TIMETABLE), now) if records else None
    is_fresh = tick is not None and tick <= around.policy.tasks.tick_alarm_seconds
    return Health(
        postgres=records is not None,
        redis=redis,
        tick_age_seconds=tick,
        watch_age_seconds=_age(records.beats.get(WATCH), now) if records else None,
        provider_age_seconds=_age(records.troubles.provider_asked_at, now) if records else None,
        paused_channels=records.paused_channels if records else (),
        troubles=records.troubles if records else None,
        journal_waiting=around.journal.count_waiting(),
        journal_refused=around.journal.count_refused(),
        is_ready=records is not None and redis and is_fresh,
    )


def find_stopped_timetable(around: Surroundings, session: Session) -> datetime | None:
    """When the timetable last finished a round, where that is too long ago: for the pages of supervisors.

    A service that was never in use has no such moment.
    """
    last_at = list_heartbeats(session).get(TIMETABLE)
    patience = timedelta(seconds=around.policy.tasks.tick_alarm_seconds)
    return last_at if last_at is not None and around.now() - last_at > patience else None


def _look(around: Surroundings, now: datetime) -> _Records | None:
    if not around.database.is_answering():
        return None
    policy = around.policy
    day = now.astimezone(around.zone).date()
    try:
        with around.database.unit_of_work() as work:
            return _Records(
                beats=dict(list_heartbeats(work.session)),
                paused_channels=tuple(pause.channel.value for pause in list_paused_channels(work.session)),
                troubles=count_troubles(
                    work.session,
                    now=now,
                    day_began_at=datetime.combine(day, time(), around.zone),
                    owed_before=now - timedelta(seconds=policy.messages.late_after_seconds),
                    climbed_before=now - timedelta(seconds=policy.reliability.alert_overdue_seconds),
                ),
            )
    except Exception:  # noqa: BLE001 - it answered a moment ago and does not any more, or was never migrated
        return None


def _age(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else max(0, int((now - moment).total_seconds()))
