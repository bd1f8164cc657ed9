"""The supervisor's page: the team's day in numbers, and what was not done in time."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.team_page import show_team
from remote_cm.web.guards import staff_page
from remote_cm.web.request_context import person, surroundings

team_pages = Blueprint("team", __name__, url_prefix="/team")


@team_pages.get("")
@staff_page(StaffRole.SUPERVISOR)
def overview() -> ResponseReturnValue:
    """The caseworkers of this supervisor's team."""
    return render_template("team/overview.html", team=show_team(surroundings(), person()))
