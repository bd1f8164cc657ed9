"""What may follow a line that broke: one call back as it was agreed, or none at all (script §2.14 A, N8).

A line that broke in a calm call is rung once more, after a moment and inside the same safe window, when that was
agreed; after it, and wherever the family wanted to ring themselves, nobody rings before the next safe window. A line
that broke while something was not right is an unsafe end, whatever the caller pressed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from remote_cm.domain.local_calendar import SafeTimes
from remote_cm.domain.safe_window import Period
from remote_cm.domain.safety_gate import GateDecision, GateReason
from remote_cm.domain.vocabulary import LineDropPlan


@dataclass(frozen=True)
class DropSigns:
    """What is known of a talk whose line broke.

    ``was_cut_short_by_fear``: the caller heard the stop word, a stranger's voice or shouting, or something had just
    been told. ``was_overheard``: somebody came near. ``holds_red``: a red answer was given in this talk, also without
    its question, and also where another was put in its place. ``holds_danger``: a trigger, or the danger button.
    """

    was_cut_short_by_fear: bool
    was_overheard: bool
    holds_red: bool
    holds_danger: bool


@dataclass(frozen=True)
class LineDropped:
    """The first line that broke in a calm call with one contact in a safe window, and what came after it.

    ``tries_since`` are rings of ours since then; ``they_rang_at`` is when the family last let it ring, None for never.
    """

    at: datetime
    plan: LineDropPlan
    tries_since: int
    they_rang_at: datetime | None


def is_unsafe_drop(signs: DropSigns) -> bool:
    """Whether a line that broke is an unsafe end, after which nobody calls back until a person chose a way (N8)."""
    return signs.was_cut_short_by_fear or signs.was_overheard or signs.holds_red or signs.holds_danger


def keep_line_drop_plan(
    decision: GateDecision,
    at: datetime,
    dropped: LineDropped | None,
    times: SafeTimes,
    *,
    ring_back_after_minutes: int,
    search_days: int,
) -> GateDecision:
    """The gate's decision on ringing a family by whom a line broke, with what was agreed for that kept.

    It closes an open gate and never opens a closed one. A ring of theirs ends the wait, and so does the next safe
    window. ``search_days`` is how far ahead that window is looked for.
    """
    if dropped is None or _has_rung_us(dropped):
        return decision
    window_ends, next_opens = _windows_after(dropped.at, times, search_days)
    if at >= window_ends:
        return decision
    ring_back_at = dropped.at + timedelta(minutes=ring_back_after_minutes)
    if dropped.plan is LineDropPlan.WAIT_FOR_THEM:
        return _closed(decision, GateReason.THEY_RING_US, next_opens)
    if dropped.tries_since > 0:
        return _closed(decision, GateReason.RANG_BACK_ONCE, next_opens)
    if at < ring_back_at:
        opens = ring_back_at if ring_back_at < window_ends else next_opens
        return _closed(decision, GateReason.RING_BACK_SOON, opens)
    return decision


def _has_rung_us(dropped: LineDropped) -> bool:
    return dropped.they_rang_at is not None and dropped.they_rang_at > dropped.at


def _windows_after(moment: datetime, times: SafeTimes, search_days: int) -> tuple[datetime, datetime | None]:
    """When the window that held this moment ends, and when the one after it opens."""
    periods: tuple[Period, ...] = times.between(moment, moment + timedelta(days=search_days))
    is_inside = bool(periods) and periods[0].starts == moment
    later = periods[1:] if is_inside else periods
    return periods[0].ends if is_inside else moment, later[0].starts if later else None


def _closed(decision: GateDecision, reason: GateReason, opens: datetime | None) -> GateDecision:
    """Both have to open before it is open; where one never does by waiting, neither does the whole."""
    if not decision.allowed and decision.next_allowed_at is not None and opens is not None:
        opens = max(opens, decision.next_allowed_at)
    elif not decision.allowed:
        opens = None
    return GateDecision(False, (*decision.reasons, reason), opens.astimezone(UTC) if opens is not None else None)
