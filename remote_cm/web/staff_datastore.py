"""Members of staff as Flask-Security knows them: read through the storage functions, never written by it.

Flask-Security's own datastore commits by itself and its model mixins import Flask, so neither may touch the tables.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask_security import RoleMixin, UserDatastore, UserMixin

from remote_cm.domain.access import Person
from remote_cm.domain.vocabulary import StaffRole
from remote_cm.storage.database import Database
from remote_cm.storage.people import find_staff_by_session_mark, find_staff_by_username
from remote_cm.storage.tables.people import Staff


@dataclass(frozen=True)
class SignedInRole(RoleMixin):
    """A role under the name that Flask-Security asks for."""

    name: str


class SignedInStaff(UserMixin):
    """What the web needs of one member of staff; a copy, so that no page holds a row of the database."""

    # Flask-Security looks for this on the class when it starts.
    fs_uniquifier: str = ""

    def __init__(self, staff: Staff) -> None:
        self.code = staff.code
        self.language = staff.language
        self.person = Person(staff.id, staff.role, staff.team_id)
        self.active = staff.is_active
        self.password = staff.password_hash
        self.fs_uniquifier = staff.session_mark
        self.roles = [SignedInRole(staff.role.value)]

    @property
    def role(self) -> StaffRole:
        """The one role of this person."""
        return self.person.role


class StaffDatastore(UserDatastore):
    """Finds staff for Flask-Security by the name they sign in with, or by the mark that their session carries."""

    def __init__(self, open_database: Callable[[], Database]) -> None:
        super().__init__(SignedInStaff, SignedInRole)
        self._open_database = open_database

    def find_user(self, case_insensitive: bool = False, **kwargs: str) -> SignedInStaff | None:  # noqa: ARG002 - its form
        """One member of staff by ``username`` (in any case) or ``fs_uniquifier``, active or not."""
        wanted = kwargs.get("username") or kwargs.get("fs_uniquifier") or ""
        if not wanted or "\x00" in wanted:
            return None
        find = find_staff_by_username if "username" in kwargs else find_staff_by_session_mark
        with self._open_database().unit_of_work() as work:
            staff = find(work.session, wanted)
        return SignedInStaff(staff) if staff is not None else None

    def find_role(self, role: str) -> SignedInRole | None:
        """A role of ours by its name."""
        return SignedInRole(role) if role in set(StaffRole) else None
