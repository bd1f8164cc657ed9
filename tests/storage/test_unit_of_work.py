"""The one shape of a transaction: all or nothing, and nobody is nudged for what is not there."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from remote_cm.gateways.dry_run import DryJobQueue
from remote_cm.ports import Job
from remote_cm.storage.database import Database
from remote_cm.storage.heartbeats import add_heartbeat, add_to_clock_offset, list_heartbeats
from remote_cm.storage.tables.people import Team
from tests.frozen_clock import SUNDAY_MORNING
from tests.services.conftest import Acts


def _teams(database: Database) -> int:
    with database.engine.connect() as connection:
        return int(connection.execute(text("select count(*) from team")).scalar_one())


class Broken(Exception):
    """Something went wrong in the middle."""


def test_nothing_stays_unless_commit_was_said(database: Database) -> None:
    with database.unit_of_work() as work:
        work.session.add(Team(code="T-1"))
        work.session.flush()
    assert _teams(database) == 0

    with database.unit_of_work() as work:
        work.session.add(Team(code="T-1"))
        work.commit()
    assert _teams(database) == 1


def test_an_error_in_the_middle_undoes_everything_and_nudges_nobody(database: Database, queue: DryJobQueue) -> None:
    def fail_in_the_middle() -> None:
        with database.unit_of_work() as work:
            work.session.add(Team(code="T-1"))
            work.owe(Job.CLIMB_ALERT, "1")
            work.session.flush()
            raise Broken

    with pytest.raises(Broken):
        fail_in_the_middle()

    assert _teams(database) == 0
    assert queue.nudges == []


def test_workers_are_nudged_only_once_the_row_is_there_for_them(
    database: Database, queue: DryJobQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    monkeypatch.setattr(queue, "nudge", lambda _job, _row_id: seen.append(_teams(database)))

    with database.unit_of_work() as work:
        work.session.add(Team(code="T-1"))
        work.owe(Job.CLIMB_ALERT, "1")
        work.session.flush()
        assert seen == []
        work.commit()
        work.commit()

    assert seen == [1]


def test_a_commit_that_fails_nudges_nobody(database: Database, queue: DryJobQueue) -> None:
    with database.unit_of_work() as work:
        work.session.add_all([Team(code="T-1"), Team(code="T-1")])
        work.owe(Job.CLIMB_ALERT, "1")
        with pytest.raises(IntegrityError):
            work.commit()

    assert queue.nudges == []
    assert _teams(database) == 0


def test_a_lock_of_the_whole_service_is_held_by_one_and_free_again_afterwards(database: Database) -> None:
    with database.held_alone(42) as first:
        assert first is not None
        assert first()
        with database.held_alone(42) as second:
            assert second is None
        with database.held_alone(43) as of_another_kind:
            assert of_another_kind is not None
    with database.held_alone(42) as later:
        assert later is not None


def test_the_clock_of_all_processes_is_moved_by_the_sum_of_all_moves(database: Database, at_once: Acts) -> None:
    def move() -> None:
        with database.unit_of_work() as work:
            add_to_clock_offset(work.session, 3600)
            work.commit()

    assert database.clock_offset().total_seconds() == 0
    assert at_once(move, move, move) == [None, None, None]

    assert database.clock_offset().total_seconds() == 3 * 3600


def test_the_last_round_of_each_process_is_kept(database: Database) -> None:
    with database.unit_of_work() as work:
        add_heartbeat(work.session, "watch", SUNDAY_MORNING.replace(hour=1))
        add_heartbeat(work.session, "watch", SUNDAY_MORNING)
        add_heartbeat(work.session, "timetable", SUNDAY_MORNING)
        work.commit()

    with database.unit_of_work() as work:
        assert list_heartbeats(work.session) == {"watch": SUNDAY_MORNING, "timetable": SUNDAY_MORNING}
