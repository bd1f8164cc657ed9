"""When a family has said that a call is safe: hours of the week in the programme's zone, and moments made of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from remote_cm.domain.vocabulary import Weekday

WEEK = tuple(Weekday)
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class SafeWindow:
    """On these weekdays, from one local clock time up to (not including) another; never over midnight.

    Raises ValueError when it holds no day or does not end after it starts.
    """

    weekdays: tuple[Weekday, ...]
    starts: time
    ends: time

    def __post_init__(self) -> None:
        if not self.weekdays:
            raise ValueError("a safe window needs at least one weekday")
        if self.ends <= self.starts:
            raise ValueError("a safe window must end after it starts, on the same day")

    def on(self, day: date, zone: tzinfo) -> "Period | None":
        """This window on one local day as aware moments, or None when the day is not one of its weekdays."""
        if WEEK[day.weekday()] not in self.weekdays:
            return None
        return Period(datetime.combine(day, self.starts, zone), datetime.combine(day, self.ends, zone))


@dataclass(frozen=True, order=True)
class Period:
    """From one aware moment up to, not including, another."""

    starts: datetime
    ends: datetime

    def holds(self, moment: datetime) -> bool:
        """True when the moment lies inside."""
        return self.starts <= moment < self.ends


def windows_between(windows: Iterable[SafeWindow], start: datetime, end: datetime, zone: tzinfo) -> Iterator[Period]:
    """Every period of the windows that overlaps start to end, earliest first, cut to that span."""
    kept = tuple(windows)
    day = start.astimezone(zone).date()
    last = end.astimezone(zone).date()
    while day <= last:
        found = sorted(period for window in kept if (period := window.on(day, zone)) is not None)
        for period in found:
            cut = Period(max(period.starts, start), min(period.ends, end))
            if cut.starts < cut.ends:
                yield cut
        day += timedelta(days=1)


@dataclass(frozen=True)
class TriggerTime:
    """On these weekdays, a local clock time that is known to bring danger: the feared person comes home."""

    weekdays: tuple[Weekday, ...]
    at: time


def leave_out_trigger_times(
    windows: Iterable[SafeWindow], triggers: Iterable[TriggerTime], quiet_after: timedelta
) -> tuple[SafeWindow, ...]:
    """The windows without the time after each trigger in which nobody rings (script §2.1, step 6); it may run over
    midnight into the next day. ``quiet_after`` is shorter than a day.
    """
    closed = [span for trigger in triggers for span in _closed_by(trigger, quiet_after)]
    left: list[SafeWindow] = []
    for window in windows:
        by_hours: dict[tuple[int, int], list[Weekday]] = {}
        for day in window.weekdays:
            for hours in _without(
                (_minute(window.starts), _minute(window.ends)), [one for on, one in closed if on is day]
            ):
                by_hours.setdefault(hours, []).append(day)
        left += [SafeWindow(tuple(days), _clock(starts), _clock(ends)) for (starts, ends), days in by_hours.items()]
    return tuple(left)


def _closed_by(trigger: TriggerTime, quiet_after: timedelta) -> Iterator[tuple[Weekday, tuple[int, int]]]:
    """The closed minutes of each weekday, counted from its midnight."""
    starts = _minute(trigger.at)
    ends = starts + int(quiet_after.total_seconds() // 60)
    for day in trigger.weekdays:
        yield day, (starts, min(ends, _DAY_MINUTES))
        if ends > _DAY_MINUTES:
            yield WEEK[(WEEK.index(day) + 1) % len(WEEK)], (0, ends - _DAY_MINUTES)


def _without(hours: tuple[int, int], closed: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    pieces = [hours]
    for begins, ends in closed:
        pieces = [
            piece
            for starts, stops in pieces
            for piece in ((starts, min(stops, begins)), (max(starts, ends), stops))
            if piece[0] < piece[1]
        ]
    return pieces


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _clock(minute: int) -> time:
    return time(minute // 60, minute % 60)
