"""How the colours of the eight domains become the level of a call, with the codes that say why (risk rule §3.2, §3.3).

A rule table and no score, so that a caseworker can see what decided. The level supports a decision of the caseworker
and the supervisor; it is never the decision (N48).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from remote_cm.domain.risk_answers import green_may_count
from remote_cm.domain.vocabulary import DomainColour, RiskLevel, ScriptDomain, Trigger

PRIORITY_DOMAINS = tuple(domain for domain in ScriptDomain if domain.is_priority)
OTHER_DOMAINS = tuple(domain for domain in ScriptDomain if not domain.is_priority)

OUTSIDE_THE_DANGER_LADDER = Trigger.T12


class RiskCode(StrEnum):
    """Why a call has its level; the words for people are in the pages, one per code (risk rule §3.3)."""

    H0 = "H0"
    H1 = "H1"
    H2 = "H2"
    H3 = "H3"
    H4 = "H4"
    M1 = "M1"
    M2 = "M2"
    M3 = "M3"
    M4 = "M4"
    M5 = "M5"
    L1 = "L1"
    F1 = "F1"


@dataclass(frozen=True)
class RiskPolicy:
    """The numbers of the risk rule, all from the policy file (section ``risk``).

    ``carry_green_days``: how long an old green outside the priority domains still counts, that day included.
    ``chase_high_hours``, ``chase_other_hours``: how soon a missing priority domain is asked again.
    ``high_when_other_reds``, ``medium_when_other_oranges``: how many of D4 to D8 make H2 and M3.
    ``greens_need_privacy``: the domains whose greens count only when nobody could overhear.
    ``anchor_declines_in_a_row``: after how many the supervisor talks it over.
    ``step_down_calls``, ``step_down_days_apart``: what earns a proposal to lower the case by one step.
    """

    carry_green_days: int
    chase_high_hours: int
    chase_other_hours: int
    high_when_other_reds: int
    medium_when_other_oranges: int
    greens_need_privacy: tuple[ScriptDomain, ...]
    anchor_declines_in_a_row: int
    step_down_calls: int
    step_down_days_apart: int


@dataclass(frozen=True)
class LastAnswer:
    """The colour a domain had when it was last covered, and how many whole local days ago; ``U`` means it never was."""

    colour: DomainColour
    days_ago: int


@dataclass(frozen=True)
class CallLevelDecision:
    """The level of one call and everything that explains it.

    ``effective`` has all eight domains. ``missed`` are the domains that this call did not cover, in rank order: they
    open the next call. ``carried`` are those of them that an earlier answer stands in for, not checked again.
    ``chase_within_hours`` is None unless the level is provisional.
    """

    level: RiskLevel
    codes: tuple[RiskCode, ...]
    provisional: bool
    effective: Mapping[ScriptDomain, DomainColour]
    chase_within_hours: int | None
    missed: tuple[ScriptDomain, ...]
    carried: tuple[ScriptDomain, ...]

    @property
    def priority_covered(self) -> bool:
        """True when safety, health and feelings were all covered in this very call."""
        return not any(domain.is_priority for domain in self.missed)


def as_case_level(level: RiskLevel) -> RiskLevel:
    """The level a case carries after a call of this level: immediate becomes high (risk rule §3.4)."""
    return RiskLevel.HIGH if level is RiskLevel.IMMEDIATE else level


def opens_danger_ladder(triggers: Collection[Trigger]) -> bool:
    """Whether any trigger starts E0. T12 never does: the first rung may be the accused (monitoring script §2.12)."""
    return any(trigger is not OUTSIDE_THE_DANGER_LADDER for trigger in triggers)


def decide_call_level(
    answers: Mapping[ScriptDomain, DomainColour],
    last: Mapping[ScriptDomain, LastAnswer],
    *,
    triggers: Collection[Trigger],
    danger_button: bool,
    private: bool,
    person_of_concern: bool,
    previous_call_level: RiskLevel | None,
    floor: RiskLevel | None,
    policy: RiskPolicy,
) -> CallLevelDecision:
    """The level of a call from the colours heard in it (risk rule §3.2, §3.3).

    A domain missing from ``answers`` was not asked, one missing from ``last`` was never covered. ``private`` and
    ``person_of_concern`` speak of the whole call; when the answers come from ``read_domain_level``, which judges each
    conversation by itself, hand in True and False. Raises ValueError for a floor of immediate.
    """
    if floor is RiskLevel.IMMEDIATE:
        raise ValueError("a floor is low, medium or high: immediate belongs to a call, never to a case")
    counted = {
        domain: _counted(domain, answers.get(domain, DomainColour.UNCOVERED), private, person_of_concern, policy)
        for domain in ScriptDomain
    }
    effective = {domain: _effective(domain, colour, last.get(domain), policy) for domain, colour in counted.items()}
    missed = tuple(domain for domain, colour in counted.items() if colour is DomainColour.UNCOVERED)
    level, codes = read_level(effective, policy)
    decision = CallLevelDecision(
        level=level,
        codes=codes,
        provisional=False,
        effective=effective,
        chase_within_hours=None,
        missed=missed,
        carried=tuple(domain for domain in missed if effective[domain] is not DomainColour.UNCOVERED),
    )
    if danger_button or opens_danger_ladder(triggers):
        return replace(decision, level=RiskLevel.IMMEDIATE, codes=(RiskCode.H0,))
    return _held_up(decision, previous_call_level, floor, policy)


def read_level(
    effective: Mapping[ScriptDomain, DomainColour], policy: RiskPolicy
) -> tuple[RiskLevel, tuple[RiskCode, ...]]:
    """The level that eight effective colours give by themselves, with every code of that level that matches (§3.3).

    Making any single colour worse never lowers the level.
    """
    priority = [effective[domain] for domain in PRIORITY_DOMAINS]
    others = [effective[domain] for domain in OTHER_DOMAINS]
    priority_oranges = priority.count(DomainColour.ORANGE)
    other_reds = others.count(DomainColour.RED)
    high = _matching(
        (RiskCode.H1, DomainColour.RED in priority),
        (RiskCode.H2, other_reds >= policy.high_when_other_reds),
        (RiskCode.H3, other_reds >= 1 and priority_oranges >= 1),
        (RiskCode.H4, priority_oranges == len(PRIORITY_DOMAINS)),
    )
    if high:
        return RiskLevel.HIGH, high
    medium = _matching(
        (RiskCode.M1, priority_oranges >= 1),
        (RiskCode.M2, other_reds >= 1),
        (RiskCode.M3, others.count(DomainColour.ORANGE) >= policy.medium_when_other_oranges),
        (RiskCode.M4, DomainColour.UNCOVERED in priority),
    )
    if medium:
        return RiskLevel.MEDIUM, medium
    return RiskLevel.LOW, (RiskCode.L1,)


def _matching(*conditions: tuple[RiskCode, bool]) -> tuple[RiskCode, ...]:
    return tuple(code for code, is_met in conditions if is_met)


def _counted(
    domain: ScriptDomain, colour: DomainColour, private: bool, person_of_concern: bool, policy: RiskPolicy
) -> DomainColour:
    believed = green_may_count(
        domain, private=private, person_of_concern=person_of_concern, greens_need_privacy=policy.greens_need_privacy
    )
    return DomainColour.UNCOVERED if colour is DomainColour.GREEN and not believed else colour


def _effective(domain: ScriptDomain, colour: DomainColour, last: LastAnswer | None, policy: RiskPolicy) -> DomainColour:
    if colour is not DomainColour.UNCOVERED or last is None:
        return colour
    if last.colour is not DomainColour.GREEN:
        return last.colour
    fresh = last.days_ago <= policy.carry_green_days and not domain.is_priority
    return DomainColour.GREEN if fresh else DomainColour.UNCOVERED


def _held_up(
    decision: CallLevelDecision, previous_call_level: RiskLevel | None, floor: RiskLevel | None, policy: RiskPolicy
) -> CallLevelDecision:
    provisional = any(decision.effective[domain] is DomainColour.UNCOVERED for domain in PRIORITY_DOMAINS)
    level, codes = decision.level, decision.codes
    if provisional and previous_call_level is not None:
        before = as_case_level(previous_call_level)
        if before.rank > level.rank:
            level, codes = before, (*codes, RiskCode.M5)
    if floor is not None and floor.rank > level.rank:
        level, codes = floor, (*codes, RiskCode.F1)
    chase = policy.chase_high_hours if level is RiskLevel.HIGH else policy.chase_other_hours
    return replace(
        decision,
        level=level,
        codes=codes,
        provisional=provisional,
        chase_within_hours=chase if provisional else None,
    )
