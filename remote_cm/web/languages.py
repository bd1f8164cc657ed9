"""In which language and by which clock a page is written: the reader's language, the programme's zone."""

from datetime import date, datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

from flask import Flask, request
from flask_babel import Babel, format_date, format_datetime, format_decimal, format_time, get_locale

from remote_cm.web.request_context import signed_in_staff

SOURCE_LANGUAGE = "en"
MEANT_LANGUAGES = ("en", "bn")
"""A language is offered once ``translations/`` holds its catalogue: half a page in another language helps nobody."""


def set_up_languages(app: Flask, zone: ZoneInfo) -> None:
    """Give templates ``_()``, the page's language, and the filters that write times, days and numbers."""
    offered = tuple(code for code in MEANT_LANGUAGES if code == SOURCE_LANGUAGE or _has_catalogue(code))
    Babel(
        app,
        default_locale=SOURCE_LANGUAGE,
        default_timezone=zone.key,
        locale_selector=lambda: _choose(offered),
    )
    app.jinja_env.filters.update(
        clock_time=clock_time, day=day, day_and_time=day_and_time, date_only=date_only, number=number
    )
    app.jinja_env.globals["page_language"] = _page_language


def clock_time(moment: datetime) -> str:
    """Hours and minutes on the programme's clock: ``10:47``."""
    return str(format_time(moment, "HH:mm"))


def day(moment: datetime) -> str:
    """The day on the programme's calendar: ``Sun 22 Nov``."""
    return str(format_datetime(moment, "EEE d MMM"))


def day_and_time(moment: datetime) -> str:
    """Both: ``Sun 22 Nov, 10:47``."""
    return str(format_datetime(moment, "EEE d MMM, HH:mm"))


def date_only(when: date) -> str:
    """A date that has no hour: ``Sun 22 Nov 2026``."""
    return str(format_date(when, "EEE d MMM y"))


def number(value: int) -> str:
    """A whole number as the reader groups it."""
    return str(format_decimal(value))


def _choose(offered: tuple[str, ...]) -> str:
    staff = signed_in_staff()
    if staff is not None:
        return staff.language if staff.language in offered else SOURCE_LANGUAGE
    return request.accept_languages.best_match(offered) or SOURCE_LANGUAGE


def _page_language() -> str:
    return str(get_locale() or SOURCE_LANGUAGE)


def _has_catalogue(code: str) -> bool:
    return files("remote_cm.web").joinpath("translations", code, "LC_MESSAGES", "messages.mo").is_file()
