"""How the people of a family are reached: one form a person, and writing it down."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from remote_cm.domain.contact_plan import MAY_BE_PLANNED, AgreedWord, ContactTyped, HoursTyped, PhoneOwner
from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.domain.vocabulary import CallBackSignal, ContactRole, LineDropPlan, StaffRole, Weekday
from remote_cm.services.write_contact import ContactForm, ContactShown, show_contact_form, write_contact
from remote_cm.web.form_fields import chosen, chosen_among, chosen_if_any, form_id
from remote_cm.web.guards import staff_page
from remote_cm.web.request_context import person, surroundings
from remote_cm.web.words.people import LANGUAGES

contact_pages = Blueprint("contacts", __name__, url_prefix="/cases/<code>/people")

EMPTY_ROWS = 2
"""For somebody new; who has hours already gets one row beside them, and another each time the form is written."""

MOST_ROWS = 30

_FLAGS = ("agrees_to_texts", "agrees_to_bridge", "is_person_of_concern")
_TEXTS = ("name", "relation", "shared_with", "cover_topic")


@contact_pages.get("/new")
@staff_page(StaffRole.CASEWORKER)
def new(code: str) -> ResponseReturnValue:
    """Somebody who is not in the plan yet."""
    return _page(code, None)


@contact_pages.post("/new")
@staff_page(StaffRole.CASEWORKER)
def add(code: str) -> ResponseReturnValue:
    """Write a new person down."""
    return _write(code, None)


@contact_pages.get("/<uuid:contact_id>")
@staff_page(StaffRole.CASEWORKER)
def one(code: str, contact_id: uuid.UUID) -> ResponseReturnValue:
    """How one person is reached."""
    return _page(code, contact_id)


@contact_pages.post("/<uuid:contact_id>")
@staff_page(StaffRole.CASEWORKER)
def write(code: str, contact_id: uuid.UUID) -> ResponseReturnValue:
    """Write down how one person is reached."""
    return _write(code, contact_id)


def _write(code: str, contact_id: uuid.UUID | None) -> ResponseReturnValue:
    try:
        is_new = contact_id is None
        write_contact(surroundings(), person(), code, contact_id or form_id(), _typed(), is_new=is_new)
    except BadInput as missing:
        return _page(code, contact_id, missing.faults), 400
    flash(gettext("Written down. It counts from now on, also for a call that is ringing."), "info")
    return redirect(url_for("cases.one", code=code), 303)


def _page(code: str, contact_id: uuid.UUID | None, faults: Sequence[Fault] = ()) -> str:
    form = show_contact_form(surroundings(), person(), code, contact_id)
    return render_template(
        "cases/contact.html",
        page=form,
        shown=_as_typed() if faults else _as_kept(form),
        contact_id=contact_id,
        form_id=form_id() if faults else uuid.uuid4(),
        faults=faults,
        roles=MAY_BE_PLANNED,
        owners=tuple(PhoneOwner),
        signals=tuple(CallBackSignal),
        drop_plans=tuple(LineDropPlan),
        weekdays=_WEEK_BEGINS_ON_SUNDAY,
        languages=LANGUAGES,
        word_kinds=tuple(AgreedWord),
    )


_WEEK_BEGINS_ON_SUNDAY = (Weekday.SUN, *(day for day in Weekday if day is not Weekday.SUN))


@dataclass(frozen=True)
class HoursShown:
    """One row of safe hours in the form."""

    weekdays: frozenset[str]
    starts: str
    ends: str


_NO_HOURS = HoursShown(frozenset(), "", "")


@dataclass(frozen=True)
class Shown:
    """What stands in the fields: what is kept, or what was typed and is not kept yet; never a number or a word."""

    texts: Mapping[str, str]
    choices: Mapping[str, str]
    flags: frozenset[str]
    hours: tuple[HoursShown, ...]


def _as_kept(form: ContactForm) -> Shown:
    contact = form.contact
    if contact is None:
        return Shown({}, {"language": "rhg"}, frozenset(), (_NO_HOURS,) * EMPTY_ROWS)
    kept = tuple(
        HoursShown(frozenset(window.weekdays), f"{window.starts:%H:%M}", f"{window.ends:%H:%M}")
        for window in contact.safe_windows
    )
    return Shown(
        texts={name: getattr(contact, name) or "" for name in _TEXTS},
        choices=_choices_of(contact),
        flags=_flags_of(contact),
        hours=(*kept, _NO_HOURS),
    )


def _choices_of(contact: ContactShown) -> dict[str, str]:
    return {
        "role": contact.role,
        "language": contact.language,
        "phone_owner": contact.phone_owner or "",
        "line_drop_plan": contact.line_drop_plan,
        "call_back_signal": contact.call_back_signal or "",
    }


def _flags_of(contact: ContactShown) -> frozenset[str]:
    flags = {
        "agrees_to_texts": contact.has_agreed_to_texts,
        "agrees_to_bridge": contact.has_agreed_to_bridge,
        "is_person_of_concern": contact.is_person_of_concern,
    }
    return frozenset(name for name, is_set in flags.items() if is_set)


def _as_typed() -> Shown:
    """What was typed stands again, but for the number and the words: they are typed anew."""
    names = ("role", "language", "phone_owner", "line_drop_plan", "call_back_signal")
    return Shown(
        texts={name: request.form.get(name, "") for name in _TEXTS},
        choices={name: request.form.get(name, "") for name in names},
        flags=frozenset(name for name in (*_FLAGS, "drops_number", "is_checked_today") if request.form.get(name)),
        hours=tuple(HoursShown(frozenset(row.weekdays), row.starts, row.ends) for row in _hours()),
    )


def _hours() -> tuple[HoursTyped, ...]:
    rows = []
    for place in range(MOST_ROWS):
        if f"hours-{place}-from" not in request.form:
            break
        days = chosen_among(Weekday, f"hours-{place}-days")
        rows.append(
            HoursTyped(
                tuple(day for day in Weekday if day in days),
                request.form.get(f"hours-{place}-from", "").strip(),
                request.form.get(f"hours-{place}-to", "").strip(),
            )
        )
    return tuple(rows)


def _typed() -> ContactTyped:
    given = request.form
    return ContactTyped(
        role=chosen(ContactRole, "role"),
        name=given.get("name", ""),
        relation=given.get("relation", ""),
        number=given.get("number", ""),
        drops_number="drops_number" in given,
        is_checked_today="is_checked_today" in given,
        phone_owner=chosen_if_any(PhoneOwner, "phone_owner"),
        shared_with=given.get("shared_with", ""),
        hours=_hours(),
        cover_topic=given.get("cover_topic", ""),
        language=_language(),
        agrees_to_texts="agrees_to_texts" in given,
        agrees_to_bridge="agrees_to_bridge" in given,
        line_drop_plan=chosen(LineDropPlan, "line_drop_plan"),
        call_back_signal=chosen_if_any(CallBackSignal, "call_back_signal"),
        is_person_of_concern="is_person_of_concern" in given,
        new_words={kind: given[kind].strip() for kind in AgreedWord if given.get(kind, "").strip()},
    )


def _language() -> str:
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        raise BadInput(Fault("language", gettext("choose one of the languages of the page")))
    return language
