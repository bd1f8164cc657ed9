"""How staff answer a page by text: the three digits of each alert, and what a reply with them means.

A forged sender can write any text, so only the code that went to a phone answers for an alert (§7 of the escalation
lessons). A bare "ok" names no alert and acknowledges none. Whatever is not plain leaves the ladder climbing.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from remote_cm.domain.ladder import ReplyWords

# A leading nought is lost by people who read a code as a number.
_CODES = tuple(str(number) for number in range(100, 1000))
_NOUGHT = "0"
_QUESTION_MARKS = ("?", "\u061f", "\uff1f")


class ReplyMeaning(StrEnum):
    """What a reply to a page says."""

    HAVE_IT = "have_it"
    CANNOT = "cannot"
    STALE_CODE = "stale_code"
    NOT_UNDERSTOOD = "not_understood"


@dataclass(frozen=True)
class StaffReply:
    """One reply as it was read. ``code`` is set unless it was not understood; a stale one belongs to no open alert."""

    meaning: ReplyMeaning
    code: str | None

    @property
    def is_pass_on(self) -> bool:
        """True for "I cannot"; False for all else, an acknowledgement included."""
        return self.meaning is ReplyMeaning.CANNOT


def choose_code(
    used_recently: AbstractSet[str], never: AbstractSet[str], choose: Callable[[Sequence[str]], str]
) -> str | None:
    """Three digits for one alert on one phone, by a chooser such as ``secrets.choice``.

    ``used_recently`` are the codes that this phone was given within the policy's days, so that a late reply cannot
    fall on another alert; ``never`` are digits that mean something else (999). None when all are taken: the page then
    goes out without a code, because no page waits for one.
    """
    left = [code for code in _CODES if code not in used_recently and code not in never]
    return choose(left) if left else None


def read_staff_reply(text: str, open_codes: AbstractSet[str], words: ReplyWords) -> StaffReply:
    """Read a staff member's text. ``123`` is "I have it", ``123 0`` or ``1230`` or ``123 no`` is "I cannot".

    Digits of every script count. Two codes, a question, or any word that is not one of ``words`` is not understood:
    an alert is taken by nobody who did not plainly say so.
    """
    tokens = _tokens(text)
    is_question = any(mark in text for mark in _QUESTION_MARKS)
    codes = [token for token in tokens if token in _CODES]
    others = [token for token in tokens if token not in _CODES]
    if len(codes) != 1 or is_question:
        return StaffReply(ReplyMeaning.NOT_UNDERSTOOD, None)
    meaning = _meaning_beside_a_code(others, words)
    if meaning is not ReplyMeaning.NOT_UNDERSTOOD and codes[0] not in open_codes:
        meaning = ReplyMeaning.STALE_CODE
    return StaffReply(meaning, None if meaning is ReplyMeaning.NOT_UNDERSTOOD else codes[0])


def _meaning_beside_a_code(others: Sequence[str], words: ReplyWords) -> ReplyMeaning:
    cannot = {_NOUGHT, *(_folded(word) for word in words.cannot)}
    have_it = {_folded(word) for word in words.have_it}
    if not set(others) <= cannot | have_it:
        return ReplyMeaning.NOT_UNDERSTOOD
    return ReplyMeaning.CANNOT if cannot.intersection(others) else ReplyMeaning.HAVE_IT


def _tokens(text: str) -> list[str]:
    """Runs of digits and runs of letters with their signs; four digits that end in 0 are a code and a nought."""
    folded = _folded(text)
    kept = (letter if letter.isalnum() or unicodedata.category(letter)[0] == "M" else " " for letter in folded)
    runs = re.findall(r"[0-9]+|[^0-9\s]+", "".join(kept))
    split: list[str] = []
    for run in runs:
        split += [run[:3], _NOUGHT] if re.fullmatch(r"[1-9][0-9][0-9]0", run) else [run]
    return split


def _folded(text: str) -> str:
    """NFKC, lower case, apostrophes and invisible characters dropped, the digits of every script as 0 to 9."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    shown = (" " if letter.isspace() else letter for letter in plain if letter not in "'\u2019")
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in shown if unicodedata.category(letter) != "Cf")
