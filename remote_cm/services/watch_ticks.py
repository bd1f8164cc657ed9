"""Sees that a process which must not stop has stopped, and rings the emergency numbers, without that process.

The watch looks at the timetable, and the timetable at the watch.
"""

from datetime import timedelta

import structlog

from remote_cm.services.check_health import TIMETABLE, WATCH
from remote_cm.services.ring_emergency import EmergencyReason, ring_emergency_numbers
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session
from remote_cm.storage.heartbeats import list_heartbeats
from remote_cm.storage.stopped_processes import claim_alarm, forget_stopped, note_heard, note_rung, note_stopped

log = structlog.get_logger(__name__)

_REASONS = {TIMETABLE: EmergencyReason.TIMETABLE_STOPPED, WATCH: EmergencyReason.WATCH_STOPPED}


def watch_ticks(around: Surroundings) -> int:
    """Ring everybody when the timetable has not finished a round for too long; return how many were reached.

    Of several watches that look at the same moment one rings. Raises when the database is away, which has an alarm of
    its own.
    """
    return _look_after(around, TIMETABLE)


def watch_the_watch(around: Surroundings) -> int:
    """The same for the watch, by the timetable."""
    return _look_after(around, WATCH)


def note_alarm_heard(around: Surroundings, reference: str) -> None:
    """Somebody who was rung for a stopped process pressed the key; ``reference`` is the one that came with it."""
    if reference in _REASONS:
        with around.database.unit_of_work() as work:
            note_heard(work.session, reference, around.now())
            work.commit()


def _look_after(around: Surroundings, name: str) -> int:
    with around.database.unit_of_work() as work:
        is_stopped = _is_stopped(around, work.session, name)
        rings = is_stopped and _takes_round(around, work.session, name)
        work.commit()
    if not rings:
        return 0
    log.error("process_stopped", name=name)
    reached = ring_emergency_numbers(around, _REASONS[name], name)
    if reached:
        with around.database.unit_of_work() as work:
            note_rung(work.session, name, around.now())
            work.commit()
    return reached


def _is_stopped(around: Surroundings, session: Session, name: str) -> bool:
    """One that never finished a round is counted from when it was first missed. Any other has to be missed in two
    looks, since a clock that is moved makes every round look old until the next one.
    """
    now = around.now()
    last_at = list_heartbeats(session).get(name)
    patience = timedelta(seconds=around.policy.tasks.tick_alarm_seconds)
    if last_at is not None and now - last_at <= patience:
        if forget_stopped(session, name):
            log.info("process_works_again", name=name)
        return False
    missed_for = now - note_stopped(session, name, now)
    if last_at is None:
        return missed_for > patience
    return missed_for >= timedelta(seconds=around.policy.reliability.emergency_after_seconds)


def _takes_round(around: Surroundings, session: Session, name: str) -> bool:
    policy, now = around.policy.reliability, around.now()
    return claim_alarm(
        session,
        name,
        now,
        rung_before=now - timedelta(minutes=policy.emergency_again_minutes),
        claimed_before=now - timedelta(seconds=policy.emergency_claim_seconds),
        heard_before=now - timedelta(minutes=policy.heard_again_minutes),
    )
