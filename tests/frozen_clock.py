"""A clock that stands still until a test moves it, and one that never does."""

from datetime import UTC, datetime, timedelta

#: A Sunday, 10:00 in the programme's zone.
SUNDAY_MORNING = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


class FrozenClock:
    """Tells the moment it was set to."""

    def __init__(self, at: datetime = SUNDAY_MORNING) -> None:
        self._at = at

    def now(self) -> datetime:
        """The moment it was set to."""
        return self._at

    def set(self, at: datetime) -> None:
        """Stand at another moment."""
        self._at = at

    def advance(self, **parts: float) -> None:
        """Move forward, by the parts of a timedelta."""
        self._at += timedelta(**parts)


class RestlessClock:
    """Moves on by a millisecond with each look, as the clock of a machine does."""

    def __init__(self, at: datetime = SUNDAY_MORNING) -> None:
        self._at = at

    def now(self) -> datetime:
        """A moment later than the last time."""
        self._at += timedelta(milliseconds=1)
        return self._at
