"""On which day, in which safe hours, a due follow-up is put, so that no caseworker has thirty on one day.

A follow-up is moved earlier to even out the days, never later than its date. When every possible day is full it is
placed all the same: a full day is a reason to hand over, not a reason to forget a child.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from remote_cm.domain.local_calendar import SafeTimes
from remote_cm.domain.safe_window import Period
from remote_cm.domain.vocabulary import RiskLevel


@dataclass(frozen=True)
class DayPlanPolicy:
    """How days are filled (part of section ``cadence`` of the policy file).

    ``calls_per_day``: what one caseworker can hold. ``spread_days``: how many days before its date a follow-up may be
    put to even out the days, per level; more only when those are all full. ``shortest_call_minutes``: an open stretch
    shorter than this is used only when there is no longer one. ``late_search_days``: how far ahead an overdue follow-up
    looks for a safe window.
    """

    calls_per_day: int
    spread_days: Mapping[RiskLevel, int]
    shortest_call_minutes: int
    late_search_days: int


@dataclass(frozen=True)
class DueFollowUp:
    """A follow-up that wants a day. ``reference`` is the caller's own name for it; the times are aware moments."""

    reference: str
    level: RiskLevel
    not_before: datetime
    due_by: datetime
    times: SafeTimes


@dataclass(frozen=True)
class DaySlot:
    """The open hours of one day in which the call should be made; ``is_over_cap`` asks who could take it over."""

    day: date
    period: Period
    is_over_cap: bool


def next_slot(
    follow_up: DueFollowUp, loads: Mapping[date, int], now: datetime, policy: DayPlanPolicy
) -> DaySlot | None:
    """The day and open hours for one follow-up, or None when no safe window is left for it (alert no_safe_window).

    ``loads`` is how many calls the caseworker already has per local day. One that is not late goes to the emptiest of
    its days, the later one where two are equal; one that is late goes to the first open hours there are.
    """
    zone = follow_up.times.zone
    start = max(now, follow_up.not_before)
    if follow_up.due_by <= now:
        late_until = now + timedelta(days=policy.late_search_days)
        first = next(iter(follow_up.times.between(now, late_until)), None)
        return None if first is None else _slot(first, follow_up, loads, policy)
    periods = follow_up.times.between(start, follow_up.due_by)
    if not periods and start <= follow_up.due_by and follow_up.times.holds(follow_up.due_by):
        periods = (Period(follow_up.due_by, follow_up.due_by),)
    if not periods:
        return None
    earliest = (follow_up.due_by - timedelta(days=policy.spread_days[follow_up.level])).astimezone(zone).date()
    near = [period for period in periods if period.starts.astimezone(zone).date() >= earliest]
    wanted = _long_enough(near, policy) or near
    roomy = [slot for period in wanted if not (slot := _slot(period, follow_up, loads, policy)).is_over_cap]
    slots = roomy or [_slot(period, follow_up, loads, policy) for period in _long_enough(periods, policy) or periods]
    return min(slots, key=lambda slot: (loads.get(slot.day, 0), -slot.day.toordinal(), slot.period))


def spread_over_days(
    follow_ups: Iterable[DueFollowUp], loads: Mapping[date, int], now: datetime, policy: DayPlanPolicy
) -> dict[str, DaySlot | None]:
    """A slot for each follow-up of one caseworker by its reference; None where no safe window is left.

    The most pressing choose first: by level, then by date. Each choice counts in the load that the next one sees.
    """
    filled = Counter(dict(loads))
    placed: dict[str, DaySlot | None] = {}
    for follow_up in sorted(follow_ups, key=lambda one: (-one.level.rank, one.due_by, one.reference)):
        slot = next_slot(follow_up, filled, now, policy)
        placed[follow_up.reference] = slot
        if slot is not None:
            filled[slot.day] += 1
    return placed


def _slot(period: Period, follow_up: DueFollowUp, loads: Mapping[date, int], policy: DayPlanPolicy) -> DaySlot:
    day = period.starts.astimezone(follow_up.times.zone).date()
    return DaySlot(day, period, is_over_cap=loads.get(day, 0) >= policy.calls_per_day)


def _long_enough(periods: Sequence[Period], policy: DayPlanPolicy) -> list[Period]:
    shortest = timedelta(minutes=policy.shortest_call_minutes)
    return [period for period in periods if period.ends - period.starts >= shortest]
