"""How a text from any keypad is laid out for reading: one case, one kind of digit, words and numbers apart.

The raw text is never changed; what is made here is only for matching (SMS vocabulary §5.1.9, §5.4).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

_APOSTROPHE_IN_WORD = re.compile(r"(?<=[^\W\d_])['’‘ʼ`](?=[^\W\d_])")
_DOUBLED = re.compile(r"(.)\1+")
_QUESTION_MARKS = frozenset("?؟")
_GRAPHEME_JOINER = "\u034f"


class _Kind(Enum):
    """What one character is to a reader."""

    DIGIT = "digit"
    LATIN = "latin"
    OTHER_LETTER = "other letter"
    VOWEL_SIGN = "vowel sign"
    ACCENT = "accent"
    UNSEEN = "unseen"
    SEPARATOR = "separator"


@dataclass(frozen=True, slots=True)
class Token:
    """A run of digits, or a run of letters of one script.

    ``spelled`` is lower case with Latin accents gone; in ``folded`` doubled Latin letters are one as well (Bangla signs
    carry meaning and are kept, and so are digits: ``11`` and ``00`` are commands). ``is_glued`` is true when nothing
    stood between this token and the one before.
    """

    spelled: str
    folded: str
    is_number: bool
    is_glued: bool

    @property
    def is_single_letter(self) -> bool:
        """True for one letter with whatever signs belong to it, as in ``s.o.s``."""
        if self.is_number or self.spelled.isascii():
            return not self.is_number and len(self.spelled) == 1
        return sum(unicodedata.category(sign)[0] == "L" for sign in self.spelled) == 1

    @property
    def is_latin_letter(self) -> bool:
        """True for one letter a to z, which may be the check letter of an alias."""
        return len(self.folded) == 1 and "a" <= self.folded <= "z"


@dataclass(frozen=True)
class MessageText:
    """A text laid out for reading. ``letters`` counts the code points of its words."""

    tokens: tuple[Token, ...]
    letters: int
    has_question_mark: bool

    @property
    def words(self) -> tuple[Token, ...]:
        """The tokens that are not numbers, in order."""
        return tuple(token for token in self.tokens if not token.is_number)


def lay_out(raw: str) -> MessageText:
    """Lay a raw text out for reading. Never raises, whatever the text holds."""
    text = _fold_characters(raw)
    tokens = tuple(_tokens(text))
    letters = sum(len(token.spelled) for token in tokens if not token.is_number)
    return MessageText(tokens, letters, not _QUESTION_MARKS.isdisjoint(text))


def normalise(raw: str) -> str:
    """The text as one line of folded words and numbers with a space between; doing it twice changes nothing more."""
    laid_out = lay_out(raw)
    if not laid_out.tokens and laid_out.has_question_mark:
        return "?"
    return " ".join(token.folded for token in laid_out.tokens)


def fold_phrase(phrase: str) -> tuple[str, ...]:
    """A spelling of the vocabulary as the folded words that a text is compared with."""
    return tuple(token.folded for token in lay_out(phrase).tokens)


def _fold_characters(raw: str) -> str:
    """NFKC, nothing unseen, lower case, and digits of every script as 0 to 9."""
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", raw) if _kind(sign) is not _Kind.UNSEEN)
    # Case folding can undo a composition and composing can bring back a capital: the second round settles both.
    for _ in range(2):
        seen = unicodedata.normalize("NFKC", seen.casefold())
    joined = _APOSTROPHE_IN_WORD.sub("", seen)
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in joined)


def _tokens(text: str) -> Iterator[Token]:
    run: list[str] = []
    run_kind: _Kind | None = None
    is_glued = False
    for sign in text:
        kind = _kind(sign)
        if kind is _Kind.VOWEL_SIGN and run_kind in (None, _Kind.OTHER_LETTER):
            kind = _Kind.OTHER_LETTER
        if kind in (_Kind.ACCENT, _Kind.VOWEL_SIGN, _Kind.UNSEEN):
            # Over a Latin letter or a digit a sign is no part of the word.
            if run_kind is _Kind.OTHER_LETTER and kind is _Kind.ACCENT:
                run.append(sign)
            continue
        if run and kind is not run_kind:
            yield _token(run, run_kind, is_glued)
            run, is_glued = [], kind is not _Kind.SEPARATOR
        if kind is _Kind.SEPARATOR:
            run_kind, is_glued = None, False
            continue
        run_kind = kind
        run.append(unicodedata.normalize("NFD", sign)[0] if kind is _Kind.LATIN else sign)
    if run:
        yield _token(run, run_kind, is_glued)


def _token(run: list[str], kind: _Kind | None, is_glued: bool) -> Token:
    spelled = "".join(run)
    folded = _DOUBLED.sub(r"\1", spelled) if kind is _Kind.LATIN else spelled
    return Token(spelled, folded, kind is _Kind.DIGIT, is_glued)


@lru_cache(maxsize=4096)
def _kind(sign: str) -> _Kind:
    if sign.isdecimal():
        return _Kind.DIGIT
    if sign.isspace():
        return _Kind.SEPARATOR
    category = unicodedata.category(sign)
    if category[0] == "L":
        return _Kind.LATIN if "LATIN" in _name(sign) else _Kind.OTHER_LETTER
    if category[0] == "C" or category == "Me" or sign == _GRAPHEME_JOINER or "VARIATION SELECTOR" in _name(sign):
        return _Kind.UNSEEN
    if category[0] == "M":
        return _Kind.ACCENT if _name(sign).startswith("COMBINING") else _Kind.VOWEL_SIGN
    return _Kind.SEPARATOR


def _name(sign: str) -> str:
    return unicodedata.name(sign, "")
