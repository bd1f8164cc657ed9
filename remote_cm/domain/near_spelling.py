"""Finds the word that a misspelt one was meant to be, within one or two slips of the finger.

A slip is a letter too many, one too few, a wrong one, or two neighbours that changed places (SMS vocabulary §5.4).
Letters are code points.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class SlipsAllowed:
    """How many slips a word of some length may hold; shorter words must be exact. Lengths count letters."""

    one_from_letters: int
    two_from_letters: int

    def for_word(self, word: str) -> int:
        """Slips that are forgiven when this word was meant."""
        if len(word) >= self.two_from_letters:
            return 2
        return 1 if len(word) >= self.one_from_letters else 0


class NearWords:
    """An index of meant words by what is left of them when letters are taken out.

    Two words that are k slips apart have a common remainder after at most k letters are taken out of each, so only
    words that share one are measured.
    """

    def __init__(self, meant: Iterable[str], allowed: SlipsAllowed) -> None:
        self._meant_by_remainder: dict[str, set[str]] = {}
        self._allowed = allowed
        words = {word for word in meant if allowed.for_word(word)}
        self._most_slips = max(map(allowed.for_word, words), default=0)
        self._lengths = range(
            min((len(word) - allowed.for_word(word) for word in words), default=0),
            max((len(word) + allowed.for_word(word) for word in words), default=-1) + 1,
        )
        for word in words:
            for remainder in _remainders(word, allowed.for_word(word)):
                self._meant_by_remainder.setdefault(remainder, set()).add(word)

    def find(self, word: str) -> str | None:
        """The meant word that is nearest, the first in the alphabet when several are, or None when none is near."""
        if len(word) not in self._lengths:
            return None
        shared = {
            meant
            for remainder in _remainders(word, self._most_slips)
            for meant in self._meant_by_remainder.get(remainder, ())
        }
        measured = sorted((count_slips(word, meant), meant) for meant in shared)
        return next((meant for slips, meant in measured if slips <= self._allowed.for_word(meant)), None)


def count_slips(one: str, other: str) -> int:
    """Slips between two words; a swap of neighbours is one."""
    two_back: list[int] = []
    row_before = list(range(len(other) + 1))
    for line, letter in enumerate(one, start=1):
        row = [line]
        for column, other_letter in enumerate(other, start=1):
            slips = min(row_before[column] + 1, row[-1] + 1, row_before[column - 1] + (letter != other_letter))
            is_swap = line > 1 and column > 1 and letter == other[column - 2] and one[line - 2] == other_letter
            row.append(min(slips, two_back[column - 2] + 1) if is_swap else slips)
        two_back, row_before = row_before, row
    return row_before[-1]


def _remainders(word: str, taken_out: int) -> set[str]:
    """The word with up to so many letters taken out, itself included."""
    found = {word}
    newest = found
    for _ in range(taken_out):
        newest = {shorter for longer in newest for shorter in _one_shorter(longer)}
        found |= newest
    return found


def _one_shorter(word: str) -> Iterator[str]:
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
