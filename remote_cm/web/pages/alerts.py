"""Alerts: who has each one, what happens next and when, and the few things that a person can do about it."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from remote_cm.domain.escalation import AckOutcome
from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.alert_board import show_alert, show_alert_board
from remote_cm.services.end_alert import end_alert
from remote_cm.services.show_sender_number import show_alert_sender
from remote_cm.services.take_alert import keep_alert_promise, pass_alert_on, take_alert, take_alert_over
from remote_cm.web.form_fields import day_field
from remote_cm.web.guards import staff_page
from remote_cm.web.request_context import person, surroundings
from remote_cm.web.words import in_words

RUNG = (StaffRole.CASEWORKER, StaffRole.SUPERVISOR, StaffRole.SAFEGUARDING)
HELD = frozenset({AckOutcome.TAKEN, AckOutcome.ALREADY_YOURS})

alert_pages = Blueprint("alerts", __name__, url_prefix="/alerts")


@alert_pages.get("")
@staff_page(*RUNG)
def board() -> ResponseReturnValue:
    """Every alert that exists for this person."""
    return render_template("alerts/board.html", board=show_alert_board(surroundings(), person()))


@alert_pages.get("/<uuid:alert_id>")
@staff_page(*RUNG)
def one(alert_id: uuid.UUID) -> ResponseReturnValue:
    """One alert with its path."""
    around = surroundings()
    return render_template("alerts/one.html", card=show_alert(around, person(), alert_id), now=around.now())


@alert_pages.post("/<uuid:alert_id>/take")
@staff_page(*RUNG)
def take(alert_id: uuid.UUID) -> ResponseReturnValue:
    """ "I have it"."""
    return _tell(take_alert(surroundings(), person(), alert_id), alert_id)


@alert_pages.post("/<uuid:alert_id>/take-over")
@staff_page(*RUNG)
def take_over(alert_id: uuid.UUID) -> ResponseReturnValue:
    """Take it from whoever has it."""
    return _tell(take_alert_over(surroundings(), person(), alert_id), alert_id)


@alert_pages.post("/<uuid:alert_id>/pass-on")
@staff_page(*RUNG)
def pass_on(alert_id: uuid.UUID) -> ResponseReturnValue:
    """ "I cannot": the next people are called at once."""
    pass_alert_on(surroundings(), person(), alert_id)
    return _to_alert(alert_id)


@alert_pages.post("/<uuid:alert_id>/promise-kept")
@staff_page(*RUNG)
def promise_kept(alert_id: uuid.UUID) -> ResponseReturnValue:
    """The holder did what was promised."""
    keep_alert_promise(surroundings(), person(), alert_id)
    return _to_alert(alert_id)


@alert_pages.post("/<uuid:alert_id>/number")
@staff_page(*RUNG)
def number(alert_id: uuid.UUID) -> ResponseReturnValue:
    """The number of whoever raised it, in this one answer: no address leads to it and no reload repeats it (N31)."""
    shown = show_alert_sender(surroundings(), person(), alert_id)
    back = url_for("alerts.one", alert_id=alert_id)
    return render_template("numbers/once.html", phone_number=shown.phone_number, back=back)


@alert_pages.post("/<uuid:alert_id>/end")
@staff_page(*RUNG)
def end(alert_id: uuid.UUID) -> ResponseReturnValue:
    """End it, with how it ended and the day of the next contact."""
    end_alert(surroundings(), person(), alert_id, request.form.get("outcome", ""), day_field("next_contact_on"))
    return _to_alert(alert_id)


def _tell(outcome: AckOutcome, alert_id: uuid.UUID) -> ResponseReturnValue:
    flash(in_words(outcome), "info" if outcome in HELD else "warning")
    return _to_alert(alert_id)


def _to_alert(alert_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(url_for("alerts.one", alert_id=alert_id), 303)
