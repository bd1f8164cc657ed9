"""Workers over the run's own Redis: nudges that really wait, and jobs that really run, in this process."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from redis import Redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from remote_cm.gateways.rq.job_queue import RqJobQueue
from remote_cm.gateways.rq.job_table import QUEUE_OF
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Database
from tests.conftest import Servers
from workers.queues import IN_ORDER_OF_URGENCY


@pytest.fixture
def redis(servers: Servers) -> Iterator[Redis]:
    """The run's Redis, emptied."""
    with Redis.from_url(servers.redis_url) as connection:
        connection.flushall()
        yield connection
        connection.flushall()


@pytest.fixture
def at_work(surroundings: Surroundings, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> Surroundings:
    """Surroundings whose nudges go to Redis, and which every job and process of this test is given."""
    queue = RqJobQueue(redis, QUEUE_OF, job_seconds=60, failure_days=7)
    around = replace(surroundings, database=Database(surroundings.database.engine, queue))
    for module in ("job_frame", "timetable", "watch"):
        monkeypatch.setattr(f"workers.{module}.surroundings", lambda: around)
    return around


class Worker:
    """A worker that serves what waits and then stops."""

    def __init__(self, connection: Redis) -> None:
        self.connection = connection
        self.queues = [Queue(name, connection=connection, serializer=JSONSerializer) for name in IN_ORDER_OF_URGENCY]

    def waiting(self) -> list[str]:
        """The names of the jobs that wait, most urgent queue first."""
        return [str(job.func_name) for queue in self.queues for job in queue.jobs]

    def failed(self) -> list[str]:
        """The ids of the jobs that failed."""
        return [job_id for queue in self.queues for job_id in queue.failed_job_registry.get_job_ids()]

    def serve(self) -> None:
        """Do everything that waits."""
        worker = SimpleWorker(
            self.queues, connection=self.connection, serializer=JSONSerializer, log_job_description=False
        )
        worker.work(burst=True, logging_level="WARNING")


@pytest.fixture
def worker(redis: Redis) -> Worker:
    """A worker on every queue, most urgent first."""
    return Worker(redis)
