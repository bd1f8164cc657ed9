"""Whom the next call is meant for: child and caregiver in turn, and never a person of concern (CALL-05, CALL-07,
N5).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from remote_cm.domain.vocabulary import AgeBand, ContactRole

#: When the one whose turn it is cannot be called, the next of these is.
_ORDER = (ContactRole.CHILD, ContactRole.CAREGIVER, ContactRole.SAFE_ADULT)


@dataclass(frozen=True)
class PossibleContact:
    """What the choice has to know of one contact; ``reference`` is the caller's own name for it."""

    reference: str
    role: ContactRole
    is_person_of_concern: bool
    can_be_rung: bool


def next_to_call(
    contacts: Sequence[PossibleContact], age_band: AgeBand, last_spoken_to: ContactRole | None
) -> PossibleContact | None:
    """The contact for the next call, or None when nobody may be called.

    The child's turn comes whenever the last talk was not with the child. For a child of 0 to 5 the caregiver
    answers, and the child is heard in the same call (monitoring script §2.0).
    """
    callable_ = [one for one in contacts if one.can_be_rung and not one.is_person_of_concern and one.role in _ORDER]
    childs_turn = age_band is not AgeBand.A and last_spoken_to is not ContactRole.CHILD
    order = _ORDER if childs_turn else (*_ORDER[1:], ContactRole.CHILD)
    return min(callable_, key=lambda one: order.index(one.role), default=None)
