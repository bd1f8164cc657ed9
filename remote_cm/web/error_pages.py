"""The one table from refusal to answer. Each page says how to get out, and blames nobody."""

from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, lazy_gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from remote_cm.domain.refusal import BadInput, GateClosed, NotAllowed, NotFound, Refusal, StaleStep
from remote_cm.web.gate_words import describe_reasons
from remote_cm.web.request_context import request_id

log = structlog.get_logger(__name__)

WEBHOOKS = "/webhooks/"


@dataclass(frozen=True)
class ErrorPage:
    """What is shown: a status, what happened, and what can be done now. ``begins_again`` offers the sign-in page."""

    status: int
    title: LazyString
    words: LazyString
    begins_again: bool = False


NOT_FOUND = ErrorPage(
    404,
    lazy_gettext("This page is not here"),
    lazy_gettext("The address may be old, or it belongs to somebody else's work. Nothing was changed."),
)

PAGES_BY_REFUSAL: Mapping[type[Refusal], ErrorPage] = {
    BadInput: ErrorPage(
        400,
        lazy_gettext("Something is still missing"),
        lazy_gettext("Nothing was saved. Go back, mend what is listed here and send it again."),
    ),
    NotFound: NOT_FOUND,
    NotAllowed: ErrorPage(
        403,
        lazy_gettext("This page is for another role"),
        lazy_gettext("Nothing was changed. If your work needs it, ask your coordinator to change your role."),
    ),
    GateClosed: ErrorPage(
        409,
        lazy_gettext("Not safe now"),
        lazy_gettext("Nobody was called and nothing was sent. The contact plan says no for this moment:"),
    ),
    StaleStep: ErrorPage(
        409,
        lazy_gettext("This was done already"),
        lazy_gettext(
            "The page was older than what has happened since. Nothing was done twice. Open it again to see it as it is."
        ),
    ),
}

PAGES_BY_STATUS: Mapping[int, ErrorPage] = {
    401: ErrorPage(
        401,
        lazy_gettext("You are signed out"),
        lazy_gettext("What you sent just now was not saved. Sign in, open the page again and send it once more."),
        begins_again=True,
    ),
    403: PAGES_BY_REFUSAL[NotAllowed],
    404: NOT_FOUND,
    405: NOT_FOUND,
    413: ErrorPage(
        413,
        lazy_gettext("That was too much at once"),
        lazy_gettext("Nothing was saved. Go back, make it shorter and send it again."),
    ),
    503: ErrorPage(
        503,
        lazy_gettext("The service is slow just now"),
        lazy_gettext("Nothing was saved. Wait a minute, go back and try once more."),
    ),
}

PAGE_TOO_OLD = ErrorPage(
    400,
    lazy_gettext("This page was open for too long"),
    lazy_gettext("Nothing was saved. Go back, load the page again and send it once more."),
)

NOT_UNDERSTOOD = ErrorPage(
    400,
    lazy_gettext("That could not be read"),
    lazy_gettext("Nothing was changed. Go back and try once more, or begin again."),
)

UNEXPECTED = ErrorPage(
    500,
    lazy_gettext("Something went wrong on our side"),
    lazy_gettext(
        "Go back and look whether your last step was saved before you repeat it. "
        "If it happens again, tell your coordinator the number below."
    ),
)


def page_for(failure: Exception) -> ErrorPage:
    """The page for whatever was raised; what stands in no table is our own fault and a 500."""
    if isinstance(failure, Refusal):
        known = (PAGES_BY_REFUSAL[kind] for kind in type(failure).__mro__ if kind in PAGES_BY_REFUSAL)
        return next(known, UNEXPECTED)
    if isinstance(failure, CSRFError):
        return PAGE_TOO_OLD
    if isinstance(failure, HTTPException):
        code = failure.code or 500
        return PAGES_BY_STATUS.get(code, NOT_UNDERSTOOD if 400 <= code < 500 else UNEXPECTED)
    return UNEXPECTED


def set_up_error_pages(app: Flask) -> None:
    """Answer every exception of every route from the table."""
    app.register_error_handler(Exception, _answer)


def _answer(failure: Exception) -> ResponseReturnValue:
    if isinstance(failure, HTTPException) and (failure.code or 500) < 400:
        return failure.get_response()
    page = page_for(failure)
    if page is UNEXPECTED:
        log.error("unexpected_failure", route=_route(), exc_info=failure)
    if request.path.startswith(WEBHOOKS):
        return "", page.status
    return _write(page, failure), page.status


def _write(page: ErrorPage, failure: Exception) -> str:
    # Not by render_template: its context processors may ask the database, which may be what has just failed.
    return current_app.jinja_env.get_template("error.html").render(
        page=page,
        faults=failure.faults if isinstance(failure, BadInput) else (),
        reasons=describe_reasons(failure.reasons) if isinstance(failure, GateClosed) else (),
        next_allowed_at=failure.next_allowed_at if isinstance(failure, GateClosed) else None,
        report_id=request_id() if page is UNEXPECTED else None,
    )


def _route() -> str | None:
    return str(request.url_rule) if request.url_rule else None
