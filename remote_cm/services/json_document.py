"""Reads the JSON document of an ``explain`` command, and says of every fault where it is and what would be right."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.domain.vocabulary import RiskLevel

EARLIEST_YEAR = 2000
LATEST_YEAR = 2199

CASE_LEVELS = [level.value for level in RiskLevel if level is not RiskLevel.IMMEDIATE]


class Document(BaseModel):
    """Base of what is read: no unknown keys, and no value that has to be bent to fit."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


DocumentT = TypeVar("DocumentT", bound=Document)


class _KeyTwice(Exception):
    """The same key stands twice in one object, so that one of its values would be lost."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _within_our_years(day: date) -> date:
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise PydanticCustomError("day", f"must lie in the years {EARLIEST_YEAR} to {LATEST_YEAR}")
    return day


def _read_moment(value: object) -> datetime:
    wrong = PydanticCustomError(
        "moment", "must be an ISO date and time with its offset, like 2026-08-03T10:00:00+06:00"
    )
    if not isinstance(value, str):
        raise wrong
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise wrong from None
    if moment.utcoffset() is None:
        raise wrong
    _within_our_years(moment)
    return moment


def _read_case_level(value: object) -> RiskLevel:
    if value not in CASE_LEVELS:
        raise PydanticCustomError("case_level", f"must be one of {', '.join(CASE_LEVELS)}")
    return RiskLevel(str(value))


DATE = "must be a date, like 2026-08-03"

Day = Annotated[date, AfterValidator(_within_our_years)]

Moment = Annotated[datetime, BeforeValidator(_read_moment)]

CaseLevel = Annotated[RiskLevel, BeforeValidator(_read_case_level)]

ClockTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


WHOLE_NUMBER = "must be a whole number"
OBJECT = "must be an object"
WHAT_IS_RIGHT = {
    "missing": "is missing",
    "bool_type": "must be true or false",
    "int_type": WHOLE_NUMBER,
    "int_from_float": WHOLE_NUMBER,
    "string_type": "must be text",
    "string_pattern_mismatch": "must be a time of day, like 10:00",
    "tuple_type": "must be a list",
    "model_type": OBJECT,
    "dict_type": OBJECT,
    "date_type": DATE,
    "date_parsing": DATE,
    "date_from_datetime_parsing": DATE,
    "date_from_datetime_inexact": DATE,
}


def read_document(document: str, model: type[DocumentT], context: Mapping[str, object] | None = None) -> DocumentT:
    """The document as a value of the model. Raises BadInput with every fault and its place.

    ``context`` is what the model's own checks have to know. What was given is never repeated in a fault, since it may
    be about somebody.
    """
    try:
        read = model.model_validate_json(document, context=context)
        json.loads(document, object_pairs_hook=_refuse_a_key_twice)
    except ValidationError as error:
        raise BadInput(*(Fault(_place(fault["loc"]), _what(fault, model)) for fault in error.errors())) from None
    except _KeyTwice as twice:
        raise BadInput(Fault(twice.key, "stands twice in one object; say it once")) from None
    return read


def _refuse_a_key_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    read: dict[str, object] = {}
    for key, value in pairs:
        if key in read:
            raise _KeyTwice(key)
        read[key] = value
    return read


def _place(steps: Iterable[int | str]) -> str:
    place = ""
    for step in steps:
        if step == "[key]":
            continue
        place += f"[{step}]" if isinstance(step, int) else f".{step}" if place else step
    return place


def _what(fault: ErrorDetails, model: type[Document]) -> str:
    kind, context = fault["type"], fault.get("ctx", {})
    if kind in WHAT_IS_RIGHT:
        return WHAT_IS_RIGHT[kind]
    if kind == "greater_than_equal":
        return f"must be {context['ge']} or more"
    if kind == "less_than_equal":
        return f"must be {context['le']} or less"
    if kind == "enum":
        return f"must be one of {context['expected']}"
    if kind == "extra_forbidden":
        return _known_keys(fault["loc"], model)
    if kind == "json_invalid":
        return f"is not JSON: {context['error']}"
    return fault["msg"].removeprefix("Value error, ")


def _known_keys(loc: tuple[int | str, ...], model: type[Document]) -> str:
    if len(loc) > 1:
        return "is not a key that belongs here"
    names = (field.alias or name for name, field in model.model_fields.items())
    return f"is not a key that belongs here; known are {', '.join(names)}"
