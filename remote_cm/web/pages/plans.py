"""The caseworker's week, and putting one call on another day or into another pair of hands."""

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from remote_cm.domain.caseload import MoveReason
from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.my_week import show_my_week
from remote_cm.services.plan_by_hand import give_to_colleague, move_call, show_plan
from remote_cm.web.form_fields import chosen, day_field
from remote_cm.web.guards import staff_page
from remote_cm.web.navigation import home_address
from remote_cm.web.request_context import person, surroundings

plan_pages = Blueprint("plans", __name__, url_prefix="/calls")


@plan_pages.get("/week")
@staff_page(StaffRole.CASEWORKER)
def week() -> ResponseReturnValue:
    """Seven days from today."""
    return render_template("calls/week.html", week=show_my_week(surroundings(), person()))


@plan_pages.get("/<uuid:follow_up_id>/plan")
@staff_page(StaffRole.CASEWORKER, StaffRole.SUPERVISOR)
def one(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """Where else this call could stand, and who else could make it."""
    return _page(follow_up_id)


@plan_pages.post("/<uuid:follow_up_id>/move")
@staff_page(StaffRole.CASEWORKER, StaffRole.SUPERVISOR)
def move(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """Put it on another day."""

    def act() -> None:
        day = day_field("day")
        if day is None:
            raise BadInput(Fault("day", gettext("choose one of the days of the page")))
        move_call(surroundings(), person(), follow_up_id, day, chosen(MoveReason, "reason"))

    return _do(follow_up_id, act, gettext("Moved. Its date stays as it was."))


@plan_pages.post("/<uuid:follow_up_id>/give")
@staff_page(StaffRole.CASEWORKER, StaffRole.SUPERVISOR)
def give(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """Give it to a colleague, until it is met."""
    code = request.form.get("code", "")
    done = gettext("%(who)s has this call now. The case stays where it is.", who=code)
    return _do(
        follow_up_id,
        lambda: give_to_colleague(surroundings(), person(), follow_up_id, code, chosen(MoveReason, "reason")),
        done,
    )


def _do(follow_up_id: uuid.UUID, act: Callable[[], None], done: str) -> ResponseReturnValue:
    try:
        act()
    except BadInput as missing:
        return _page(follow_up_id, missing), 400
    flash(done, "info")
    return redirect(home_address(person().role), 303)


def _page(follow_up_id: uuid.UUID, missing: BadInput | None = None) -> str:
    page = show_plan(surroundings(), person(), follow_up_id)
    return render_template("calls/plan.html", page=page, faults=missing.faults if missing else ())
