"""What an operator's check wants to know of the database itself: its shape, our role in it, its clock, its keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, select, text, type_coerce
from sqlalchemy.orm import Session

from remote_cm.storage.tables.inbound import InboundEvent
from remote_cm.storage.tables.messages import Message
from remote_cm.storage.tables.people import Staff

_ABOUT_US = text(
    """
    select rolsuper, rolbypassrls, clock_timestamp(),
        (select count(*) from pg_class where relowner = pg_roles.oid and relkind in ('r', 'p', 'v', 'S')),
        to_regclass('public.alembic_version') is not null
    from pg_roles where rolname = current_user
    """
)
_REVISION = text("select version_num from alembic_version")


@dataclass(frozen=True)
class Installation:
    """How the database sees us. ``revision`` is None where it was never migrated."""

    revision: str | None
    is_superuser: bool
    passes_row_security: bool
    owned: int
    now: datetime


def read_installation(session: Session) -> Installation:
    """Look at the database and at our own role in it."""
    is_superuser, passes, now, owned, is_migrated = session.execute(_ABOUT_US).one()
    revision = session.execute(_REVISION).scalar_one_or_none() if is_migrated else None
    return Installation(revision, is_superuser, passes, owned, now)


def list_hidden_values(session: Session, of_each: int) -> Sequence[str]:
    """A few encrypted values as they are stored, the newest of each kind."""
    kinds = (
        select(type_coerce(Staff.name, Text)).order_by(Staff.code),
        select(type_coerce(Message.phone_number, Text)).order_by(Message.owed_at.desc()),
        select(type_coerce(InboundEvent.sender_number, Text)).order_by(InboundEvent.received_at.desc()),
    )
    return [value for kind in kinds for value in session.scalars(kind.limit(of_each)) if value is not None]


@dataclass(frozen=True)
class StaffNumber:
    """One active member of staff with their number, by their code, and the fingerprint that is kept with it."""

    code: str
    phone_number: str
    fingerprint: bytes | None


def list_staff_numbers(session: Session) -> Sequence[StaffNumber]:
    """Everybody active who has a phone, by code."""
    rows = session.execute(
        select(Staff.code, Staff.phone_number, Staff.phone_fingerprint)
        .where(Staff.is_active, Staff.phone_number.is_not(None))
        .order_by(Staff.code)
    )
    return [StaffNumber(code, number, fingerprint) for code, number, fingerprint in rows if number is not None]
