"""Which pages a person is shown the way to: a page appears by itself once it exists and its guard admits the role."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app, request
from flask_babel import LazyString, lazy_gettext
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from remote_cm.domain.vocabulary import StaffRole
from remote_cm.web.guards import may_open
from remote_cm.web.request_context import signed_in_staff

PLACES: tuple[tuple[str, LazyString], ...] = (
    ("/calls", lazy_gettext("Today")),
    ("/alerts", lazy_gettext("Alerts")),
    ("/cases", lazy_gettext("Cases")),
    ("/volunteers", lazy_gettext("Volunteers")),
    ("/debriefs", lazy_gettext("Debriefs")),
    ("/inbox", lazy_gettext("Inbox")),
    ("/team", lazy_gettext("Team")),
    ("/reports", lazy_gettext("Reports")),
    ("/settings", lazy_gettext("Settings")),
)
"""The fixed addresses of design section 6, in the order of a working day."""

NO_PAGE_YET = "/no-page-yet"

FIRST_PLACES: Mapping[StaffRole, str] = {
    StaffRole.CASEWORKER: "/calls",
    StaffRole.SUPERVISOR: "/alerts",
    StaffRole.SAFEGUARDING: "/alerts",
    StaffRole.COORDINATOR: "/team",
    StaffRole.ADMINISTRATOR: "/team",
}


@dataclass(frozen=True)
class Place:
    """One entry of the navigation."""

    address: str
    label: str
    is_here: bool


def navigation() -> tuple[Place, ...]:
    """The places for who is signed in; nothing for anybody else."""
    staff = signed_in_staff()
    if staff is None:
        return ()
    return tuple(
        Place(address, str(label), _is_here(address)) for address, label in PLACES if _is_open_to(address, staff.role)
    )


def home_address(role: StaffRole) -> str:
    """Where somebody with this role begins: their first place, else any that is theirs, else a page that says so."""
    candidates = (FIRST_PLACES[role], *(address for address, _ in PLACES))
    return next((address for address in candidates if _is_open_to(address, role)), NO_PAGE_YET)


def _is_open_to(address: str, role: StaffRole) -> bool:
    try:
        endpoint, _ = current_app.url_map.bind("").match(address, "GET")
    except (HTTPException, RequestRedirect):
        return False
    return may_open(current_app, str(endpoint), role)


def _is_here(address: str) -> bool:
    return request.path == address or request.path.startswith(f"{address}/")
