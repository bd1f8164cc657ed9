"""How the database is opened, and the one shape of a transaction: a ``with`` that rolls back unless told to commit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from psycopg.errors import ReadOnlySqlTransaction
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from remote_cm.ports import Job, JobQueue
from remote_cm.storage.encrypted_text import CIPHER_ATTRIBUTE, FieldCipher
from remote_cm.storage.tables.every_table import know_every_table

__all__ = ["Database", "Session", "UnitOfWork", "means_database_away", "open_database"]


def open_database(url: str, cipher: FieldCipher, pool_size: int = 8) -> Engine:
    """An engine whose encrypted columns use this cipher. Sessions speak UTC; a statement may take 15 seconds at
    most.
    """
    know_every_table()
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=4,
        pool_pre_ping=True,
        # An error message must never carry what was on its way into the database.
        hide_parameters=True,
        connect_args={
            "connect_timeout": 5,
            # A machine that vanishes says no word of it: without these, a request would wait for two hours.
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 15000,
            "options": "-c timezone=UTC -c statement_timeout=15000 -c idle_in_transaction_session_timeout=60000",
        },
    )
    setattr(engine.dialect, CIPHER_ATTRIBUTE, cipher)
    return engine


def means_database_away(failure: BaseException) -> bool:
    """True when the database, or the way to it, failed: the same thing may be tried again later as it is.

    False for anything else, which is a fault of ours or of what we were given, and would fail again.
    """
    if isinstance(failure, ConnectionError | TimeoutError | OperationalError | InterfaceError | PoolTimeout):
        return True
    return isinstance(failure, DBAPIError) and (
        failure.connection_invalidated or isinstance(failure.orig, ReadOnlySqlTransaction)
    )


class UnitOfWork:
    """One use case's transaction, and the jobs that it owes.

    ``session`` is for storage functions. ``commit`` is said aloud, once; only after it succeeded are the workers
    nudged, so that no job runs for a row that is not there.
    """

    def __init__(self, session: Session, queue: JobQueue) -> None:
        self.session = session
        self._queue = queue
        self._owed: list[tuple[Job, str]] = []

    def owe(self, job: Job, row_id: object) -> None:
        """After the commit, nudge a worker to run this job for a row that this transaction writes."""
        self._owed.append((job, str(row_id)))

    def commit(self) -> None:
        """Commit, then nudge. A lost nudge is found by the sweep."""
        self.session.commit()
        owed, self._owed = self._owed, []
        for job, row_id in owed:
            self._queue.nudge(job, row_id)


class Database:
    """Opens transactions on one engine."""

    def __init__(self, engine: Engine, queue: JobQueue) -> None:
        self.engine = engine
        self.queue = queue

    @contextmanager
    def unit_of_work(self) -> Iterator[UnitOfWork]:
        """A transaction that rolls back unless ``commit`` was called."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield UnitOfWork(session, self.queue)

    @contextmanager
    def held_alone(self, key: int) -> Iterator[Callable[[], bool] | None]:
        """Hold a lock that one process of all machines may hold; None when another has it.

        What is given tells, each time it is called, that the lock is still held; it raises when the database is gone.
        """
        with self.engine.connect() as connection:
            taken = connection.execute(text("select pg_try_advisory_lock(:key)"), {"key": key}).scalar_one()
            connection.commit()

            def is_still_held() -> bool:
                alive = bool(connection.execute(text("select 1")).scalar_one() == 1)
                connection.commit()
                return alive

            try:
                yield is_still_held if taken else None
            finally:
                # Closing the session frees the lock, also when this one is returned broken to the pool.
                connection.invalidate()

    def close(self) -> None:
        """Close every connection now; one that somebody still uses is closed when it comes back."""
        event.listen(self.engine.pool, "checkin", _close_entry)
        self.engine.dispose()

    def is_answering(self) -> bool:
        """True when a trivial question is answered; never raises."""
        try:
            with self.engine.connect() as connection:
                return bool(connection.execute(text("select 1")).scalar_one() == 1)
        except Exception:  # noqa: BLE001 - whatever went wrong, the answer is that it does not answer
            return False

    def clock_offset(self) -> timedelta:
        """How far the clock of every process has been moved, in development and test."""
        with self.engine.connect() as connection:
            seconds = connection.execute(text("select seconds from clock_offset")).scalar_one_or_none()
        return timedelta(seconds=seconds or 0)


def _close_entry(_: object, entry: ConnectionPoolEntry) -> None:
    entry.close()
