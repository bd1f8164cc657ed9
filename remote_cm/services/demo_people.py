"""The invented people of the demo as a people file: nobody here exists, and every number rings nobody."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from remote_cm.services.demo_cases import demo_case
from remote_cm.services.demo_numbers import DemoNumbers
from remote_cm.services.demo_roster import (
    CAMPS,
    CASEWORKERS,
    SAFEGUARDING,
    SHARED_PHONE,
    SUPERVISORS,
    TEAM_OF,
    TEAMS,
    VOLUNTEERS,
    camp_of,
    case_places,
    caseworker_of,
)

_STAFF = (
    ("supervisor", "SUP-01", "Tania Dewan", "female"),
    ("supervisor", "SUP-02", "Rafiqul Sarkar", "male"),
    ("safeguarding", "SAFE-01", "Mitali Barua", "female"),
    ("caseworker", "CW-01", "Nasima Paul", "female"),
    ("caseworker", "CW-02", "Jewel Chakma", "male"),
    ("caseworker", "CW-03", "Shirin Das", "female"),
    ("caseworker", "CW-04", "Habib Talukder", "male"),
    ("caseworker", "CW-05", "Rehana Mondol", "female"),
    ("caseworker", "CW-06", "Sumita Tripura", "female"),
)
_VOLUNTEER_NAMES = (
    *("Anwar Islam", "Senuara Begum", "Yunus Mia", "Rashida Khatun", "Kamal Hossain", "Hafsa Akter", "Salim Ullah"),
    *("Nur Banu", "Zubaida Begum", "Ismail Faruk", "Khadija Akter", "Mujibur Mia", "Samsun Nahar", "Osman Goni"),
    *("Fatema Begum", "Harun Islam", "Jahanara", "Rofiqa Khatun"),
)
_DEBRIEF_HOURS = ("14:00", "15:00", "16:00", "17:00")


def demo_people(now: datetime, zone: ZoneInfo, password: str) -> dict[str, Any]:
    """The demo caseload as a people file, with dates around this moment."""
    numbers = DemoNumbers()
    local = now.astimezone(zone)
    return {
        "teams": [{"code": team} for team in TEAMS],
        "camps": [{"code": code, "name": name, "access": access} for code, name, access in CAMPS],
        "staff": [_staff(numbers, password, *row) for row in _STAFF],
        "duties": _duties(),
        "volunteers": _volunteers(numbers, local.date()),
        "cases": [demo_case(numbers, place, local) for place in case_places()],
    }


def _staff(numbers: DemoNumbers, password: str, role: str, code: str, name: str, sex: str) -> dict[str, Any]:
    place = int(code[-2:]) - 1
    team = {"supervisor": place, "caseworker": TEAM_OF[place]}.get(role)
    return {
        "code": code,
        "username": code.lower(),
        "role": role,
        "team": TEAMS[team] if team is not None else None,
        "supervisor": SUPERVISORS[TEAM_OF[place]] if role == "caseworker" else None,
        "sex": sex,
        "name": name,
        "phone_number": numbers.take(),
        "language": "en",
        "password": password,
    }


def _duties() -> list[dict[str, str]]:
    """Each team's back-up is one of its own; the manager on duty is the other team's supervisor."""
    duties = []
    for place, team in enumerate(TEAMS):
        own = [code for code, of in zip(CASEWORKERS, TEAM_OF, strict=True) if of == place]
        other = [code for code, of in zip(CASEWORKERS, TEAM_OF, strict=True) if of != place]
        duties += [
            (team, "backup_caseworker", own[1]),
            (team, "duty_caseworker", own[0]),
            (team, "duty_supervisor", SUPERVISORS[place]),
            (team, "duty_manager", SUPERVISORS[1 - place]),
            (team, "safeguarding", SAFEGUARDING),
            (team, "on_call", other[0]),
            (team, "on_call", SUPERVISORS[1 - place]),
        ]
    return [{"team": team, "duty": duty, "staff": staff} for team, duty, staff in duties]


def _volunteers(numbers: DemoNumbers, today: date) -> list[dict[str, Any]]:
    shared = numbers.take()
    return [
        {
            "code": code,
            "caseworker": CASEWORKERS[caseworker_of(code)],
            "camp": CAMPS[camp_of(code)][0],
            "name": _VOLUNTEER_NAMES[place],
            "phone_number": shared if code in SHARED_PHONE else numbers.take(),
            "shared_phone": code in SHARED_PHONE,
            "pin": f"{2000 + 317 * place}" if code in SHARED_PHONE else None,
            "language": ("bn", "en", "rhg")[place % 3],
            "trained_on": str(today - timedelta(days=60 + 9 * place)),
            "debrief_at": _DEBRIEF_HOURS[place % len(_DEBRIEF_HOURS)],
        }
        for place, code in enumerate(VOLUNTEERS)
    ]
