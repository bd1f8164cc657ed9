"""Words about people and places that stand on several pages."""

from collections.abc import Mapping

from flask_babel import LazyString, gettext, lazy_gettext

from remote_cm.domain.contact_plan import AgreedWord, PhoneOwner
from remote_cm.domain.safe_window import SafeWindow
from remote_cm.domain.vocabulary import AgeBand, Weekday

AGE_BANDS: Mapping[AgeBand, LazyString] = {
    AgeBand.A: lazy_gettext("0 to 5 years"),
    AgeBand.B: lazy_gettext("6 to 11 years"),
    AgeBand.C: lazy_gettext("12 to 14 years"),
    AgeBand.D: lazy_gettext("15 to 17 years"),
}

WEEKDAYS: Mapping[Weekday, LazyString] = {
    Weekday.MON: lazy_gettext("Monday"),
    Weekday.TUE: lazy_gettext("Tuesday"),
    Weekday.WED: lazy_gettext("Wednesday"),
    Weekday.THU: lazy_gettext("Thursday"),
    Weekday.FRI: lazy_gettext("Friday"),
    Weekday.SAT: lazy_gettext("Saturday"),
    Weekday.SUN: lazy_gettext("Sunday"),
}

PHONE_OWNERS: Mapping[PhoneOwner, LazyString] = {
    PhoneOwner.THEIR_OWN: lazy_gettext("their own"),
    PhoneOwner.FAMILY: lazy_gettext("the family's"),
    PhoneOwner.RELATIVE: lazy_gettext("a relative's"),
    PhoneOwner.NEIGHBOUR: lazy_gettext("a neighbour's"),
}

AGREED_WORDS: Mapping[AgreedWord, LazyString] = {
    AgreedWord.OPENING: lazy_gettext("Opening word: you say it"),
    AgreedWord.ANSWER: lazy_gettext("Answer word: they say it back"),
    AgreedWord.STOP: lazy_gettext("Stop word: they end the call with it"),
    AgreedWord.DANGER: lazy_gettext("Danger word: they ask for help with it"),
}

LANGUAGES = {
    "en": lazy_gettext("English"),
    "bn": lazy_gettext("Bangla"),
    "rhg": lazy_gettext("Rohingya"),
    "my": lazy_gettext("Burmese"),
}


def describe_window(window: SafeWindow) -> str:
    """When somebody may be called: ``every day, 10:00 to 12:00``."""
    is_daily = set(window.weekdays) == set(Weekday)
    days = str(gettext("every day")) if is_daily else ", ".join(str(WEEKDAYS[day]) for day in window.weekdays)
    hours = str(gettext("%(start)s to %(end)s", start=f"{window.starts:%H:%M}", end=f"{window.ends:%H:%M}"))
    return f"{days}, {hours}"


def describe_sex(sex: str) -> str:
    """Girl or boy, from the stored word; anything else as it stands."""
    return {"female": str(gettext("girl")), "male": str(gettext("boy"))}.get(sex, sex)


def describe_language(code: str) -> str:
    """A language by its name; one that we have no name for by its code."""
    return str(LANGUAGES.get(code, code))
