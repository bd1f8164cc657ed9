"""Whether the service can do its work now: the database, the queue, and how old the last rounds are."""

from dataclasses import dataclass
from datetime import datetime

from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.heartbeats import list_heartbeats

TIMETABLE = "timetable"
WATCH = "watch"


@dataclass(frozen=True)
class Health:
    """What an operator must know. Ages are whole seconds, None when there was no round yet."""

    postgres: bool
    redis: bool
    tick_age_seconds: int | None
    watch_age_seconds: int | None
    is_ready: bool


def check_health(around: Surroundings) -> Health:
    """Look at each dependency; never raises. The provider's state does not make us unready: we cannot mend it."""
    postgres = around.database.is_answering()
    beats = _heartbeats(around) if postgres else {}
    now = around.now() if postgres else None
    tick = _age(beats.get(TIMETABLE), now)
    redis = around.database.queue.is_answering()
    is_fresh = tick is not None and tick <= around.policy.tasks.tick_alarm_seconds
    return Health(
        postgres=postgres,
        redis=redis,
        tick_age_seconds=tick,
        watch_age_seconds=_age(beats.get(WATCH), now),
        is_ready=postgres and redis and is_fresh,
    )


def _heartbeats(around: Surroundings) -> dict[str, datetime]:
    with around.database.unit_of_work() as work:
        return dict(list_heartbeats(work.session))


def _age(beat: datetime | None, now: datetime | None) -> int | None:
    if beat is None or now is None:
        return None
    return max(0, int((now - beat).total_seconds()))
