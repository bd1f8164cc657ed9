"""The masked bridge as a person presses it: begin it, cut it, or ring by hand after all; and how it stands now.

Pages show it by including ``calls/_bridge.html`` or ``inbox/_bridge.html``, which ask for it themselves. A page on
which a bridge still rings asks to be loaded again by itself, so that it goes on without a script.
"""

import uuid
from enum import StrEnum

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.attempt_contact import SELF_CHECKS, HandReason, attempt_contact
from remote_cm.services.cut_bridge import cancel_bridge
from remote_cm.services.show_bridge import CallBridge, TaskBridge, show_call_bridge, show_task_bridge
from remote_cm.services.start_bridge import start_bridge, start_bridge_to_volunteer
from remote_cm.web.form_fields import chosen
from remote_cm.web.guards import staff_page
from remote_cm.web.pages.inbox import HAVE_DUTIES
from remote_cm.web.request_context import person, surroundings

LOOK_AGAIN_SECONDS = 3

bridge_pages = Blueprint("bridges", __name__)


@bridge_pages.post("/calls/<uuid:follow_up_id>/bridge")
@staff_page(StaffRole.CASEWORKER)
def begin(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """Ring the caseworker's own phone, then the family."""
    start_bridge(surroundings(), person(), follow_up_id, _ticked())
    return _to_call(follow_up_id)


@bridge_pages.post("/calls/<uuid:follow_up_id>/bridge/cancel")
@staff_page(StaffRole.CASEWORKER)
def cancel(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """Stop the ringing, or hang up for both."""
    shown = show_call_bridge(surroundings(), person(), follow_up_id)
    if shown is not None and shown.bridge is not None:
        cancel_bridge(surroundings(), person(), shown.bridge.id)
    return _to_call(follow_up_id)


@bridge_pages.post("/calls/<uuid:follow_up_id>/bridge/by-hand")
@staff_page(StaffRole.CASEWORKER)
def by_hand(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    """Show the number of a family that agreed to the bridge, once and for a reason (N31)."""
    shown = attempt_contact(surroundings(), person(), follow_up_id, _ticked(), chosen(HandReason, "reason"))
    return render_template("calls/number.html", shown=shown, follow_up_id=follow_up_id)


@bridge_pages.post("/inbox/<uuid:task_id>/bridge")
@staff_page(*HAVE_DUTIES)
def begin_for_task(task_id: uuid.UUID) -> ResponseReturnValue:
    """Ring one's own phone, then the volunteer or colleague behind a duty."""
    start_bridge_to_volunteer(surroundings(), person(), task_id)
    return redirect(url_for("inbox.one", task_id=task_id), 303)


@bridge_pages.post("/inbox/<uuid:task_id>/bridge/cancel")
@staff_page(*HAVE_DUTIES)
def cancel_for_task(task_id: uuid.UUID) -> ResponseReturnValue:
    """Stop the ringing, or hang up for both."""
    shown = show_task_bridge(surroundings(), person(), task_id)
    if shown is not None and shown.bridge is not None:
        cancel_bridge(surroundings(), person(), shown.bridge.id)
    return redirect(url_for("inbox.one", task_id=task_id), 303)


@bridge_pages.app_template_global()
def call_bridge(follow_up_id: uuid.UUID) -> CallBridge | None:
    """The bridge of a follow-up as it stands, for a template; asked for twice on one page it is read once."""
    read: dict[uuid.UUID, CallBridge | None] = g.setdefault("call_bridges", {})
    if follow_up_id not in read:
        read[follow_up_id] = show_call_bridge(surroundings(), person(), follow_up_id)
        _note_ringing(read[follow_up_id])
    return read[follow_up_id]


@bridge_pages.app_template_global()
def task_bridge(task_id: uuid.UUID) -> TaskBridge | None:
    """The bridge of a duty as it stands, for a template."""
    shown = show_task_bridge(surroundings(), person(), task_id)
    _note_ringing(shown)
    return shown


@bridge_pages.app_template_global()
def hand_reasons() -> tuple[StrEnum, ...]:
    """Why a family that agreed to the bridge may be rung by hand after all, for a template."""
    return tuple(HandReason)


@bridge_pages.after_app_request
def look_again(answer: Response) -> Response:
    """Have the browser load a page again on which a bridge still rings."""
    if g.get("bridge_rings") and request.method == "GET":
        answer.headers["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return answer


def _note_ringing(shown: CallBridge | TaskBridge | None) -> None:
    if shown is not None and shown.bridge is not None and shown.bridge.is_ringing:
        g.bridge_rings = True


def _ticked() -> frozenset[str]:
    return frozenset(check for check in SELF_CHECKS if check in request.form)


def _to_call(follow_up_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(url_for("calls.one", follow_up_id=follow_up_id), 303)
