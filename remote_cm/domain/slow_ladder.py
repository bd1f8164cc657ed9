"""The ladders whose clocks run in hours and days: a worry, nobody reached, a volunteer who is silent (E1 to E4).

Where danger is now, the ladder of ``ladder`` and ``escalation`` rings people. These put duties on people's pages, each
at its time, until the facts or a person have settled them. None ever ends because time has passed, and none lowers a
level or closes a case (N24, N26). All numbers are policy data (escalation ladder §6.3 to §6.6, proposed).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from itertools import pairwise

from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import RiskLevel, StaffRole


class SlowLadderName(StrEnum):
    """Which ladder it is (escalation ladder §6.3 to §6.6)."""

    E1 = "e1"
    """Something red without danger now, a volunteer's bad news, or a call that ended unsafely."""

    E2 = "e2"
    """Something orange, a volunteer's worry, or a priority domain that was missed."""

    E3 = "e3"
    """Nobody of the family is reached."""

    E4 = "e4"
    """A volunteer is silent."""


class StepOwner(StrEnum):
    """On whose page the task of a step is put: those of the case or the volunteer."""

    CASEWORKER = "caseworker"
    BACKUP_CASEWORKER = "backup_caseworker"
    SUPERVISOR = "supervisor"


class Settling(StrEnum):
    """What settles a step or a whole ladder; ``person`` is somebody who says so, the rest are facts."""

    PERSON = "person"
    CONTACT = "contact"
    """A conversation that counts for the cadence since the ladder began, or the child was seen."""

    SECOND_CONTACT = "second_contact"
    """Two of them."""

    ACTION_STARTED = "action_started"
    """An action of the plan, agreed since the ladder began, has an owner and is under way."""

    HEARD_OF = "heard_of"
    """The volunteer was heard of since the ladder began."""


class StepMark(StrEnum):
    """What is special about a step."""

    BEGUN_BY_CAUSE = "begun_by_cause"
    """The task that began the ladder, on the page of this owner, is the task of this step."""

    CLOCK_FROM_START = "clock_from_start"
    """The time in which its task must be done runs from the beginning of the ladder, not from when the step came."""

    WHEN_TRIES_ARE_USED_UP = "when_tries_are_used_up"
    """It comes as soon as the last try to call has failed, and after its minutes at the latest."""

    END_OF_DAY = "end_of_day"
    """It does not come before the working day of the beginning ends."""

    WHERE_A_VOLUNTEER_VISITS = "where_a_volunteer_visits"
    """Only for a family that a volunteer looks after."""


class PutOff(StrEnum):
    """Why nothing new comes on a ladder just now; what is due comes as soon as this is over."""

    DANGER = "danger"
    """An alert about the same child or volunteer is open, and its ladder is the stricter one."""

    OUTAGE = "outage"
    """The phones of the camp are down, so nobody answering says nothing (monitoring script §2.14 A)."""


class SlowEnd(StrEnum):
    """Why a ladder ended: its duties were settled, or a person said so with a reason."""

    SETTLED = "settled"
    SAFE_NOW = "safe_now"
    IN_OTHER_HANDS = "in_other_hands"
    MISTAKE = "mistake"


ENDED_BY_A_PERSON = (SlowEnd.SAFE_NOW, SlowEnd.IN_OTHER_HANDS, SlowEnd.MISTAKE)
"""What a person who ends a ladder by hand chooses from."""


@dataclass(frozen=True)
class SlowStep:
    """One duty of a ladder: what, on whose page, so many minutes after the beginning, at which levels of the case.

    ``repeats_every_minutes`` is 0 for a duty that comes once. Raises ValueError for times that lie backwards.
    """

    task: TaskKind
    who: StepOwner
    after_minutes: int
    levels: tuple[RiskLevel, ...]
    settled_by: Settling
    marks: tuple[StepMark, ...]
    repeats_every_minutes: int

    def __post_init__(self) -> None:
        if self.after_minutes < 0 or self.repeats_every_minutes < 0:
            raise ValueError("a step comes after the beginning, and again later or never")
        if not self.levels:
            raise ValueError("a step is for one level or more")

    @property
    def is_reminder(self) -> bool:
        """True when it comes again and again; such a step keeps no ladder open."""
        return self.repeats_every_minutes > 0

    def is_for(self, level: RiskLevel | None) -> bool:
        """True at this level of the case; where no case is known the strictest holds."""
        return (level or RiskLevel.HIGH) in self.levels


@dataclass(frozen=True)
class SlowLadder:
    """A way through hours and days. Raises ValueError when a later step would come before an earlier one, or when what
    is asked anew with a new cause also comes again by itself.

    ``ends_with`` is the fact that ends it whole; with ``person`` it ends when every step that comes once is settled.
    ``next_call_within_minutes``: the next call with the family is due so many minutes after the beginning at the
    latest, by the level of the case.
    """

    ends_with: Settling
    may_be_ended_by: tuple[StaffRole, ...]
    next_call_within_minutes: Mapping[RiskLevel, int]
    steps: tuple[SlowStep, ...]

    def __post_init__(self) -> None:
        if not self.steps or not self.may_be_ended_by:
            raise ValueError("a ladder has steps, and somebody who may end it")
        for level in RiskLevel:
            steps = [step for step in self.steps if step.is_for(level)]
            if any(later.after_minutes < earlier.after_minutes for earlier, later in pairwise(steps)):
                raise ValueError(f"a later step comes before an earlier one at {level}")
            early = [StepMark.WHEN_TRIES_ARE_USED_UP in step.marks for step in steps]
            if early != sorted(early, reverse=True):
                raise ValueError("what comes when the tries are used up comes before everything else")
        if self.is_asked_anew and any(step.is_reminder for step in self.steps):
            raise ValueError("a ladder with a second contact has nothing that comes again and again")

    @property
    def is_asked_anew(self) -> bool:
        """True when contacts are counted on it, so that a new cause is owed contacts of its own (ladder §6.3)."""
        return any(step.settled_by is Settling.SECOND_CONTACT for step in self.steps)


@dataclass(frozen=True)
class SlowLadderPolicy:
    """Every slow ladder (section ``slow_ladders`` of the policy file). Raises ValueError when one has no steps.

    ``begun_by``: which task begins which ladder. ``day_ends_at``: local, for what waits for the end of a day.
    ``look_again_minutes``: how often an open ladder is looked at, so that what has been settled meanwhile is found.
    """

    begun_by: Mapping[TaskKind, SlowLadderName]
    day_ends_at: time
    look_again_minutes: int
    ladders: Mapping[SlowLadderName, SlowLadder]

    def __post_init__(self) -> None:
        missing = [name.value for name in SlowLadderName if name not in self.ladders]
        if missing:
            raise ValueError(f"no ladder for {', '.join(missing)}")
        if self.look_again_minutes < 1:
            raise ValueError("an open ladder is looked at again and again")
