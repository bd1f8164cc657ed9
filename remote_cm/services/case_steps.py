"""The steps of a case are duties of its caseworker: each that is done begins the time of the next (RSK-12 to 20)."""

from dataclasses import replace

from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.time_limits import CaseStep, step_due_at
from remote_cm.services.make_task import make_task
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.task_about_case import about_case
from remote_cm.storage.database import Session
from remote_cm.storage.tables.cases import CaseFile
from remote_cm.storage.tables.tasks import Task
from remote_cm.storage.tasks import list_all_open_tasks_of_case


def begin_steps(around: Surroundings, session: Session, case: CaseFile, done: CaseStep) -> None:
    """A step is done: what comes after it is owed, once each. The caller commits."""
    owed = {task.detail for task in _open_steps(session, case)}
    for limit in around.policy.time_limits.after(done):
        if limit.step.value not in owed:
            due_at = step_due_at(limit, around.now(), case.level)
            about = replace(about_case(case), detail=limit.step.value, asked_for_at=due_at)
            make_task(around, session, TaskKind.CASE_STEP, about)
    if done is CaseStep.REVIEWED and case.first_review_done_on is None:
        case.first_review_done_on = around.today()


def hasten_steps(around: Surroundings, session: Session, case: CaseFile) -> None:
    """The level of a case has risen: what is owed is due as that level asks for, never later than it was (RSK-05). The
    caller commits.
    """
    for task in _open_steps(session, case):
        limit = around.policy.time_limits.limit_of(CaseStep(task.detail or ""))
        task.due_at = min(task.due_at, step_due_at(limit, task.made_at, case.level))


def _open_steps(session: Session, case: CaseFile) -> list[Task]:
    return [task for task in list_all_open_tasks_of_case(session, case.id) if task.kind is TaskKind.CASE_STEP]
