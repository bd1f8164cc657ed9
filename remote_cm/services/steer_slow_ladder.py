"""What people decide about a ladder of hours and days: to end it, with a reason, or to let it wait for the day."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from remote_cm.domain.access import CaseAnchor, Person, TaskAnchor, may_see_case, may_see_task
from remote_cm.domain.refusal import BadInput, Fault, NotAllowed, NotFound, StaleStep
from remote_cm.domain.slow_ladder import ENDED_BY_A_PERSON, SlowEnd
from remote_cm.domain.task_deadlines import due_at
from remote_cm.services.climb_slow_ladders import end_ladder, settle_task
from remote_cm.services.slow_ladder_rounds import list_beginnings
from remote_cm.services.slow_ladder_views import is_waiting_contact, may_end_ladder, may_let_wait
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.cases import get_case
from remote_cm.storage.database import Session
from remote_cm.storage.slow_ladders import list_tasks_of_ladders, lock_ladder
from remote_cm.storage.tables.slow_ladders import SlowLadderRun
from remote_cm.storage.tables.tasks import Task


def end_slow_ladder(around: Surroundings, person: Person, run_id: uuid.UUID, end: SlowEnd) -> None:
    """End a ladder by hand: what it put on pages is taken off, what began it stays with whoever has it.

    Raises NotFound, NotAllowed for a role that may not end this ladder, StaleStep when it has ended, BadInput for an
    end that no person chooses.
    """
    if end not in ENDED_BY_A_PERSON:
        raise BadInput(Fault("end", f"must be one of {', '.join(ENDED_BY_A_PERSON)}"))
    with around.database.unit_of_work() as work:
        run, tasks = _find(work.session, person, run_id)
        if run.ended_at is not None:
            raise StaleStep("this has been ended already")
        if not may_end_ladder(around, person, run):
            raise NotAllowed("only the supervisor ends this")
        begun_by = around.policy.slow_ladders.begun_by
        for task in tasks:
            if task.done_at is None and task.kind not in begun_by:
                settle_task(work.session, task, around.now(), person.id)
        end_ladder(work.session, run, around.now(), end, person.id)
        work.commit()


def let_wait_for_day(around: Surroundings, person: Person, run_id: uuid.UUID) -> None:
    """The supervisor agrees that the first contact of an E1 may wait for the day (escalation ladder §6.3).

    Raises NotFound, and StaleStep in working hours, when nothing of it is owed any more or when it was agreed before.
    """
    with around.database.unit_of_work() as work:
        run, tasks = _find(work.session, person, run_id)
        if not may_let_wait(around, person, run, tasks):
            raise StaleStep("only a supervisor agrees to this, at night, while the first contact is owed")
        run.waits_for_day_since, run.waits_agreed_by_id = around.now(), person.id
        beginnings = list_beginnings(around, work.session, run, tasks)
        for task in tasks:
            if is_waiting_contact(around, task) and task.assignee_id != person.id:
                began_at = max((one for one in beginnings if one <= task.made_at), default=run.opened_at)
                _put_off(around, work.session, run, task, began_at)
        add_audit_entry(
            work.session,
            at=around.now(),
            actor_id=person.id,
            act="slow_ladder:waits_for_day",
            subject_kind="slow_ladder",
            subject_id=run.id,
        )
        work.commit()


def _put_off(around: Surroundings, session: Session, run: SlowLadderRun, task: Task, began_at: datetime) -> None:
    """The task's time as it would have been if this had been agreed from the beginning; never earlier than it was."""
    level = get_case(session, run.case_id).level if run.case_id is not None else None
    later = due_at(task.kind, began_at, level, around.policy.tasks, around.zone, night_agreed=True)
    task.due_at = max(task.due_at, later)
    task.raised_at = None if task.due_at > around.now() else task.raised_at


def _find(session: Session, person: Person, run_id: uuid.UUID) -> tuple[SlowLadderRun, Sequence[Task]]:
    """A ladder exists for who sees its case, and for who has one of its duties."""
    run = lock_ladder(session, run_id)
    if run is None:
        raise NotFound
    tasks = list_tasks_of_ladders(session, [run.id])
    if not _sees_case(session, person, run) and not any(
        may_see_task(person, TaskAnchor(task.assignee_id, task.team_id)) for task in tasks
    ):
        raise NotFound
    return run, tasks


def _sees_case(session: Session, person: Person, run: SlowLadderRun) -> bool:
    if run.case_id is None:
        return False
    return may_see_case(person, CaseAnchor(get_case(session, run.case_id).caseworker_id, run.team_id))
