"""What a family agreed to: how it stands, writing down a no, and what two people decide against it."""

import uuid
from collections.abc import Callable, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from remote_cm.domain.consent import ConsentItem
from remote_cm.domain.consent_standing import HeardNo
from remote_cm.domain.contact_override import OverrideWish
from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.domain.vocabulary import ContactRole, StaffRole
from remote_cm.services.consent_page import show_consent
from remote_cm.services.contact_overrides import (
    ChildTold,
    SecondWord,
    ask_override,
    decide_override,
    end_override,
    tell_child,
)
from remote_cm.services.record_consent import MAY_AGREE
from remote_cm.services.withdraw_consent import NoHeard, withdraw_consent
from remote_cm.web.form_fields import chosen, chosen_among, day_field, form_id
from remote_cm.web.guards import staff_page
from remote_cm.web.request_context import person, surroundings

consent_pages = Blueprint("consents", __name__, url_prefix="/cases/<code>/consent")

EVERYTHING = "everything"
"""The box that stops it all, whatever else is ticked."""


@consent_pages.get("")
@staff_page(StaffRole.CASEWORKER, StaffRole.SUPERVISOR)
def one(code: str) -> ResponseReturnValue:
    """What they agreed to and took back."""
    return _page(code)


@consent_pages.post("/no")
@staff_page(StaffRole.CASEWORKER, StaffRole.SUPERVISOR)
def write_no(code: str) -> ResponseReturnValue:
    """They want something, or everything, to stop."""
    done = gettext("Written down, and stopped from now on. The supervisor is told.")
    return _do(code, lambda: withdraw_consent(surroundings(), person(), code, _no()), done)


@consent_pages.post("/override")
@staff_page(StaffRole.CASEWORKER, StaffRole.SUPERVISOR)
def ask(code: str) -> ResponseReturnValue:
    """Somebody thinks that they have to be reached all the same."""
    done = gettext("Asked for. Nothing is opened until the second person has decided.")
    return _do(code, lambda: ask_override(surroundings(), person(), code, _wish()), done)


@consent_pages.post("/override/<uuid:override_id>/decide")
@staff_page(StaffRole.SUPERVISOR)
def decide(code: str, override_id: uuid.UUID) -> ResponseReturnValue:
    """The second person decides."""
    word = SecondWord(request.form.get("decision") == "approve", request.form.get("words", ""))
    done = gettext("Decided. The caseworker is told.")
    return _do(code, lambda: decide_override(surroundings(), person(), code, override_id, word), done)


@consent_pages.post("/override/<uuid:override_id>/end")
@staff_page(StaffRole.CASEWORKER, StaffRole.SUPERVISOR)
def end(code: str, override_id: uuid.UUID) -> ResponseReturnValue:
    """It is taken back, or stopped before its day."""
    done = gettext("Ended. Their no stands from now on.")
    return _do(code, lambda: end_override(surroundings(), person(), code, override_id), done)


@consent_pages.post("/override/<uuid:override_id>/told")
@staff_page(StaffRole.CASEWORKER)
def told(code: str, override_id: uuid.UUID) -> ResponseReturnValue:
    """The child was told why, or that was not safe."""
    done = gettext("Written down.")

    def write() -> None:
        word = ChildTold(day_field("told_on"), request.form.get("not_told_because", ""))
        tell_child(surroundings(), person(), code, override_id, word)

    return _do(code, write, done)


def _do(code: str, act: Callable[[], None], done: str) -> ResponseReturnValue:
    """Do it and come back to the page; what is missing is said above what was typed."""
    try:
        act()
    except BadInput as missing:
        return _page(code, missing.faults), 400
    flash(done, "info")
    return redirect(url_for("consents.one", code=code), 303)


def _page(code: str, faults: Sequence[Fault] = ()) -> str:
    return render_template(
        "cases/consent.html",
        page=show_consent(surroundings(), person(), code),
        form_id=form_id() if faults else uuid.uuid4(),
        faults=faults,
        typed=request.form,
        who=MAY_AGREE,
        items=tuple(item for item in ConsentItem if item is not ConsentItem.TAKE_PART),
        ways=tuple(HeardNo),
    )


def _no() -> NoHeard:
    is_whole = request.form.get("what") == EVERYTHING
    items = frozenset({ConsentItem.TAKE_PART}) if is_whole else chosen_among(ConsentItem, "items")
    return NoHeard(form_id(), chosen(ContactRole, "by"), chosen(HeardNo, "heard"), items, request.form.get("said", ""))


def _wish() -> OverrideWish:
    return OverrideWish(
        request.form.get("harm", ""),
        request.form.get("other_ways", ""),
        request.form.get("child_view", ""),
        day_field("until"),
    )
