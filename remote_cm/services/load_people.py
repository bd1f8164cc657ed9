"""Loads staff, volunteers, cases, contacts and consents from a file: whole or not at all, and the same twice as
once.
"""

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.services.people_file import PeopleFile
from remote_cm.services.people_file_checks import find_faults
from remote_cm.services.store_people import store_people
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry


@dataclass(frozen=True)
class LoadReport:
    """How many rows of each kind the file held."""

    counts: dict[str, int]


def people_file_schema() -> dict[str, Any]:
    """The JSON Schema of the file."""
    return PeopleFile.model_json_schema(by_alias=True)


def load_people(around: Surroundings, document: str, actor_id: uuid.UUID | None = None) -> LoadReport:
    """Read, check and store a whole file in one transaction. Raises BadInput with every fault; then nothing is
    stored.
    """
    people = read_people_file(document)
    with around.database.unit_of_work() as work:
        faults = find_faults(around, work.session, people)
        if faults:
            raise BadInput(*faults)
        case_ids = store_people(around, work.session, people)
        counts = {name: len(getattr(people, name)) for name in PeopleFile.model_fields}
        add_audit_entry(
            work.session,
            at=around.now(),
            actor_id=actor_id,
            act="people:loaded",
            subject_kind="file",
            shown=case_ids,
            rows=sum(counts.values()),
        )
        work.commit()
    return LoadReport(counts)


def read_people_file(document: str) -> PeopleFile:
    """The file as values. Raises BadInput with every fault of form and its place."""
    try:
        return PeopleFile.model_validate(json.loads(document))
    except json.JSONDecodeError as broken:
        fault = Fault(f"line {broken.lineno}, column {broken.colno}", f"not JSON: {broken.msg}")
        raise BadInput(fault) from broken
    except ValidationError as refused:
        raise BadInput(*_faults_of(refused)) from refused


def _faults_of(refused: ValidationError) -> Iterable[Fault]:
    for error in refused.errors(include_url=False, include_input=False):
        yield Fault(".".join(str(part) for part in error["loc"]), error["msg"])
