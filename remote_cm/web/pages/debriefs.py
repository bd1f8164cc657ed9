"""The daily talks with volunteers: today's with their clock, what to ask in one, and how it went."""

import uuid
from datetime import time

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from remote_cm.domain.debrief_guide import DebriefPart
from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.debrief_pages import list_debriefs, show_debrief
from remote_cm.services.record_debrief import (
    MOST_NEW_CHILDREN,
    DebriefHeld,
    HeldAs,
    agree_hour,
    hold_debrief,
    move_debrief,
    see_danger,
    show_volunteer_number,
    try_debrief,
)
from remote_cm.web.form_fields import chosen, moment_fields
from remote_cm.web.guards import staff_page
from remote_cm.web.request_context import person, surroundings

TALKS = (StaffRole.CASEWORKER, StaffRole.SUPERVISOR)
VOLUNTEER_THEMSELVES = "volunteer"

debrief_pages = Blueprint("debriefs", __name__, url_prefix="/debriefs")


@debrief_pages.get("")
@staff_page(*TALKS)
def listed() -> ResponseReturnValue:
    """Today's talks with a caseworker's own volunteers, or with those of a supervisor's team."""
    return render_template(
        "debriefs/list.html", debriefs=list_debriefs(surroundings(), person()), hours=_hours_to_choose()
    )


@debrief_pages.get("/<uuid:debrief_id>")
@staff_page(*TALKS)
def one(debrief_id: uuid.UUID) -> ResponseReturnValue:
    """One talk, with what to ask in it."""
    page = show_debrief(surroundings(), person(), debrief_id)
    return render_template(
        "debriefs/one.html",
        page=page,
        row=page.row,
        parts=tuple(DebriefPart),
        most_new_children=MOST_NEW_CHILDREN,
        hours=_hours_to_choose(),
    )


@debrief_pages.post("/<uuid:debrief_id>/held")
@staff_page(*TALKS)
def held(debrief_id: uuid.UUID) -> ResponseReturnValue:
    """They have talked."""
    minutes = _number("minutes") if request.form.get("minutes", "").strip() else None
    told = DebriefHeld(chosen(HeldAs, "held_as"), minutes, _number("new_children"))
    hold_debrief(surroundings(), person(), debrief_id, told)
    flash(gettext("Written down."), "info")
    return redirect(url_for("debriefs.listed"), 303)


@debrief_pages.post("/<uuid:debrief_id>/no-answer")
@staff_page(*TALKS)
def no_answer(debrief_id: uuid.UUID) -> ResponseReturnValue:
    """Nobody answered."""
    try_debrief(surroundings(), person(), debrief_id)
    return _to_talk(debrief_id)


@debrief_pages.post("/<uuid:debrief_id>/moved")
@staff_page(*TALKS)
def moved(debrief_id: uuid.UUID) -> ResponseReturnValue:
    """Another hour was agreed for this talk."""
    to = moment_fields("moved_to_day", "moved_to_time", surroundings().zone)
    if to is None:
        raise BadInput(Fault("moved_to_day", gettext("give the day and the hour")))
    move_debrief(surroundings(), person(), debrief_id, to)
    return redirect(url_for("debriefs.listed"), 303)


@debrief_pages.post("/<uuid:debrief_id>/danger")
@staff_page(*TALKS)
def danger(debrief_id: uuid.UUID) -> ResponseReturnValue:
    """Something that cannot wait: the alert is open before anything else is asked."""
    about = request.form.get("about", "")
    is_about_volunteer = about == VOLUNTEER_THEMSELVES
    alert_id = see_danger(
        surroundings(),
        person(),
        debrief_id,
        alias=None if is_about_volunteer else about or None,
        is_about_volunteer=is_about_volunteer,
    )
    return redirect(url_for("alerts.one", alert_id=alert_id), 303)


@debrief_pages.post("/<uuid:debrief_id>/number")
@staff_page(*TALKS)
def number(debrief_id: uuid.UUID) -> ResponseReturnValue:
    """The volunteer's number, in this one answer: no address leads to it and no reload repeats it (N31)."""
    shown = show_volunteer_number(surroundings(), person(), debrief_id)
    back = url_for("debriefs.one", debrief_id=debrief_id)
    return render_template("numbers/once.html", phone_number=shown.phone_number, back=back)


@debrief_pages.post("/hours")
@staff_page(*TALKS)
def hours() -> ResponseReturnValue:
    """The hour that was agreed with a volunteer for every day; an empty one means none."""
    agree_hour(surroundings(), person(), request.form.get("volunteer", ""), _hour("hour"))
    flash(gettext("Written down."), "info")
    return redirect(url_for("debriefs.listed"), 303)


def _hours_to_choose() -> tuple[int, ...]:
    """The full hours in which volunteers are not left in peace."""
    gate = surroundings().policy.safety_gate
    return tuple(hour for hour in range(24) if not gate.is_quiet(time(hour)))


def _hour(field: str) -> time | None:
    given = request.form.get(field, "")
    if not given:
        return None
    if not given.isdecimal() or int(given) > 23:
        raise BadInput(Fault(field, gettext("choose one of the hours of the page")))
    return time(int(given))


def _number(field: str) -> int:
    given = request.form.get(field, "").strip() or "0"
    if not given.isdecimal():
        raise BadInput(Fault(field, gettext("give a number")))
    return int(given)


def _to_talk(debrief_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(url_for("debriefs.one", debrief_id=debrief_id), 303)
