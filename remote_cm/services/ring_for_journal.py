"""Rings the emergency numbers for danger that waits in this machine's journal, since nobody else can be found now."""

from datetime import datetime, timedelta

import structlog

from remote_cm.domain.emergency import (
    NOTHING_NOTED,
    EmergencyNote,
    EmergencySpacing,
    may_begin_round,
    with_key_pressed,
    with_round_begun,
    with_round_done,
)
from remote_cm.ports import JournalRecord, Unreadable
from remote_cm.services.ring_emergency import EmergencyReason, ring_emergency_numbers
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.urgent_records import find_second_rings, tells_of_danger

log = structlog.get_logger(__name__)

#: The reference of these calls; the key that is pressed in one of them stops them.
REFERENCE = "journal"


class WaitingDanger:
    """Looks at the journal again and again. Remembers what it has read, so that a look costs what is new."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._records: dict[str, JournalRecord] = {}
        self._spoken: set[str] = set()
        self._noted_here = NOTHING_NOTED

    def ring_if_due(self) -> int:
        """Ring everybody when danger has waited for long enough and a round is due; return how many were reached.

        Of several processes that look at the same time one begins; one that was killed meanwhile is followed by
        another. Raises OSError when the journal cannot be looked into.
        """
        self._look()
        urgent = self._spoken | find_second_rings(self._around, self._records)
        waited = [came_at for came_at in (self._records[place].came_at for place in urgent) if self._is_old(came_at)]
        if not waited or not self._begins(max(waited)):
            return 0
        reached = ring_emergency_numbers(self._around, EmergencyReason.RECORDS_AWAY, REFERENCE)
        if reached:
            self._noted_here = note_round_done(self._around, self._noted_here)
        return reached

    def _look(self) -> None:
        journal = self._around.journal
        places = journal.list_waiting()
        gone = self._records.keys() - set(places)
        self._spoken -= gone
        for place in gone:
            del self._records[place]
        for place in places:
            if place not in self._records:
                self._read(place)

    def _read(self, place: str) -> None:
        try:
            record = self._around.journal.read(place)
        except (Unreadable, FileNotFoundError):
            return
        self._records[place] = record
        if tells_of_danger(self._around, record):
            self._spoken.add(place)

    def _is_old(self, came_at: datetime) -> bool:
        """A moment that is still to come was written by a clock that is wrong: it has waited for long enough too."""
        fresh = timedelta(seconds=self._around.policy.reliability.emergency_after_seconds)
        return not timedelta() <= self._around.now() - came_at < fresh

    def _begins(self, newest_danger_at: datetime) -> bool:
        """Take the next round for this process. A note that cannot be written is kept in mind instead."""
        around, now = self._around, self._around.now()
        begins = False

        def begin(note: EmergencyNote) -> EmergencyNote:
            nonlocal begins
            begins = may_begin_round(note, newest_danger_at, now, _spacing(around))
            return with_round_begun(note, now) if begins else note

        try:
            self._noted_here = around.journal.change_note(begin)
        except OSError:
            log.error("emergency_note_not_written")
            self._noted_here = begin(self._noted_here)
        return begins


def note_key_pressed(around: Surroundings) -> None:
    """A person who was rung says that they know. A note that cannot be written means that they are rung again."""
    now = around.now()
    try:
        around.journal.change_note(lambda note: with_key_pressed(note, now))
    except OSError:
        log.error("emergency_note_not_written")


def note_round_done(around: Surroundings, known: EmergencyNote) -> EmergencyNote:
    """At least one phone was reached. ``known`` is what this process has in mind, where nothing can be written."""
    now = around.now()
    try:
        return around.journal.change_note(lambda note: with_round_done(note, now))
    except OSError:
        log.error("emergency_note_not_written")
        return with_round_done(known, now)


def _spacing(around: Surroundings) -> EmergencySpacing:
    policy = around.policy.reliability
    return EmergencySpacing(
        again=timedelta(minutes=policy.emergency_again_minutes),
        claim=timedelta(seconds=policy.emergency_claim_seconds),
    )
