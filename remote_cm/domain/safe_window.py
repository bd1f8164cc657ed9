"""When a family has said that a call is safe: hours of the week in the programme's zone, and moments made of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from remote_cm.domain.vocabulary import Weekday

WEEK = tuple(Weekday)


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
