"""What an open ladder of hours and days asks for now and next, and what the facts have settled: time ends nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from remote_cm.domain.slow_ladder import PutOff, Settling, SlowLadder, SlowLadderPolicy, SlowStep, StepMark
from remote_cm.domain.vocabulary import RiskLevel, StaffRole


@dataclass(frozen=True)
class MadeStep:
    """A step whose task is on a page or was. ``is_cause`` is true for the task that began the ladder: only a person
    settles that one.
    """

    step: int
    round: int
    done_at: datetime | None
    is_cause: bool

    @property
    def is_done(self) -> bool:
        """True when its task is off the page."""
        return self.done_at is not None


@dataclass(frozen=True)
class SlowLadderFacts:
    """How a ladder stands, or one round of it: ``round`` is 0 unless a later cause has begun it anew.

    ``facts`` are those that hold since ``opened_at``; while it is put off nothing new comes, and nothing is forgotten.
    """

    opened_at: datetime
    level: RiskLevel | None
    has_volunteer: bool
    tries_used_up_at: datetime | None
    facts: frozenset[Settling]
    made: Sequence[MadeStep]
    put_off: PutOff | None
    round: int


@dataclass(frozen=True)
class ComingStep:
    """A step at its moment. ``round`` counts how often it came before, or is that of the ladder for a step that comes
    once; its task's time runs from ``clock_from`` on.
    """

    index: int
    round: int
    step: SlowStep
    at: datetime
    clock_from: datetime


@dataclass(frozen=True)
class SlowLadderPlan:
    """What a ladder asks for now.

    ``due`` are the steps whose task is put on a page now, earliest first. ``settled`` are made steps that a fact has
    settled. ``next`` is what comes next, None when nothing more does. ``look_at`` is when the ladder is looked at
    again, None when it has ended.
    """

    due: tuple[ComingStep, ...]
    settled: tuple[MadeStep, ...]
    next: ComingStep | None
    is_ended: bool
    look_at: datetime | None


def decide_steps(
    ladder: SlowLadder, standing: SlowLadderFacts, now: datetime, policy: SlowLadderPolicy, zone: tzinfo
) -> SlowLadderPlan:
    """What is due now and next, and what the facts have settled (escalation ladder §6.3 to §6.6).

    A step that was made is never made again, a step whose fact holds is not made at all, and time alone ends nothing.
    """
    if _is_ended(ladder, standing):
        return SlowLadderPlan((), _settled(ladder, standing, ends=True), None, is_ended=True, look_at=None)
    coming = [
        one
        for index, step in enumerate(ladder.steps)
        if _is_wanted(step, standing) and (one := _coming(index, step, standing, now, policy, zone)) is not None
    ]
    due = [] if standing.put_off is not None else [one for one in coming if one.at <= now]
    later = [one for one in coming if one not in due]
    look_again = now + timedelta(minutes=policy.look_again_minutes)
    return SlowLadderPlan(
        due=tuple(sorted(due, key=lambda one: (one.at, one.index))),
        settled=_settled(ladder, standing, ends=False),
        next=min(later, key=lambda one: (one.at, one.index), default=None),
        is_ended=False,
        look_at=min([look_again, *(one.at for one in later if one.at > now)]),
    )


def next_call_by(ladder: SlowLadder, opened_at: datetime, level: RiskLevel) -> datetime | None:
    """By when the next call with the family is due for this ladder's sake, None when it asks for none (§6.3, §6.4)."""
    minutes = ladder.next_call_within_minutes.get(level)
    return None if minutes is None else opened_at + timedelta(minutes=minutes)


def cause_step(ladder: SlowLadder, role: StaffRole, level: RiskLevel | None) -> int | None:
    """The place of the step that the task which began the ladder is, on the page of this role."""
    for index, step in enumerate(ladder.steps):
        if StepMark.BEGUN_BY_CAUSE in step.marks and step.who.value == role.value and step.is_for(level):
            return index
    return None


def _is_ended(ladder: SlowLadder, standing: SlowLadderFacts) -> bool:
    if ladder.ends_with is not Settling.PERSON:
        return ladder.ends_with in standing.facts
    return all(
        _is_settled(index, step, standing)
        for index, step in enumerate(ladder.steps)
        if not step.is_reminder and _is_meant(step, standing)
    )


def _is_settled(index: int, step: SlowStep, standing: SlowLadderFacts) -> bool:
    made = [one for one in standing.made if one.step == index]
    if any(one.is_cause and not one.is_done for one in made):
        return False
    return step.settled_by in standing.facts or any(one.is_done for one in made)


def _settled(ladder: SlowLadder, standing: SlowLadderFacts, *, ends: bool) -> tuple[MadeStep, ...]:
    unsettled = [one for one in standing.made if not one.is_done and not one.is_cause]
    return tuple(one for one in unsettled if ends or ladder.steps[one.step].settled_by in standing.facts)


def _is_meant(step: SlowStep, standing: SlowLadderFacts) -> bool:
    is_visited = standing.has_volunteer or StepMark.WHERE_A_VOLUNTEER_VISITS not in step.marks
    return step.is_for(standing.level) and is_visited


def _is_wanted(step: SlowStep, standing: SlowLadderFacts) -> bool:
    return _is_meant(step, standing) and step.settled_by not in standing.facts


def _coming(
    index: int, step: SlowStep, standing: SlowLadderFacts, now: datetime, policy: SlowLadderPolicy, zone: tzinfo
) -> ComingStep | None:
    """The step at its next moment; None when it came already, or still lies on a page from its last round."""
    made = [one for one in standing.made if one.step == index]
    first = _moment(step, standing, policy, zone)
    if not step.is_reminder:
        clock_from = standing.opened_at if StepMark.CLOCK_FROM_START in step.marks else first
        return None if made else ComingStep(index, standing.round, step, first, clock_from)
    if any(not one.is_done for one in made):
        return None
    every = timedelta(minutes=step.repeats_every_minutes)
    missed = max(0, (now - first) // every)
    # A round that passed while the last one lay on a page is not made up for.
    seen = [max(one.round, (one.done_at - first) // every) for one in made if one.done_at is not None]
    count = max([missed, *(1 + one for one in seen)])
    at = first + count * every
    return ComingStep(index, count, step, at, at)


def _moment(step: SlowStep, standing: SlowLadderFacts, policy: SlowLadderPolicy, zone: tzinfo) -> datetime:
    opened_at = standing.opened_at
    moment = opened_at + timedelta(minutes=step.after_minutes)
    if StepMark.END_OF_DAY in step.marks:
        day_ends = datetime.combine(opened_at.astimezone(zone).date(), policy.day_ends_at, zone)
        moment = max(moment, day_ends.astimezone(opened_at.tzinfo))
    if StepMark.WHEN_TRIES_ARE_USED_UP in step.marks and standing.tries_used_up_at is not None:
        moment = min(moment, max(opened_at, standing.tries_used_up_at))
    return moment
