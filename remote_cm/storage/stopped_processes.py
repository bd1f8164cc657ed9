"""Which process that must not stop is missed, and who was rung for it when."""

from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from remote_cm.storage.tables.reconciliation import StoppedProcess


def note_stopped(session: Session, name: str, now: datetime) -> datetime:
    """Note that a process is missed, and return since when it has been."""
    row = insert(StoppedProcess).values(name=name, noticed_at=now)
    session.execute(row.on_conflict_do_nothing(index_elements=["name"]))
    return session.execute(select(StoppedProcess.noticed_at).where(StoppedProcess.name == name)).scalar_one()


def forget_stopped(session: Session, name: str) -> bool:
    """The process works again; True when it was missed."""
    gone = delete(StoppedProcess).where(StoppedProcess.name == name).returning(StoppedProcess.name)
    return session.execute(gone).one_or_none() is not None


def claim_alarm(
    session: Session,
    name: str,
    now: datetime,
    *,
    rung_before: datetime,
    claimed_before: datetime,
    heard_before: datetime,
) -> bool:
    """Take the next round of ringing for a stopped process; False when another has it, or it is not due yet.

    It is due when everybody was last rung before ``rung_before``, and a key was last pressed before ``heard_before``;
    a round that was begun before ``claimed_before`` and reached nobody is given up. A moment that is still to come was
    written by a clock that went wrong, and holds nobody up.
    """
    unheard = or_(StoppedProcess.heard_at.is_(None), StoppedProcess.heard_at <= heard_before)
    quiet = or_(StoppedProcess.rung_at.is_(None), StoppedProcess.rung_at <= rung_before, StoppedProcess.rung_at > now)
    free = or_(
        StoppedProcess.claimed_at.is_(None),
        StoppedProcess.claimed_at <= claimed_before,
        StoppedProcess.claimed_at <= StoppedProcess.rung_at,
        StoppedProcess.claimed_at > now,
    )
    taken = (
        update(StoppedProcess)
        .where(StoppedProcess.name == name, unheard, quiet, free)
        .values(claimed_at=now)
        .returning(StoppedProcess.name)
    )
    return session.execute(taken).one_or_none() is not None


def note_rung(session: Session, name: str, now: datetime) -> None:
    """At least one phone was handed to the provider."""
    session.execute(update(StoppedProcess).where(StoppedProcess.name == name).values(rung_at=now))


def note_heard(session: Session, name: str, now: datetime) -> None:
    """Somebody who was rung pressed the key that says that they know."""
    session.execute(update(StoppedProcess).where(StoppedProcess.name == name).values(heard_at=now))
