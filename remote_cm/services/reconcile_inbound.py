"""Asks the provider what came to our number, and takes in what its webhooks lost on their way (twilio notes §1.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from remote_cm.domain.vocabulary import FoundBy
from remote_cm.ports import PastRing, PastText
from remote_cm.services.keep_unhandled import keep_unhandled
from remote_cm.services.receive_ring import InboundRing, receive_ring
from remote_cm.services.receive_text import InboundText, receive_text
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import means_database_away
from remote_cm.storage.reconciliation import begin_to_ask, list_known_ids, move_mark

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Window:
    """From when to when the provider is asked."""

    since: datetime
    until: datetime


def reconcile_inbound(around: Surroundings, *, after_start: bool = False) -> int:
    """Take in what came to our number and never reached us; return how much that was.

    Done only when it is due, by one process at a time; ``after_start`` at once and up to this very moment, since nobody
    was there to take what came before. The mark up to which the provider was asked moves on only after
    everything before it was taken in: a failure, or being killed on the way, means that the same is asked again. What
    was taken in twice, here and by a late webhook, is once. Raises ProviderError, or what means that the database is
    away.
    """
    window = _begin(around, after_start=after_start)
    if window is None:
        return 0
    history = around.inbound_history
    came: list[PastText | PastRing] = [*history.list_texts(window.since), *history.list_rings(window.since)]
    missed = _missed(around, sorted((one for one in came if one.received_at <= window.until), key=_came_at))
    for one in missed:
        _take_in(around, _as_inbound(history.provider, one))
    with around.database.unit_of_work() as work:
        move_mark(work.session, history.provider, window.until, around.now())
        work.commit()
    if missed:
        log.warning("found_at_the_provider", events=len(missed), looked_at=len(came))
    return len(missed)


def _begin(around: Surroundings, *, after_start: bool) -> _Window | None:
    """Take this round. What is very new is left to its webhook, which may be on its way."""
    policy, now = around.policy.reliability, around.now()
    every = timedelta() if after_start else timedelta(minutes=policy.reconcile_every_minutes)
    leaves = timedelta() if after_start else timedelta(seconds=policy.reconcile_leaves_seconds)
    with around.database.unit_of_work() as work:
        mark = begin_to_ask(work.session, around.inbound_history.provider, now, every)
        work.commit()
    if mark is None:
        return None
    until = now - leaves
    if mark.asked_up_to is None:
        return _Window(now - timedelta(hours=policy.reconcile_first_hours), until)
    # A mark of the future would leave out what came since.
    asked_up_to = min(mark.asked_up_to, until)
    return _Window(asked_up_to - timedelta(minutes=policy.reconcile_overlap_minutes), until)


def _came_at(one: PastText | PastRing) -> datetime:
    return one.received_at


def _missed(around: Surroundings, came: Sequence[PastText | PastRing]) -> list[PastText | PastRing]:
    """What never reached us, in the order in which it came."""
    with around.database.unit_of_work() as work:
        ids = {one.provider_id for one in came}
        known = list_known_ids(work.session, around.inbound_history.provider, ids)
    return [one for one in came if one.provider_id not in known]


def _as_inbound(provider: str, one: PastText | PastRing) -> InboundText | InboundRing:
    came_at, found_by = one.received_at, FoundBy.RECONCILIATION
    if isinstance(one, PastText):
        return InboundText(provider, one.provider_id, one.sender, one.body, came_at, found_by)
    return InboundRing(provider, one.provider_id, one.sender, came_at, found_by)


def _take_in(around: Surroundings, what: InboundText | InboundRing) -> None:
    """Handle one. What cannot be handled is kept for people and for the sweep, and holds nothing else up."""
    try:
        if isinstance(what, InboundText):
            receive_text(around, what)
        else:
            receive_ring(around, what)
    except Exception as failure:
        if means_database_away(failure):
            raise
        log.exception("found_event_failed", provider_id=what.provider_id)
        keep_unhandled(around, what)
