"""When the next call is due: the earliest of all dates, moved earlier, never later, into a safe window.

Nothing here knows the present: a plan is the same whenever it is asked for, and it may lie in the past.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from remote_cm.domain.cadence import (
    CadenceFacts,
    CadenceInForce,
    CadencePolicy,
    CadenceRemark,
    Interval,
    read_cadence,
)
from remote_cm.domain.local_calendar import SafeTimes
from remote_cm.domain.safe_window import Period


class NextCallReason(StrEnum):
    """What shaped a plan for the next call, beside the presets and their remarks."""

    CADENCE_DATE = "cadence_date"
    TWICE_IN_SEVEN_DAYS = "twice_in_seven_days"
    CHASE_DATE = "chase_date"
    ACTION_DATE = "action_date"
    ASKED_FOR = "asked_for"
    NEVER_CONTACTED = "never_contacted"
    ACTION_OVERDUE = "action_overdue"
    SPACING_OVERRIDDEN = "spacing_overridden"
    MOVED_EARLIER = "moved_earlier_into_safe_window"
    NO_SAFE_WINDOW = "no_safe_window"


NO_SAFE_WINDOW = NextCallReason.NO_SAFE_WINDOW.value

OVERRIDING = frozenset({NextCallReason.CHASE_DATE, NextCallReason.ACTION_DATE, NextCallReason.ASKED_FOR})


@dataclass(frozen=True)
class OtherDates:
    """What may make a call due before the cadence does; each an aware moment or None.

    ``chase_by``: a priority domain is still missing. ``action_due_at``: the earliest plan action or ladder step that
    needs a call and is not done. ``asked_for_at``: the family named a time.
    """

    chase_by: datetime | None
    action_due_at: datetime | None
    asked_for_at: datetime | None


@dataclass(frozen=True)
class NextCallPlan:
    """When the next call may come, must have come, and should come.

    ``suggested`` is the last open stretch of the safe windows up to ``due_by``; it starts and ends at the same moment
    when a window opens just as the call is due. ``alert`` is ``no_safe_window`` or None. ``preset`` is the
    one that was chosen, ``interval_from`` the preset or floor whose interval is in force.
    """

    due_by: datetime
    not_before: datetime
    suggested: Period | None
    alert: str | None
    preset: str
    interval_from: str
    reasons: tuple[NextCallReason | CadenceRemark, ...]


def decide_next_call(
    facts: CadenceFacts,
    last_contact_at: datetime | None,
    duty_from: datetime,
    others: OtherDates,
    times: SafeTimes,
    policy: CadencePolicy,
    *,
    before_last_at: datetime | None = None,
) -> NextCallPlan:
    """When the next call is due: the earliest of all dates, moved earlier, never later, into a safe window (§4.3).

    ``last_contact_at`` is the last conversation that counts (see ``conversation``), ``before_last_at`` the one before
    it. Without any, the call is due at once, in the first safe window from ``duty_from`` on. So is one whose action was
    due before the last contact and is still open. A time asked for that lies before the last contact is passed by.
    """
    since = duty_from if last_contact_at is None else last_contact_at
    in_force = read_cadence(facts, since.astimezone(times.zone).date(), policy)
    at_once = _due_at_once(last_contact_at, others)
    if at_once is not None:
        return _plan_at_once(facts, since, at_once, in_force, times)
    limits = [*_cadence_limits(since, before_last_at, in_force.interval, policy), *_other_limits(since, others)]
    due_by, decided_by = min(limits, key=lambda limit: limit[0])
    reasons: list[NextCallReason | CadenceRemark] = [decided_by, *in_force.remarks]
    not_before = since + timedelta(hours=in_force.interval.at_least_hours)
    suggested = _last_open(times, not_before, due_by)
    if suggested is None and decided_by in OVERRIDING and not_before > since:
        not_before = since
        suggested = _last_open(times, not_before, due_by)
        reasons.append(NextCallReason.SPACING_OVERRIDDEN)
    if suggested is None:
        reasons.append(NextCallReason.NO_SAFE_WINDOW)
    elif suggested.ends < due_by:
        reasons.append(NextCallReason.MOVED_EARLIER)
    return NextCallPlan(
        due_by=due_by,
        not_before=not_before,
        suggested=suggested,
        alert=NO_SAFE_WINDOW if suggested is None else None,
        preset=facts.preset,
        interval_from=in_force.preset,
        reasons=tuple(reasons),
    )


def _cadence_limits(
    since: datetime, before_last_at: datetime | None, interval: Interval, policy: CadencePolicy
) -> list[tuple[datetime, NextCallReason]]:
    limits = [(since + timedelta(hours=interval.at_most_hours), NextCallReason.CADENCE_DATE)]
    longest = policy.high_contacts_apart.at_most_hours
    # After a gap that was too long the seven days are lost already; the next gap is then an ordinary one.
    gap_was_kept = before_last_at is not None and since - before_last_at <= timedelta(hours=longest)
    if before_last_at is not None and gap_was_kept and interval.at_most_hours <= longest:
        pair_by = before_last_at + timedelta(days=policy.two_contacts_within_days)
        limits.append((pair_by, NextCallReason.TWICE_IN_SEVEN_DAYS))
    return limits


def _other_limits(since: datetime, others: OtherDates) -> list[tuple[datetime, NextCallReason]]:
    named = (
        (others.chase_by, NextCallReason.CHASE_DATE),
        (others.action_due_at, NextCallReason.ACTION_DATE),
        (others.asked_for_at, NextCallReason.ASKED_FOR),
    )
    return [(moment, reason) for moment, reason in named if moment is not None and moment > since]


def _due_at_once(last_contact_at: datetime | None, others: OtherDates) -> NextCallReason | None:
    if last_contact_at is None:
        return NextCallReason.NEVER_CONTACTED
    overdue = [moment for moment in (others.chase_by, others.action_due_at) if moment and moment <= last_contact_at]
    return NextCallReason.ACTION_OVERDUE if overdue else None


def _plan_at_once(
    facts: CadenceFacts, since: datetime, why: NextCallReason, in_force: CadenceInForce, times: SafeTimes
) -> NextCallPlan:
    """The first safe window from now on; without one inside the cadence the call is due now, with an alert."""
    limit = since + timedelta(hours=in_force.interval.at_most_hours)
    suggested = next(iter(times.between(since, limit)), None)
    reasons: tuple[NextCallReason | CadenceRemark, ...] = (why, *in_force.remarks)
    return NextCallPlan(
        due_by=since if suggested is None else suggested.ends,
        not_before=since,
        suggested=suggested,
        alert=NO_SAFE_WINDOW if suggested is None else None,
        preset=facts.preset,
        interval_from=in_force.preset,
        reasons=(*reasons, NextCallReason.NO_SAFE_WINDOW) if suggested is None else reasons,
    )


def _last_open(times: SafeTimes, not_before: datetime, due_by: datetime) -> Period | None:
    periods = times.between(not_before, due_by)
    if not_before <= due_by and times.holds(due_by) and (not periods or periods[-1].ends < due_by):
        # A window opens at the very moment the call is due: its part up to then has no length.
        return Period(due_by, due_by)
    return periods[-1] if periods else None
