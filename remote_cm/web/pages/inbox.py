"""What came in and waits for a person: the lists, one duty with its words, taking it and having done it."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from remote_cm.domain.slow_ladder import SlowEnd
from remote_cm.domain.task_outcomes import TaskOutcome
from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.inbox_pages import finish_task, needs_an_answer, open_task, show_inbox, take_task
from remote_cm.services.show_sender_number import show_task_sender
from remote_cm.services.steer_slow_ladder import end_slow_ladder, let_wait_for_day
from remote_cm.web.form_fields import chosen
from remote_cm.web.guards import staff_page
from remote_cm.web.navigation import home_address
from remote_cm.web.request_context import person, surroundings

HAVE_DUTIES = (StaffRole.CASEWORKER, StaffRole.SUPERVISOR, StaffRole.SAFEGUARDING)

inbox_pages = Blueprint("inbox", __name__, url_prefix="/inbox")


@inbox_pages.get("")
@staff_page(*HAVE_DUTIES)
def listed() -> ResponseReturnValue:
    """What nobody has yet, and what is this person's own."""
    return render_template("inbox/list.html", inbox=show_inbox(surroundings(), person()))


@inbox_pages.get("/<uuid:task_id>")
@staff_page(*HAVE_DUTIES)
def one(task_id: uuid.UUID) -> ResponseReturnValue:
    """One duty with the words that came in."""
    around = surroundings()
    return render_template("inbox/one.html", opened=open_task(around, person(), task_id), now=around.now())


@inbox_pages.post("/<uuid:task_id>/take")
@staff_page(*HAVE_DUTIES)
def take(task_id: uuid.UUID) -> ResponseReturnValue:
    """Take a duty that nobody has."""
    take_task(surroundings(), person(), task_id)
    return redirect(url_for("inbox.one", task_id=task_id), 303)


@inbox_pages.post("/<uuid:task_id>/number")
@staff_page(*HAVE_DUTIES)
def number(task_id: uuid.UUID) -> ResponseReturnValue:
    """The number to call back, in this one answer: no address leads to it and no reload repeats it (N31)."""
    shown = show_task_sender(surroundings(), person(), task_id)
    back = url_for("inbox.one", task_id=task_id)
    return render_template("numbers/once.html", phone_number=shown.phone_number, back=back)


@inbox_pages.post("/<uuid:task_id>/done")
@staff_page(*HAVE_DUTIES)
def done(task_id: uuid.UUID) -> ResponseReturnValue:
    """The duty is done; back to where this person's duties stand. A list knows no answers: those are on its page."""
    around = surroundings()
    if "outcome" not in request.form and needs_an_answer(around, person(), task_id):
        flash(gettext("Open it and do what it asks for, or say how it went."), "info")
        return redirect(url_for("inbox.one", task_id=task_id), 303)
    outcome = chosen(TaskOutcome, "outcome") if "outcome" in request.form else TaskOutcome.DONE
    finish_task(around, person(), task_id, outcome)
    return redirect(_duties(), 303)


@inbox_pages.post("/ladders/<uuid:ladder_id>/end")
@staff_page(StaffRole.CASEWORKER, StaffRole.SUPERVISOR)
def end_ladder(ladder_id: uuid.UUID) -> ResponseReturnValue:
    """A person ends a ladder of hours and days, with a reason."""
    end_slow_ladder(surroundings(), person(), ladder_id, chosen(SlowEnd, "end"))
    flash(gettext("It has ended. Why is written down."), "info")
    return redirect(_duties(), 303)


@inbox_pages.post("/ladders/<uuid:ladder_id>/wait")
@staff_page(StaffRole.SUPERVISOR)
def let_wait(ladder_id: uuid.UUID) -> ResponseReturnValue:
    """The supervisor agrees that the first contact may wait for the day."""
    let_wait_for_day(surroundings(), person(), ladder_id)
    flash(gettext("It may wait for the day. The caseworker sees until when."), "info")
    return redirect(_duties(), 303)


def _duties() -> str:
    """Where this person's duties stand."""
    return home_address(person().role) if person().role is StaffRole.CASEWORKER else url_for("inbox.listed")
