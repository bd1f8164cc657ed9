"""What may never stand in a text or be said by a machine: whoever picks up the phone must learn nothing.

Rules N1, N2 and N36 to N38. The words themselves are data (``scripts/texts/forbidden.yaml``).
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

_LETTER_GROUPS = frozenset("LMN")
_INVISIBLE = frozenset({"Cf", "Cc"})

_LINK = re.compile(r"(?:https?:|www\.)\S*|\b[^\W\d_][\w-]*\.(?:[^\W\d_][\w-]*\.)*[a-z]{2,}\b", re.IGNORECASE)
_DIGIT_RUN = re.compile(r"\d(?:[\s.,()/+*#-]{0,2}\d)*")


class ForbiddenKind(StrEnum):
    """Which rule a finding breaks."""

    WORD = "word"
    """Harm, purpose, identity papers, or a day word that means two days (N2, N37, N38)."""

    LINK = "link"
    """An address that shows who we are (N36)."""

    LONG_NUMBER = "long_number"
    """A phone number or the number of a paper (N2)."""

    NAME = "name"
    """The name of a person (N1)."""


@dataclass(frozen=True)
class ForbiddenWords:
    """The list. ``words`` match whole words, ``beginnings`` match every word that starts so, in any script.

    A number of ``long_number_digits`` digits or more is forbidden, also when it is written in groups.
    """

    words: frozenset[str]
    beginnings: frozenset[str]
    long_number_digits: int

    def __post_init__(self) -> None:
        if self.long_number_digits < 1:
            raise ValueError("long_number_digits must be 1 or more")
        if any(not _plain(word).strip() for word in self.words | self.beginnings):
            raise ValueError("an empty word would forbid every text")


@dataclass(frozen=True)
class Forbidden:
    """One thing that must go: which rule, and the piece of the text as it was read."""

    kind: ForbiddenKind
    piece: str


def find_forbidden(text: str, words: ForbiddenWords, names: Collection[str] = ()) -> tuple[Forbidden, ...]:
    """Everything in a text that may not be sent, each piece once; an empty tuple means that it may.

    ``names`` are names of people known to the sender of the text: none of their words may stand in it. Letters are
    compared without regard to case, invisible characters or the way that accents are written.
    """
    plain = _plain(text)
    whole, beginnings = _plain_words(words)
    named = {part for name in names for part in _words(_plain(name))}
    found = [Forbidden(ForbiddenKind.LINK, link.group()) for link in _LINK.finditer(plain)]
    runs = (run.group() for run in _DIGIT_RUN.finditer(plain))
    found += [
        Forbidden(ForbiddenKind.LONG_NUMBER, run)
        for run in runs
        if sum(letter.isdigit() for letter in run) >= words.long_number_digits
    ]
    for word in _words(plain):
        if word in whole or word.startswith(beginnings):
            found.append(Forbidden(ForbiddenKind.WORD, word))
        if word in named:
            found.append(Forbidden(ForbiddenKind.NAME, word))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=8)
def _plain_words(words: ForbiddenWords) -> tuple[frozenset[str], tuple[str, ...]]:
    """The whole words and the beginnings: the same few for every text, while no text itself is kept."""
    return frozenset(_plain(word) for word in words.words), tuple(_plain(word) for word in words.beginnings)


def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFKC", text).casefold()
    spaced = (" " if letter.isspace() else letter for letter in composed)
    return "".join(letter for letter in spaced if not _is_hidden(letter))


def _is_hidden(letter: str) -> bool:
    return unicodedata.category(letter) in _INVISIBLE


def _words(plain: str) -> Iterator[str]:
    """Runs of letters, digits and their marks; Bangla vowel signs are marks, at which ``\\w`` would cut a word."""
    word = ""
    for letter in [*plain, " "]:
        if unicodedata.category(letter)[0] in _LETTER_GROUPS:
            word += letter
        elif word:
            yield word
            word = ""
