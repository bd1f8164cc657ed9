"""Cases: a list in codes, and one case with its people, its levels and what was done."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.case_pages import list_cases, show_case
from remote_cm.services.choose_route import Route, choose_route
from remote_cm.web.form_fields import chosen
from remote_cm.web.guards import staff_page
from remote_cm.web.request_context import person, surroundings

case_pages = Blueprint("cases", __name__, url_prefix="/cases")


@case_pages.get("")
@staff_page(StaffRole.CASEWORKER, StaffRole.SUPERVISOR)
def listed() -> ResponseReturnValue:
    """One page of the open cases, by code."""
    after = request.args.get("after", "")
    return render_template("cases/list.html", cases=list_cases(surroundings(), person(), after), after=after)


@case_pages.get("/<code>")
@staff_page(StaffRole.CASEWORKER, StaffRole.SUPERVISOR)
def one(code: str) -> ResponseReturnValue:
    """One case."""
    return render_template("cases/one.html", case=show_case(surroundings(), person(), code))


@case_pages.post("/<code>/route")
@staff_page(StaffRole.CASEWORKER)
def route(code: str) -> ResponseReturnValue:
    """How it was found out that the family may be rung again after an unsafe end (N8)."""
    choose_route(surroundings(), person(), code, chosen(Route, "route"))
    flash(gettext("They may be rung again, in their safe hours. How you found out is written down."), "info")
    return redirect(url_for("cases.one", code=code), 303)
