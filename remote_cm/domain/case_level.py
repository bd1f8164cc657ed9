"""How the levels of calls move the level of a case: up at once, down by one step when earned and approved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from remote_cm.domain.refusal import BadInput, Fault, NotAllowed
from remote_cm.domain.risk import RiskPolicy, as_case_level
from remote_cm.domain.risk_answers import AnswerSource
from remote_cm.domain.vocabulary import RiskLevel, StaffRole


class CaseLevelReason(StrEnum):
    """Why a case has the level it has after a call."""

    RAISED_BY_CALL = "raised_by_call"
    RAISED_BY_DANGER = "raised_by_danger"
    RAISED_TO_FLOOR = "raised_to_floor"
    SAME = "same"
    HELD_BY_OPEN_DANGER = "held_by_open_danger"
    HELD_AT_FLOOR = "held_at_floor"
    HELD_UNTIL_EARNED = "held_until_earned"
    STEP_DOWN_EARNED = "step_down_earned"


@dataclass(frozen=True)
class JudgedCall:
    """One conversation with its level, as far as the level of the case is concerned."""

    held_at: datetime
    level: RiskLevel
    source: AnswerSource
    priority_covered: bool
    private: bool
    child_heard: bool

    @property
    def is_complete(self) -> bool:
        """True when all priority domains were covered in private; only such a call can speak for a lower level."""
        return self.priority_covered and self.private


@dataclass(frozen=True)
class CaseLevelDecision:
    """The level the case has from now on; ``proposed`` is one step lower, for the supervisor to decide, or None."""

    level: RiskLevel
    proposed: RiskLevel | None
    reason: CaseLevelReason
    tell_supervisor: bool


def decide_case_level(
    case_level: RiskLevel,
    level_since: datetime,
    calls: Sequence[JudgedCall],
    *,
    danger_open: bool,
    floor: RiskLevel | None,
    policy: RiskPolicy,
) -> CaseLevelDecision:
    """The level of a case after its latest call (risk rule §3.4, N24).

    ``calls`` are oldest first; those before ``level_since`` and those that are only reports of volunteers or texts are
    passed over. ``danger_open`` holds the case high until a supervisor has closed the event. Raises ValueError when the
    case or the floor is immediate, which only a call can be.
    """
    if RiskLevel.IMMEDIATE in (case_level, floor):
        raise ValueError("a case and a floor are low, medium or high: immediate belongs to a call")
    own = [call for call in calls if call.source is AnswerSource.CASEWORKER and call.held_at >= level_since]
    latest = own[-1].level if own else case_level
    in_danger = danger_open or latest is RiskLevel.IMMEDIATE
    raised = _raised(case_level, latest, in_danger, floor)
    if raised is not None:
        return raised
    if in_danger:
        return _kept(case_level, CaseLevelReason.HELD_BY_OPEN_DANGER)
    if latest.rank == case_level.rank:
        return _kept(case_level, CaseLevelReason.SAME)
    if case_level is floor:
        return _kept(case_level, CaseLevelReason.HELD_AT_FLOOR)
    if not _step_down_is_earned(case_level, own, policy):
        return _kept(case_level, CaseLevelReason.HELD_UNTIL_EARNED)
    return CaseLevelDecision(
        case_level, one_step_down(case_level), CaseLevelReason.STEP_DOWN_EARNED, tell_supervisor=True
    )


def decide_step_down(case_level: RiskLevel, proposed: RiskLevel | None, by: StaffRole, reason: str) -> RiskLevel:
    """The level after a supervisor agreed to a proposed step (risk rule §3.4).

    Raises NotAllowed unless a supervisor agrees to a step that was proposed and is exactly one, BadInput without a
    reason.
    """
    if by is not StaffRole.SUPERVISOR:
        raise NotAllowed("only a supervisor may lower the level of a case")
    if proposed is None or case_level is RiskLevel.LOW or proposed is not one_step_down(case_level):
        raise NotAllowed("a case goes down by one step, and only when its calls have earned it")
    if not reason.strip():
        raise BadInput(Fault("reason", "say in a few words why the level may go down"))
    return proposed


def one_step_down(level: RiskLevel) -> RiskLevel:
    """The next lower level; low stays low."""
    return list(RiskLevel)[max(level.rank - 1, 0)]


def _raised(
    case_level: RiskLevel, latest: RiskLevel, in_danger: bool, floor: RiskLevel | None
) -> CaseLevelDecision | None:
    claims = [(as_case_level(latest), CaseLevelReason.RAISED_BY_CALL)]
    if in_danger:
        claims.insert(0, (RiskLevel.HIGH, CaseLevelReason.RAISED_BY_DANGER))
    if floor is not None:
        claims.append((floor, CaseLevelReason.RAISED_TO_FLOOR))
    level, reason = max(claims, key=lambda claim: claim[0].rank)
    if level.rank <= case_level.rank:
        return None
    return CaseLevelDecision(level, None, reason, tell_supervisor=True)


def _kept(level: RiskLevel, reason: CaseLevelReason) -> CaseLevelDecision:
    return CaseLevelDecision(level, None, reason, tell_supervisor=False)


def _step_down_is_earned(case_level: RiskLevel, calls: Sequence[JudgedCall], policy: RiskPolicy) -> bool:
    """Whether the latest calls, unbroken, were complete and lower, for long enough, with the child heard.

    The row is measured from its first to its last call: a high case is called twice a week, so that two calls next to
    each other are never a week apart.
    """
    row: list[JudgedCall] = []
    for call in reversed(calls):
        if not call.is_complete or call.level.rank >= case_level.rank:
            break
        row.append(call)
    if len(row) < policy.step_down_calls:
        return False
    long_enough = row[0].held_at - row[-1].held_at >= timedelta(days=policy.step_down_days_apart)
    return long_enough and any(call.child_heard for call in row)
