"""The timetable: one of all machines works, each minute once, and no broken round stops the next."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from redis import Redis
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from remote_cm.ports import Job
from remote_cm.services.check_health import TIMETABLE, WATCH
from remote_cm.services.press_danger import press_danger
from remote_cm.services.run_tick import do_what_is_late, run_tick
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.operations import Heartbeat
from tests.conftest import Servers
from tests.factories import case_row, make_people
from tests.frozen_clock import FrozenClock
from tests.services.calls_by_hand import rows
from tests.workers.conftest import Worker
from workers import timetable, watch
from workers.timetable import TIMETABLE_LOCK, keep_time


class Rounds(threading.Event):
    """Says stop after so many rounds, and does something at the end of each instead of waiting."""

    def __init__(self, count: int, after_each: Callable[[], object] = lambda: None) -> None:
        super().__init__()
        self.left = count
        self._after_each = after_each

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self._after_each()
        self.left -= 1
        if self.left == 0:
            self.set()
        return self.is_set()


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The moments at which the day was planned."""
    seen: list[object] = []
    tick = run_tick

    def count(around: Surroundings) -> object:
        seen.append(around.now())
        return tick(around)

    monkeypatch.setattr(timetable, "run_tick", count)
    return seen


@pytest.fixture
def signals() -> Iterator[None]:
    """Leaves the signals of this process as they were."""
    before = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}
    yield
    for name, handler in before.items():
        signal.signal(name, handler)


def beats(around: Surroundings) -> set[str]:
    return {row.name for row in rows(around, Heartbeat)}


def test_it_stops_when_it_is_told_to(at_work: Surroundings, ticks: list[object]) -> None:
    stop = threading.Event()
    stop.set()
    keep_time(at_work, stop)
    assert ticks == []
    keep_time(at_work, Rounds(2))
    assert len(ticks) == 1


def test_the_day_is_planned_once_a_minute_of_the_programmes_clock(
    at_work: Surroundings, clock: FrozenClock, ticks: list[object]
) -> None:
    keep_time(at_work, Rounds(6, lambda: clock.advance(seconds=20)))
    assert len(ticks) == 2
    assert beats(at_work) == {TIMETABLE}


def test_an_hour_that_is_moved_brings_its_tick_at_once(
    at_work: Surroundings, clock: FrozenClock, ticks: list[object]
) -> None:
    keep_time(at_work, Rounds(2, lambda: clock.advance(hours=1)))
    assert len(ticks) == 2


def test_of_two_timetables_one_works(at_work: Surroundings, ticks: list[object]) -> None:
    with at_work.database.held_alone(TIMETABLE_LOCK) as is_held:
        assert is_held is not None
        keep_time(at_work, Rounds(3))
        assert (ticks, beats(at_work)) == ([], set())
    keep_time(at_work, Rounds(1))
    assert len(ticks) == 1


def test_while_one_works_another_that_starts_has_nothing_to_do(at_work: Surroundings, ticks: list[object]) -> None:
    keep_time(at_work, Rounds(1, lambda: keep_time(at_work, Rounds(1))))
    assert len(ticks) == 1


def test_a_timetable_that_lost_its_database_stops_before_another_takes_over(
    at_work: Surroundings, servers: Servers, ticks: list[object]
) -> None:
    superuser = create_engine(servers.superuser_url)

    def cut() -> None:
        with superuser.connect() as connection:
            connection.execute(
                text("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted")
            )

    with pytest.raises(DBAPIError):
        keep_time(at_work, Rounds(3, cut))
    superuser.dispose()
    assert len(ticks) == 1
    superuser.dispose()
    keep_time(at_work, Rounds(1))
    assert len(ticks) == 2


def test_an_alert_whose_clock_has_run_out_is_nudged_each_round(
    at_work: Surroundings, worker: Worker, redis: Redis, clock: FrozenClock
) -> None:
    people = make_people(at_work, case_row())
    press_danger(at_work, people.person("CW-1"), people.follow_up().id)
    worker.serve()
    redis.flushall()
    keep_time(at_work, Rounds(1))
    assert worker.waiting() == []
    clock.advance(minutes=5)
    keep_time(at_work, Rounds(1))
    assert worker.waiting() == [Job.CLIMB_ALERT.value]


def test_alerts_are_nudged_also_when_the_day_cannot_be_planned(
    at_work: Surroundings, worker: Worker, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = make_people(at_work, case_row())
    press_danger(at_work, people.person("CW-1"), people.follow_up().id)
    worker.serve()
    clock.advance(minutes=5)

    def fail(_: object) -> None:
        raise ValueError("a row that nobody thought of")

    monkeypatch.setattr(timetable, "run_tick", fail)
    with pytest.raises(ValueError, match="nobody thought of"):
        keep_time(at_work, Rounds(1))
    assert worker.waiting() == [Job.CLIMB_ALERT.value]


@pytest.mark.usefixtures("signals", "at_work")
@pytest.mark.parametrize(
    ("process", "part", "event"),
    [(timetable, "keep_time", "timetable_round_failed"), (watch, "do_what_is_late", "watch_round_failed")],
)
def test_a_broken_round_is_logged_without_its_message_and_the_next_one_tried_until_told_to_stop(
    monkeypatch: pytest.MonkeyPatch, process: Any, part: str, event: str
) -> None:
    tried: list[int] = []

    def round_of(*_: object) -> None:
        tried.append(1)
        if len(tried) == 1:
            raise ConnectionError("+12025550131 is named in this message")
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(process, part, round_of)
    monkeypatch.setattr(process, "ROUND_SECONDS", 0)
    monkeypatch.setattr(process, "set_up_logging", lambda: None)
    with capture_logs() as logs:
        process.main()
    assert len(tried) == 2
    assert [(entry["event"], entry["kind"]) for entry in logs] == [(event, "ConnectionError")]
    assert "2025550131" not in repr(logs)


@pytest.mark.usefixtures("signals")
def test_the_watch_does_itself_what_no_worker_has_done_for_a_while(
    at_work: Surroundings, redis: Redis, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = make_people(at_work, case_row())
    press_danger(at_work, people.person("CW-1"), people.follow_up().id)
    redis.flushall()
    sent = at_work.text_sender.sent  # type: ignore[attr-defined]  # a dry sender, which keeps what it is given
    done: list[int] = []
    late = do_what_is_late

    def one_round(around: Surroundings) -> None:
        late(around)
        done.append(len(at_work.text_sender.sent))  # type: ignore[attr-defined]  # the same
        clock.advance(seconds=at_work.policy.messages.watch_patience_seconds + 1)
        if len(done) == 2:
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(watch, "do_what_is_late", one_round)
    monkeypatch.setattr(watch, "ROUND_SECONDS", 0)
    monkeypatch.setattr(watch, "set_up_logging", lambda: None)
    watch.main()
    assert (sent, done) == ([], [0, 1])
    assert WATCH in beats(at_work)
