"""How what a family took back, and what two people decided against its no, are found and locked."""

import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session

from remote_cm.storage.tables.consents import ConsentWithdrawal, ContactOverride


def list_withdrawals(session: Session, case_id: uuid.UUID) -> Sequence[ConsentWithdrawal]:
    """What a family took back, the newest first."""
    found = select(ConsentWithdrawal).where(ConsentWithdrawal.case_id == case_id)
    return list(session.scalars(found.order_by(ConsentWithdrawal.withdrawn_at.desc())))


def list_overrides(session: Session, case_id: uuid.UUID) -> Sequence[ContactOverride]:
    """What two people decided, or one asks for, against a family's no; the newest first."""
    found = select(ContactOverride).where(ContactOverride.case_id == case_id)
    return list(session.scalars(found.order_by(ContactOverride.asked_at.desc())))


def is_overridden(session: Session, case_id: uuid.UUID, today: date) -> bool:
    """True while a decision of two people holds that this family is reached against its no."""
    in_force = and_(ContactOverride.is_approved.is_(True), _not_over, ContactOverride.until >= today)
    return session.scalar(select(exists().where(ContactOverride.case_id == case_id, in_force))) or False


def find_asked_override(session: Session, case_id: uuid.UUID) -> ContactOverride | None:
    """The wish of this case that waits for the second person."""
    waits = and_(ContactOverride.decided_at.is_(None), _not_over)
    return session.scalar(select(ContactOverride).where(ContactOverride.case_id == case_id, waits))


def lock_override(session: Session, case_id: uuid.UUID, override_id: uuid.UUID) -> ContactOverride | None:
    """One of this case, as it is once the lock is held."""
    found = select(ContactOverride).where(ContactOverride.id == override_id, ContactOverride.case_id == case_id)
    return session.scalar(found.with_for_update().execution_options(populate_existing=True))


def list_overrides_that_ran_out(session: Session, today: date, limit: int) -> Sequence[ContactOverride]:
    """Approved ones whose last day has passed and that nobody ended, locked; read by an index on those alone."""
    ran_out = and_(ContactOverride.is_approved.is_(True), _not_over, ContactOverride.until < today)
    found = select(ContactOverride).where(ran_out).order_by(ContactOverride.until).limit(limit)
    return list(session.scalars(found.with_for_update(skip_locked=True)))


_not_over: ColumnElement[bool] = ContactOverride.ended_at.is_(None)
