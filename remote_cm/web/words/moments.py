"""How long, how late, until when: moments in the words of somebody who looks at a clock and a calendar."""

from datetime import date, datetime, timedelta

from flask_babel import format_date, gettext, ngettext, to_user_timezone

from remote_cm.web.languages import clock_time, day, day_and_time


def elapsed(since: datetime, now: datetime) -> str:
    """Minutes and seconds of the first hour, ``03:12``; after that ``1 h 12``, then days."""
    seconds = max(0, int((now - since).total_seconds()))
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if hours == 0:
        return f"{minutes:02}:{seconds % 60:02}"
    if days == 0:
        return str(gettext("%(hours)s h %(minutes)s", hours=hours, minutes=f"{minutes % 60:02}"))
    return str(ngettext("%(num)s day", "%(num)s days", days))


def length(span: timedelta) -> str:
    """A span as people say it: minutes, hours or days, rounded down, and never nothing."""
    minutes = max(1, int(span.total_seconds()) // 60)
    if minutes < 60:
        return str(ngettext("%(num)s minute", "%(num)s minutes", minutes))
    if minutes < 48 * 60:
        return str(ngettext("%(num)s hour", "%(num)s hours", minutes // 60))
    return str(ngettext("%(num)s day", "%(num)s days", minutes // (24 * 60)))


def by_when(moment: datetime, now: datetime) -> str:
    """Today's hour, or the day and the hour."""
    return clock_time(moment) if _local_day(moment) == _local_day(now) else day_and_time(moment)


def from_when(moment: datetime, now: datetime) -> str:
    """When something comes next: today's hour or the day and the hour, and never a time that is over."""
    return by_when(moment, now) if moment > now else str(gettext("now"))


def due(due_by: datetime, now: datetime) -> str:
    """How a date stands now: ``due today by 14:00``, ``due by Wed 25 Nov``, ``3 hours late``."""
    if due_by < now:
        return str(gettext("%(span)s late", span=length(now - due_by)))
    if _local_day(due_by) == _local_day(now):
        return str(gettext("due today by %(hour)s", hour=clock_time(due_by)))
    return str(gettext("due by %(day)s", day=day(due_by)))


def safe_hours(start: datetime | None, end: datetime | None, now: datetime) -> str:
    """How the planned safe hours of a call stand now."""
    if start is None or end is None:
        return str(gettext("no safe hour is left before it is due"))
    if end <= now:
        return str(gettext("its safe hours of %(day)s are over", day=day(end)))
    if start <= now:
        return str(gettext("safe hours until %(end)s", end=by_when(end, now)))
    if _local_day(start) == _local_day(now):
        return str(gettext("safe hours %(start)s to %(end)s", start=clock_time(start), end=clock_time(end)))
    hours = str(gettext("%(start)s to %(end)s", start=clock_time(start), end=clock_time(end)))
    return str(gettext("safe hours %(day)s, %(hours)s", day=day(start), hours=hours))


def clock_seconds(moment: datetime) -> str:
    """Hours, minutes and seconds on the programme's clock, for a path in which seconds count."""
    return f"{to_user_timezone(moment):%H:%M:%S}"


def short_date(when: date) -> str:
    """A date without its year: ``Sun 22 Nov``."""
    return str(format_date(when, "EEE d MMM"))


def form_day(moment: datetime) -> str:
    """The local day as a date field of a form holds it: ``2026-11-22``."""
    return _local_day(moment).isoformat()


def _local_day(moment: datetime) -> date:
    local: datetime = to_user_timezone(moment)
    return local.date()
