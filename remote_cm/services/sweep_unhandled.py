"""Tries again what came in and could not be handled, in the order in which it came, with growing pauses between."""

import uuid
from datetime import timedelta

import structlog

from remote_cm.services.identify_sender import identify_sender
from remote_cm.services.receive_ring import act_on_ring
from remote_cm.services.receive_text import act_on_text
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session, means_database_away
from remote_cm.storage.inbound import (
    find_event,
    list_failed_tasks,
    list_unhandled_ids,
    lock_sender,
    take_unhandled,
)
from remote_cm.storage.tables.inbound import EventKind, InboundEvent

log = structlog.get_logger(__name__)


def sweep_unhandled(around: Surroundings) -> int:
    """Try everything whose pause is over; return how many could be handled. One that fails keeps no other waiting.

    Done twice, or by several processes at once, each event is handled once. Raises when the database is away.
    """
    with around.database.unit_of_work() as work:
        event_ids = list_unhandled_ids(work.session, around.now(), around.policy.tasks.sweep_limit)
    return sum(_is_handled(around, event_id) for event_id in event_ids)


def _is_handled(around: Surroundings, event_id: uuid.UUID) -> bool:
    try:
        return _handle(around, event_id)
    except Exception as failure:
        if means_database_away(failure):
            raise
        log.exception("event_still_unhandled", event_id=str(event_id))
    _pause(around, event_id)
    return False


def _handle(around: Surroundings, event_id: uuid.UUID) -> bool:
    with around.database.unit_of_work() as work:
        event = _take(work.session, event_id)
        if event is None:
            return False
        sender = identify_sender(around, work.session, event.sender_number)
        event.sender_kind, event.sender_fingerprint = sender.kind, sender.fingerprint
        event.staff_id = sender.staff.id if sender.staff is not None else None
        act = act_on_text if event.kind is EventKind.TEXT else act_on_ring
        act(around, work, event, sender)
        for task in list_failed_tasks(work.session, event.id):
            task.done_at = around.now()
        work.commit()
    return True


def _take(session: Session, event_id: uuid.UUID) -> InboundEvent | None:
    """The event, with its sender held first, as everything that comes in does it: two that wait for each other would
    wait for ever.
    """
    event = find_event(session, event_id)
    if event is not None and event.sender_fingerprint is not None:
        lock_sender(session, event.sender_fingerprint)
    return take_unhandled(session, event_id)


def _pause(around: Surroundings, event_id: uuid.UUID) -> None:
    policy = around.policy.reliability
    with around.database.unit_of_work() as work:
        event = take_unhandled(work.session, event_id)
        if event is None:
            return
        # The exponent is bounded, or a number without meaning would be made of many tries.
        minutes = policy.unhandled_again_minutes * 2 ** min(event.tries, 20)
        event.tries += 1
        event.try_after = around.now() + timedelta(minutes=min(minutes, policy.unhandled_pause_at_most_minutes))
        work.commit()
