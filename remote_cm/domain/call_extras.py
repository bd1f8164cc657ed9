"""What a call may bring besides its scored questions: the household, extra questions, other people, packs of ideas.

The words are data (``scripts/monitoring``). None of it has a colour, and nothing here may lower or raise a level.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from remote_cm.domain.spoken_words import SpokenWords
from remote_cm.domain.vocabulary import AgeBand, Household, ScriptDomain, Track


@dataclass(frozen=True)
class HouseholdChoice:
    """One answer on the household, with the words on its button and what follows from it."""

    answer: Household
    label: str
    then: str


@dataclass(frozen=True)
class HouseholdLine:
    """How everybody else at home is, asked in every conversation (MON-18).

    ``if_overheard`` is the same as a question for yes or no.
    """

    title: str
    say: SpokenWords
    if_overheard: SpokenWords
    answers: tuple[HouseholdChoice, ...]

    def __post_init__(self) -> None:
        if [choice.answer for choice in self.answers] != list(Household):
            raise ValueError(f"answers must be {', '.join(Household)}, each once and in this order")


@dataclass(frozen=True)
class CaseTag:
    """A mark that a case may carry (MON-13), by the id that is stored, and its words."""

    id: str
    title: str


@dataclass(frozen=True)
class ExtraQuestion:
    """A question for cases with one mark, shown beside its domain and never scored; for caseworkers only.

    Without ``if_overheard`` it is left out where somebody may hear.
    """

    id: str
    tag: str
    domain: ScriptDomain
    track: Track
    bands: tuple[AgeBand, ...]
    say: str
    if_overheard: str | None = None

    def __post_init__(self) -> None:
        if not self.bands:
            raise ValueError("bands must name an age band")


@dataclass(frozen=True)
class Extras:
    """The marks of cases and the extra questions that each brings (MON-13)."""

    tags: tuple[CaseTag, ...] = ()
    questions: tuple[ExtraQuestion, ...] = ()

    def questions_for(
        self, tags: Collection[str], domain: ScriptDomain, track: Track, band: AgeBand, *, is_private: bool
    ) -> tuple[ExtraQuestion, ...]:
        """The extra questions at one domain for this listener; ``band`` is the age of the child spoken of."""
        return tuple(
            one
            for one in self.questions
            if one.tag in tags
            and (one.domain, one.track) == (domain, track)
            and band in one.bands
            and (is_private or one.if_overheard is not None)
        )


class CollateralKind(StrEnum):
    """Who else may be spoken to about how a child is (MON-23, 002 step 5)."""

    KIN = "kin"
    TEACHER = "teacher"
    PROVIDER = "provider"
    LEADER = "leader"


@dataclass(frozen=True)
class CollateralTalk:
    """What is said to one kind of person: why we ring, in harmless words, and the little that is asked."""

    kind: CollateralKind
    title: str
    say: str
    ask: tuple[str, ...]


@dataclass(frozen=True)
class CollateralScript:
    """A talk with somebody of the child's surroundings, with the least information (MON-23).

    ``first`` must be certain before anybody is rung, consent before all. ``if_asked`` answers curiosity.
    """

    title: str
    first: tuple[str, ...]
    talks: tuple[CollateralTalk, ...]
    if_asked: str
    never: tuple[str, ...]
    after: tuple[str, ...]

    def talk(self, kind: CollateralKind) -> CollateralTalk | None:
        """The words for one kind of person, None where the script has none."""
        return next((one for one in self.talks if one.kind is kind), None)


@dataclass(frozen=True)
class LocalNumber:
    """A telephone number of the place, such as that of a health post."""

    label: str
    number: str


@dataclass(frozen=True)
class OutbreakPack:
    """Facts about an illness that goes round, in words for each age, with local numbers (MON-20).

    It is off until a programme switches it on, for a time that it names. Raises ValueError when it is on and lacks its
    dates or every number.
    """

    title: str
    is_on: bool
    valid_from: date | None
    valid_until: date | None
    facts: tuple[SpokenWords, ...]
    numbers: tuple[LocalNumber, ...]
    numbers_note: str

    def __post_init__(self) -> None:
        if self.is_on and (self.valid_from is None or self.valid_until is None):
            raise ValueError("is_on needs valid_from and valid_until")
        if self.is_on and not self.numbers:
            raise ValueError("is_on needs a local number")
        if self.valid_from is not None and self.valid_until is not None and self.valid_until < self.valid_from:
            raise ValueError("valid_until comes before valid_from")

    def is_shown(self, today: date) -> bool:
        """Whether its facts are told on this day: switched on, and neither too early nor out of date."""
        if not self.is_on or self.valid_from is None or self.valid_until is None:
            return False
        return self.valid_from <= today <= self.valid_until


@dataclass(frozen=True)
class PlayIdea:
    """A game for inside, or an exercise that calms: the words by which it is explained, and for which ages."""

    id: str
    title: str
    bands: tuple[AgeBand, ...]
    say: str

    def __post_init__(self) -> None:
        if not self.bands:
            raise ValueError("bands must name an age band")


@dataclass(frozen=True)
class PlayPack:
    """Ideas for games indoors and for becoming calm (MON-21)."""

    games: tuple[PlayIdea, ...] = ()
    calming: tuple[PlayIdea, ...] = ()

    def games_for(self, band: AgeBand | None) -> tuple[PlayIdea, ...]:
        """The games for a child of this age; for every age where it is None."""
        return tuple(idea for idea in self.games if band is None or band in idea.bands)

    def calming_for(self, band: AgeBand | None) -> tuple[PlayIdea, ...]:
        """The calming exercises for a child of this age; for every age where it is None."""
        return tuple(idea for idea in self.calming if band is None or band in idea.bands)


@dataclass(frozen=True)
class Packs:
    """The packs of a script; ``outbreak`` is None where there is none at all."""

    outbreak: OutbreakPack | None = None
    play: PlayPack = PlayPack()
