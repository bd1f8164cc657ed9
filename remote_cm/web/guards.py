"""Who may ask for an address: every route names its guard, and an address without one answers nobody.

``@staff_page(role, …)``    signed in, with one of these roles
``@open_to_all``            no sign-in; the endpoint must also stand in ``OPEN_ENDPOINTS``
``@signed_by(check)``       no person but a program, which proves itself by a signature

The guard is asked before the view and before the CSRF check, so that whoever was signed out meanwhile is told so.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import structlog
from flask import Flask, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import CSRFProtect
from werkzeug.exceptions import NotFound as NotFoundAnswer
from werkzeug.exceptions import Unauthorized

from remote_cm.domain.refusal import NotAllowed
from remote_cm.domain.vocabulary import StaffRole
from remote_cm.web.request_context import remember_staff
from remote_cm.web.staff_datastore import SignedInStaff

log = structlog.get_logger(__name__)

OPEN_ENDPOINTS = frozenset(
    {
        "operations.healthz",
        "operations.readyz",
        "operations.metrics",
        "sign_in.ask",
        "sign_in.check",
        "static_files.file",
    }
)
"""Every address that answers anybody; adding one is a decision that this list makes visible."""

EVERY_ROLE = tuple(StaffRole)

LONGEST_SESSION_SECONDS = 12 * 3600
"""A sign-in ends after one long working day, however busy the page is (DATA-08); unused, it ends sooner."""

SIGNED_IN_AT = "fs_paa"
"""Where Flask-Security keeps the moment of sign-in, in seconds."""

WANTED_PAGE = "wanted_page"
GUARD_ATTRIBUTE = "remote_cm_guard"

View = TypeVar("View", bound=Callable[..., Any])


class Guard(Protocol):
    """Decides about a request before its view runs."""

    @property
    def needs_csrf_token(self) -> bool:
        """True where a browser sends the form; a signed program has no session that could be abused."""
        ...

    @property
    def asks_who(self) -> bool:
        """True when the guard has to know who is signed in, which costs a question to the database."""
        ...

    def check(self) -> ResponseReturnValue | None:
        """None lets the request pass; anything else is the answer. May raise a refusal."""
        ...


@dataclass(frozen=True)
class OpenToAll:
    """Lets everybody pass whose endpoint stands in the short list."""

    needs_csrf_token = True
    asks_who = False

    def check(self) -> ResponseReturnValue | None:
        """None, or 404 where the list does not know the endpoint."""
        if request.endpoint not in OPEN_ENDPOINTS:
            raise NotFoundAnswer
        return None


@dataclass(frozen=True)
class StaffPage:
    """Lets members of staff with one of these roles pass."""

    roles: frozenset[StaffRole]
    needs_csrf_token = True
    asks_who = True

    def check(self) -> ResponseReturnValue | None:
        """None, the way to the sign-in page, or a refusal: a form sent after the session's end is not lost silently."""
        staff = _who_is_signed_in()
        if staff is None:
            session.clear()
            if not _opens_a_page():
                raise Unauthorized
            values = {name: str(given) for name, given in (request.view_args or {}).items()}
            session[WANTED_PAGE] = [request.endpoint, values]
            return redirect(url_for("sign_in.ask"), 303)
        if staff.role not in self.roles:
            raise NotAllowed
        remember_staff(staff)
        return None


@dataclass(frozen=True)
class SignedBy:
    """Lets a program pass that proves itself."""

    proof: Callable[[], ResponseReturnValue | None]
    needs_csrf_token = False
    asks_who = False

    def check(self) -> ResponseReturnValue | None:
        """Whatever the proof says."""
        return self.proof()


def staff_page(*roles: StaffRole) -> Callable[[View], View]:
    """Mark a view as one for members of staff with one of these roles."""
    return _mark(StaffPage(frozenset(roles)))


def open_to_all(view: View) -> View:
    """Mark a view as open without signing in."""
    return _mark(OpenToAll())(view)


def signed_by(proof: Callable[[], ResponseReturnValue | None]) -> Callable[[View], View]:
    """Mark a view as one for programs; ``proof`` answers None when the request is proved genuine."""
    return _mark(SignedBy(proof))


def guard_of(app: Flask, endpoint: str) -> Guard | None:
    """The guard that the view of an endpoint names, or None when it names none."""
    guard: Guard | None = getattr(app.view_functions.get(endpoint), GUARD_ATTRIBUTE, None)
    return guard


def may_open(app: Flask, endpoint: str, role: StaffRole) -> bool:
    """True when the endpoint is a page for this role."""
    guard = guard_of(app, endpoint)
    return isinstance(guard, StaffPage) and role in guard.roles


def set_up_guards(app: Flask) -> CSRFProtect:
    """Ask the guard first, then for the CSRF token, on every request. Call before any route is registered."""
    app.before_request(_ask_guard)
    return CSRFProtect(app)


def free_signed_routes_of_csrf(app: Flask, csrf: CSRFProtect) -> None:
    """No program can know a token; its signature stands in its place. Call after the last route is registered."""
    for endpoint, view in app.view_functions.items():
        guard = guard_of(app, endpoint)
        if guard is not None and not guard.needs_csrf_token:
            csrf.exempt(view)


def _mark(guard: Guard) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, GUARD_ATTRIBUTE, guard)
        return view

    return mark


def _ask_guard() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    guard = guard_of(current_app, request.endpoint)
    if guard is None:
        log.error("route_without_guard", endpoint=request.endpoint)
        raise NotFoundAnswer
    return guard.check()


def _opens_a_page() -> bool:
    """True when a person opens an address; false for a form, and for a script that refreshes a part of a page."""
    return request.method in {"GET", "HEAD"} and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


def _who_is_signed_in() -> SignedInStaff | None:
    staff = current_user._get_current_object()  # noqa: SLF001 - the documented way to the object behind the proxy
    if not isinstance(staff, SignedInStaff) or not staff.active:
        return None
    age = time.time() - float(session.get(SIGNED_IN_AT, 0))
    return staff if age <= LONGEST_SESSION_SECONDS else None
