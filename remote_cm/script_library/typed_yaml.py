"""Turns plain data of a file into typed values, and what does not fit into faults with their lines."""

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from remote_cm.script_library.faults import ScriptFault
from remote_cm.script_library.located_yaml import LocatedYaml

Model = TypeVar("Model", bound=BaseModel)

_KEY_ITSELF = "[key]"
_OWN_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a known key here",
    "unexpected_keyword_argument": "is not a known key here",
    "string_type": "must be text in quotes",
}


class ScriptModel(BaseModel):
    """A file of the scripts folder, or a part of one: nothing that it does not name may stand in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read_as(model: type[Model], located: LocatedYaml) -> tuple[Model | None, tuple[ScriptFault, ...]]:
    """The file as a value of this model, or None, and every fault; a value may come with faults of the reading."""
    if located.data is None:
        return None, located.faults
    try:
        return model.model_validate(located.data), located.faults
    except ValidationError as refused:
        return None, (*located.faults, *faults_of(refused, located))


def faults_of(refused: ValidationError, located: LocatedYaml, leaving_out: int = 0) -> tuple[ScriptFault, ...]:
    """Each complaint as a fault; the first ``leaving_out`` steps of its place are not in the file."""
    return tuple(
        located.fault([step for step in detail["loc"][leaving_out:] if step != _KEY_ITSELF], _in_own_words(detail))
        for detail in refused.errors()
    )


def _in_own_words(detail: ErrorDetails) -> str:
    if detail["type"] == "enum":
        return f"must be one of {detail['ctx']['expected']}"
    said = detail["msg"].removeprefix("Value error, ")
    return _OWN_WORDS.get(detail["type"], f"{said[:1].lower()}{said[1:]}")
