"""Talks with people beside the family about how a child is: what to say, and writing down what was learnt."""

import uuid
from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from remote_cm.domain.call_extras import CollateralKind
from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.domain.vocabulary import StaffRole, Track
from remote_cm.services.collateral_talks import (
    SENT_BEFORE,
    CollateralHeld,
    hear_of_danger,
    record_collateral,
    show_collateral,
)
from remote_cm.web.form_fields import chosen_among, chosen_if_any, form_id
from remote_cm.web.guards import staff_page
from remote_cm.web.request_context import person, surroundings

other_people_pages = Blueprint("others", __name__, url_prefix="/cases/<code>/others")


@other_people_pages.get("")
@staff_page(StaffRole.CASEWORKER, StaffRole.SUPERVISOR)
def one(code: str) -> ResponseReturnValue:
    """What to be certain of, what to say to whom, and the talks that were had."""
    return _page(code)


@other_people_pages.post("")
@staff_page(StaffRole.CASEWORKER)
def write(code: str) -> ResponseReturnValue:
    """They have talked. What is missing is said above what was typed."""
    try:
        alert_id = record_collateral(surroundings(), person(), code, _held())
    except BadInput as missing:
        return _page(code, missing.faults), 400
    flash(gettext("Written down. It does not count as a talk with the family."), "info")
    if alert_id is not None:
        return redirect(url_for("alerts.one", alert_id=alert_id), 303)
    return redirect(url_for("others.one", code=code), 303)


@other_people_pages.post("/danger")
@staff_page(StaffRole.CASEWORKER)
def danger(code: str) -> ResponseReturnValue:
    """They told of danger: the alert is open before anything is written."""
    return redirect(url_for("alerts.one", alert_id=hear_of_danger(surroundings(), person(), code)), 303)


def _page(code: str, faults: Sequence[Fault] = ()) -> str:
    return render_template(
        "cases/others.html",
        page=show_collateral(surroundings(), person(), code),
        form_id=uuid.uuid4() if _begins_anew(faults) else form_id(),
        faults=faults,
        typed=request.form,
    )


def _begins_anew(faults: Sequence[Fault]) -> bool:
    return not faults or any(fault.where == SENT_BEFORE for fault in faults)


def _held() -> CollateralHeld:
    return CollateralHeld(
        id=form_id(),
        kind=chosen_if_any(CollateralKind, "kind"),
        name=request.form.get("name", ""),
        agreed_by=chosen_among(Track, "agreed_by"),
        certain=frozenset(int(one) for one in request.form.getlist("certain") if one.isdecimal()),
        said=request.form.get("said", ""),
        view=request.form.get("view", ""),
        has_told_danger=request.form.get("danger") == "yes",
    )
