"""The address without a path leads everybody to their first page."""

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from remote_cm.web.guards import EVERY_ROLE, staff_page
from remote_cm.web.navigation import NO_PAGE_YET, home_address
from remote_cm.web.request_context import person

home_pages = Blueprint("home", __name__)


@home_pages.get("/")
@staff_page(*EVERY_ROLE)
def home() -> ResponseReturnValue:
    """Go where this person's work begins."""
    return redirect(home_address(person().role), 303)


@home_pages.get(NO_PAGE_YET)
@staff_page(*EVERY_ROLE)
def no_page_yet() -> ResponseReturnValue:
    """Say plainly that this role has no page."""
    return render_template("no_page_yet.html")
