"""How typed and chosen fields of a form become values; what does not fit is a fault with its place."""

import uuid
from datetime import date, datetime, time, tzinfo
from enum import StrEnum
from typing import TypeVar

from flask import request
from flask_babel import gettext

from remote_cm.domain.refusal import BadInput, Fault

Word = TypeVar("Word", bound=StrEnum)


def chosen(kind: type[Word], field: str) -> Word:
    """The member of an enum that a button sent. Raises BadInput when it is none."""
    given = request.form.get(field, "")
    if given not in {member.value for member in kind}:
        raise BadInput(Fault(field, gettext("press one of the buttons of the page")))
    return kind(given)


def chosen_if_any(kind: type[Word], field: str) -> Word | None:
    """The same where nothing needs to be chosen: None for an empty field."""
    return chosen(kind, field) if request.form.get(field) else None


def chosen_among(kind: type[Word], field: str) -> frozenset[Word]:
    """The members of an enum whose boxes were ticked. Raises BadInput when one of them is none."""
    given = request.form.getlist(field)
    if not set(given) <= {member.value for member in kind}:
        raise BadInput(Fault(field, gettext("tick boxes of the page only")))
    return frozenset(kind(one) for one in given)


def form_id() -> uuid.UUID:
    """The number that came with the form: sent twice, it is one. One that is no number is a new one."""
    try:
        return uuid.UUID(request.form.get("id", ""))
    except ValueError:
        return uuid.uuid4()


def day_field(field: str) -> date | None:
    """A date, or None when it was left empty. Raises BadInput for what is no date."""
    given = request.form.get(field, "").strip()
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise BadInput(Fault(field, gettext("write the date as year, month and day: 2026-11-22"))) from None


def moment_fields(day: str, hour: str, zone: tzinfo) -> datetime | None:
    """A local day and hour from two fields, as an aware moment; None when both were left empty.

    Raises BadInput when one of them is missing or is no date or hour.
    """
    on, given = day_field(day), request.form.get(hour, "").strip()
    if on is None and not given:
        return None
    if on is None:
        raise BadInput(Fault(day, gettext("give the day too, or leave both empty")))
    try:
        at = time.fromisoformat(given)
    except ValueError:
        raise BadInput(Fault(hour, gettext("give the hour too, like 14:30, or leave both empty"))) from None
    return datetime.combine(on, at.replace(tzinfo=None), zone)
