"""Makes the people of a test, with safe defaults: a test says only what matters to it."""

import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from remote_cm.domain.access import Person
from remote_cm.services.load_people import load_people
from remote_cm.services.plan_follow_ups import plan_follow_ups
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.cases import CaseFile, Contact, FollowUp
from remote_cm.storage.tables.people import Staff, Volunteer
from tests.kept_states import begin_with

EVERY_DAY = ["sat", "sun", "mon", "tue", "wed", "thu", "fri"]
PASSWORD = "a password of the tests"

CASEWORKER_NUMBER = "+12025550110"
BACKUP_NUMBER = "+12025550111"
SUPERVISOR_NUMBER = "+12025550112"
MANAGER_NUMBER = "+12025550113"
SAFEGUARDING_NUMBER = "+12025550114"
VOLUNTEER_NUMBER = "+12025550120"
SHARED_NUMBER = "+12025550121"
CAREGIVER_NUMBER = "+12025550130"
CHILD_NUMBER = "+12025550131"
STRANGER_NUMBER = "+12025550190"


def team_file() -> dict[str, Any]:
    """One team with its caseworker, back-up, supervisor; another team's supervisor as manager; safeguarding."""
    staff = [
        ("SUP-1", "supervisor", "T-1", None, SUPERVISOR_NUMBER),
        ("SUP-2", "supervisor", "T-2", None, MANAGER_NUMBER),
        ("SAFE-1", "safeguarding", None, None, SAFEGUARDING_NUMBER),
        ("CW-1", "caseworker", "T-1", "SUP-1", CASEWORKER_NUMBER),
        ("CW-2", "caseworker", "T-1", "SUP-1", BACKUP_NUMBER),
        ("CW-9", "caseworker", "T-2", "SUP-2", None),
        ("CO-1", "coordinator", None, None, None),
        ("ADM-1", "administrator", None, None, None),
    ]
    duties = [
        ("backup_caseworker", "CW-2"),
        ("duty_caseworker", "CW-1"),
        ("duty_supervisor", "SUP-1"),
        ("duty_manager", "SUP-2"),
        ("safeguarding", "SAFE-1"),
        ("on_call", "SUP-2"),
    ]
    return {
        "teams": [{"code": "T-1"}, {"code": "T-2"}],
        "camps": [{"code": "CXB-101", "name": "Demo camp"}],
        "staff": [
            {
                "code": code,
                "username": code.lower(),
                "role": role,
                "team": team,
                "supervisor": supervisor,
                "sex": "female",
                "name": f"Name of {code}",
                "phone_number": number,
                "password": PASSWORD,
            }
            for code, role, team, supervisor, number in staff
        ],
        "duties": [{"team": "T-1", "duty": duty, "staff": code} for duty, code in duties],
        "volunteers": [volunteer_row("V-001", VOLUNTEER_NUMBER)],
        "cases": [],
    }


def volunteer_row(code: str, number: str | None, **changes: Any) -> dict[str, Any]:
    """A volunteer of CW-1 with a phone of their own, who reads English."""
    return {
        "code": code,
        "caseworker": "CW-1",
        "camp": "CXB-101",
        "name": f"Name of {code}",
        "phone_number": number,
        "language": "en",
    } | changes


def contact_row(role: str, number: str | None, **changes: Any) -> dict[str, Any]:
    """Somebody of a family with a verified number and a window that is open all day."""
    return {
        "reference": role,
        "role": role,
        "name": f"Name of the {role}",
        "phone_number": number,
        "cover_topic": "the hygiene tips",
        "safe_windows": [{"weekdays": EVERY_DAY, "from": "06:00", "to": "22:00"}],
        "verified_on": "2026-11-20",
    } | changes


def case_row(code: str = "CX-TEST", **changes: Any) -> dict[str, Any]:
    """A medium case of CW-1 with a caregiver and a child of 12 to 14 who may both be rung, and with consent."""
    return {
        "code": code,
        "caseworker": "CW-1",
        "camp": "CXB-101",
        "age_band": "C",
        "sex": "female",
        "level": "medium",
        "opened_on": "2026-08-01",
        "first_review_done_on": "2026-11-01",
        "last_contact_at": "2026-11-16T04:00:00+00:00",
        "contacts": [contact_row("caregiver", CAREGIVER_NUMBER), contact_row("child", CHILD_NUMBER)],
        "consent": {"given": True, "given_by": "caregiver", "given_at": "2026-08-01T04:00:00+00:00"},
    } | changes


@dataclass(frozen=True)
class Loaded:
    """The people of a test, found by their codes."""

    around: Surroundings
    _signed_in: dict[str, Person] = field(default_factory=dict)

    def person(self, code: str) -> Person:
        """Somebody as they signed in, which they do once."""
        if code not in self._signed_in:
            staff = self.staff(code)
            self._signed_in[code] = Person(staff.id, staff.role, staff.team_id)
        return self._signed_in[code]

    def staff(self, code: str) -> Staff:
        """The row of a member of staff."""
        with self.around.database.unit_of_work() as work:
            return work.session.execute(select(Staff).where(Staff.code == code)).scalar_one()

    def volunteer(self, code: str = "V-001") -> Volunteer:
        """The row of a volunteer."""
        with self.around.database.unit_of_work() as work:
            return work.session.execute(select(Volunteer).where(Volunteer.code == code)).scalar_one()

    def case(self, code: str = "CX-TEST") -> CaseFile:
        """The row of a case as it is now."""
        with self.around.database.unit_of_work() as work:
            return work.session.execute(select(CaseFile).where(CaseFile.code == code)).scalar_one()

    def contact(self, role: str, code: str = "CX-TEST") -> Contact:
        """The row of a contact as it is now."""
        with self.around.database.unit_of_work() as work:
            found = select(Contact).join(CaseFile, CaseFile.id == Contact.case_id)
            return work.session.execute(found.where(CaseFile.code == code, Contact.role == role)).scalar_one()

    def follow_up(self, code: str = "CX-TEST") -> FollowUp:
        """The follow-up of a case that is owed."""
        with self.around.database.unit_of_work() as work:
            found = select(FollowUp).join(CaseFile, CaseFile.id == FollowUp.case_id)
            owed = found.where(CaseFile.code == code, FollowUp.closed_at.is_(None))
            return work.session.execute(owed).scalar_one()


def make_people(around: Surroundings, *cases: dict[str, Any], **changes: Any) -> Loaded:
    """Load the team with these cases, planned onto days; ``changes`` replace whole lists of the file."""
    people = json.dumps(team_file() | {"cases": list(cases)} | changes)

    def load_and_plan() -> None:
        load_people(around, people)
        while plan_follow_ups(around):
            pass

    begin_with(around, people, load_and_plan)
    return Loaded(around)
