"""The caseworker's day, and one call: its page at each moment, the number that is shown once, and Danger."""

import uuid

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from remote_cm.domain.no_answer import Voice
from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.attempt_contact import SELF_CHECKS, HandReason, attempt_contact
from remote_cm.services.call_views import Wish
from remote_cm.services.my_day import show_my_day
from remote_cm.services.press_danger import press_danger
from remote_cm.services.record_attempt import record_attempt
from remote_cm.services.tell_other_voice import tell_other_voice
from remote_cm.storage.tables.calls import AttemptOutcome
from remote_cm.web.call_rendering import back_to_call, render_call
from remote_cm.web.form_fields import chosen, chosen_if_any
from remote_cm.web.guards import staff_page
from remote_cm.web.request_context import person, surroundings

call_pages = Blueprint("calls", __name__, url_prefix="/calls")


@call_pages.get("")
@staff_page(StaffRole.CASEWORKER)
def today() -> ResponseReturnValue:
    """What is before this caseworker today."""
    return render_template("calls/today.html", day=show_my_day(surroundings(), person()))


@call_pages.get("/<uuid:follow_up_id>")
@staff_page(StaffRole.CASEWORKER, StaffRole.SUPERVISOR)
def one(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """One call as it stands; ``item`` goes to a question, ``close`` to the closing before all is asked."""
    return render_call(follow_up_id, Wish(item_id=request.args.get("item"), wants_to_close="close" in request.args))


@call_pages.post("/<uuid:follow_up_id>/attempt")
@staff_page(StaffRole.CASEWORKER)
def attempt(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """Show the number in this one answer: no address leads to it and no reload repeats it (N31)."""
    ticked = frozenset(check for check in SELF_CHECKS if check in request.form)
    reason = chosen_if_any(HandReason, "reason")
    shown = attempt_contact(surroundings(), person(), follow_up_id, ticked, reason)
    return render_template("calls/number.html", shown=shown, follow_up_id=follow_up_id)


@call_pages.post("/<uuid:follow_up_id>/outcome")
@staff_page(StaffRole.CASEWORKER)
def outcome(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """How the try ended."""
    record_attempt(surroundings(), person(), follow_up_id, chosen(AttemptOutcome, "outcome"))
    return back_to_call(follow_up_id)


@call_pages.post("/<uuid:follow_up_id>/other-voice")
@staff_page(StaffRole.CASEWORKER)
def other_voice(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """Who picked up instead, asked once the line is quiet."""
    was_aggressive = request.form.get("aggressive") == "yes"
    tell_other_voice(surroundings(), person(), follow_up_id, chosen(Voice, "voice"), was_aggressive=was_aggressive)
    return back_to_call(follow_up_id)


@call_pages.post("/<uuid:follow_up_id>/danger")
@staff_page(StaffRole.CASEWORKER)
def danger(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """Open an alert about this child, and stay on the call."""
    press_danger(surroundings(), person(), follow_up_id)
    return back_to_call(follow_up_id)
