"""The short names by which a volunteer names a family: two digits and a check letter, which also works as a digit.

``47K`` may be sent as ``475``, since K stands on key 5. The aliases of one volunteer are issued so that no two of them
look alike in either form, and no single wrong digit nor two swapped ones turn one into another (SMS vocabulary §5.1.3).
"""

import re
from collections.abc import Collection, Iterable
from itertools import combinations

from remote_cm.domain.refusal import BadInput, Fault

# Without B, G, I, O, Q, S and Z, which are read as 8, 6, 1, 0, 0, 5 and 2. Nineteen is a prime, so that with the two
# unlike weights any one wrong digit, and any swap, asks for another letter.
CHECK_LETTERS = "ACDEFHJKLMNPRTUVWXY"
_TENS_WEIGHT = 5
_UNITS_WEIGHT = 9

_SHAPE = re.compile(r"[0-9]{2}[A-Z]")
_KEYS = {
    letter: str(key)
    for key, letters in enumerate(("ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ"), start=2)
    for letter in letters
}
# Two digits that begin like danger or stop, or are the menu, would be read as that before they are read as an alias.
_READ_AS_COMMANDS = re.compile(r"9.|0.|11")
_FIRST_NUMBER = 47
_STRIDE = 37


def read_alias(text: str) -> str | None:
    """An alias as it is stored (``47K``), whichever case it was written in; None when it has not that shape."""
    alias = text.strip().upper()
    return alias if _SHAPE.fullmatch(alias) else None


def digits_form(alias: str) -> str:
    """The alias with digits only: its letter as the key it stands on. ``alias`` is in stored form."""
    return alias[:2] + _KEYS[alias[2]]


def may_stand_beside(alias: str, others: Iterable[str]) -> bool:
    """True when one wrong digit or one swap, in either form, cannot turn this alias into any of the others."""
    return not any(_are_confusable(digits_form(alias), digits_form(other)) for other in others)


def next_alias(taken: Collection[str]) -> str:
    """An alias that may stand beside all that a volunteer has; ``taken`` should name the retired ones too (N34).

    Raises BadInput when the volunteer holds so many that none is left.
    """
    for step in range(100):
        digits = f"{(_FIRST_NUMBER + step * _STRIDE) % 100:02d}"
        alias = digits + _check_letter(digits)
        if not _READ_AS_COMMANDS.fullmatch(digits) and may_stand_beside(alias, taken):
            return alias
    raise BadInput(Fault("aliases", f"no alias is left beside the {len(taken)} that this volunteer has had"))


def issue_aliases(how_many: int, taken: Collection[str] = ()) -> tuple[str, ...]:
    """So many aliases for one volunteer, each safe beside the others and beside those taken. Raises BadInput."""
    issued: list[str] = []
    for _ in range(how_many):
        issued.append(next_alias((*taken, *issued)))
    return tuple(issued)


def _check_letter(digits: str) -> str:
    """The letter that belongs to two digits."""
    weighed = int(digits[0]) * _TENS_WEIGHT + int(digits[1]) * _UNITS_WEIGHT
    return CHECK_LETTERS[weighed % len(CHECK_LETTERS)]


def _are_confusable(one: str, other: str) -> bool:
    """True when two forms of digits differ in no more than one place, or by two places that were swapped.

    What holds for the digits holds for the forms with a letter: they have the same first two places, and unlike keys
    mean unlike letters.
    """
    differing = [place for place in range(3) if one[place] != other[place]]
    return len(differing) <= 1 or any(_swap(one, *places) == other for places in combinations(range(3), 2))


def _swap(form: str, first: int, second: int) -> str:
    places = list(form)
    places[first], places[second] = places[second], places[first]
    return "".join(places)
