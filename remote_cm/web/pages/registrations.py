"""Opening a case: one short form, and what is missing said above what was typed."""

import uuid
from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.domain.registration import SEXES, IdentifierKind, ReferredBy, RegistrationTyped
from remote_cm.domain.vocabulary import AgeBand, RiskLevel, StaffRole
from remote_cm.services.register_case import register_case, show_registration
from remote_cm.web.form_fields import chosen, form_id, moment_fields
from remote_cm.web.guards import staff_page
from remote_cm.web.request_context import person, surroundings
from remote_cm.web.words.people import LANGUAGES
from remote_cm.web.words.registrations import WHAT_LEVELS_MEAN

registration_pages = Blueprint("registrations", __name__, url_prefix="/cases/new")


@registration_pages.get("")
@staff_page(StaffRole.CASEWORKER, StaffRole.SUPERVISOR)
def new() -> ResponseReturnValue:
    """The empty form."""
    return _page()


@registration_pages.post("")
@staff_page(StaffRole.CASEWORKER, StaffRole.SUPERVISOR)
def register() -> ResponseReturnValue:
    """Open the case; next comes how the family is reached."""
    try:
        code = register_case(surroundings(), person(), _typed())
    except BadInput as missing:
        return _page(missing.faults), 400
    if person().role is StaffRole.CASEWORKER:
        flash(gettext("%(code)s is registered. Write next how the family is reached.", code=code), "info")
        return redirect(url_for("contacts.new", code=code), 303)
    flash(gettext("%(code)s is registered. Its caseworker writes next how the family is reached.", code=code), "info")
    return redirect(url_for("cases.one", code=code), 303)


def _page(faults: Sequence[Fault] = ()) -> str:
    around = surroundings()
    return render_template(
        "cases/register.html",
        page=show_registration(around, person()),
        form_id=form_id() if faults else uuid.uuid4(),
        faults=faults,
        typed=request.form,
        now=around.now(),
        bands=tuple(AgeBand),
        sexes=SEXES,
        levels=tuple(WHAT_LEVELS_MEAN.items()),
        sources=tuple(ReferredBy),
        identifiers=tuple(IdentifierKind),
        languages=LANGUAGES,
    )


def _typed() -> RegistrationTyped:
    given = request.form
    if given.get("language", "") not in LANGUAGES:
        raise BadInput(Fault("language", gettext("choose one of the languages of the page")))
    return RegistrationTyped(
        form_id=form_id(),
        caseworker=given.get("caseworker", ""),
        camp=given.get("camp", ""),
        band=chosen(AgeBand, "band"),
        sex=given.get("sex", ""),
        language=given["language"],
        has_disability="has_disability" in given,
        level=chosen(RiskLevel, "level"),
        is_urgent="is_urgent" in given,
        referred_by=chosen(ReferredBy, "referred_by"),
        referred_at=moment_fields("referred_on", "referred_time", surroundings().zone),
        concern=given.get("concern", ""),
        identifiers={kind: given.get(kind, "") for kind in IdentifierKind},
        has_no_number="has_no_number" in given,
        has_no_conflict="has_no_conflict" in given,
    )
