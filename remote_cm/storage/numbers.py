"""How a number that came cut is looked for among everybody's."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from remote_cm.storage.tables.cases import Contact
from remote_cm.storage.tables.people import Staff, Volunteer


def list_numbers_ending(session: Session, suffix_fingerprint: bytes) -> Sequence[str]:
    """Every registered number, in E.164, whose last digits have this fingerprint; each once."""
    found: set[str] = set()
    for table in (Staff, Volunteer, Contact):
        numbers = session.scalars(
            select(table.phone_number).where(table.phone_suffix_fingerprint == suffix_fingerprint)
        )
        found.update(number for number in numbers if number is not None)
    return sorted(found)
