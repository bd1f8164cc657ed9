"""How agreed actions are found: what is open on a case, what a talk proposed."""

import uuid
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from remote_cm.storage.tables.calls import ActionState, PlanAction
from remote_cm.storage.tables.tasks import Task


def _unsettled(case_id: uuid.UUID) -> Select[PlanAction]:
    open_ones = select(PlanAction).where(PlanAction.case_id == case_id, PlanAction.settled_at.is_(None))
    return open_ones.order_by(PlanAction.due_at.asc().nulls_last(), PlanAction.made_at, PlanAction.id)


def list_unsettled_actions(session: Session, case_id: uuid.UUID) -> Sequence[PlanAction]:
    """A case's actions that somebody still has to do or to decide on, most pressing first."""
    return list(session.scalars(_unsettled(case_id)))


def list_words_of_actions(session: Session, tasks: Iterable[Task]) -> Mapping[uuid.UUID, str]:
    """What each of these duties is about, in the words of the action behind it, by duty; those with an open action."""
    cases = {task.id: task.case_id for task in tasks}
    if not cases:
        return {}
    of_cases = (PlanAction.case_id.in_(set(cases.values())), PlanAction.settled_at.is_(None))
    rows = session.execute(select(PlanAction.task_id, PlanAction.what).where(*of_cases, PlanAction.task_id.in_(cases)))
    return {task_id: what for task_id, what in rows if task_id is not None}


def lock_proposed_actions(session: Session, conversation_id: uuid.UUID) -> Sequence[PlanAction]:
    """What a talk proposed and nobody has decided on, in the order of the script, locked."""
    proposed = select(PlanAction).where(
        PlanAction.conversation_id == conversation_id, PlanAction.state == ActionState.PROPOSED
    )
    return list(session.scalars(proposed.order_by(PlanAction.domain, PlanAction.made_at).with_for_update()))


def lock_action(session: Session, action_id: uuid.UUID) -> PlanAction | None:
    """One action as it is once the lock is held, until the transaction ends."""
    locked = select(PlanAction).where(PlanAction.id == action_id).with_for_update()
    return session.scalar(locked.execution_options(populate_existing=True))
