"""Words for a day that can mean two days: no appointment is kept in them (N38, script §2.13 C5)."""

import re
import unicodedata
from collections.abc import Collection

# Signs that combine belong to the letter before them: a word in Bangla is not cut in two at its vowels.
_WORD = re.compile(r"[^\s\d.,;:!?/()\[\]\"'’‘“”।–—-]+")


def find_ambiguous_day(said: str, ambiguous: Collection[str]) -> str | None:
    """The first word in what was agreed that may mean yesterday as well as tomorrow, None when there is none.

    Whole words only, whatever their case; ``ambiguous`` is policy data.
    """
    known = {_plain(word) for word in ambiguous}
    words = (match.group() for match in _WORD.finditer(said))
    return next((word for word in words if _plain(word) in known), None)


def _plain(word: str) -> str:
    return unicodedata.normalize("NFC", word).casefold()
