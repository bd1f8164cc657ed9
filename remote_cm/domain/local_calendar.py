"""Which hours of the family's safe windows are really open: holidays, fasting times and curfews taken out.

The days themselves are data (section ``calendar`` of the policy file). A holiday closes nothing unless hours are given:
for most families a day off is a good day to talk.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from remote_cm.domain.safe_window import Period, SafeWindow, windows_between


@dataclass(frozen=True)
class ClosedHours:
    """Local clock hours without calls, up to but not including ``ends``; 00:00 is the midnight that ends the day.

    Hours over midnight are two of these. Raises ValueError when it does not end after it starts.
    """

    starts: time
    ends: time

    def __post_init__(self) -> None:
        if self.ends != time.min and self.ends <= self.starts:
            raise ValueError("closed hours must end after they start, or at 00:00 for the midnight that ends the day")

    def on(self, day: date, zone: tzinfo) -> Period:
        """These hours of one local day as aware moments."""
        last_day = day + timedelta(days=1) if self.ends == time.min else day
        return Period(datetime.combine(day, self.starts, zone), datetime.combine(last_day, self.ends, zone))


@dataclass(frozen=True)
class CalendarEntry:
    """Something that happens on local days ``first_on`` to ``last_on``, both included.

    ``name`` is neutral enough for any screen. ``to_be_confirmed`` marks dates that wait for the sighting of the moon or
    an announcement; their hours are closed all the same. ``camps`` are codes; empty means everywhere.
    """

    name: str
    first_on: date
    last_on: date
    to_be_confirmed: bool
    camps: tuple[str, ...]
    closed_hours: tuple[ClosedHours, ...]

    def __post_init__(self) -> None:
        if self.last_on < self.first_on:
            raise ValueError("a calendar entry must not end before it starts")

    def is_on(self, day: date) -> bool:
        """True when the local day belongs to the entry."""
        return self.first_on <= day <= self.last_on


@dataclass(frozen=True)
class CalendarPolicy:
    """The local calendar of a programme (section ``calendar`` of the policy file)."""

    entries: tuple[CalendarEntry, ...]

    def entries_for(self, camp: str | None) -> tuple[CalendarEntry, ...]:
        """What holds in one camp; with None only what holds everywhere."""
        return tuple(entry for entry in self.entries if not entry.camps or camp in entry.camps)

    def names_on(self, day: date, camp: str | None) -> tuple[str, ...]:
        """The neutral names of a local day, for the page of the day."""
        return tuple(entry.name for entry in self.entries_for(camp) if entry.is_on(day))


@dataclass(frozen=True)
class SafeTimes:
    """The safe windows of one family together with the calendar of its camp and the zone that both are meant in."""

    windows: tuple[SafeWindow, ...]
    entries: tuple[CalendarEntry, ...]
    zone: tzinfo

    def between(self, start: datetime, end: datetime) -> tuple[Period, ...]:
        """Every open period from start up to end, earliest first, joined where they touch and cut to that span."""
        joined: list[Period] = []
        for period in sorted(self._open(windows_between(self.windows, start, end, self.zone))):
            if joined and period.starts <= joined[-1].ends:
                joined[-1] = Period(joined[-1].starts, max(joined[-1].ends, period.ends))
            else:
                joined.append(period)
        return tuple(joined)

    def holds(self, moment: datetime) -> bool:
        """True when this very moment is open."""
        return any(period.holds(moment) for period in self.between(moment, moment + timedelta(minutes=1)))

    def _open(self, periods: Iterable[Period]) -> Iterable[Period]:
        for period in periods:
            pieces = [period]
            for closed in self._closed_on(period.starts.astimezone(self.zone).date()):
                pieces = [left for piece in pieces for left in _without(piece, closed)]
            yield from pieces

    def _closed_on(self, day: date) -> tuple[Period, ...]:
        return tuple(
            hours.on(day, self.zone) for entry in self.entries if entry.is_on(day) for hours in entry.closed_hours
        )


def _without(period: Period, closed: Period) -> tuple[Period, ...]:
    before = Period(period.starts, min(period.ends, closed.starts))
    after = Period(max(period.starts, closed.ends), period.ends)
    return tuple(left for left in (before, after) if left.starts < left.ends)
