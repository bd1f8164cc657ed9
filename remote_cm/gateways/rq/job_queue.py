"""Nudges workers through RQ. Redis holds the name of a job and the id of a row, and nothing that anybody could read."""

from collections.abc import Mapping
from datetime import timedelta

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

from remote_cm.ports import Job

log = structlog.get_logger(__name__)


def connect_for_nudges(redis_url: str, timeout_seconds: float) -> Redis:
    """A connection that gives up after ``timeout_seconds``, without trying again.

    Whoever nudges has committed already and must not be held up by a Redis that hangs. Workers wait on purpose, so
    they need a connection of their own.
    """
    return Redis.from_url(redis_url, socket_connect_timeout=timeout_seconds, socket_timeout=timeout_seconds)


#: After so long a nudge that nobody took counts as lost, as it is when the worker that took it died at once.
WAITS_AT_MOST_SECONDS = 30


def note_begun(connection: Redis, job: str, row_id: str) -> None:
    """A worker has begun this job for this row: from now on it may be nudged for anew. Call before the row is read."""
    try:
        connection.delete(_mark(job, row_id))
    except RedisError as failure:
        log.warning("nudge_not_unmarked", job=job, failure=type(failure).__name__)


def _mark(job: str, row_id: str) -> str:
    return f"remote-cm:waits:{job}:{row_id}"


class RqJobQueue:
    """Puts a job's name and a row's id on the queue that the job belongs to, once while they wait there: who is late
    is nudged for every second, and the queue must not grow by it.

    ``queue_of`` says for each job which queue it goes to. ``job_seconds`` is how long a job may
    run. ``failure_days`` is how long a failed one can be looked at; one that went well leaves nothing behind.
    """

    def __init__(self, connection: Redis, queue_of: Mapping[Job, str], job_seconds: int, failure_days: int) -> None:
        self._connection = connection
        self._queues = {
            job: Queue(queue, connection=connection, serializer=JSONSerializer) for job, queue in queue_of.items()
        }
        self._job_seconds = job_seconds
        self._failure_ttl = int(timedelta(days=failure_days).total_seconds())

    def nudge(self, job: Job, row_id: str) -> None:
        """Ask that the job runs for this row soon. A Redis that does not answer is logged and swallowed.

        Raises KeyError for a job that has no queue: that is a slip in the code, not a failure of the queue.
        """
        queue = self._queues[job]
        try:
            if not self._connection.set(_mark(job.value, row_id), 1, nx=True, ex=WAITS_AT_MOST_SECONDS):
                return
            queue.enqueue_call(
                job.value,
                args=(row_id,),
                timeout=self._job_seconds,
                result_ttl=0,
                failure_ttl=self._failure_ttl,
                description=job.value,
            )
        except RedisError as failure:
            log.warning("nudge_lost", job=job.value, failure=type(failure).__name__)

    def is_answering(self) -> bool:
        """True when Redis answers within the connection's time; never raises."""
        try:
            return bool(self._connection.ping())
        except RedisError:
            return False
