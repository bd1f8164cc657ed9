"""Each job runs its one service over a real Redis, twice is once, and Redis learns nothing about anybody."""

import uuid
from collections.abc import Callable
from importlib import import_module

import pytest
from redis import Redis
from structlog.testing import capture_logs

from remote_cm.gateways.dry_run import DryCallPlacer, DryTextSender
from remote_cm.gateways.rq.job_table import QUEUE_OF
from remote_cm.ports import Job
from remote_cm.services.attempt_contact import SELF_CHECKS
from remote_cm.services.cut_bridge import cancel_bridge
from remote_cm.services.press_danger import press_danger
from remote_cm.services.receive_text import InboundText, receive_text
from remote_cm.services.start_bridge import start_bridge
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.alerts import RungNotice
from tests.factories import (
    BACKUP_NUMBER,
    CAREGIVER_NUMBER,
    CASEWORKER_NUMBER,
    CHILD_NUMBER,
    SUPERVISOR_NUMBER,
    VOLUNTEER_NUMBER,
    Loaded,
    case_row,
    make_people,
)
from tests.frozen_clock import FrozenClock
from tests.services.bridged_call import agreed_case
from tests.services.calls_by_hand import rows
from tests.workers.conftest import Worker
from workers.alert_jobs import climb_alert


@pytest.fixture
def people(at_work: Surroundings) -> Loaded:
    return make_people(at_work, case_row())


def danger(around: Surroundings, people: Loaded) -> uuid.UUID:
    return press_danger(around, people.person("CW-1"), people.follow_up().id)


def write(around: Surroundings, body: str) -> None:
    receive_text(around, InboundText("twilio", "SM" + uuid.uuid4().hex, VOLUNTEER_NUMBER, body))


def everything_in(redis: Redis) -> bytes:
    """Every key with its value, whatever its kind."""
    found = []
    for key in redis.scan_iter():
        kind = redis.type(key)
        if kind == b"hash":
            found.append(repr(redis.hgetall(key)))
        elif kind == b"list":
            found.append(repr(redis.lrange(key, 0, -1)))
        elif kind == b"zset":
            found.append(repr(redis.zrange(key, 0, -1)))
        elif kind == b"set":
            found.append(repr(redis.smembers(key)))
        else:
            found.append(repr(redis.get(key)))
        found.append(repr(key))
    return "\n".join(found).encode()


def test_every_job_is_a_function_of_the_workers_that_takes_one_id() -> None:
    assert set(QUEUE_OF) == set(Job)
    for job in Job:
        module, _, name = job.value.rpartition(".")
        run: Callable[[str], None] = getattr(import_module(module), name)
        assert run.__code__.co_argcount == 1


def test_a_page_is_owed_with_the_alert_and_given_to_the_provider_by_its_job(
    at_work: Surroundings, people: Loaded, worker: Worker, text_sender: DryTextSender, call_placer: DryCallPlacer
) -> None:
    danger(at_work, people)
    assert worker.waiting() == [Job.HAND_OVER_PAGE.value] * 2
    assert text_sender.sent == []
    worker.serve()
    assert [text.phone_number for text in text_sender.sent] == [CASEWORKER_NUMBER]
    assert [ring.phone_number for ring in call_placer.sent] == [CASEWORKER_NUMBER]
    assert (worker.waiting(), worker.failed()) == ([], [])


def test_a_page_whose_job_runs_twice_is_sent_once(
    at_work: Surroundings, people: Loaded, worker: Worker, text_sender: DryTextSender, call_placer: DryCallPlacer
) -> None:
    danger(at_work, people)
    for its_queue, job in [(one, job) for one in worker.queues for job in one.jobs]:
        its_queue.enqueue_call(str(job.func_name), args=job.args)
    assert len(worker.waiting()) == 4
    worker.serve()
    assert (len(text_sender.sent), len(call_placer.sent)) == (1, 1)
    assert worker.failed() == []


def test_an_alert_climbs_by_its_job_and_twice_is_once(
    at_work: Surroundings, people: Loaded, worker: Worker, clock: FrozenClock, call_placer: DryCallPlacer
) -> None:
    alert_id = danger(at_work, people)
    worker.serve()
    clock.advance(minutes=5)
    for _ in range(2):
        at_work.database.queue.nudge(Job.CLIMB_ALERT, str(alert_id))
        assert worker.waiting() == [Job.CLIMB_ALERT.value]
        worker.serve()
    paged = {notice.staff_id for notice in rows(at_work, RungNotice)}
    assert paged == {people.staff(code).id for code in ("CW-1", "CW-2", "SUP-1")}
    rung = [ring.phone_number for ring in call_placer.sent]
    assert (rung.count(BACKUP_NUMBER), rung.count(SUPERVISOR_NUMBER)) == (1, 1)
    assert worker.failed() == []


def test_a_reply_is_sent_by_the_job_of_ordinary_traffic(
    at_work: Surroundings, people: Loaded, worker: Worker, text_sender: DryTextSender
) -> None:
    assert people.volunteer().phone_number == VOLUNTEER_NUMBER
    write(at_work, "3")
    assert worker.waiting() == [Job.HAND_OVER_MESSAGE.value]
    worker.serve()
    assert [text.phone_number for text in text_sender.sent] == [VOLUNTEER_NUMBER]


def test_a_bridge_is_begun_and_cut_by_its_jobs(
    at_work: Surroundings, worker: Worker, call_placer: DryCallPlacer
) -> None:
    people = make_people(at_work, agreed_case())
    person, follow_up_id = people.person("CW-1"), people.follow_up().id
    bridge_id = start_bridge(at_work, person, follow_up_id, frozenset(SELF_CHECKS))
    assert worker.waiting() == [Job.PLACE_BRIDGE.value]
    worker.serve()
    assert [ring.phone_number for ring in call_placer.sent] == [CASEWORKER_NUMBER]
    cancel_bridge(at_work, person, bridge_id)
    worker.serve()
    assert len(call_placer.ended) == 1
    assert (worker.waiting(), worker.failed()) == ([], [])


def test_alerts_are_served_before_ordinary_traffic_that_came_first(
    at_work: Surroundings, people: Loaded, worker: Worker, text_sender: DryTextSender
) -> None:
    write(at_work, "3")
    danger(at_work, people)
    worker.serve()
    assert [text.phone_number for text in text_sender.sent] == [CASEWORKER_NUMBER, VOLUNTEER_NUMBER]


@pytest.mark.requirement("N31")
def test_redis_holds_names_of_jobs_and_ids_and_nothing_of_anybody(
    at_work: Surroundings, people: Loaded, worker: Worker, redis: Redis, text_sender: DryTextSender
) -> None:
    write(at_work, "9")
    danger(at_work, people)
    for job in [job for queue in worker.queues for job in queue.jobs]:
        assert (job.func_name in set(Job), len(job.args), job.kwargs, job.meta) == (True, 1, {}, {})
        assert uuid.UUID(job.args[0])
    while_waiting = everything_in(redis)
    text_sender.refuse_next("a reason with " + CHILD_NUMBER)
    worker.serve()
    held = while_waiting + everything_in(redis)
    assert b"hand_over_page" in held
    numbers = (CHILD_NUMBER, CAREGIVER_NUMBER, CASEWORKER_NUMBER, VOLUNTEER_NUMBER)
    for word in (*(number[1:] for number in numbers), "CX-TEST", "Name of", "a reason with"):
        assert word.encode() not in held


def test_a_job_for_a_row_that_is_not_there_is_done_or_fails_and_holds_nobody_up(
    at_work: Surroundings, people: Loaded, worker: Worker, text_sender: DryTextSender
) -> None:
    at_work.database.queue.nudge(Job.HAND_OVER_PAGE, str(uuid.uuid4()))
    danger(at_work, people)
    worker.serve()
    assert [text.phone_number for text in text_sender.sent] == [CASEWORKER_NUMBER]
    assert worker.waiting() == []


def test_a_job_logs_its_name_and_its_row_and_leaves_nothing_bound_for_the_next(
    at_work: Surroundings, people: Loaded
) -> None:
    alert_id = danger(at_work, people)
    with capture_logs() as logs:
        climb_alert(str(alert_id))
    assert [entry["event"] for entry in logs if entry["event"] == "job_done"] == ["job_done"]
    assert not any(number[1:] in repr(logs) for number in (CHILD_NUMBER, CASEWORKER_NUMBER))
