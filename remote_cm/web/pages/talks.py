"""What is pressed while a caseworker talks: the opening, each listener's yes and turn, answers, words, the red."""

import uuid
from itertools import groupby

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from remote_cm.domain.call_gates import GateAnswer
from remote_cm.domain.call_script import DangerAnswer
from remote_cm.domain.consent import ConsentItem, ExplainedPoint
from remote_cm.domain.refusal import BadInput, Fault, NotFound
from remote_cm.domain.vocabulary import AnswerCode, ContactRole, Interpreter, StaffRole, Track, Trigger
from remote_cm.services.answer_gate import answer_gate
from remote_cm.services.begin_turn import begin_turn, refuse_turn
from remote_cm.services.call_ahead import show_ahead, show_what_is_left
from remote_cm.services.call_views import Wish
from remote_cm.services.mark_overheard import mark_hint, mark_overheard
from remote_cm.services.record_consent import ConsentGiven, record_consent
from remote_cm.services.save_answer import HeardAnswer, answer_red_question, save_answer
from remote_cm.services.write_notes import write_notes
from remote_cm.web.call_rendering import (
    GOING_ON_ANYWAY,
    ask_again,
    back_to_call,
    every_saying,
    render_call,
    render_page,
    send_packed,
)
from remote_cm.web.form_fields import chosen, chosen_among, chosen_if_any, day_field
from remote_cm.web.guards import staff_page
from remote_cm.web.request_context import person, surroundings

talk_pages = Blueprint("talks", __name__, url_prefix="/calls/<uuid:follow_up_id>")


@talk_pages.post("/gate")
@staff_page(StaffRole.CASEWORKER)
def gate(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """One answer of the opening."""
    step, heard = request.form.get("step", ""), chosen(GateAnswer, "answer")
    try:
        answer_gate(surroundings(), person(), follow_up_id, step, heard, chosen_if_any(Track, "track"))
    except BadInput as missing:
        return ask_again(follow_up_id, missing)
    return back_to_call(follow_up_id)


@talk_pages.post("/consent")
@staff_page(StaffRole.CASEWORKER)
def consent(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """The first yes of a listener, with what was explained and what it covers, each by itself."""
    try:
        given = ConsentGiven(
            given_by=chosen(ContactRole, "given_by"),
            explained=chosen_among(ExplainedPoint, "explained"),
            agreed=chosen_among(ConsentItem, "agreed"),
            interpreter=chosen_if_any(Interpreter, "interpreter") or Interpreter.NONE,
            not_to_inform=request.form.get("not_to_inform", ""),
            valid_until=day_field("valid_until"),
        )
        record_consent(surroundings(), person(), follow_up_id, given)
    except BadInput as missing:
        return ask_again(follow_up_id, missing)
    return back_to_call(follow_up_id)


@talk_pages.post("/turn")
@staff_page(StaffRole.CASEWORKER)
def turn(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """The phone is passed to the other of the family."""
    begin_turn(surroundings(), person(), follow_up_id, chosen(Track, "track"))
    return back_to_call(follow_up_id)


@talk_pages.post("/turn/refused")
@staff_page(StaffRole.CASEWORKER)
def turn_refused(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """The phone was not passed, and whose no it was."""
    refuse_turn(surroundings(), person(), follow_up_id, chosen(ContactRole, "refused_by"))
    return back_to_call(follow_up_id)


@talk_pages.post("/overheard")
@staff_page(StaffRole.CASEWORKER)
def overheard(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """Somebody came near: from now on only what takes a yes, a no or a number."""
    by_feared_one = request.form.get("by_feared_one") == "yes"
    mark_overheard(surroundings(), person(), follow_up_id, by_feared_one=by_feared_one)
    return back_to_call(follow_up_id)


@talk_pages.post("/hint")
@staff_page(StaffRole.CASEWORKER)
def hint(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """They hinted at not wanting to live: the question about it is asked."""
    mark_hint(surroundings(), person(), follow_up_id)
    return back_to_call(follow_up_id)


@talk_pages.post("/answer")
@staff_page(StaffRole.CASEWORKER)
def answer(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """One answer to a question, with the words beside it."""
    heard = HeardAnswer(
        item_id=request.form.get("item", ""),
        code=chosen(AnswerCode, "code"),
        said=request.form.get("said", ""),
        heard=request.form.get("heard", ""),
        view=request.form.get("view", ""),
        skip_reason=request.form.get("skip_reason", ""),
        track=chosen_if_any(Track, "track"),
    )
    try:
        save_answer(surroundings(), person(), follow_up_id, heard)
    except BadInput as missing:
        return ask_again(follow_up_id, missing, Wish(item_id=heard.item_id))
    return back_to_call(follow_up_id)


@talk_pages.post("/notes")
@staff_page(StaffRole.CASEWORKER)
def notes(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """The words of an answer, written or mended without touching its colour; also after the talk."""
    said, heard, view = (request.form.get(field, "") for field in ("said", "heard", "view"))
    item = request.form.get("item", "")
    write_notes(surroundings(), person(), follow_up_id, chosen(Track, "track"), item, said, heard, view)
    return back_to_call(follow_up_id)


@talk_pages.post("/red")
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
        chosen_if_any(Track, "track"),
    )
    return back_to_call(follow_up_id)


@talk_pages.get("/guide/<guide_id>")
@staff_page(StaffRole.CASEWORKER, StaffRole.SUPERVISOR)
def guide(follow_up_id: uuid.UUID, guide_id: str) -> ResponseReturnValue:
    """Guided steps: what to do when a child tells, on suicide, and when a call goes wrong."""
    script = surroundings().script
    found = script.guide(guide_id) or script.protocol(guide_id)
    if found is None:
        raise NotFound
    return render_call(follow_up_id, template="calls/guide.html", guide=found)


@talk_pages.get("/another")
@staff_page(StaffRole.CASEWORKER)
def another(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """The questions that are left, to ask one of them first, or to close."""
    page, questions = show_what_is_left(surroundings(), person(), follow_up_id)
    left = [(title, list(of_domain)) for title, of_domain in groupby(questions, lambda one: one.domain_title)]
    return render_page(page, template="calls/another.html", left=left)


@talk_pages.get("/ahead")
@staff_page(StaffRole.CASEWORKER)
def ahead(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """What lies ahead in this call, for the page's memory. It holds no token, so that it may be sent compressed."""
    script = surroundings().script
    words = render_template(
        "calls/ahead.html",
        ahead=show_ahead(surroundings(), person(), follow_up_id),
        call=url_for("calls.one", follow_up_id=follow_up_id),
        script=script,
        says=every_saying(script),
        going_on=GOING_ON_ANYWAY,
        typed=None,
    )
    return send_packed(words)
