"""What a try that reached nobody means: when the next one may be made, and when trying has to give way to people.

Giving up is never silent and never the system's: when the tries are used up somebody goes and looks. Not being
reached never lowers a level and never closes a case (N24, N26).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from remote_cm.domain.local_calendar import SafeTimes
from remote_cm.domain.safe_window import Period
from remote_cm.domain.vocabulary import RiskLevel

LONGEST_SEARCH = timedelta(days=14)
"""Safe windows and holidays come round within this; a family without an hour by then has none."""


class Voice(StrEnum):
    """Who picked up instead, as far as could be heard (monitoring script §2.14 B)."""

    MAN = "man"
    WOMAN = "woman"
    CHILD = "child"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class LevelTries:
    """How often a family of one level is tried. Raises ValueError for what makes no sense.

    ``tries`` are used up with the last of them. So many may fall into one safe window, each
    ``again_after_minutes`` after the one before; the next one is for another window.
    """

    tries: int
    tries_in_a_window: int
    again_after_minutes: int

    def __post_init__(self) -> None:
        if self.tries < 1 or self.tries_in_a_window < 1 or self.again_after_minutes < 1:
            raise ValueError("there is one try at least, and time between two of them")


@dataclass(frozen=True)
class NoAnswerPolicy:
    """The numbers of the protocol (section ``no_answer`` of the policy file; monitoring script §2.14 B and E).

    ``other_people_in_a_row``: from so many strangers on the phone on, the number is not rung before it is verified.
    Raises ValueError when a level of a case has no tries.
    """

    tries: Mapping[RiskLevel, LevelTries]
    other_people_in_a_row: int

    def __post_init__(self) -> None:
        missing = [level.value for level in RiskLevel if level not in self.tries and level is not RiskLevel.IMMEDIATE]
        if missing:
            raise ValueError(f"no tries for {', '.join(missing)}")


@dataclass(frozen=True)
class NextTry:
    """How trying stands: ``made`` of ``of`` tries have reached nobody since somebody was last spoken to.

    ``not_before`` is the first moment at which this protocol wants the next try; None while nothing has failed, when
    the tries are used up, or when no safe hour comes. The safety gate decides besides.
    """

    made: int
    of: int
    not_before: datetime | None

    @property
    def is_used_up(self) -> bool:
        """True when another try would be ringing again and again, and people have to go and look (N8)."""
        return self.made >= self.of


def decide_next_try(
    level: RiskLevel,
    failed: Sequence[datetime],
    times: SafeTimes,
    policy: NoAnswerPolicy,
    *,
    other_ways_failed: int = 0,
) -> NextTry:
    """When the next try may be made after these failed calls (monitoring script §2.14 E).

    ``times`` are the safe hours of whom the follow-up is meant for: tries count only inside them, so the next one
    always lies inside them too. ``other_ways_failed`` are visits that found nobody; each counts as a try.
    """
    rule = policy.tries[RiskLevel.HIGH if level is RiskLevel.IMMEDIATE else level]
    made = len(failed) + other_ways_failed
    if not failed or made >= rule.tries:
        return NextTry(made, rule.tries, None)
    last = max(failed)
    earliest = last + timedelta(minutes=rule.again_after_minutes)
    window = _window_of(last, times)
    in_window = sum(window.holds(one) for one in failed) if window is not None else rule.tries_in_a_window
    since = window.ends if window is not None and in_window >= rule.tries_in_a_window else last
    periods = times.between(since, since + LONGEST_SEARCH)
    coming = next((period for period in periods if period.ends > earliest), None)
    return NextTry(made, rule.tries, max(coming.starts, earliest) if coming is not None else None)


def decide_number_in_doubt(other_people_in_a_row: int, policy: NoAnswerPolicy) -> bool:
    """Whether a number is not rung before the safe adult has said whose it is (monitoring script §2.14 B)."""
    return other_people_in_a_row >= policy.other_people_in_a_row


def _window_of(moment: datetime, times: SafeTimes) -> Period | None:
    """The whole open stretch that a moment lies in."""
    around = times.between(moment - timedelta(days=1), moment + timedelta(days=1))
    return next((period for period in around if period.holds(moment)), None)
