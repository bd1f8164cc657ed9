"""Visitors: a browser without a window that keeps cookies and tokens, and the staff who sign in with it."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.people import Staff, Team

PASSWORD = "seven calm boats at dawn"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Visitor:
    """One person's browser."""

    client: FlaskClient
    _token: str = ""

    def get(self, address: str, **options: str) -> TestResponse:
        """Open an address."""
        answer = self.client.get(address, **options)
        found = TOKEN.search(answer.text)
        self._token = found.group(1) if found else self._token
        return answer

    def post(self, address: str, seen_on: str, **fields: str | Sequence[str]) -> TestResponse:
        """Send a form as the page ``seen_on`` would; several ticked boxes of one name as a list.

        The page is opened only where no page has been before: one token is good for every form of a session.
        """
        if not self._token:
            self.get(seen_on)
        return self.client.post(address, data={"csrf_token": self._token, **fields})

    def sign_in(self, username: str, password: str = PASSWORD) -> TestResponse:
        """Fill in the sign-in page, after which another session begins."""
        answer = self.post("/sign-in", "/sign-in", username=username, password=password)
        self._token = ""
        return answer


def add_staff(
    around: Surroundings,
    username: str = "anika",
    role: StaffRole = StaffRole.CASEWORKER,
    *,
    password: str | None = PASSWORD,
    is_active: bool = True,
    language: str = "en",
) -> uuid.UUID:
    """A member of staff of a team of their own, who can sign in."""
    with around.database.unit_of_work() as work:
        team = Team(code=f"T-{username}")
        work.session.add(team)
        work.session.flush()
        staff = Staff(
            code=f"S-{username}",
            username=username,
            role=role,
            team_id=team.id,
            name="An invented name",
            language=language,
            password_hash=around.hash_password(password) if password else None,
            session_mark=uuid.uuid4().hex,
            is_active=is_active,
        )
        work.session.add(staff)
        work.commit()
        return staff.id
