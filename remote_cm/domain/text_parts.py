"""How many parts a phone network makes of a text, which is what it costs and how it may arrive torn.

A text of the GSM alphabet has room for 160 letters in one part, 153 in each of several; any other letter makes the
whole text one of 16-bit units, with room for 70 and 67 (GSM 03.38 and 03.40).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_GSM_LETTERS = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED_LETTERS = frozenset("^{}\\[~]|€\f")


class TextAlphabet(StrEnum):
    """How the letters of a text are written in the air."""

    GSM = "gsm"
    UNICODE = "unicode"


_ROOM_ALONE = {TextAlphabet.GSM: 160, TextAlphabet.UNICODE: 70}
_ROOM_JOINED = {TextAlphabet.GSM: 153, TextAlphabet.UNICODE: 67}


@dataclass(frozen=True)
class PartCount:
    """``units`` are septets of the GSM alphabet or 16-bit units of UTF-16; ``parts`` is what is billed."""

    alphabet: TextAlphabet
    units: int
    parts: int


def read_parts(text: str) -> PartCount:
    """How a text is sent. A text without letters is one part."""
    alphabet = _alphabet(text)
    costs = [_cost(letter, alphabet) for letter in text]
    units = sum(costs)
    if units <= _ROOM_ALONE[alphabet]:
        return PartCount(alphabet, units, 1)
    return PartCount(alphabet, units, _joined_parts(costs, _ROOM_JOINED[alphabet]))


def _alphabet(text: str) -> TextAlphabet:
    return TextAlphabet.GSM if set(text) <= _GSM_LETTERS | _GSM_EXTENDED_LETTERS else TextAlphabet.UNICODE


def _cost(letter: str, alphabet: TextAlphabet) -> int:
    if alphabet is TextAlphabet.GSM:
        return 2 if letter in _GSM_EXTENDED_LETTERS else 1
    return len(letter.encode("utf-16-be")) // 2


def _joined_parts(costs: Sequence[int], room: int) -> int:
    """A letter of two units is never torn over the border of two parts, which leaves one unit of the first empty."""
    parts, used = 1, 0
    for cost in costs:
        if used + cost > room:
            parts, used = parts + 1, 0
        used += cost
    return parts
