"""Hears the digits of danger and of help: alone, first, after a PIN or beside an alias, never as an hour.

``9``, ``99`` and ``999`` mean danger, ``98`` danger that is not for one's own caseworker, ``8`` help
(SMS vocabulary §5.1.4, §5.3, §5.7).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from remote_cm.domain.alias_places import AliasPlace, SendersAliases, may_be_check_letter
from remote_cm.domain.message_text import Token

NOT_MY_CASEWORKER = "98"
# A finger that stays on the key sends more nines than three, and means the same.
DANGER_DIGITS = re.compile(r"98|9+")
HELP_DIGITS = re.compile(r"8{1,3}")
_TAKE_AN_HOUR = ("4", "7")


@dataclass(frozen=True)
class DigitText:
    """A text as its digits are looked at, from the first word of the sender on.

    ``hour_words``: how many tokens are filled there by a spelled-out command that takes an hour, 0 without one.
    ``hour_behind_pin``: the token that is an hour when the first one is a PIN, None without one.
    """

    tokens: Sequence[Token]
    aliases: SendersAliases
    hour_words: int
    hour_behind_pin: int | None

    @cached_property
    def places(self) -> tuple[AliasPlace, ...]:
        """Everything that is shaped like an alias."""
        return self.aliases.places(self.tokens)

    @cached_property
    def hour_index(self) -> int | None:
        """The token in the place of the hour of a command that takes one; None without one."""
        if not self.tokens:
            return None
        place_at = {place.first: place for place in self.places}
        glued = place_at.get(0)
        if glued is not None and glued.before in _TAKE_AN_HOUR:
            return glued.after
        behind = self.hour_words or int(self.tokens[0].spelled in _TAKE_AN_HOUR)
        if not behind:
            return None
        alias = place_at.get(behind)
        return alias.after if alias is not None and not alias.before else behind

    @cached_property
    def first_code(self) -> str:
        """The digits that the text begins with, without an alias that is glued to them; empty without digits."""
        if not self.tokens or not self.tokens[0].is_number:
            return ""
        digits = self.tokens[0].spelled
        if len(digits) > 2 and len(self.tokens) > 1 and may_be_check_letter(self.tokens, 1):
            return digits[:-2]
        # Danger about a mistyped alias is still danger, when the text holds nothing else.
        is_all = len(self.tokens) == 1 and len("9475") <= len(digits) <= len("98475")
        is_glued = self.aliases.own(digits[-3:]) is not None or (is_all and not DANGER_DIGITS.fullmatch(digits))
        return digits[:-3] if is_glued and len(digits) > len("475") else digits


def hears_digits(text: DigitText, code: re.Pattern[str]) -> bool:
    """True when digits that match ``code`` are meant as what they say."""
    return bool(code.fullmatch(text.first_code)) or any(_stands_beside(text, place, code) for place in text.places)


def names_no_caseworker(text: DigitText) -> bool:
    """True when 98 stands in a text of danger, also with a gap in it: the wrong reader must not be told."""
    spelled = [token.spelled for token in text.tokens]
    if NOT_MY_CASEWORKER in (*spelled, text.first_code):
        return True
    if any(NOT_MY_CASEWORKER in (place.before, place.behind) for place in text.places):
        return True
    begins_alias = {place.first for place in text.places}
    pairs = enumerate(pairwise(spelled), start=1)
    return any(pair == ("9", "8") and index not in begins_alias for index, pair in pairs)


def _stands_beside(text: DigitText, place: AliasPlace, code: re.Pattern[str]) -> bool:
    def is_code(index: int) -> bool:
        if not 0 <= index < len(text.tokens):
            return False
        digits = text.tokens[index].spelled
        is_hour = index in (text.hour_index, text.hour_behind_pin) and len(digits) == 1
        return bool(code.fullmatch(digits)) and not is_hour

    if code.fullmatch(place.before) or (not place.before and is_code(place.first - 1)):
        return True
    if place.behind:
        is_hour = place.before in _TAKE_AN_HOUR and len(place.behind) == 1
        return bool(code.fullmatch(place.behind)) and not is_hour
    return is_code(place.after)
