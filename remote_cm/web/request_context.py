"""What a view may ask for: the surroundings of its services, the settings, and who is signed in."""

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app, g

from remote_cm.domain.access import Person
from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import Settings
from remote_cm.web.staff_datastore import SignedInStaff

_EXTENSION = "remote_cm"


@dataclass(frozen=True)
class _Around:
    surroundings: Surroundings
    settings: Settings


def remember_around(app: Flask, surroundings: Surroundings, settings: Settings) -> None:
    """Tie the surroundings and the settings to an app, once, when it is made."""
    app.extensions[_EXTENSION] = _Around(surroundings, settings)


def surroundings() -> Surroundings:
    """What every service takes as its first argument; within one request it is one moment.

    What is written together then carries one time, and what is due when it was written is not missed by a moment.
    """
    if "surroundings" not in g:
        g.surroundings = _around().surroundings.at_one_moment()
    return cast(Surroundings, g.surroundings)


def settings() -> Settings:
    """What the environment says."""
    return _around().settings


def _around() -> _Around:
    return cast(_Around, current_app.extensions[_EXTENSION])


def remember_staff(staff: SignedInStaff) -> None:
    """Note for this request who is signed in; the guard does so, once it has let them in."""
    g.staff = staff


def signed_in_staff() -> SignedInStaff | None:
    """Who is signed in and was let in by the guard of this page, or None on a page that is open to all."""
    return cast("SignedInStaff | None", g.get("staff"))


def person() -> Person:
    """Who is signed in, as the rules of access know them. Only for pages behind ``guards.staff_page``."""
    staff = signed_in_staff()
    if staff is None:
        raise RuntimeError("no guard has let anybody in: put @staff_page on this view")
    return staff.person


def remember_request_id(request_id: str) -> None:
    """Note the id under which this request stands in the log."""
    g.request_id = request_id


def request_id() -> str:
    """The id of this request: on its answer, in the log, and on an error page."""
    return cast(str, g.request_id)
