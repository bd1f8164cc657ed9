"""Which caseworker, volunteer and kind of family each place of the demo caseload has.

Codes are given in the order in which people came: the first forty cases and eight volunteers belong to the first four
caseworkers.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from remote_cm.services.demo_stories import CASES_EACH, JUST_RED, JUST_RED_PLACE, STORIES
from remote_cm.services.demo_story import Story

TEAMS = ("T-EAST", "T-WEST")
CAMPS = (
    ("CXB-101", "Demo camp one", "open"),
    ("CXB-102", "Demo camp two", "restricted"),
    ("CXB-103", "Demo camp three", "open"),
    ("CXB-104", "Demo camp four", "no_access"),
    ("CXB-105", "Demo camp five", "open"),
)
CASEWORKERS = tuple(f"CW-{number:02}" for number in range(1, 7))
SUPERVISORS = ("SUP-01", "SUP-02")
SAFEGUARDING = "SAFE-01"
VOLUNTEERS = tuple(f"V-{number:03}" for number in range(1, 19))

TEAM_OF = (0, 0, 1, 1, 0, 1)
"""To which team each caseworker belongs, by place."""

SHARED_PHONE = frozenset({"V-007", "V-008"})
"""Who share one handset and say who they are by a PIN."""

_JUST_RED_WITH = frozenset({1, 3})
_EARLY, _OF_EARLY = 4, 10
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class CasePlace:
    """One case of the demo: its number among all, its caseworker and its kind, each counted from 0."""

    number: int
    caseworker: int
    kind: int

    @property
    def code(self) -> str:
        """By what this case is known."""
        place = self.number
        return f"CX-{2 + place % 8}{_LETTERS[place % 23]}{_LETTERS[(place * 7 + 3) % 23]}{2 + (place * 3) % 8}"

    @property
    def story(self) -> Story:
        """What is told of this family."""
        return JUST_RED if self.kind == JUST_RED_PLACE and self.caseworker in _JUST_RED_WITH else STORIES[self.kind]


def case_places() -> Iterator[CasePlace]:
    """Every case of the demo, in the order of their codes' making."""
    early = [(caseworker, kind) for caseworker in range(_EARLY) for kind in range(_OF_EARLY)]
    later = [(caseworker, kind) for caseworker in range(_EARLY) for kind in range(_OF_EARLY, CASES_EACH)]
    new = [(caseworker, kind) for caseworker in range(_EARLY, len(CASEWORKERS)) for kind in range(CASES_EACH)]
    for number, (caseworker, kind) in enumerate([*early, *later, *new]):
        yield CasePlace(number, caseworker, kind)


def volunteers_of(caseworker: int) -> tuple[str, str, str]:
    """The three volunteers whom a caseworker guides: in the first camp, in the second, and in the one of ``camp_of``
    the third.
    """
    if caseworker < _EARLY:
        first = 2 * caseworker
        return VOLUNTEERS[first], VOLUNTEERS[first + 1], VOLUNTEERS[2 * _EARLY + caseworker]
    first = 3 * caseworker
    return VOLUNTEERS[first], VOLUNTEERS[first + 1], VOLUNTEERS[first + 2]


def caseworker_of(volunteer: str) -> int:
    """The place of whoever guides a volunteer."""
    return next(place for place in range(len(CASEWORKERS)) if volunteer in volunteers_of(place))


def camp_of(volunteer: str) -> int:
    """The place of the camp in which a volunteer helps."""
    caseworker = caseworker_of(volunteer)
    which = volunteers_of(caseworker).index(volunteer)
    return which if which < 2 else (2, 4)[caseworker % 2]


def visitor_of(place: CasePlace) -> str | None:
    """The volunteer who looks after a family: somebody of its camp, and nobody where that would be too much (N18)."""
    if place.story.level.value == "high" or place.story.calls == ():
        return None
    team = volunteers_of(place.caseworker)
    return next((one for one in team if camp_of(one) == place.story.family.camp), None)
