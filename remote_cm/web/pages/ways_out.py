"""Whether texts and calls go out, what to do where they do not, and which people cannot be reached."""

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.ways_out import show_ways_out, try_number_again
from remote_cm.web.guards import staff_page
from remote_cm.web.request_context import person, surroundings

ways_out_pages = Blueprint("ways_out", __name__, url_prefix="/settings")


@ways_out_pages.get("")
@staff_page(StaffRole.SUPERVISOR, StaffRole.ADMINISTRATOR)
def overview() -> ResponseReturnValue:
    """What does not go out now, and why."""
    return render_template("settings/overview.html", ways=show_ways_out(surroundings(), person()))


@ways_out_pages.post("/numbers/<uuid:flag_id>/again")
@staff_page(StaffRole.SUPERVISOR)
def again(flag_id: uuid.UUID) -> ResponseReturnValue:
    """A number works: texts and calls go to it again."""
    try_number_again(surroundings(), person(), flag_id)
    flash(gettext("This number is tried again with the next text or call."), "info")
    return redirect(url_for("ways_out.overview"), 303)
