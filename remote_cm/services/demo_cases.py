"""One case of the demo as a row of a people file: the family, its safe hours, its contact plan and its consent."""

from datetime import date, datetime, time, timedelta
from typing import Any

from remote_cm.services.demo_numbers import DemoNumbers
from remote_cm.services.demo_roster import CAMPS, CASEWORKERS, CasePlace, visitor_of
from remote_cm.services.demo_story import Hours, Leaves, Story

#: The one call of the whole demo that is so late that its supervisor hears of it: a low case of the first caseworker.
_LATEST, _LATEST_DUE_IN = 7, -121
_CONSENT_ENDS_SOON = 8
_EVERY_DAY = ["sat", "sun", "mon", "tue", "wed", "thu", "fri"]
#: So near to midnight nothing opens later on the same day.
_LATE_EVENING = timedelta(hours=4)

_CHILD_NAMES = (
    *("Jomila", "Farukh", "Somuda", "Rahimul", "Tasmin", "Eliyas", "Minara", "Ayesha", "Kulsuma", "Sadekul"),
    *("Rubina", "Hamidul", "Shahida", "Mokter", "Nasrin", "Yasmin", "Tofael", "Sabekun", "Jubair", "Anisul"),
)
_CAREGIVER_NAMES = (
    *("Hasina", "Abdullah", "Morium", "Zafor Alam", "Lailah", "Nurul Amin", "Dildar", "Ferdous", "Rokeya", "Hamida"),
    *("Amina Khatun", "Mahmud", "Sokina", "Solim Mia", "Jomila Begum", "Kasim Ali", "Romida", "Dolil Mia", "Mabiya"),
)
_RELATIONS = ("mother", "uncle", "grandmother", "aunt", "father")
_OPENING_WORDS = ("the blue bucket", "green mango", "the old radio", "cold tea", "a new lamp")
_ANSWER_WORDS = ("it is full", "still sour", "no batteries", "with sugar", "for the evening")
_STOP_WORDS = ("the rice is burning", "the baby is awake", "my battery is low", "somebody is at the door")
_DANGER_WORDS = ("send the red shawl", "the roof leaks again", "the goat ran off", "my cousin is here")
_SIGNALS = ("missed_call", "one_digit_text", "safe_adult", "another_hour")


def demo_case(numbers: DemoNumbers, place: CasePlace, now: datetime) -> dict[str, Any]:
    """One case with dates around this local moment."""
    story, today = place.story, now.date()
    family = story.family
    return {
        "code": place.code,
        "caseworker": CASEWORKERS[place.caseworker],
        "camp": CAMPS[family.camp][0],
        "age_band": family.band.value,
        "sex": ("female", "male")[place.number % 2],
        "disability": family.has_disability,
        "self_harm_history": family.has_self_harm_history,
        "language": family.language,
        "level": story.level.value,
        "floor": family.floor.value if family.floor is not None else None,
        "opened_on": str(today - timedelta(days=family.days_open)),
        "first_review_done_on": str(today - timedelta(days=5)) if family.is_reviewed else None,
        "last_contact_at": _last_contact_at(place, now),
        "known_threat": family.known_threat,
        "meeting_place": "the reading corner of the learning centre" if family.known_threat is not None else None,
        "tags": list(family.tags),
        "contacts": _contacts(numbers, place, now),
        "consent": _consent(place, now),
        "volunteers": _links(place, today),
    }


def _last_contact_at(place: CasePlace, now: datetime) -> str | None:
    """When the last talk was: inside the safe hours, and so long ago that the next one is due as it is told."""
    story = place.story
    if not story.calls:
        return None
    due_by = now + timedelta(hours=_LATEST_DUE_IN if place.number == _LATEST else story.due_in)
    if story.for_today:
        due_by = min(due_by, datetime.combine(now.date(), time(23, 59), now.tzinfo))
    last = due_by - timedelta(hours=story.gap)
    if story.is_by_clock:
        opens, _ = story.safe[0]
        last = datetime.combine(last.date(), time(opens + 1, place.number * 17 % 60), now.tzinfo)
    return last.isoformat()


def _consent(place: CasePlace, now: datetime) -> dict[str, Any]:
    """The caregiver's yes, or the child's where the caregiver is feared; one of them ends within days."""
    family = place.story.family
    ends_in = 6 if place.number == _CONSENT_ENDS_SOON else 180
    return {
        "given": True,
        "given_by": "child" if family.is_caregiver_feared else "caregiver",
        "given_at": (now - timedelta(days=family.days_open)).isoformat(),
        "valid_until": str(now.date() + timedelta(days=ends_in)),
    }


def _contacts(numbers: DemoNumbers, place: CasePlace, now: datetime) -> list[dict[str, Any]]:
    family, number = place.story.family, place.number
    plan = {
        "language": family.language,
        "safe_windows": _safe_windows(place.story, now),
        "verified_on": str(now.date() - timedelta(days=3 + number % 9)),
        "text_agreed": place.kind % 2 == 1 and not family.is_caregiver_feared,
        "bridge_agreed": place.kind % 3 == 1,
    }
    caregiver = {
        "reference": "caregiver",
        "role": "caregiver",
        "relation": _RELATIONS[place.kind % len(_RELATIONS)],
        "name": _CAREGIVER_NAMES[number * 3 % len(_CAREGIVER_NAMES)],
        "phone_number": numbers.take(),
        "cover_topic": "the hygiene tips of the week",
        "person_of_concern": family.is_caregiver_feared,
        **plan,
        **({} if family.is_caregiver_feared else _words(place, now.date())),
    }
    child = {
        "reference": "child",
        "role": "child",
        "name": _CHILD_NAMES[number * 7 % len(_CHILD_NAMES)],
        "phone_number": numbers.take() if family.has_own_phone else None,
        "cover_topic": "a game for indoors",
        **plan,
        **(_words(place, now.date(), other=1) if family.has_own_phone else {}),
    }
    return [caregiver, child]


def _words(place: CasePlace, today: date, other: int = 0) -> dict[str, Any]:
    """What was agreed for the phone. A family that was never called has agreed on nothing yet."""
    if place.story.leaves is Leaves.FIRST_CALL:
        return {}
    number = place.number + other
    agreed = {
        "stop_word": _STOP_WORDS[number % len(_STOP_WORDS)],
        "line_drop_plan": "wait_for_them" if place.kind % 4 == 3 else "ring_back",
        "call_back_signal": _SIGNALS[number % len(_SIGNALS)] if place.kind % 3 == 2 else None,
        "words_changed_on": str(today - timedelta(days=10 + number % 21)),
    }
    if place.kind % 2 == 0 or place.story.family.known_threat is not None:
        which = number % len(_OPENING_WORDS)
        agreed |= {"opening_word": _OPENING_WORDS[which], "answer_word": _ANSWER_WORDS[which]}
        agreed |= {"danger_word": _DANGER_WORDS[number % len(_DANGER_WORDS)]}
    return agreed


def _safe_windows(story: Story, now: datetime) -> list[dict[str, Any]]:
    """Every day the same hours; those that run over midnight are two windows."""
    if story.is_by_clock:
        return [_window(f"{opens:02}:00", f"{closes:02}:00") for opens, closes in story.safe]
    return [window for hours in story.safe for window in _around_the_start(hours, now)]


def _around_the_start(hours: Hours, now: datetime) -> list[dict[str, Any]]:
    from_hour, to_hour = hours
    hour = now.replace(minute=0, second=0, microsecond=0)
    if (hour + _LATE_EVENING).date() != now.date():
        from_hour = min(from_hour, 0)
    # From the next full hour on, so that what opens later is not open yet.
    opens = hour + timedelta(hours=from_hour + (1 if from_hour > 0 else 0))
    closes = hour + timedelta(hours=to_hour + 1)
    if opens.date() == closes.date():
        return [_window(f"{opens:%H:%M}", f"{closes:%H:%M}")]
    night = [_window("00:00", f"{closes:%H:%M}")] if closes.hour else []
    return [_window(f"{opens:%H:%M}", "23:59"), *night]


def _window(starts: str, ends: str) -> dict[str, Any]:
    return {"weekdays": _EVERY_DAY, "from": starts, "to": ends}


def _links(place: CasePlace, today: date) -> list[dict[str, Any]]:
    volunteer = visitor_of(place)
    if volunteer is None:
        return []
    return [
        {"code": volunteer, "introduced_on": str(today - timedelta(days=min(40, place.story.family.days_open - 2)))}
    ]
