"""Finds when the rounds of one ladder of hours and days began, from the tasks that caused it and the contacts held."""

from collections.abc import Iterable
from datetime import datetime

from remote_cm.domain.slow_ladder_rounds import find_beginnings
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session
from remote_cm.storage.slow_ladders import list_contacts_since
from remote_cm.storage.tables.slow_ladders import SlowLadderRun
from remote_cm.storage.tables.tasks import Task


def list_beginnings(
    around: Surroundings, session: Session, run: SlowLadderRun, tasks: Iterable[Task]
) -> tuple[datetime, ...]:
    """When each round of this ladder began, in their order; ``tasks`` are all that hang on it."""
    policy = around.policy.slow_ladders
    if run.case_id is None:
        return (run.opened_at,)
    causes = [task.made_at for task in tasks if policy.begun_by.get(task.kind) is run.ladder]
    contacts = list_contacts_since(session, run.case_id, run.opened_at)
    return find_beginnings(policy.ladders[run.ladder], run.opened_at, causes, contacts)
