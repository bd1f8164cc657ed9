"""The daily talk with a volunteer: when it is planned, what each of its clocks asks for, and when silence is an alarm.

Sources: VOL-08, VOL-09, debrief form §7.1, escalation ladder E4 (§6.6), SMS vocabulary §5.3 (digits 4 and 7).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from remote_cm.domain.safe_window import WEEK
from remote_cm.domain.vocabulary import Weekday


class DebriefState(StrEnum):
    """Where one day's talk with one volunteer stands."""

    PLANNED = "planned"
    ASKED = "asked"
    """The volunteer was asked by text if the hour is good."""

    READY = "ready"
    """The volunteer said yes to the hour, or that they can talk now."""

    MOVED = "moved"
    """It was put off to another hour."""

    DECLINED = "declined"
    """The volunteer said no to the hour: another one has to be agreed. They were heard of, so they are not silent."""

    HELD = "held"
    SHORT = "short"
    """Held, but cut short."""

    MISSED = "missed"

    @property
    def is_held(self) -> bool:
        """True when the two have talked."""
        return self in (DebriefState.HELD, DebriefState.SHORT)


class DebriefStep(StrEnum):
    """What the clock of a talk asks for next, in this order (E4 §6.6)."""

    REMIND = "remind"
    CALL = "call"
    CALL_AGAIN = "call_again"
    """The second attempt, a neutral text, and the beginning of E4, which brings the third attempt and the next days."""

    GIVE_UP = "give_up"
    """The day is over: the talk counts as missed."""


@dataclass(frozen=True)
class DebriefPolicy:
    """The numbers of daily talks and of asked hours (section ``debriefs`` of the policy file).

    ``weekdays``: on which there is a talk. ``plan_ahead_hours``: how long before its hour a talk is planned; at most
    the days up to the next talk are. ``day_ends_at``: local time by which the last attempt of a day was made; from then
    on the talk is missed. ``missed_days`` and ``missed_at_most``: more missed talks than so many in so many days are
    told to the supervisor (§7.1). ``hour_just_passed_minutes``: an asked hour that passed so short a while ago means
    now, and not tomorrow. ``new_child_together_minutes``: texts about a new child that come so close are one duty.
    ``details_again_days``: details that come again within so many days ask for training (§5.1.10).
    ``wellbeing_offer_minutes``: how long the digit 3 takes up the offer of a talk about oneself.

    Raises ValueError when one of the numbers is below 1 or no weekday is named.
    """

    weekdays: tuple[Weekday, ...]
    plan_ahead_hours: int
    remind_minutes_before: int
    second_attempt_minutes: int
    day_ends_at: time
    missed_days: int
    missed_at_most: int
    hour_just_passed_minutes: int
    new_child_together_minutes: int
    details_again_days: int
    wellbeing_offer_minutes: int

    def __post_init__(self) -> None:
        if not self.weekdays:
            raise ValueError("weekdays must name at least one day")
        numbers = {name: value for name, value in vars(self).items() if isinstance(value, int)}
        small = sorted(name for name, value in numbers.items() if value < 1)
        if small:
            raise ValueError(f"must be 1 or more: {', '.join(small)}")


@dataclass(frozen=True)
class DayToPlan:
    """A day with talks, and which agreed hours of it are planned now: later than ``after``, up to ``until``.

    Both are local clock times; None leaves the day open at that end.
    """

    day: date
    after: time | None
    until: time | None

    def at(self, hour: time, zone: tzinfo) -> datetime:
        """The moment of an agreed local hour on this day, in UTC."""
        return datetime.combine(self.day, hour, zone).astimezone(UTC)


def days_to_plan(now: datetime, policy: DebriefPolicy, zone: tzinfo) -> tuple[DayToPlan, ...]:
    """The hours that lie ahead of now, no further than policy plans; an hour that has passed is never planned."""
    start = now.astimezone(zone)
    end = (now + timedelta(hours=policy.plan_ahead_hours)).astimezone(zone)
    days = (start.date() + timedelta(days=number) for number in range((end.date() - start.date()).days + 1))
    return tuple(
        DayToPlan(
            day,
            after=start.time() if day == start.date() else None,
            until=end.time() if day == end.date() else None,
        )
        for day in days
        if _has_talks(day, policy)
    )


def due_of(step: DebriefStep, slot_at: datetime, policy: DebriefPolicy, zone: tzinfo) -> datetime:
    """When a step is due, in the zone of ``slot_at``.

    The reminder comes before the hour (VOL-09), the second attempt soon after it, and the day is given up at its end,
    or as long after the second attempt as that came after the hour, where the hour was so late (E4 §6.6).
    """
    second = slot_at + timedelta(minutes=policy.second_attempt_minutes)
    match step:
        case DebriefStep.REMIND:
            return slot_at - timedelta(minutes=policy.remind_minutes_before)
        case DebriefStep.CALL:
            return slot_at
        case DebriefStep.CALL_AGAIN:
            return second
        case DebriefStep.GIVE_UP:
            ends = datetime.combine(slot_at.astimezone(zone).date(), policy.day_ends_at, zone)
            return max(ends.astimezone(slot_at.tzinfo), second + (second - slot_at))


def first_step(slot_at: datetime, now: datetime, policy: DebriefPolicy, zone: tzinfo) -> DebriefStep:
    """With what the clock of a talk begins: the reminder, or the call where it is too late to remind."""
    return DebriefStep.REMIND if due_of(DebriefStep.REMIND, slot_at, policy, zone) >= now else DebriefStep.CALL


def waits_for_us(state: DebriefState, attempts: int) -> bool:
    """True when the volunteer said yes and nobody has rung them: then it is not they who are silent."""
    return state is DebriefState.READY and attempts == 0


def are_too_many(missed: int, policy: DebriefPolicy) -> bool:
    """Whether so many missed talks within ``missed_days`` are the supervisor's to hear of (§7.1)."""
    return missed > policy.missed_at_most


def decide_asked_moment(hour: time, now: datetime, policy: DebriefPolicy, zone: tzinfo) -> datetime:
    """The moment that somebody means who asks for an hour, in the zone of ``now``.

    The next one at which the clock shows it; one that has just passed is meant still, and lies in the past.
    """
    wished = datetime.combine(now.astimezone(zone).date(), hour, zone).astimezone(now.tzinfo)
    has_long_passed = now - wished >= timedelta(minutes=policy.hour_just_passed_minutes)
    return wished + timedelta(days=1) if has_long_passed else wished


def on_day_with_talks(moment: datetime, policy: DebriefPolicy, zone: tzinfo) -> datetime:
    """The same hour, on the first day from then on that has talks."""
    days = (moment + timedelta(days=number) for number in range(len(WEEK)))
    return next(day for day in days if _has_talks(day.astimezone(zone).date(), policy))


def hour_on_the_clock(hour: int) -> int:
    """An hour of the day as it is said on a clock face, from 1 to 12: the digits that a text names."""
    return (hour - 1) % 12 + 1


def _has_talks(day: date, policy: DebriefPolicy) -> bool:
    return WEEK[day.weekday()] in policy.weekdays
