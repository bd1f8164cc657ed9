"""Which answers of a call still lack the words of what was said, heard and thought, and by when they are due (MON-24).

A green speaks for itself. An orange or a red is a fact about somebody's life, and nobody else knows what it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from remote_cm.domain.vocabulary import AnswerCode

_NEEDS_WORDS = frozenset({AnswerCode.ORANGE, AnswerCode.RED})


@dataclass(frozen=True)
class NotedAnswer:
    """An answer, and whether any words stand beside it."""

    code: AnswerCode
    has_words: bool


def are_notes_written(answers: Iterable[NotedAnswer]) -> bool:
    """Whether every answer that needs words has some."""
    return all(answer.has_words for answer in answers if answer.code in _NEEDS_WORDS)


def notes_due_at(ended_at: datetime, nudge_hours: int) -> datetime:
    """By when what a call left is written down and settled."""
    return ended_at + timedelta(hours=nudge_hours)
