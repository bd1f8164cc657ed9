"""What every job has around it: its surroundings, made once a process, and a log line with ids and nothing else."""

import os
import uuid
from collections.abc import Callable
from functools import cache

import structlog
from rq import get_current_job

from remote_cm.gateways.rq.job_queue import note_begun
from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import read_settings
from remote_cm.wiring import make_surroundings

log = structlog.get_logger(__name__)


@cache
def surroundings() -> Surroundings:
    """This process's surroundings."""
    return make_surroundings(read_settings(os.environ))


def run_job(name: str, use_case: Callable[[Surroundings, uuid.UUID], object], row_id: str) -> None:
    """Run one use case for one row. Every use case that is run so may be run twice, and says so in its tests."""
    structlog.contextvars.bind_contextvars(job=name, row=row_id)
    try:
        _note_begun(row_id)
        use_case(surroundings(), uuid.UUID(row_id))
        log.info("job_done")
    finally:
        structlog.contextvars.unbind_contextvars("job", "row")


def _note_begun(row_id: str) -> None:
    nudged = get_current_job()
    if nudged is not None:
        note_begun(nudged.connection, nudged.func_name or "", row_id)
