"""Starts a worker on every queue, alerts first, with RQ's scheduler on and nothing personal in its log."""

import os

from redis import Redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from remote_cm.gateways.logging_setup import set_up_logging
from remote_cm.settings import read_settings
from workers.job_frame import surroundings
from workers.queues import IN_ORDER_OF_URGENCY

LONGEST_WAIT_FOR_REDIS_SECONDS = 5.0


def main() -> None:
    """Work until told to stop."""
    settings = read_settings(os.environ)
    set_up_logging()
    surroundings()
    connection = Redis.from_url(settings.redis_url)
    queues = [Queue(name, connection=connection, serializer=JSONSerializer) for name in IN_ORDER_OF_URGENCY]
    # Each job in this very process: one of its own for every text would cost many times what the job does. A process
    # that dies or hangs in a job loses nothing by it, since the watch finds what it had claimed.
    worker = SimpleWorker(queues, connection=connection, serializer=JSONSerializer, log_job_description=False)
    # Redis that comes back finds its workers soon; of itself RQ comes to wait for a minute.
    worker.max_connection_wait_time = LONGEST_WAIT_FOR_REDIS_SECONDS
    worker.work(with_scheduler=True, logging_level="WARNING")


if __name__ == "__main__":
    main()
