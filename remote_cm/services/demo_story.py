"""What is told of one kind of family of the demo: who they are, and how six weeks of calls with them went."""

from dataclasses import dataclass
from enum import StrEnum

from remote_cm.domain.vocabulary import AgeBand, RiskLevel

Hours = tuple[int, int]

_COLOURS = {
    "good": "GGGGGGGG",
    "unwell": "GOGGGGGG",
    "uneasy": "OGGGGGGG",
    "low": "GGOGGGGG",
    "idle": "GGGGGOGG",
    "hungry": "GGGGOGGG",
    "worn": "GGGGOOOG",
    "strained": "OOOGGGGG",
    "reds": "GGGRGRGG",
    "unsafe": "RGGOGGGG",
    "short": "GGGGGUUU",
    "shorter": "GGUGGUUU",
}
"""The colours of D1 to D8 in one talk, by a short name for how it was."""


class Leaves(StrEnum):
    """What the last days have left behind for today."""

    NOTHING = "nothing"
    WORRY = "worry"
    """Something orange was heard, and its ladder runs."""

    RED = "red"
    """Something red was heard that is not danger now."""

    STEP_DOWN = "step_down"
    """The calls have earned a lower level, and nobody has decided yet."""

    SILENCE = "silence"
    """Nobody answers."""

    FIRST_CALL = "first_call"
    """Nobody of this family was ever called."""


@dataclass(frozen=True)
class PastCall:
    """One call that was held: how many days before the last one, and the colours of D1 to D8."""

    days_before: int
    colours: str


@dataclass(frozen=True)
class Family:
    """What a kind of family is like, beside its level."""

    band: AgeBand
    camp: int
    days_open: int
    floor: RiskLevel | None = None
    is_reviewed: bool = False
    has_own_phone: bool = False
    is_caregiver_feared: bool = False
    has_disability: bool = False
    has_self_harm_history: bool = False
    known_threat: str | None = None
    tags: tuple[str, ...] = ()
    language: str = "rhg"


@dataclass(frozen=True)
class Story:
    """One kind of family with its six weeks.

    ``level`` is that of today, ``first_level`` that of six weeks ago. ``due_in`` and ``gap`` are hours: from the first
    start to the next call, and from the last talk to it; what is ``for_today`` stays on the day of the first start.
    ``safe`` are the hours around the first start in which a call is safe every day, or the clock hours of those that
    are the same whenever the demo starts (``is_by_clock``).
    """

    family: Family
    level: RiskLevel
    first_level: RiskLevel
    due_in: int
    gap: int
    safe: tuple[Hours, ...]
    calls: tuple[PastCall, ...]
    is_by_clock: bool = False
    for_today: bool = False
    leaves: Leaves = Leaves.NOTHING


def told(text: str) -> tuple[PastCall, ...]:
    """Calls from words such as "7 unwell, 0 good", oldest first. Raises KeyError for a word that is not known."""
    pairs = [part.split() for part in text.split(",") if part.strip()]
    return tuple(PastCall(int(days), _COLOURS[word]) for days, word in pairs)
