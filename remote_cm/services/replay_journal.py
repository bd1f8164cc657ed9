"""Handles what waited in this machine's journal once the database is back: danger first, each sender's in order."""

from dataclasses import dataclass, field

import structlog

from remote_cm.domain.emergency import NOTHING_NOTED
from remote_cm.domain.refusal import NotFound
from remote_cm.domain.vocabulary import FoundBy
from remote_cm.ports import JournalKind, JournalRecord, Unreadable
from remote_cm.services.journal_records import FROM_A_SENDER, handle_record, read_inbound
from remote_cm.services.keep_unhandled import keep_unhandled
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.urgent_records import find_second_rings, sender_of, tells_of_danger
from remote_cm.storage.database import means_database_away

log = structlog.get_logger(__name__)

#: After so many records the journal is looked at anew: danger that came meanwhile goes before the rest.
LOOK_AGAIN_AFTER = 50


@dataclass
class _Round:
    """What one process does while it holds the journal alone. ``records`` is what it has read and not settled yet,
    ``danger`` which of them tell of danger, and ``stuck`` what it could not handle this time.
    """

    handled: int = 0
    records: dict[str, JournalRecord] = field(default_factory=dict)
    danger: set[str] = field(default_factory=set)
    stuck: set[str] = field(default_factory=set)
    stuck_senders: set[str | None] = field(default_factory=set)


def replay_journal(around: Surroundings) -> int:
    """Handle what waits, and return how many records were. One process of the machine does it at a time.

    A record leaves the journal only after its commit, so that being killed here loses nothing and doubles nothing.
    Raises when the database goes away meanwhile, with the rest left where it is.
    """
    if not around.database.is_answering():
        return 0
    with around.journal.held_alone() as is_mine:
        if not is_mine:
            return 0
        done = _Round()
        while _replay_some(around, done):
            pass
        if not around.journal.count_waiting():
            # Whatever comes in the next outage is rung for at once.
            around.journal.change_note(lambda _: NOTHING_NOTED)
        return done.handled


def _replay_some(around: Surroundings, done: _Round) -> bool:
    """Handle the next records in their order; False when none is left but what is stuck."""
    _read_new(around, done)
    for place in _in_order(around, done)[:LOOK_AGAIN_AFTER]:
        record = done.records.pop(place)
        sender = sender_of(record)
        if sender is not None and sender in done.stuck_senders:
            # What this sender sent later does not go before what they sent first.
            done.stuck.add(place)
        elif _is_settled(around, place, record):
            around.journal.remove(place)
            done.handled += 1
        else:
            done.stuck.add(place)
            done.stuck_senders.add(sender)
    return bool(done.records) or _read_new(around, done)


def _read_new(around: Surroundings, done: _Round) -> bool:
    """Read what came since the last look, each record once; False when there was nothing."""
    known = done.stuck | done.records.keys()
    new = [place for place in around.journal.list_waiting() if place not in known]
    for place in new:
        try:
            record = done.records[place] = around.journal.read(place)
        except FileNotFoundError:
            continue
        except Unreadable:
            log.error("journal_record_unreadable", place=place)
            around.journal.refuse(place)
            continue
        if tells_of_danger(around, record):
            done.danger.add(place)
    return bool(new)


def _in_order(around: Surroundings, done: _Round) -> list[str]:
    """Pressed keys, which stop a ladder, then the senders who tell of danger, then the others, then reports."""
    records = done.records
    urgent = {sender_of(records[place]) for place in done.danger & records.keys()}
    urgent |= {sender_of(records[place]) for place in find_second_rings(around, records)}

    def rank(place: str) -> tuple[int, str]:
        record = records[place]
        if record.kind is JournalKind.KEY:
            return 0, place
        if record.kind not in FROM_A_SENDER:
            return 3, place
        return (1 if sender_of(record) in urgent else 2), place

    return sorted(records, key=rank)


def _is_settled(around: Surroundings, place: str, record: JournalRecord) -> bool:
    """True when the record may leave the journal. Raises only when the database is away."""
    try:
        handle_record(around, record, FoundBy.JOURNAL)
    except NotFound:
        log.info("journal_record_about_nothing", place=place, kind=record.kind.value)
    except Exception as failure:
        if means_database_away(failure):
            raise
        log.exception("journal_record_failed", place=place, kind=record.kind.value)
        return _is_kept_otherwise(around, place, record)
    return True


def _is_kept_otherwise(around: Surroundings, place: str, record: JournalRecord) -> bool:
    if record.kind not in FROM_A_SENDER:
        around.journal.refuse(place)
        return True
    try:
        keep_unhandled(around, read_inbound(record, FoundBy.JOURNAL))
    except Exception as failure:
        if means_database_away(failure):
            raise
        log.exception("journal_record_not_kept", place=place)
        return False
    return True
