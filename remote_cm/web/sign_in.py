"""How staff sign in and out: Flask-Security does the checking, and only what stands here can be reached of it."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, Flask, Response, current_app, redirect, render_template, request, session, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security import Security, login_user, logout_user
from flask_security import hash_password as spend_the_time_of_a_check
from flask_security.utils import verify_password

from remote_cm.gateways.passwords import NORMAL_FORM
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.web.guards import EVERY_ROLE, WANTED_PAGE, guard_of, may_open, open_to_all, staff_page
from remote_cm.web.navigation import home_address
from remote_cm.web.request_context import person, surroundings
from remote_cm.web.staff_datastore import SignedInStaff, StaffDatastore

LONGEST_USERNAME = 60
LONGEST_PASSWORD = 1024
"""Nobody's password is longer; checking one costs work in proportion."""

UNUSED_SESSION = timedelta(hours=1)
"""A page that nobody touches signs its person out: a phone is left lying about (DATA-08)."""

WITHOUT_SESSION = frozenset({"static_files", "operations"})

sign_in = Blueprint("sign_in", __name__)


def set_up_sign_in(app: Flask, *, is_production: bool) -> None:
    """Give the app Flask-Security without any page or token of its own, and sessions that scripts cannot read."""
    app.config.update(
        SESSION_COOKIE_NAME="__Host-session" if is_production else "session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=is_production,
        PERMANENT_SESSION_LIFETIME=UNUSED_SESSION,
        # A call may take an hour: the token lives as long as the session it belongs to.
        WTF_CSRF_TIME_LIMIT=None,
        # Our pages send no Referer, not even to ourselves, so there is none that could be compared.
        WTF_CSRF_SSL_STRICT=False,
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of the method
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        # One Argon2, without an HMAC before it: operators' tools make the same hash with no key of the web's.
        SECURITY_PASSWORD_SINGLE_HASH=True,
        SECURITY_PASSWORD_NORMALIZE_FORM=NORMAL_FORM,
        SECURITY_USER_IDENTITY_ATTRIBUTES=[{"username": {"mapper": str, "case_insensitive": True}}],
        SECURITY_API_ENABLED_METHODS=["session"],
        SECURITY_CLI_USERS_NAME=None,
        SECURITY_CLI_ROLES_NAME=None,
    )
    app.session_interface = PageSession()
    security = Security(app, StaffDatastore(lambda: surroundings().database), register_blueprint=False)
    security.login_manager.user_loader(_load_signed_in)
    # Flask-Security would take a token from any address or header; we give out none and take none.
    security.login_manager.request_loader(None)


class PageSession(SecureCookieSessionInterface):
    """The signed cookie of pages; files and health checks neither renew it nor make their answers depend on it."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookie with a page; a file whose answer varied by cookie would be fetched again with each page."""
        if request.blueprint not in WITHOUT_SESSION:
            super().save_session(app, session, response)


def _load_signed_in(session_mark: str) -> SignedInStaff | None:
    """Who carries this mark. Where no guard asks, neither does this: /healthz answers while PostgreSQL is away."""
    guard = guard_of(current_app, request.endpoint or "")
    if guard is None or not guard.asks_who:
        return None
    staff = _datastore().find_user(fs_uniquifier=session_mark)
    return staff if staff is not None and staff.active else None


@sign_in.get("/sign-in")
@open_to_all
def ask() -> ResponseReturnValue:
    """The sign-in page, or home for who is signed in already; the home page's guard looks closer."""
    if "_user_id" in session:
        return redirect(url_for("home.home"), 303)
    return render_template("sign_in.html", username="", problem=None)


@sign_in.post("/sign-in")
@open_to_all
def check() -> ResponseReturnValue:
    """Let somebody in, or say that it did not work, in words that are the same whatever was wrong."""
    username, password = request.form.get("username", ""), request.form.get("password", "")
    staff = _datastore().find_user(username=username)
    if not _may_enter(staff, password) or staff is None:
        _audit("staff:sign_in_refused", actor_id=None, subject_id=staff.person.id if staff else None)
        problem = gettext("That name and password do not fit together. Check both and try once more.")
        return render_template("sign_in.html", username=username[:LONGEST_USERNAME], problem=problem), 401
    _audit("staff:signed_in", actor_id=staff.person.id, subject_id=staff.person.id)
    next_address = _address_after_sign_in(staff)
    session.clear()
    session.permanent = True
    login_user(staff, remember=False, authn_via=["password"])
    return redirect(next_address, 303)


@sign_in.post("/sign-out")
@staff_page(*EVERY_ROLE)
def leave() -> ResponseReturnValue:
    """End the session of this browser."""
    _audit("staff:signed_out", actor_id=person().id, subject_id=person().id)
    logout_user()
    session.clear()
    return redirect(url_for("sign_in.ask"), 303)


def _datastore() -> StaffDatastore:
    datastore = current_app.extensions["security"].datastore
    if not isinstance(datastore, StaffDatastore):
        raise RuntimeError("the app was made without set_up_sign_in")
    return datastore


def _may_enter(staff: SignedInStaff | None, password: str) -> bool:
    """True when the password is theirs and they still work here; takes as long for a name that nobody has."""
    security = current_app.extensions["security"]
    # Argon2 refuses a NUL with an error, and nobody can type one.
    plain = security.password_util.normalize(password[:LONGEST_PASSWORD].replace("\x00", ""))
    if staff is None or not staff.password:
        spend_the_time_of_a_check(plain)
        return False
    return verify_password(plain, staff.password) and len(password) <= LONGEST_PASSWORD and staff.active


def _audit(act: str, *, actor_id: UUID | None, subject_id: UUID | None) -> None:
    """One committed row; what was typed is not in it, since people type passwords where a name belongs."""
    around = surroundings()
    with around.database.unit_of_work() as work:
        add_audit_entry(
            work.session, at=around.now(), actor_id=actor_id, act=act, subject_kind="staff", subject_id=subject_id
        )
        work.commit()


def _address_after_sign_in(staff: SignedInStaff) -> str:
    """The page that was asked for before, if it is one for this person's role, else their first page."""
    endpoint, values = session.get(WANTED_PAGE, ("", {}))
    return url_for(endpoint, **values) if may_open(current_app, endpoint, staff.role) else home_address(staff.role)
