"""How a talk ends, whichever way, and what is settled once the line is quiet."""

import uuid

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from remote_cm.domain.call_script import ActionOwner
from remote_cm.domain.next_question import SkipReason
from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.domain.vocabulary import CallBackSignal, Household, RemoteReason, StaffRole
from remote_cm.services.answer_action import answer_action
from remote_cm.services.call_page import TALKING, show_call
from remote_cm.services.call_views import CallPhase, Wish
from remote_cm.services.end_talk import TalkEnd, end_talk
from remote_cm.services.hand_over_call import HandOverReason, hand_over_call
from remote_cm.services.settle_call import CallSettled, ConfirmedAction, settle_call
from remote_cm.storage.tables.calls import ActionState, ConversationEnding
from remote_cm.web.call_rendering import ask_again, back_to_call, on_to_today, render_page
from remote_cm.web.form_fields import chosen, chosen_if_any, day_field, moment_fields
from remote_cm.web.guards import staff_page
from remote_cm.web.request_context import person, surroundings

ENDING_PAGE = "calls/end_safely.html"
OWNER_FIELD = "owner-"

call_end_pages = Blueprint("call_ends", __name__, url_prefix="/calls/<uuid:follow_up_id>")


@call_end_pages.get("/end-safely")
@staff_page(StaffRole.CASEWORKER)
def ask_how_it_ended(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """The ways in which a call ends early; once it has ended there is nothing to ask."""
    page = show_call(surroundings(), person(), follow_up_id)
    if page.phase not in TALKING and page.phase is not CallPhase.RINGING:
        return redirect(url_for("calls.one", follow_up_id=follow_up_id), 303)
    return render_page(page, template=ENDING_PAGE)


@call_end_pages.post("/end")
@staff_page(StaffRole.CASEWORKER)
def end(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """End the talk; the level and the next call follow from what was heard."""
    is_finished = request.form.get("ending") == ConversationEnding.FINISHED
    try:
        end_talk(surroundings(), person(), follow_up_id, _read_end())
    except BadInput as missing:
        template = None if is_finished else ENDING_PAGE
        return ask_again(follow_up_id, missing, Wish(wants_to_close=is_finished), template=template)
    return back_to_call(follow_up_id)


@call_end_pages.post("/hand-over")
@staff_page(StaffRole.CASEWORKER)
def hand_over(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """The back-up goes on with this family; no shame."""
    back_up = hand_over_call(surroundings(), person(), follow_up_id, chosen(HandOverReason, "reason"))
    if back_up is not None:
        flash(gettext("Handed over: %(who)s has this call now. Your supervisor rings you today.", who=back_up), "info")
    else:
        flash(gettext("No back-up is on duty: your supervisor decides who goes on, and rings you today."), "info")
    return on_to_today()


@call_end_pages.post("/action")
@staff_page(StaffRole.CASEWORKER)
def action(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """What became of something that was agreed earlier."""
    answer_action(surroundings(), person(), follow_up_id, _action_id("action_id"), chosen(ActionState, "state"))
    return back_to_call(follow_up_id)


@call_end_pages.post("/after")
@staff_page(StaffRole.CASEWORKER)
def after(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """Owner and date of each action, and whether it was a hard call."""
    try:
        settled = CallSettled(
            actions=_read_actions(),
            was_hard=request.form.get("was_hard") == "yes",
            household=chosen_if_any(Household, "household"),
            remote_reason=chosen_if_any(RemoteReason, "remote_reason"),
        )
        settle_call(surroundings(), person(), follow_up_id, settled)
    except BadInput as missing:
        return ask_again(follow_up_id, missing)
    return back_to_call(follow_up_id)


def _read_end() -> TalkEnd:
    ending = chosen(ConversationEnding, "ending")
    just_before = request.form.get("just_before")
    if ending is ConversationEnding.DROPPED and just_before not in {"calm", "fear"}:
        raise BadInput(Fault("just_before", gettext("say how it was just before the line broke")))
    return TalkEnd(
        ending=ending,
        asked_for_at=moment_fields("asked_for_on", "asked_for_time", surroundings().zone),
        agreed_words=request.form.get("agreed_words", ""),
        household=chosen_if_any(Household, "household"),
        remote_reason=chosen_if_any(RemoteReason, "remote_reason"),
        signal=chosen_if_any(CallBackSignal, "signal"),
        was_cut_short_by_fear=just_before == "fear",
        why_nothing_asked=chosen_if_any(SkipReason, "why_nothing_asked"),
    )


def _read_actions() -> tuple[ConfirmedAction, ...]:
    ids = [name.removeprefix(OWNER_FIELD) for name in request.form if name.startswith(OWNER_FIELD)]
    return tuple(
        ConfirmedAction(
            id=_as_id(OWNER_FIELD + one, one),
            keep=request.form.get(f"keep-{one}") == "yes",
            owner=chosen(ActionOwner, OWNER_FIELD + one),
            due_on=day_field(f"due-{one}"),
        )
        for one in ids
    )


def _action_id(field: str) -> uuid.UUID:
    return _as_id(field, request.form.get(field, ""))


def _as_id(field: str, given: str) -> uuid.UUID:
    try:
        return uuid.UUID(given)
    except ValueError:
        raise BadInput(Fault(field, gettext("press one of the buttons of the page"))) from None
