"""Talks with people beside the family: written once, read by case, and whom the family does not want to know."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from remote_cm.storage.tables.calls import ConsentRecord
from remote_cm.storage.tables.collateral import CollateralTalk
from remote_cm.storage.tables.people import Staff


def add_collateral_talk(session: Session, talk: CollateralTalk) -> bool:
    """Write a talk down; False when one of its id is there already, and nothing is written."""
    values = {column.name: getattr(talk, column.name) for column in CollateralTalk.__table__.columns}
    written = insert(CollateralTalk).values(values).on_conflict_do_nothing().returning(CollateralTalk.id)
    return session.scalar(written) is not None


def find_collateral_talk(session: Session, talk_id: uuid.UUID) -> CollateralTalk | None:
    """The talk of this id, None where none was written down."""
    return session.get(CollateralTalk, talk_id)


def list_collateral_talks(session: Session, case_id: uuid.UUID, limit: int) -> Sequence[tuple[CollateralTalk, str]]:
    """The talks about one case with the caseworkers' codes, the newest first."""
    found = (
        select(CollateralTalk, Staff.code)
        .join(Staff, Staff.id == CollateralTalk.caseworker_id)
        .where(CollateralTalk.case_id == case_id)
        .order_by(CollateralTalk.talked_at.desc(), CollateralTalk.id)
        .limit(limit)
    )
    return [(talk, code) for talk, code in session.execute(found)]


def list_not_to_inform(session: Session, case_id: uuid.UUID) -> Sequence[str]:
    """Whom the family does not want to know, in the words of each time that it was asked."""
    told = select(ConsentRecord.not_to_inform).where(
        ConsentRecord.case_id == case_id, ConsentRecord.not_to_inform.is_not(None)
    )
    return [words for words in session.scalars(told) if words]
