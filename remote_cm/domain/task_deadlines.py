"""By when a person must have done a task, from what it is, when it came and how much harm threatens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from remote_cm.domain.safe_window import SafeWindow
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import RiskLevel, StaffRole

ASKED_FOR_AN_HOUR = frozenset(
    {TaskKind.CALL_AT, TaskKind.DEBRIEF, TaskKind.AGREED_ACTION, TaskKind.ACTION_TO_TELL, TaskKind.CASE_STEP}
)
ASKED_FOR_A_CALL = frozenset({TaskKind.CALL_BACK, TaskKind.MISSED_CALL, TaskKind.CALL_AT})


@dataclass(frozen=True)
class TaskPolicy:
    """The clocks of tasks (section ``tasks`` of the policy file). Raises ValueError when a kind has no clock or two.

    ``within_minutes``: how long after it came; ``within_minutes_when_high`` and ``within_minutes_when_low`` say it for
    children at that level where it differs. ``same_day``: kinds that are due on the local day on which they came, at
    ``same_day_until`` or, when that has passed, at midnight; ``same_day_for_supervisor`` says it for the supervisor's
    own task beside the caseworker's, which has its minutes (E1, escalation ladder §6.3). ``working_hours`` are local;
    outside them a wish for a call falls to who is on call. ``night_minutes_when_agreed``: how long the first
    contact after something red may wait outside working hours when the supervisor has agreed to it (§6.3);
    ``may_wait_for_the_day`` are the kinds of which that is true.

    ``sweep_limit``: how many rows one round of the timetable takes. ``plan_ahead_days``: how long before its date a
    follow-up gets its day. ``tick_alarm_seconds``: from what age of its last round a stopped timetable is an alarm.
    """

    within_minutes: Mapping[TaskKind, int]
    within_minutes_when_high: Mapping[TaskKind, int]
    within_minutes_when_low: Mapping[TaskKind, int]
    same_day: tuple[TaskKind, ...]
    same_day_for_supervisor: tuple[TaskKind, ...]
    same_day_until: time
    working_hours: tuple[SafeWindow, ...]
    night_minutes_when_agreed: int
    may_wait_for_the_day: tuple[TaskKind, ...]
    sweep_limit: int
    plan_ahead_days: int
    tick_alarm_seconds: int

    def __post_init__(self) -> None:
        by_minutes, by_day = set(self.within_minutes), set(self.same_day)
        faults = {
            "no deadline for": set(TaskKind) - by_minutes - by_day,
            "two deadlines for": by_minutes & by_day,
            "only within_minutes can be sharpened by a level, not": (
                {*self.within_minutes_when_high, *self.within_minutes_when_low} - by_minutes
            ),
            "a deadline must be 1 minute or more for": {
                kind
                for minutes in (self.within_minutes, self.within_minutes_when_high, self.within_minutes_when_low)
                for kind, count in minutes.items()
                if count < 1
            },
        }
        said = [f"{what} {', '.join(sorted(kinds))}" for what, kinds in faults.items() if kinds]
        if said:
            raise ValueError("; ".join(said))


def due_at(
    kind: TaskKind,
    received_at: datetime,
    level: RiskLevel | None,
    policy: TaskPolicy,
    zone: tzinfo,
    *,
    role: StaffRole = StaffRole.CASEWORKER,
    asked_for_at: datetime | None = None,
    night_agreed: bool = False,
) -> datetime:
    """The moment by which a task must be done, in the zone of ``received_at``.

    ``level`` is that of the child, None when it is not known which child: then the strictest deadline holds. ``role``
    is whose task it is. ``asked_for_at`` is the hour at which somebody asked to be phoned: that moment, unless it has
    passed. ``night_agreed`` says that the supervisor agreed to let a red answer wait for the day (ladder §6.3).
    """
    if kind in ASKED_FOR_AN_HOUR and asked_for_at is not None and asked_for_at > received_at:
        return asked_for_at.astimezone(received_at.tzinfo)
    same_day = policy.same_day_for_supervisor if role is StaffRole.SUPERVISOR else ()
    if kind in (*policy.same_day, *same_day):
        return _end_of_same_day(received_at, policy, zone).astimezone(received_at.tzinfo)
    if kind in policy.may_wait_for_the_day and night_agreed and not is_working_time(received_at, policy, zone):
        return received_at + timedelta(minutes=policy.night_minutes_when_agreed)
    return received_at + timedelta(minutes=_minutes(kind, level, policy))


def is_working_time(moment: datetime, policy: TaskPolicy, zone: tzinfo) -> bool:
    """True when caseworkers are at work at this moment."""
    day = moment.astimezone(zone).date()
    periods = (hours.on(day, zone) for hours in policy.working_hours)
    return any(period.holds(moment) for period in periods if period is not None)


def falls_to_on_call(kind: TaskKind, received_at: datetime, policy: TaskPolicy, zone: tzinfo) -> bool:
    """True for a wish to be called that came outside working hours: it keeps its deadline, and who is on call has it.

    SMS vocabulary §5.3, digit 3: two hours in working time, on-call otherwise.
    """
    return kind in ASKED_FOR_A_CALL and not is_working_time(received_at, policy, zone)


def _minutes(kind: TaskKind, level: RiskLevel | None, policy: TaskPolicy) -> int:
    always = policy.within_minutes[kind]
    when_high = policy.within_minutes_when_high.get(kind, always)
    when_low = policy.within_minutes_when_low.get(kind, always)
    match level:
        case None:
            return min(always, when_high, when_low)
        case RiskLevel.HIGH | RiskLevel.IMMEDIATE:
            return when_high
        case RiskLevel.MEDIUM:
            return always
        case RiskLevel.LOW:
            return when_low


def _end_of_same_day(received_at: datetime, policy: TaskPolicy, zone: tzinfo) -> datetime:
    local = received_at.astimezone(zone)
    until = datetime.combine(local.date(), policy.same_day_until, zone)
    midnight = datetime.combine(local.date() + timedelta(days=1), time.min, zone)
    return until if local < until else midnight
