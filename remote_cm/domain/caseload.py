"""Whom a call or a case can go to: who has room that day, and who fits the child (ROLE-02, ROLE-07, N20)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from remote_cm.domain.vocabulary import AgeBand


class MoveReason(StrEnum):
    """Why a call is put on another day, or goes to a colleague."""

    FAMILY_ASKED = "family_asked"
    AWAY = "away"
    TOO_MANY = "too_many"
    LANGUAGE = "language"


@dataclass(frozen=True)
class CaseloadPolicy:
    """What caseloads are measured by (section ``caseload`` of the policy file).

    ``woman_for_girls_of``: at these ages a girl is not given to a man, since few would speak freely (N20, 001 §8).
    ``warn_at_cases``: from so many open cases on the page warns; ``block_at_cases``: nobody who has so many is given
    another, unless it is urgent (ROLE-02). Raises ValueError when the warning comes after the limit.
    """

    woman_for_girls_of: tuple[AgeBand, ...]
    warn_at_cases: int
    block_at_cases: int

    def __post_init__(self) -> None:
        if not 0 < self.warn_at_cases <= self.block_at_cases:
            raise ValueError("a warning comes at one case or more, and not after the limit")


@dataclass(frozen=True)
class ChildToFit:
    """What decides who fits: the stored sex and the age band."""

    sex: str
    band: AgeBand


@dataclass(frozen=True)
class Colleague:
    """A caseworker of the team on one day. ``room`` is how many calls still fit, 0 for a full day."""

    id: UUID
    code: str
    sex: str | None
    room: int


def fits(colleague: Colleague, child: ChildToFit, policy: CaseloadPolicy) -> bool:
    """False where the programme does not give this child to this caseworker; where their sex is not known neither."""
    is_about_a_girl = child.sex == "female" and child.band in policy.woman_for_girls_of
    return not is_about_a_girl or colleague.sex == "female"


def who_could_take_over(
    colleagues: Iterable[Colleague], child: ChildToFit, policy: CaseloadPolicy
) -> Sequence[Colleague]:
    """Those who fit the child and have room that day, most room first."""
    able = [one for one in colleagues if one.room > 0 and fits(one, child, policy)]
    return sorted(able, key=lambda one: (-one.room, one.code))
