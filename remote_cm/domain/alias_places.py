"""Where in a text a sender's aliases stand, in either form, glued to other digits or spread over separators."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from remote_cm.domain.message_text import Token
from remote_cm.domain.volunteer_alias import digits_form

# What may stand glued around an alias that is sent as digits: danger or help on either side, or a command before it and
# a level or an hour behind it.
_GLUED = re.compile(r"(98|9+|8{0,3}):(98|9+|8{0,3})|[1-7]:(\d|1\d|2[0-3]|98|9+|8{2,3})?")


@dataclass(frozen=True)
class AliasPlace:
    """Something shaped like an alias: tokens ``first`` up to, not including, ``after``.

    ``alias`` is None when it is not one of the sender's own. ``before`` and ``behind`` are digits that are glued to it.
    """

    first: int
    after: int
    alias: str | None
    before: str = ""
    behind: str = ""


class SendersAliases:
    """The aliases of one sender, by the forms in which they may be sent."""

    def __init__(self, aliases: Iterable[str]) -> None:
        self._by_form: dict[str, str] = {}
        self._numbers: set[str] = set()
        shared: set[str] = set()
        for alias in sorted(aliases):
            self._by_form[alias.lower()] = alias
            self._numbers.add(alias[:2])
            # Two aliases that are one by their digits are read by their letter only: neither is guessed.
            if digits_form(alias) in self._by_form:
                shared.add(digits_form(alias))
            self._by_form[digits_form(alias)] = alias
        for form in shared:
            del self._by_form[form]

    @property
    def forms(self) -> Iterable[tuple[str, str]]:
        """Each form (``47k``, ``475``) with its alias."""
        return self._by_form.items()

    def own(self, form: str) -> str | None:
        """The sender's alias in this form, or None."""
        return self._by_form.get(form)

    def is_begun(self, digits: str) -> bool:
        """True when these are the two digits of an alias whose letter is missing."""
        return digits in self._numbers

    def places(self, tokens: Sequence[Token]) -> tuple[AliasPlace, ...]:
        """Everything in these tokens that is shaped like an alias, in order.

        Digits alone are taken for a foreign alias only where the text holds nothing but numbers.
        """
        only_numbers = all(token.is_number for token in tokens)
        found: list[AliasPlace] = []
        for index, token in enumerate(tokens):
            place = self._of_letter(tokens, index) if token.is_latin_letter else None
            if token.is_number:
                place = self._of_digits(index, token.spelled, only_numbers)
            if place is not None:
                found.append(place)
        return tuple(found)

    def _of_letter(self, tokens: Sequence[Token], index: int) -> AliasPlace | None:
        if not may_be_check_letter(tokens, index):
            return None
        digits, first = tokens[index - 1].spelled, index - 1
        if len(digits) == 1:
            digits, first = tokens[index - 2].spelled + digits, index - 2
        return AliasPlace(first, index + 1, self.own(digits[-2:] + tokens[index].folded), before=digits[:-2])

    def _of_digits(self, index: int, digits: str, only_numbers: bool) -> AliasPlace | None:
        for form, alias in self._by_form.items():
            for start in range(len(digits) - len(form) + 1):
                before, behind = digits[:start], digits[start + len(form) :]
                if digits.startswith(form, start) and _GLUED.fullmatch(f"{before}:{behind}"):
                    return AliasPlace(index, index + 1, alias, before, behind)
        is_foreign = only_numbers and len(digits) == len("475")
        return AliasPlace(index, index + 1, None) if is_foreign else None


def may_be_check_letter(tokens: Sequence[Token], index: int) -> bool:
    """True when the letter at this place follows two digits and is no part of ``a.m.`` or of a spelled-out word."""
    if index == 0 or not tokens[index].is_latin_letter or not tokens[index - 1].is_number:
        return False
    if index + 1 < len(tokens) and tokens[index + 1].is_single_letter:
        return False
    if len(tokens[index - 1].spelled) > 1:
        return True
    return index > 1 and tokens[index - 2].is_number and len(tokens[index - 2].spelled) == 1
