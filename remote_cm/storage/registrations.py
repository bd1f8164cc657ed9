"""How registrations and the fingerprints of a child's numbers are kept and found."""

import uuid
from collections.abc import Collection, Mapping

from sqlalchemy import func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from remote_cm.domain.registration import IdentifierKind
from remote_cm.storage.tables.cases import CaseFile, CaseState
from remote_cm.storage.tables.people import Camp
from remote_cm.storage.tables.registrations import CaseIdentifier, CaseRegistration


def find_case_of_identifiers(session: Session, fingerprints: Mapping[IdentifierKind, bytes]) -> CaseFile | None:
    """A case that has one of these numbers, open or closed."""
    if not fingerprints:
        return None
    same = tuple_(CaseIdentifier.kind, CaseIdentifier.fingerprint).in_(list(fingerprints.items()))
    found = select(CaseFile).join(CaseIdentifier, CaseIdentifier.case_id == CaseFile.id).where(same)
    return session.scalar(found.order_by(CaseFile.code).limit(1))


def add_identifiers(session: Session, case_id: uuid.UUID, fingerprints: Mapping[IdentifierKind, bytes]) -> bool:
    """Keep the numbers of a case; False when another case has come to have one of them meanwhile."""
    if not fingerprints:
        return True
    rows = [{"kind": kind, "fingerprint": print_, "case_id": case_id} for kind, print_ in fingerprints.items()]
    kept = insert(CaseIdentifier).values(rows).on_conflict_do_nothing().returning(CaseIdentifier.kind)
    return len(session.execute(kept).all()) == len(rows)


def find_case_registered_by_form(session: Session, form_id: uuid.UUID) -> CaseFile | None:
    """The case that this very form opened already."""
    found = select(CaseFile).join(CaseRegistration, CaseRegistration.case_id == CaseFile.id)
    return session.scalar(found.where(CaseRegistration.id == form_id))


def find_registration(session: Session, case_id: uuid.UUID) -> CaseRegistration | None:
    """How a case came to be; None for one that was loaded from elsewhere."""
    return session.scalar(select(CaseRegistration).where(CaseRegistration.case_id == case_id))


def count_open_cases(session: Session, staff_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """How many open cases each of these caseworkers has."""
    rows = session.execute(
        select(CaseFile.caseworker_id, func.count())
        .where(CaseFile.caseworker_id.in_(tuple(staff_ids)), CaseFile.state == CaseState.OPEN)
        .group_by(CaseFile.caseworker_id)
    )
    counted = {row[0]: row[1] for row in rows}
    return {staff_id: counted.get(staff_id, 0) for staff_id in staff_ids}


def is_code_taken(session: Session, code: str) -> bool:
    """True when a case is known by this code."""
    return session.scalar(select(CaseFile.id).where(CaseFile.code == code)) is not None


def list_camps(session: Session) -> list[Camp]:
    """Every camp, by code."""
    return list(session.scalars(select(Camp).order_by(Camp.code)))
