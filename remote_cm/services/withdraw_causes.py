"""Takes a ladder of hours and days from the line when what began it turns out to be for safeguarding alone."""

import uuid
from collections.abc import Iterable

from remote_cm.domain.slow_ladder import SlowEnd
from remote_cm.services.climb_slow_ladders import end_ladder, settle_task
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session
from remote_cm.storage.slow_ladders import list_tasks_of_ladders, lock_ladder
from remote_cm.storage.tables.tasks import Task


def withdraw_causes(around: Surroundings, session: Session, causes: Iterable[Task], by: uuid.UUID) -> None:
    """End the ladders that nothing but these tasks has begun, with whatever they have put on pages (N28).

    A ladder that something else has begun or joined runs on. The caller commits.
    """
    gone = list(causes)
    now = around.now()
    for run_id in {task.slow_ladder_id for task in gone if task.slow_ladder_id is not None}:
        run = lock_ladder(session, run_id)
        tasks = list_tasks_of_ladders(session, [run_id])
        begun_by = around.policy.slow_ladders.begun_by
        others = [task for task in tasks if task.kind in begun_by and task.id not in {one.id for one in gone}]
        if run is None or run.ended_at is not None or others:
            continue
        for task in tasks:
            if task.done_at is None:
                settle_task(session, task, now, by)
        end_ladder(session, run, now, SlowEnd.IN_OTHER_HANDS, by)
