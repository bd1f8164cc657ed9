"""What the local calendar takes from a family's safe hours when they are rung: curfews, fasting times, holidays."""

from datetime import UTC, datetime, timedelta

from remote_cm.domain.local_calendar import SafeTimes
from remote_cm.domain.safety_gate import GateDecision, GateReason


def keep_closed_hours(decision: GateDecision, at: datetime, times: SafeTimes, search_days: int) -> GateDecision:
    """The gate's decision on a call to a family, with the hours that the calendar closes taken out (cadence §4.3).

    An open gate closes while the calendar does; a next safe moment that falls into closed hours moves to where they
    end, and is None when nothing opens within ``search_days``.
    """
    if decision.allowed and not times.holds(at):
        return GateDecision(False, (GateReason.OUTSIDE_SAFE_WINDOW,), _opens(times, at, search_days))
    if decision.next_allowed_at is None:
        return decision
    return GateDecision(decision.allowed, decision.reasons, _opens(times, decision.next_allowed_at, search_days))


def _opens(times: SafeTimes, since: datetime, search_days: int) -> datetime | None:
    first = next(iter(times.between(since, since + timedelta(days=search_days))), None)
    return None if first is None else first.starts.astimezone(UTC)
