"""The caseworker's day, and one call from the self-check to its level and the next call."""

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from remote_cm.domain.call_gates import GateAnswer
from remote_cm.domain.call_script import DangerAnswer
from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.domain.vocabulary import AnswerCode, StaffRole, Trigger
from remote_cm.services.answer_gate import answer_gate
from remote_cm.services.attempt_contact import SELF_CHECKS, attempt_contact
from remote_cm.services.call_page import show_call
from remote_cm.services.call_views import CallPhase, Wish
from remote_cm.services.end_talk import TalkEnd, end_talk
from remote_cm.services.my_day import show_my_day
from remote_cm.services.press_danger import press_danger
from remote_cm.services.record_attempt import record_attempt
from remote_cm.services.save_answer import HeardAnswer, answer_red_question, save_answer
from remote_cm.storage.tables.calls import AttemptOutcome, ConversationEnding
from remote_cm.web.form_fields import chosen, moment_fields
from remote_cm.web.guards import staff_page
from remote_cm.web.request_context import person, surroundings

TALKING = frozenset({CallPhase.OPENING, CallPhase.QUESTION, CallPhase.RED_QUESTION, CallPhase.CLOSING})

call_pages = Blueprint("calls", __name__, url_prefix="/calls")


@call_pages.get("")
@staff_page(StaffRole.CASEWORKER)
def today() -> ResponseReturnValue:
    """What is before this caseworker today."""
    return render_template("calls/today.html", day=show_my_day(surroundings(), person()))


@call_pages.get("/<uuid:follow_up_id>")
@staff_page(StaffRole.CASEWORKER, StaffRole.SUPERVISOR)
def one(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """One call as it stands; ``item`` goes back to an answer, ``close`` to the closing before all is asked."""
    wish = Wish(item_id=request.args.get("item"), wants_to_close="close" in request.args)
    page = show_call(surroundings(), person(), follow_up_id, wish)
    return render_template(f"calls/{page.phase}.html", page=page, is_early=wish.wants_to_close)


@call_pages.post("/<uuid:follow_up_id>/attempt")
@staff_page(StaffRole.CASEWORKER)
def attempt(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """Show the number in this one answer: no address leads to it and no reload repeats it (N31)."""
    ticked = frozenset(check for check in SELF_CHECKS if check in request.form)
    shown = attempt_contact(surroundings(), person(), follow_up_id, ticked)
    return render_template("calls/number.html", shown=shown, follow_up_id=follow_up_id)


@call_pages.post("/<uuid:follow_up_id>/outcome")
@staff_page(StaffRole.CASEWORKER)
def outcome(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """How the try ended."""
    record_attempt(surroundings(), person(), follow_up_id, chosen(AttemptOutcome, "outcome"))
    return _to_call(follow_up_id)


@call_pages.post("/<uuid:follow_up_id>/gate")
@staff_page(StaffRole.CASEWORKER)
def gate(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """One answer of the opening."""
    answer_gate(surroundings(), person(), follow_up_id, request.form.get("step", ""), chosen(GateAnswer, "answer"))
    return _to_call(follow_up_id)


@call_pages.post("/<uuid:follow_up_id>/answer")
@staff_page(StaffRole.CASEWORKER)
def answer(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """One answer to a question, with the words beside it."""
    heard = HeardAnswer(
        item_id=request.form.get("item", ""),
        code=chosen(AnswerCode, "code"),
        said=request.form.get("said", ""),
        heard=request.form.get("heard", ""),
        view=request.form.get("view", ""),
    )
    save_answer(surroundings(), person(), follow_up_id, heard)
    return _to_call(follow_up_id)


@call_pages.post("/<uuid:follow_up_id>/red")
@staff_page(StaffRole.CASEWORKER)
def red(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """The answer to what is asked after a red; a button sends ``yes`` or ``no`` and the danger it means, if any."""
    reply, _, trigger = request.form.get("reply", "").partition(" ")
    if reply not in set(DangerAnswer) or (trigger and trigger not in set(Trigger)):
        raise BadInput(Fault("reply", gettext("press one of the buttons of the page")))
    answer_red_question(
        surroundings(),
        person(),
        follow_up_id,
        request.form.get("item", ""),
        DangerAnswer(reply),
        Trigger(trigger) if trigger else None,
    )
    return _to_call(follow_up_id)


@call_pages.get("/<uuid:follow_up_id>/end-safely")
@staff_page(StaffRole.CASEWORKER)
def ask_how_it_ended(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """The ways in which a call ends early; once it has ended there is nothing to ask."""
    page = show_call(surroundings(), person(), follow_up_id)
    if page.phase not in TALKING and page.phase is not CallPhase.RINGING:
        return _to_call(follow_up_id)
    return render_template("calls/end_safely.html", page=page)


@call_pages.post("/<uuid:follow_up_id>/end")
@staff_page(StaffRole.CASEWORKER)
def end(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """End the talk; the level and the next call follow from what was heard."""
    around = surroundings()
    asked_for = moment_fields("asked_for_on", "asked_for_time", around.zone)
    end_talk(around, person(), follow_up_id, TalkEnd(chosen(ConversationEnding, "ending"), asked_for))
    return _to_call(follow_up_id)


@call_pages.post("/<uuid:follow_up_id>/danger")
@staff_page(StaffRole.CASEWORKER)
def danger(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """Open an alert about this child, and stay on the call."""
    press_danger(surroundings(), person(), follow_up_id)
    return _to_call(follow_up_id)


def _to_call(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(url_for("calls.one", follow_up_id=follow_up_id), 303)
