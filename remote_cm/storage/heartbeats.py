"""When each process that must not stop last finished its round, and the moved clock of development."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from remote_cm.storage.tables.operations import ClockOffset, Heartbeat


def add_heartbeat(session: Session, name: str, at: datetime) -> None:
    """Note that this process finished a round."""
    row = insert(Heartbeat).values(name=name, last_at=at)
    session.execute(row.on_conflict_do_update(index_elements=["name"], set_={"last_at": row.excluded.last_at}))


def list_heartbeats(session: Session) -> Mapping[str, datetime]:
    """The last round of each process, by its name."""
    return {row.name: row.last_at for row in session.scalars(select(Heartbeat))}


def add_to_clock_offset(session: Session, seconds: int) -> int:
    """Move the clock of every process forward and return the whole offset in seconds."""
    row = insert(ClockOffset).values(id=1, seconds=seconds)
    moved = row.on_conflict_do_update(
        index_elements=["id"], set_={"seconds": ClockOffset.seconds + row.excluded.seconds}
    ).returning(ClockOffset.seconds)
    return session.execute(moved).scalar_one()
