"""Volunteers in codes, without names and numbers."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.volunteer_pages import list_volunteers
from remote_cm.web.guards import staff_page
from remote_cm.web.request_context import person, surroundings

volunteer_pages = Blueprint("volunteers", __name__, url_prefix="/volunteers")


@volunteer_pages.get("")
@staff_page(StaffRole.CASEWORKER, StaffRole.SUPERVISOR)
def listed() -> ResponseReturnValue:
    """A caseworker's own volunteers, or those of a supervisor's team."""
    return render_template("volunteers/list.html", volunteers=list_volunteers(surroundings(), person()))
