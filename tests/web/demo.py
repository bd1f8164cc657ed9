"""The demo caseload behind the pages: who signs in, which call is open now, and how many questions a page asks."""

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import event, select

from remote_cm.domain.access import Person
from remote_cm.domain.call_script import GateKind
from remote_cm.domain.consent import ConsentItem, ExplainedPoint
from remote_cm.domain.vocabulary import ContactRole
from remote_cm.services.attempt_contact import SELF_CHECKS
from remote_cm.services.my_day import DayCall, show_my_day
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.people import find_staff_by_username
from remote_cm.storage.tables.cases import CaseFile, Contact, FollowUp
from remote_cm.storage.tables.people import Staff, Volunteer
from tests.web.visitor import Visitor

MOST_QUESTIONS = 12
"""Design section 7: any page, at any size."""

TICKED = dict.fromkeys(SELF_CHECKS, "yes")

BY_HAND = TICKED | {"reason": "bad_line"}
"""The number is asked for, also where the family is rung over the line."""

ALL_EXPLAINED: Mapping[str, Sequence[str]] = {"explained": list(ExplainedPoint), "agreed": list(ConsentItem)}
"""The boxes of a first yes: everything explained and everything agreed."""

STEP = re.compile(r'name="step" value="(\w+)"')
"""The step of the opening that the page asks."""

GIVEN_BY = re.compile(r'name="given_by" value="(\w+)"')
"""Whose first yes the page asks for."""


@dataclass
class Demo:
    """The demo people, loaded."""

    around: Surroundings
    app: Flask
    password: str

    def visitor(self, username: str) -> Visitor:
        """Somebody of the demo, signed in."""
        visitor = Visitor(self.app.test_client())
        assert visitor.sign_in(username, self.password).status_code == 303
        return visitor

    def person(self, username: str) -> Person:
        """The same for services."""
        with self.around.database.unit_of_work() as work:
            staff = find_staff_by_username(work.session, username)
            assert staff is not None
            return Person(staff.id, staff.role, staff.team_id)

    def call_open_now(self, username: str = "cw-01", role: ContactRole = ContactRole.CAREGIVER) -> DayCall:
        """A call of a caseworker whose safe hours are open, with this one of the family."""
        calls = show_my_day(self.around, self.person(username)).calls
        return next(call for call in calls if call.is_open_now and call.with_role is role)

    def contact_of(self, follow_up_id: uuid.UUID) -> Contact:
        """Whom a call is meant for."""
        with self.around.database.unit_of_work() as work:
            found = work.session.scalar(
                select(Contact).join(FollowUp, FollowUp.contact_id == Contact.id).where(FollowUp.id == follow_up_id)
            )
            assert found is not None
            return found

    def case_code(self, username: str) -> str:
        """The code of the first case of a caseworker."""
        with self.around.database.unit_of_work() as work:
            found = work.session.scalar(
                select(CaseFile.code)
                .join(Staff, Staff.id == CaseFile.caseworker_id)
                .where(Staff.username == username)
                .order_by(CaseFile.code)
            )
            assert found is not None
            return found

    def secrets(self) -> frozenset[str]:
        """Every number, and every name of a person who is cared for or helps: none may stand on a list."""
        with self.around.database.unit_of_work() as work:
            families = work.session.scalars(select(Contact)).all()
            helpers = work.session.scalars(select(Volunteer)).all()
            staff = work.session.scalars(select(Staff)).all()
        everybody: list[Contact | Volunteer | Staff] = [*families, *helpers, *staff]
        names = {one.name for one in everybody}
        return frozenset(names | {one.phone_number for one in everybody if one.phone_number})

    @contextmanager
    def count_questions(self) -> Iterator[list[str]]:
        """Every statement that reaches the database meanwhile."""
        asked: list[str] = []
        engine = self.around.database.engine

        def note(*given: object) -> None:
            asked.append(str(given[2]))

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield asked
        finally:
            event.remove(engine, "before_cursor_execute", note)


def answer_the_phone(visitor: Visitor, address: str) -> None:
    """Show the number and record that they picked up."""
    assert visitor.post(f"{address}/attempt", address, **BY_HAND).status_code == 200
    assert visitor.post(f"{address}/outcome", address, outcome="answered").status_code == 303


def open_the_questions(visitor: Visitor, address: str, around: Surroundings, *, privacy: str = "yes") -> None:
    """Go through the opening with a yes at each step, the first one to being called with all that it covers."""
    answer_the_phone(visitor, address)
    gates = {step.id: step.gate for step in around.script.opening}
    while (asked := STEP.search(page := visitor.get(address).text)) is not None:
        step, given_by = asked.group(1), GIVEN_BY.search(page)
        if given_by is not None:
            sent = visitor.post(f"{address}/consent", address, **ALL_EXPLAINED, given_by=given_by.group(1))
        else:
            answer = privacy if gates[step] is GateKind.PRIVACY else "yes"
            sent = visitor.post(f"{address}/gate", address, step=step, answer=answer)
        assert sent.status_code == 303
