"""Jobs are named by text: each name leads to a function that takes one id, waits on a queue, and has a worker there."""

import importlib
import inspect
from collections.abc import Callable
from typing import Any

import pytest

from remote_cm.gateways.rq.job_table import QUEUE_OF
from remote_cm.ports import Job
from tests.structure.source_tree import imports_of, module_name, modules
from workers.queues import IN_ORDER_OF_URGENCY

JOB_MODULES = [module_name(file) for file in modules() if file.match("workers/*_jobs.py")]


def _function_of(job: Job) -> Callable[[str], None]:
    module, _, name = job.value.rpartition(".")
    found: Callable[[str], None] = getattr(importlib.import_module(module), name)
    return found


@pytest.mark.parametrize("job", list(Job), ids=lambda job: job.name)
def test_a_job_leads_to_a_function_of_the_workers_that_takes_one_id_as_text(job: Job) -> None:
    assert job.value.rpartition(".")[0] in JOB_MODULES
    function = _function_of(job)
    signature = inspect.signature(function, eval_str=True)
    (argument,) = signature.parameters.values()
    assert argument.annotation is str
    assert argument.default is inspect.Parameter.empty
    assert argument.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    assert signature.return_annotation is None
    assert job.value.rpartition(".")[2] == function.__name__


def test_every_function_of_the_job_modules_is_a_job_that_somebody_can_owe() -> None:
    public: set[str] = set()
    for name in JOB_MODULES:
        module: Any = importlib.import_module(name)
        public |= {
            f"{name}.{found.__name__}"
            for found in vars(module).values()
            if inspect.isfunction(found) and found.__module__ == name and not found.__name__.startswith("_")
        }
    assert public == {job.value for job in Job}


def test_every_job_waits_on_a_queue_that_a_worker_serves_and_no_queue_is_served_for_nothing() -> None:
    assert set(QUEUE_OF) == set(Job)
    assert set(QUEUE_OF.values()) == set(IN_ORDER_OF_URGENCY)


def test_alerts_are_served_before_anything_else() -> None:
    assert IN_ORDER_OF_URGENCY[0] == "alerts"
    assert len(set(IN_ORDER_OF_URGENCY)) == len(IN_ORDER_OF_URGENCY)


@pytest.mark.parametrize("name", JOB_MODULES)
def test_a_job_module_knows_services_and_the_frame_and_nothing_else(name: str) -> None:
    (file,) = (file for file in modules() if module_name(file) == name)
    assert [
        found for found in imports_of(file) if not found.startswith(("remote_cm.services.", "workers.job_frame."))
    ] == []
