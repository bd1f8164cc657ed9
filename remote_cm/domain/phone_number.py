"""What a string from a provider or a keyboard is: a phone number that can ring, a withheld caller, or neither.

Only a valid number in E.164 is ever compared with a person or rung. Caller ids can be forged: a number says which
phone is claimed, and proves nothing. The only file that knows the phonenumbers library.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import phonenumbers

# Words that providers send instead of a number when the caller withholds it, and what older paths make of those words
# on a keypad (Twilio; section 3 of our notes on it). As numbers two of the latter look possible; none is valid.
_WITHHELD_WORDS = frozenset(
    {
        "anonymous",
        "blocked",
        "no caller id",
        "private",
        "private number",
        "restricted",
        "unavailable",
        "unknown",
        "withheld",
    }
)
_WITHHELD_DIGITS = frozenset({"266696687", "7378742833", "8656696", "86282452253", "2562533"})
_NOT_A_PHONE = ("client:", "sip:", "sips:")
_SENDER_NAME_LONGEST = 11
_LONGEST_TYPED = 40
# Fewer would fit too many people; more would lose the numbers that came cut.
_SUFFIX_DIGITS = 8


@dataclass(frozen=True)
class PhoneNumber:
    """A valid number. What is printed of it by accident is only its last two digits (N31)."""

    e164: str = field(repr=False)

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\+[1-9][0-9]{6,14}", self.e164):
            raise ValueError("not a phone number in E.164")

    def __repr__(self) -> str:
        return f"PhoneNumber({last_two(self)})"

    __str__ = __repr__


@dataclass(frozen=True)
class Withheld:
    """The caller has no number that we could know: never matched to a person, never called back."""


@dataclass(frozen=True)
class SenderName:
    """A text signed with letters instead of a number, as companies do; nobody can be answered there."""


class UnreadableReason(StrEnum):
    """Why a string is no number that can ring."""

    NOT_A_NUMBER = "not_a_number"
    NOT_VALID = "not_valid"


@dataclass(frozen=True)
class Unreadable:
    """Neither a number nor a known way of having none."""

    reason: UnreadableReason


NumberReading = PhoneNumber | Withheld | SenderName | Unreadable


@dataclass(frozen=True)
class NumberMatch:
    """Which registered number is meant. ``is_exact`` is False where only the end fits, and only one fits."""

    phone_number: PhoneNumber
    is_exact: bool


def read_phone_number(raw: str, region: str) -> NumberReading:
    """Read what a provider or a person gave as a number; ``region`` (such as BD) is meant where no country is named.

    Digits of every script, blanks and the usual marks are accepted; letters and extensions are not, since a number
    that must be guessed at may ring in the wrong house.
    """
    text = _folded(raw)
    if not text or text in _WITHHELD_WORDS or text.startswith(_NOT_A_PHONE):
        return Withheld()
    if any(letter.isalpha() for letter in text):
        is_name = len(text) <= _SENDER_NAME_LONGEST and all(letter.isalnum() or letter in " -_&." for letter in text)
        return SenderName() if is_name else Unreadable(UnreadableReason.NOT_A_NUMBER)
    if len(text) > _LONGEST_TYPED or not re.fullmatch(r"\+?[0-9 ().\-/]+", text):
        return Unreadable(UnreadableReason.NOT_A_NUMBER)
    e164 = _valid_e164(text, region)
    if e164 is not None:
        return PhoneNumber(e164)
    if re.sub(r"[^0-9]", "", text) in _WITHHELD_DIGITS:
        return Withheld()
    return Unreadable(UnreadableReason.NOT_VALID)


def to_e164(raw: str, region: str) -> str | None:
    """The number in E.164, or None when it is not one that can ring."""
    found = read_phone_number(raw, region)
    return found.e164 if isinstance(found, PhoneNumber) else None


def last_two(phone_number: PhoneNumber) -> str:
    """All that a list, a log or an error may show of a number (N31)."""
    return f"…{phone_number.e164[-2:]}"


def suffix_of(raw: str) -> str | None:
    """The last eight digits, by which a number that came cut may be found; None where fewer were given."""
    digits = re.sub(r"[^0-9]", "", _folded(raw)).lstrip("0")
    return digits[-_SUFFIX_DIGITS:] if len(digits) >= _SUFFIX_DIGITS else None


def match_number(raw: str, region: str, registered: Iterable[PhoneNumber]) -> NumberMatch | None:
    """Which registered number a provider means by ``raw``; None when none or more than one could be meant.

    A whole number matches itself. One that came cut or in a form of its own matches by its last eight digits, and
    only when exactly one registered number ends so: to guess would be to tell the wrong person.
    """
    known = frozenset(registered)
    reading = read_phone_number(raw, region)
    if isinstance(reading, PhoneNumber):
        return NumberMatch(reading, is_exact=True) if reading in known else None
    if reading != Unreadable(UnreadableReason.NOT_VALID):
        return None
    suffix = suffix_of(raw)
    fitting = [number for number in known if suffix is not None and number.e164.endswith(suffix)]
    return NumberMatch(fitting[0], is_exact=False) if len(fitting) == 1 else None


def _valid_e164(text: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _folded(raw: str) -> str:
    """NFKC, lower case, one kind of dash, invisible characters dropped, the digits of every script as 0 to 9."""
    plain = unicodedata.normalize("NFKC", raw).casefold()
    kinds = ((letter, unicodedata.category(letter)) for letter in plain)
    shown = ("-" if kind == "Pd" else letter for letter, kind in kinds if kind != "Cf")
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in shown).strip()
