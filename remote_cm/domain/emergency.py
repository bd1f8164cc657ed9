"""When the emergency numbers are rung because danger waits in the journal: at once, then spaced, until a key is
pressed.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True)
class EmergencyNote:
    """What this machine has noted of the emergency: aware moments, or None.

    ``claimed_at`` is when somebody began to ring, ``rung_at`` when a phone was last handed to the provider, and
    ``pressed_at`` when a person pressed the key that says that they know.
    """

    claimed_at: datetime | None = None
    rung_at: datetime | None = None
    pressed_at: datetime | None = None


NOTHING_NOTED = EmergencyNote()


@dataclass(frozen=True)
class EmergencySpacing:
    """``again``: how long after one round the next may begin. ``claim``: how long a round that was begun is left to
    whoever began it; they may have been killed before anybody was rung.
    """

    again: timedelta
    claim: timedelta


def may_begin_round(note: EmergencyNote, newest_danger_at: datetime, now: datetime, spacing: EmergencySpacing) -> bool:
    """Whether everybody is rung now for danger, the newest of which came at ``newest_danger_at``.

    A pressed key quiets what had come before it, and nothing that came after it.
    """
    if note.pressed_at is not None and newest_danger_at <= note.pressed_at:
        return False
    is_done = note.claimed_at is None or (note.rung_at is not None and note.rung_at >= note.claimed_at)
    if not is_done and _is_recent(note.claimed_at, now, spacing.claim):
        return False
    # What came after somebody had pressed is not known to them, and does not wait for the next round.
    was_answered = note.pressed_at is not None and note.rung_at is not None and note.rung_at <= note.pressed_at
    return was_answered or not _is_recent(note.rung_at, now, spacing.again)


def _is_recent(moment: datetime | None, now: datetime, within: timedelta) -> bool:
    """A moment to come was written by a clock that went wrong, and holds nobody up."""
    return moment is not None and now - within < moment <= now


def with_round_begun(note: EmergencyNote, now: datetime) -> EmergencyNote:
    """Somebody begins to ring."""
    return replace(note, claimed_at=now)


def with_round_done(note: EmergencyNote, now: datetime) -> EmergencyNote:
    """At least one phone was handed to the provider."""
    return replace(note, rung_at=now)


def with_key_pressed(note: EmergencyNote, now: datetime) -> EmergencyNote:
    """A person knows."""
    return replace(note, pressed_at=now)
