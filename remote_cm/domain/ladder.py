"""What a ladder is: rungs at their times, rounds to everybody without end, and the promises of whoever takes an alert.

All numbers are policy data (escalation ladder §6, proposed); this file knows what makes a set of them a ladder that
can be trusted, and refuses any other when the policy is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from remote_cm.domain.vocabulary import Channel, LadderName


class RungRole(StrEnum):
    """A place on a ladder. Caseworker and supervisor are those of the case; the rest are duties that somebody holds."""

    CASEWORKER = "caseworker"
    BACKUP_CASEWORKER = "backup_caseworker"
    SUPERVISOR = "supervisor"
    DUTY_CASEWORKER = "duty_caseworker"
    DUTY_SUPERVISOR = "duty_supervisor"
    DUTY_MANAGER = "duty_manager"
    SAFEGUARDING = "safeguarding"
    ON_CALL = "on_call"


LINE = frozenset({RungRole.CASEWORKER, RungRole.BACKUP_CASEWORKER, RungRole.SUPERVISOR})


class PromiseKind(StrEnum):
    """What the holder of an alert owes by the end of a clock (§6.2)."""

    DECIDED = "decided"
    CALLED_BACK = "called_back"
    FACTS_KNOWN = "facts_known"
    HELP_ON_THE_WAY = "help_on_the_way"
    CHILD_SEEN = "child_seen"
    WRITTEN_DOWN = "written_down"


@dataclass(frozen=True)
class Rung:
    """Who is paged, by what, so many seconds after the alert was opened."""

    after_seconds: int
    who: tuple[RungRole, ...]
    channels: tuple[Channel, ...]

    def __post_init__(self) -> None:
        if not self.who or not self.channels:
            raise ValueError("a rung pages somebody by something")


@dataclass(frozen=True)
class Rounds:
    """Everybody paged so far is paged again, first after so many seconds and then every so many, without end (§6.9).

    From ``also_after_seconds`` a round pages those in ``also`` too, whether or not a rung has reached them.
    """

    first_after_seconds: int
    every_seconds: int
    channels: tuple[Channel, ...]
    also_after_seconds: int
    also: tuple[RungRole, ...]

    def __post_init__(self) -> None:
        if self.first_after_seconds <= 0 or self.every_seconds <= 0 or not self.channels:
            raise ValueError("rounds come after the opening, at a distance, by some channel")


@dataclass(frozen=True)
class Promise:
    """What the holder owes so many seconds after taking the alert."""

    kind: PromiseKind
    within_seconds: int


@dataclass(frozen=True)
class Step:
    """One moment of a ladder: the rungs that page then; a round comes last, so that a new rung is rung first."""

    index: int
    after_seconds: int
    rungs: tuple[Rung, ...]
    is_repeat: bool
    is_everybody: bool

    @property
    def has_rung(self) -> bool:
        """True when this step is more than a round to those who were paged before."""
        return len(self.rungs) > int(self.is_repeat)

    @property
    def who(self) -> tuple[RungRole, ...]:
        """The places that this step pages, each once."""
        return tuple(dict.fromkeys(role for rung in self.rungs for role in rung.who))


@dataclass(frozen=True)
class Ladder:
    """A way up for one kind of alert. Raises ValueError when it would not start at once, or promises run backwards."""

    rungs: tuple[Rung, ...]
    rounds: Rounds
    promises: tuple[Promise, ...]
    renewed_every_seconds: int

    def __post_init__(self) -> None:
        times = [rung.after_seconds for rung in self.rungs]
        if not times or times[0] != 0 or any(later <= earlier for earlier, later in pairwise(times)):
            raise ValueError("rungs start at 0 seconds and each comes after the one before")
        owed = [0, *(promise.within_seconds for promise in self.promises)]
        if len(owed) == 1 or any(later <= earlier for earlier, later in pairwise(owed)):
            raise ValueError("a holder owes at least one promise, and each ends after the one before")
        if self.renewed_every_seconds <= 0:
            raise ValueError("after the last promise the next one ends later")

    @cached_property
    def roles(self) -> frozenset[RungRole]:
        """Every place that this ladder can ever page."""
        return frozenset(role for rung in self.rungs for role in rung.who) | frozenset(self.rounds.also)

    def step(self, index: int) -> Step:
        """The step of this number, from 0; there is one for every number, because the rounds never stop."""
        fixed = self._fixed_moments
        if index < len(fixed):
            return self._step_at(index, fixed[index])
        return self._step_at(
            index, self._first_round_after(fixed[-1]) + (index - len(fixed)) * self.rounds.every_seconds
        )

    def seconds_after(self, index: int) -> int:
        """How long a ladder that nobody answers waits between this step and the next."""
        return self.step(index + 1).after_seconds - self.step(index).after_seconds

    @cached_property
    def _fixed_moments(self) -> tuple[int, ...]:
        times = {rung.after_seconds for rung in self.rungs}
        rounds = range(self.rounds.first_after_seconds, max(times) + 1, self.rounds.every_seconds)
        return tuple(sorted(times.union(rounds)))

    def _first_round_after(self, seconds: int) -> int:
        first, every = self.rounds.first_after_seconds, self.rounds.every_seconds
        return first if seconds < first else first + ((seconds - first) // every + 1) * every

    def _step_at(self, index: int, seconds: int) -> Step:
        rungs = tuple(rung for rung in self.rungs if rung.after_seconds == seconds)
        since_first = seconds - self.rounds.first_after_seconds
        if since_first < 0 or since_first % self.rounds.every_seconds:
            return Step(index, seconds, rungs, is_repeat=False, is_everybody=False)
        who = [role for rung in self.rungs if rung.after_seconds < seconds for role in rung.who]
        if seconds >= self.rounds.also_after_seconds:
            who += self.rounds.also
        again = Rung(seconds, tuple(dict.fromkeys(who)), self.rounds.channels)
        rungs = (*rungs, again)
        paged = frozenset(role for rung in rungs for role in rung.who)
        return Step(index, seconds, rungs, is_repeat=True, is_everybody=paged == self.roles)


@dataclass(frozen=True)
class CodePolicy:
    """Codes by which staff answer a text: none is given again to a phone for so many days, and ``never`` not at all."""

    not_reused_days: int
    never: tuple[str, ...]


@dataclass(frozen=True)
class ReplyWords:
    """The words that may stand beside a code in a reply of staff; alone they mean nothing."""

    have_it: tuple[str, ...]
    cannot: tuple[str, ...]


@dataclass(frozen=True)
class EscalationPolicy:
    """Every ladder, and how staff answer a page by text.

    Raises ValueError when a kind of alert has no ladder, or when the one that leaves out the line pages the line (N28).
    """

    ladders: Mapping[LadderName, Ladder]
    codes: CodePolicy
    reply_words: ReplyWords

    def __post_init__(self) -> None:
        missing = [name.value for name in LadderName if name not in self.ladders]
        if missing:
            raise ValueError(f"no ladder for {', '.join(missing)}")
        if self.ladders[LadderName.E0_WITHOUT_LINE].roles & LINE:
            raise ValueError(
                "the ladder without the line never pages a caseworker, a back-up or the supervisor of the case"
            )
