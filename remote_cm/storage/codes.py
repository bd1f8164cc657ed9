"""The codes by which cases, volunteers and staff are named on pages, all found by one question."""

import uuid
from collections.abc import Iterable, Mapping

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from remote_cm.storage.tables.cases import CaseFile
from remote_cm.storage.tables.people import Staff, Volunteer


def list_codes(
    session: Session,
    *,
    cases: Iterable[uuid.UUID | None] = (),
    volunteers: Iterable[uuid.UUID | None] = (),
    staff: Iterable[uuid.UUID | None] = (),
) -> Mapping[uuid.UUID, str]:
    """Codes by id; ids of all three kinds are unique among each other."""
    kinds = ((CaseFile, cases), (Volunteer, volunteers), (Staff, staff))
    wanted = [(table, {one for one in ids if one is not None}) for table, ids in kinds]
    parts = [select(table.id, table.code).where(table.id.in_(ids)) for table, ids in wanted if ids]
    return {row[0]: row[1] for row in session.execute(union_all(*parts))} if parts else {}
