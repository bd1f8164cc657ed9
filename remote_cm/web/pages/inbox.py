"""What came in and waits for a person: the lists, one duty with its words, taking it and having done it."""

import uuid

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.inbox_pages import finish_task, open_task, show_inbox, take_task
from remote_cm.services.show_sender_number import show_task_sender
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
    """The duty is done; back to where this person's duties stand."""
    finish_task(surroundings(), person(), task_id)
    is_caseworker = person().role is StaffRole.CASEWORKER
    return redirect(home_address(person().role) if is_caseworker else url_for("inbox.listed"), 303)
