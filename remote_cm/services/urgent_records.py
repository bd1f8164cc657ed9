"""Which records of the journal may tell of danger: a text by its words, two rings of one number within minutes.

Nobody knows the sender while the database is away, so each is taken for a volunteer's.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise

from remote_cm.ports import JournalKind, JournalRecord
from remote_cm.services.hear_danger import hear_alarm
from remote_cm.services.surroundings import Surroundings


def tells_of_danger(around: Surroundings, record: JournalRecord) -> bool:
    """Whether the words of a text may tell of danger or ask for help."""
    is_text = record.kind is JournalKind.TEXT
    return is_text and hear_alarm(around, str(record.fields["body"]), is_volunteer=True) is not None


def sender_of(record: JournalRecord) -> str | None:
    """Whose order a record stands in, by the number as it was shown; None for what has no sender."""
    sender = record.fields.get("sender")
    return str(sender) if sender else None


def find_second_rings(around: Surroundings, records: Mapping[str, JournalRecord]) -> set[str]:
    """The places of rings that came shortly after another one of the same number."""
    by_sender = defaultdict(list)
    for place in sorted(records):
        if records[place].kind is JournalKind.RING:
            by_sender[sender_of(records[place])].append(place)
    within = timedelta(minutes=around.policy.grammar.urgent_flash_minutes)
    return {
        later
        for places in by_sender.values()
        for earlier, later in pairwise(places)
        if records[later].came_at - records[earlier].came_at <= within
    }
