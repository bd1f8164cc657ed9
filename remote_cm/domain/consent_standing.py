"""What stands of each thing that a family was asked for: the newest word of everybody whose word counts (CALL-12)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from remote_cm.domain.consent import ConsentItem
from remote_cm.domain.vocabulary import Track


class HeardNo(StrEnum):
    """How we came to know that somebody wants something to stop."""

    IN_A_CALL = "in_a_call"
    THEY_RANG = "they_rang"
    BY_TEXT = "by_text"
    FACE_TO_FACE = "face_to_face"
    THROUGH_ANOTHER = "through_another"


class ItemState(StrEnum):
    """How one item stands, the one that closes it most firmly first."""

    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    ENDED = "ended"
    NOT_ASKED = "not_asked"
    AGREED = "agreed"


SAID_NO = frozenset({ItemState.WITHDRAWN, ItemState.DECLINED})
"""What only a new yes of the family's own opens again."""


@dataclass(frozen=True)
class WordGiven:
    """What one listener said to each item at an aware moment; ``valid_until`` is the last day on which it holds, None
    when it lasts (CALL-19).
    """

    track: Track
    at: datetime
    agreed: Mapping[ConsentItem, bool]
    valid_until: date | None


@dataclass(frozen=True)
class WordTakenBack:
    """What somebody of the family wants to stop, since an aware moment; taking part holds all the others."""

    at: datetime
    items: frozenset[ConsentItem]

    def takes_back(self, item: ConsentItem) -> bool:
        """True for what was named, and for everything when the whole was."""
        return item in self.items or ConsentItem.TAKE_PART in self.items


@dataclass(frozen=True)
class ItemStanding:
    """How one item stands, and since when; None where nobody was asked."""

    item: ConsentItem
    state: ItemState
    since: datetime | None


def stand_of_items(
    given: Sequence[WordGiven], taken_back: Sequence[WordTakenBack], needed: Collection[Track], today: date
) -> tuple[ItemStanding, ...]:
    """Every item in its order. ``given`` and ``taken_back`` are in any order; ``needed`` is whose word counts.

    Where two are needed the firmer no of the two stands. A no holds until the same listener says yes after it: whoever
    of the family said it, it is asked anew of everybody.
    """
    newest = [max((one for one in given if one.track is track), key=_moment, default=None) for track in needed]
    return tuple(_strictest([_stand(item, word, taken_back, today) for word in newest]) for item in ConsentItem)


def _stand(item: ConsentItem, word: WordGiven | None, taken_back: Sequence[WordTakenBack], today: date) -> ItemStanding:
    last_no = max((no.at for no in taken_back if no.takes_back(item)), default=None)
    if last_no is not None and (word is None or word.at <= last_no):
        return ItemStanding(item, ItemState.WITHDRAWN, last_no)
    if word is None:
        return ItemStanding(item, ItemState.NOT_ASKED, None)
    if not word.agreed.get(item, False):
        return ItemStanding(item, ItemState.DECLINED, word.at)
    is_over = word.valid_until is not None and word.valid_until < today
    return ItemStanding(item, ItemState.ENDED if is_over else ItemState.AGREED, word.at)


def _strictest(standings: Sequence[ItemStanding]) -> ItemStanding:
    firmness = list(ItemState)
    return min(standings, key=lambda one: firmness.index(one.state))


def _moment(word: WordGiven) -> datetime:
    return word.at
