"""How a duty went: most are simply done, some have an answer that decides what happens next."""

from collections.abc import Mapping
from enum import StrEnum

from remote_cm.domain.task_kinds import TaskKind


class TaskOutcome(StrEnum):
    """What a person says about a task when they are done with it."""

    DONE = "done"
    SEEN_WELL = "seen_well"
    WORRYING = "worrying"
    NOT_FOUND = "not_found"
    WAY_FOUND = "way_found"
    NO_WAY_FOUND = "no_way_found"
    VERIFIED = "verified"
    NOT_VERIFIED = "not_verified"
    FOUND_OUT = "found_out"
    NOT_FOUND_OUT = "not_found_out"
    KEEP_LOOKING = "keep_looking"
    BELIEVED_GONE = "believed_gone"

    @property
    def is_seen(self) -> bool:
        """True when the child, or the volunteer, was seen or heard of."""
        return self in (TaskOutcome.SEEN_WELL, TaskOutcome.WORRYING)


_SEEN = (TaskOutcome.SEEN_WELL, TaskOutcome.WORRYING, TaskOutcome.NOT_FOUND)
_VERIFIED = (TaskOutcome.VERIFIED, TaskOutcome.NOT_VERIFIED)

_CHOICES: Mapping[TaskKind, tuple[TaskOutcome, ...]] = {
    TaskKind.SAFE_ADULT_ASKED: (TaskOutcome.WAY_FOUND, TaskOutcome.WORRYING, TaskOutcome.NO_WAY_FOUND),
    TaskKind.EYES_ON: _SEEN,
    TaskKind.VOLUNTEER_VISIT: _SEEN,
    TaskKind.LOST_NUMBER: _VERIFIED,
    TaskKind.NUMBER_NOT_THEIRS: _VERIFIED,
    TaskKind.POSSIBLE_DISCOVERY: (TaskOutcome.NOT_FOUND_OUT, TaskOutcome.FOUND_OUT),
    TaskKind.CLOSURE_GROUND: (TaskOutcome.KEEP_LOOKING, TaskOutcome.BELIEVED_GONE),
    TaskKind.VOLUNTEER_SILENT: _SEEN,
    TaskKind.DEBRIEF_TRY: _SEEN,
    TaskKind.ASK_AFTER_VOLUNTEER: _SEEN,
    TaskKind.WELFARE_CHECK: _SEEN,
}

DONE_BY_ITSELF = frozenset({TaskKind.OVERRIDE_ASKED, TaskKind.CHILD_TO_TELL})
"""Duties that are done by what they ask for, in its own place, and that nobody just ticks off."""

SAW_SOMEBODY = frozenset(kind for kind, choices in _CHOICES.items() if choices is _SEEN)
"""Duties whose answer *seen* says that the child, or the volunteer, was seen or heard of."""


def choices_of(kind: TaskKind) -> tuple[TaskOutcome, ...]:
    """What can be said about a task of this kind when it is done; a kind that only can be done has one, and one that is
    done by itself none.
    """
    return () if kind in DONE_BY_ITSELF else _CHOICES.get(kind, (TaskOutcome.DONE,))
