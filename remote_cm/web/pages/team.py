"""The supervisor's page: the team's day in numbers, and what was not done in time."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.switch_outage import switch_outage
from remote_cm.services.team_page import show_team
from remote_cm.web.guards import staff_page
from remote_cm.web.request_context import person, surroundings

SHOWN = 4
"""How many ladders of one name stand open on the page; what is due later is folded below them."""

team_pages = Blueprint("team", __name__, url_prefix="/team")


@team_pages.get("")
@staff_page(StaffRole.SUPERVISOR)
def overview() -> ResponseReturnValue:
    """The caseworkers of this supervisor's team."""
    return render_template("team/overview.html", team=show_team(surroundings(), person()), shown=SHOWN)


@team_pages.post("/camps/<code>/phones-down")
@staff_page(StaffRole.SUPERVISOR)
def phones_down(code: str) -> ResponseReturnValue:
    """The phones of many are down in a camp: nobody is rung again and again because nobody answers."""
    switch_outage(surroundings(), person(), code, is_down=True)
    flash(gettext("What follows when nobody answers waits for this camp. Use visits and the focal point."), "info")
    return redirect(url_for("team.overview"), 303)


@team_pages.post("/camps/<code>/phones-work")
@staff_page(StaffRole.SUPERVISOR)
def phones_work(code: str) -> ResponseReturnValue:
    """The phones of a camp work again."""
    switch_outage(surroundings(), person(), code, is_down=False)
    flash(gettext("What waited goes on now."), "info")
    return redirect(url_for("team.overview"), 303)
