"""The invented people of the demo: nobody here exists, and every number is from the range that rings nobody."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

TEAMS = ("T-EAST", "T-WEST")
CAMPS = (("CXB-101", "Demo camp one", "open"), ("CXB-102", "Demo camp two", "restricted"))
CASEWORKERS = ("CW-01", "CW-02", "CW-03", "CW-04")
SUPERVISORS = ("SUP-01", "SUP-02")
SAFEGUARDING = "SAFE-01"
VOLUNTEERS = tuple(f"V-{number:03}" for number in range(1, 9))
CASES_EACH = 10

_STAFF_NAMES = (
    "Tania Dewan",
    "Rafiq Sarkar",
    "Mitali Barua",
    "Jewel Chakma",
    "Nasima Paul",
    "Habib Talukder",
    "Shirin Das",
)
_VOLUNTEER_NAMES = ("Anwar", "Senuara", "Yunus", "Rashida", "Kamal", "Hafsa", "Salim", "Nur")
_CHILD_NAMES = ("Jomila", "Faruk", "Somuda", "Rahim", "Tasmin", "Eliyas", "Minara", "Ayas", "Kulsuma", "Sadek")
_CAREGIVER_NAMES = ("Hasina", "Abdul", "Morium", "Zafor", "Laila", "Nurul", "Dildar", "Ferdous", "Rokeya", "Hamid")
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"
_LEVELS = ("high", "medium", "low", "medium", "low", "high", "medium", "low", "medium", "low")
_BANDS = ("C", "B", "D", "A", "B", "D", "C", "A", "D", "B")
#: Hours that the default policy leaves between two calls of each kind, in its camp and at its age.
_HOURS_BETWEEN = (96, 96, 168, 96, 336, 96, 168, 96, 168, 96)
#: When the next call of each kind is due, in hours from the first start: two are a little late, four are for today.
_DUE_IN_HOURS = (-3, -20, 5, 6, 150, 40, 7, 76, 8, 62)
_FOR_TODAY = (2, 3, 6, 8)
#: The one call of the whole demo that is so late that its supervisor hears of it: a low case of the first caseworker.
_LATEST, _LATEST_DUE_IN_HOURS = 7, -125
#: From and to which hour, counted from the first start, a call is safe: some are open then, some open later.
_SAFE_FROM_START = {0: (-1, 5), 1: (-2, 3), 2: (-1, 4), 3: (1, 4), 6: (-3, 4), 7: (-1, 3), 8: (2, 5)}
_SAFE_BY_DAY = {4: ("09:00", "12:00"), 5: ("06:00", "22:00"), 9: ("15:00", "18:00")}
#: So near to midnight nothing opens later on the same day.
_LATE_EVENING = timedelta(hours=4)
_DAYS_OPEN = (10, 19, 20, 37, 46, 55, 64, 73, 82, 91)
_EVERY_DAY = ["sat", "sun", "mon", "tue", "wed", "thu", "fri"]


class _Numbers:
    """Hands out reserved numbers one after the other; the first is the service's own."""

    def __init__(self) -> None:
        self._next = 101

    def take(self) -> str:
        """The next number. Raises ValueError when the range is used up."""
        if self._next > 199:
            raise ValueError("the reserved range is used up")
        number, self._next = f"+1202555{self._next:04}", self._next + 1
        return number


def demo_people(now: datetime, zone: ZoneInfo, password: str) -> dict[str, Any]:
    """The demo caseload as a people file, with dates around this moment."""
    numbers = _Numbers()
    today = now.astimezone(zone).date()
    return {
        "teams": [{"code": team} for team in TEAMS],
        "camps": [{"code": code, "name": name, "access": access} for code, name, access in CAMPS],
        "staff": _staff(numbers, password),
        "duties": _duties(),
        "volunteers": _volunteers(numbers, today),
        "cases": [_case(numbers, place, now.astimezone(zone)) for place in range(len(CASEWORKERS) * CASES_EACH)],
    }


def _staff(numbers: _Numbers, password: str) -> list[dict[str, Any]]:
    people = [
        *(("supervisor", code, TEAMS[place], None) for place, code in enumerate(SUPERVISORS)),
        ("safeguarding", SAFEGUARDING, None, None),
        *(("caseworker", code, TEAMS[place // 2], SUPERVISORS[place // 2]) for place, code in enumerate(CASEWORKERS)),
    ]
    return [
        {
            "code": code,
            "username": code.lower(),
            "role": role,
            "team": team,
            "supervisor": supervisor,
            "sex": ("female", "male")[place % 2],
            "name": name,
            "phone_number": numbers.take(),
            "language": "en",
            "password": password,
        }
        for place, ((role, code, team, supervisor), name) in enumerate(zip(people, _STAFF_NAMES, strict=True))
    ]


def _duties() -> list[dict[str, str]]:
    """Each team's back-up is its other caseworker's line; the manager on duty is the other team's supervisor."""
    duties = []
    for place, team in enumerate(TEAMS):
        own = CASEWORKERS[2 * place : 2 * place + 2]
        other = CASEWORKERS[2 - 2 * place]
        duties += [
            (team, "backup_caseworker", own[1]),
            (team, "duty_caseworker", own[0]),
            (team, "duty_supervisor", SUPERVISORS[place]),
            (team, "duty_manager", SUPERVISORS[1 - place]),
            (team, "safeguarding", SAFEGUARDING),
            (team, "on_call", other),
            (team, "on_call", SUPERVISORS[1 - place]),
        ]
    return [{"team": team, "duty": duty, "staff": staff} for team, duty, staff in duties]


def _volunteers(numbers: _Numbers, today: date) -> list[dict[str, Any]]:
    shared = numbers.take()
    return [
        {
            "code": code,
            "caseworker": CASEWORKERS[place // 2],
            "camp": CAMPS[place % 2][0],
            "name": _VOLUNTEER_NAMES[place],
            # The last two share one handset and say who they are by a PIN.
            "phone_number": shared if place >= len(VOLUNTEERS) - 2 else numbers.take(),
            "shared_phone": place >= len(VOLUNTEERS) - 2,
            "pin": f"{2000 + 317 * place}" if place >= len(VOLUNTEERS) - 2 else None,
            "language": ("bn", "en", "rhg")[place % 3],
            "trained_on": str(today - timedelta(days=30 + place)),
        }
        for place, code in enumerate(VOLUNTEERS)
    ]


def _case(numbers: _Numbers, place: int, now: datetime) -> dict[str, Any]:
    """One case of the demo; ``now`` is local. The ten cases of each caseworker are of ten kinds."""
    today = now.date()
    kind = place % CASES_EACH
    caseworker = place // CASES_EACH
    return {
        "code": f"CX-{2 + place % 8}{_LETTERS[place % 23]}{_LETTERS[(place * 7 + 3) % 23]}{2 + (place * 3) % 8}",
        "caseworker": CASEWORKERS[caseworker],
        "camp": CAMPS[place % 2][0],
        "age_band": _BANDS[kind],
        "sex": ("female", "male")[place % 2],
        "language": "rhg",
        "level": _LEVELS[kind],
        "floor": "medium" if kind == 0 else None,
        "opened_on": str(today - timedelta(days=_DAYS_OPEN[kind])),
        "first_review_done_on": str(today - timedelta(days=5)) if kind >= 8 else None,
        "last_contact_at": (_due_by(place, now) - timedelta(hours=_HOURS_BETWEEN[kind])).isoformat(),
        "contacts": _contacts(numbers, place, now),
        "consent": {
            "given": True,
            "given_by": "caregiver",
            "given_at": (now - timedelta(days=_DAYS_OPEN[kind])).isoformat(),
            "valid_until": str(today + timedelta(days=180)),
        },
        "volunteers": _links(place, kind, caseworker, today),
    }


def _due_by(place: int, now: datetime) -> datetime:
    kind = place % CASES_EACH
    due_by = now + timedelta(hours=_LATEST_DUE_IN_HOURS if place == _LATEST else _DUE_IN_HOURS[kind])
    return min(due_by, datetime.combine(now.date(), time(23, 59), now.tzinfo)) if kind in _FOR_TODAY else due_by


def _safe_windows(kind: int, now: datetime) -> list[dict[str, Any]]:
    """Every day the same hours; those that run over midnight are two windows."""
    if kind in _SAFE_BY_DAY:
        starts, ends = _SAFE_BY_DAY[kind]
        return [{"weekdays": _EVERY_DAY, "from": starts, "to": ends}]
    from_hour, to_hour = _SAFE_FROM_START[kind]
    hour = now.replace(minute=0, second=0, microsecond=0)
    if (hour + _LATE_EVENING).date() != now.date():
        from_hour = min(from_hour, 0)
    # From the next full hour on, so that what opens later is not open yet.
    opens = hour + timedelta(hours=from_hour + (1 if from_hour > 0 else 0))
    closes = hour + timedelta(hours=to_hour + 1)
    if opens.date() == closes.date():
        return [{"weekdays": _EVERY_DAY, "from": f"{opens:%H:%M}", "to": f"{closes:%H:%M}"}]
    evening = {"weekdays": _EVERY_DAY, "from": f"{opens:%H:%M}", "to": "23:59"}
    night = {"weekdays": _EVERY_DAY, "from": "00:00", "to": f"{closes:%H:%M}"}
    return [evening, night] if closes.hour else [evening]


def _contacts(numbers: _Numbers, place: int, now: datetime) -> list[dict[str, Any]]:
    kind = place % CASES_EACH
    windows = _safe_windows(kind, now)
    verified_on = str(now.date() - timedelta(days=3 + place % 9))
    caregiver = {
        "reference": "caregiver",
        "role": "caregiver",
        "relation": ("mother", "uncle", "grandmother", "aunt", "father")[kind % 5],
        "name": _CAREGIVER_NAMES[(place * 3 + place // 10) % 10],
        "phone_number": numbers.take(),
        "cover_topic": "the hygiene tips of the week",
        "safe_windows": windows,
        "verified_on": verified_on,
        "person_of_concern": kind == 5,
    }
    child = {
        "reference": "child",
        "role": "child",
        "name": _CHILD_NAMES[(place * 7 + place // 10) % 10],
        "phone_number": numbers.take() if kind in (0, 2, 5, 8) else None,
        "cover_topic": "a game for indoors",
        "safe_windows": windows,
        "verified_on": verified_on,
    }
    return [caregiver, child]


def _links(place: int, kind: int, caseworker: int, today: date) -> list[dict[str, Any]]:
    """Volunteers look after medium and low cases only (N18)."""
    if _LEVELS[kind] == "high":
        return []
    volunteer = VOLUNTEERS[2 * caseworker + place % 2]
    return [{"code": volunteer, "introduced_on": str(today - timedelta(days=8))}]
