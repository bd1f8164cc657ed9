"""The words of a text that was locked away, on a page of their own."""

import uuid

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.read_locked_words import read_locked_words
from remote_cm.web.guards import staff_page
from remote_cm.web.request_context import person, surroundings

locked_words_pages = Blueprint("locked_words", __name__, url_prefix="/inbox")


@locked_words_pages.post("/<uuid:task_id>/words")
@staff_page(StaffRole.CASEWORKER, StaffRole.SUPERVISOR, StaffRole.SAFEGUARDING)
def read(task_id: uuid.UUID) -> ResponseReturnValue:
    """The words, in this one answer, to who has the duty: no address leads to them and no reload repeats them."""
    shown = read_locked_words(surroundings(), person(), task_id)
    return render_template("inbox/locked_words.html", words=shown.words, back=url_for("inbox.one", task_id=task_id))
