"""How often a family is called at the least: presets, the floors that make them stricter, and what late means.

The guidances that programmes follow differ, so that each is a preset of its own, as data, and every plan names the one
in force (cadence §4.1). Which date follows from the interval is in ``next_call``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from remote_cm.domain.day_plan import DayPlanPolicy
from remote_cm.domain.refusal import BadInput, Fault, NotAllowed
from remote_cm.domain.vocabulary import RiskLevel, StaffRole


class Holds(StrEnum):
    """While what is true of a case a rule of a preset speaks."""

    ALWAYS = "always"
    FIRST_WEEKS = "first_weeks"
    UNTIL_FIRST_REVIEW = "until_first_review"
    CAMP_RESTRICTED_AND_REACHABLE = "camp_restricted_and_reachable"
    UNTIL_END_DATE = "until_end_date"


class CadenceRemark(StrEnum):
    """What is worth saying about the schedule of a case beside its interval."""

    FIRST_REVIEW_OVERDUE = "first_review_overdue"
    DAILY_WITHOUT_END_DATE = "daily_without_end_date"
    DAILY_HAS_ENDED = "daily_has_ended"


@dataclass(frozen=True)
class Interval:
    """How long after one contact the next may come and must have come, in hours."""

    at_least_hours: int
    at_most_hours: int

    def __post_init__(self) -> None:
        if not 0 <= self.at_least_hours < self.at_most_hours:
            raise ValueError("at_least_hours must be 0 or more and below at_most_hours")


@dataclass(frozen=True)
class CadenceRule:
    """One line of a preset: for these levels, while this holds, this interval."""

    levels: tuple[RiskLevel, ...]
    holds: Holds
    interval: Interval


@dataclass(frozen=True)
class CadencePreset:
    """A named schedule: the strictest of other presets, or rules of its own of which the first that fits speaks.

    ``source`` says in a few words where it comes from.
    """

    source: str
    strictest_of: tuple[str, ...]
    rules: tuple[CadenceRule, ...]


@dataclass(frozen=True)
class CadencePolicy:
    """Every number of the schedule (section ``cadence`` of the policy file).

    ``default_preset`` is used where a case names none, ``silent_preset`` speaks where the chosen one says nothing for a
    level. ``floors`` hold whatever was chosen and can only make it stricter. ``high_contacts_apart`` holds for every
    high case; a schedule as dense as that also has two contacts in any ``two_contacts_within_days``. ``grace_hours`` is
    how long after its date a follow-up may wait before it turns red.
    """

    default_preset: str
    silent_preset: str
    floors: tuple[str, ...]
    high_contacts_apart: Interval
    two_contacts_within_days: int
    first_weeks: int
    first_review_weeks: int
    grace_hours: Mapping[RiskLevel, int]
    presets: Mapping[str, CadencePreset]
    day_plan: DayPlanPolicy

    def __post_init__(self) -> None:
        named = {self.default_preset, self.silent_preset, *self.floors}
        named.update(name for preset in self.presets.values() for name in preset.strictest_of)
        spare_hours = self.two_contacts_within_days * 24 - self.high_contacts_apart.at_most_hours
        if spare_hours <= self.high_contacts_apart.at_least_hours:
            raise ValueError("two_contacts_within_days leaves no room after the longest gap between two high contacts")
        unknown = sorted(named - set(self.presets))
        if unknown:
            raise ValueError(f"no preset is called {', '.join(unknown)}")
        if any(self.presets[part].strictest_of for preset in self.presets.values() for part in preset.strictest_of):
            raise ValueError("strictest_of may only name presets that have rules of their own")


@dataclass(frozen=True)
class CadenceFacts:
    """What a schedule has to know of a case.

    ``opened_on`` None means that it is not known, and the floor for new cases cannot hold. ``relaxed_floors`` are those
    that somebody set aside with ``decide_relaxation``. ``daily_until`` is the last day of a daily schedule.
    """

    level: RiskLevel
    preset: str
    opened_on: date | None
    first_review_done: bool
    camp_restricted: bool
    reachable: bool
    daily_until: date | None
    relaxed_floors: tuple[str, ...]


@dataclass(frozen=True)
class CadenceInForce:
    """The interval that holds, the preset it was read from, and what else is worth saying about it."""

    interval: Interval
    preset: str
    remarks: tuple[CadenceRemark, ...]


class Lateness(StrEnum):
    """How late a follow-up is; red is for the supervisor."""

    NOT_LATE = "not_late"
    OVERDUE = "overdue"
    RED = "red"


def read_cadence(facts: CadenceFacts, on: date, policy: CadencePolicy) -> CadenceInForce:
    """The interval that follows a contact on a local day: the chosen preset, made stricter by every floor that holds.

    RSK-06 to RSK-11. Raises BadInput when the preset is unknown, ValueError for the level immediate.
    """
    if facts.level is RiskLevel.IMMEDIATE:
        raise ValueError("a cadence belongs to a case, which is low, medium or high")
    if facts.preset not in policy.presets:
        raise BadInput(Fault("preset", f"must be one of {', '.join(policy.presets)}"))
    chosen = _intervals(facts.preset, facts, on, policy) or _intervals(policy.silent_preset, facts, on, policy)
    if facts.level is RiskLevel.HIGH:
        chosen.append((policy.high_contacts_apart, facts.preset))
    for floor in policy.floors:
        if floor not in facts.relaxed_floors:
            chosen += _intervals(floor, facts, on, policy)
    if not chosen:
        raise BadInput(Fault("preset", f"says nothing for {facts.level}, nor does {policy.silent_preset}"))
    interval, preset = min(chosen, key=lambda pair: pair[0].at_most_hours)
    return CadenceInForce(interval, preset, tuple(_remarks(facts, on, policy)))


def decide_relaxation(level: RiskLevel, floor: str, by: StaffRole, reason: str, policy: CadencePolicy) -> str:
    """The name of the floor that one case may be spared, once somebody who may has said why (cadence §4.1, RSK-10).

    Raises BadInput for no such floor or no reason; NotAllowed unless a caseworker asks, or for high a supervisor.
    """
    if floor not in policy.floors:
        raise BadInput(Fault("floor", f"must be one of {', '.join(policy.floors)}"))
    if not reason.strip():
        raise BadInput(Fault("reason", "say in a few words why this family may be called less often"))
    may = {StaffRole.SUPERVISOR} if level is RiskLevel.HIGH else {StaffRole.CASEWORKER, StaffRole.SUPERVISOR}
    if by not in may:
        raise NotAllowed("calling less often needs a caseworker, and for a high case the supervisor")
    return floor


def read_lateness(level: RiskLevel, due_by: datetime, now: datetime, policy: CadencePolicy) -> Lateness:
    """How late a follow-up is: overdue once its date has passed, red once the grace of its level has too (§4.3)."""
    if now <= due_by:
        return Lateness.NOT_LATE
    red_after = due_by + timedelta(hours=policy.grace_hours[level])
    return Lateness.RED if now > red_after else Lateness.OVERDUE


def _intervals(name: str, facts: CadenceFacts, on: date, policy: CadencePolicy) -> list[tuple[Interval, str]]:
    preset = policy.presets[name]
    if preset.strictest_of:
        return [found for part in preset.strictest_of for found in _intervals(part, facts, on, policy)]
    fitting = (rule for rule in preset.rules if facts.level in rule.levels and _holds(rule.holds, facts, on, policy))
    return [(rule.interval, name) for rule in fitting][:1]


def _holds(holds: Holds, facts: CadenceFacts, on: date, policy: CadencePolicy) -> bool:
    match holds:
        case Holds.ALWAYS:
            return True
        case Holds.CAMP_RESTRICTED_AND_REACHABLE:
            return facts.camp_restricted and facts.reachable
        case Holds.UNTIL_END_DATE:
            return facts.daily_until is None or on < facts.daily_until
        case Holds.UNTIL_FIRST_REVIEW:
            # The review itself ends this, not its date: a late review is no reason to call less often (RSK-09).
            return facts.opened_on is not None and not facts.first_review_done
        case Holds.FIRST_WEEKS:
            young = facts.opened_on is not None and on < facts.opened_on + timedelta(weeks=policy.first_weeks)
            return young and not facts.first_review_done


def _remarks(facts: CadenceFacts, on: date, policy: CadencePolicy) -> list[CadenceRemark]:
    remarks = []
    review_by = None if facts.opened_on is None else facts.opened_on + timedelta(weeks=policy.first_review_weeks)
    if review_by is not None and on > review_by and not facts.first_review_done:
        remarks.append(CadenceRemark.FIRST_REVIEW_OVERDUE)
    if any(rule.holds is Holds.UNTIL_END_DATE for rule in policy.presets[facts.preset].rules):
        if facts.daily_until is None:
            remarks.append(CadenceRemark.DAILY_WITHOUT_END_DATE)
        elif on >= facts.daily_until:
            remarks.append(CadenceRemark.DAILY_HAS_ENDED)
    return remarks
