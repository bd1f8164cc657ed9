"""Keeps what became of an agreed action: done, blocked, or still to do (MON-19, script §2.11 D8.1)."""

import uuid

from remote_cm.domain.access import Person
from remote_cm.domain.refusal import BadInput, Fault, NotAllowed, NotFound
from remote_cm.services.call_ground import CallGround, find_ground, may_work
from remote_cm.services.open_actions import put_on_a_page
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.database import Session
from remote_cm.storage.plan_actions import lock_action
from remote_cm.storage.tables.calls import ActionState, PlanAction
from remote_cm.storage.tables.tasks import Task

#: What may be said of an action in a call.
ANSWERS = (ActionState.DONE, ActionState.BLOCKED, ActionState.OPEN)


def answer_action(
    around: Surroundings, person: Person, follow_up_id: uuid.UUID, action_id: uuid.UUID, state: ActionState
) -> None:
    """Say how one action of this case stands; its task follows. The same answer again changes nothing.

    Raises NotFound, NotAllowed, or BadInput for a state that is not an answer.
    """
    if state not in ANSWERS:
        raise BadInput(Fault("state", f"must be one of {', '.join(ANSWERS)}"))
    with around.database.unit_of_work() as work:
        ground = find_ground(work.session, person, follow_up_id)
        if not may_work(person, ground):
            raise NotAllowed("only whoever has this call says what became of its actions")
        action = lock_action(work.session, action_id)
        if action is None or action.case_id != ground.case.id:
            raise NotFound
        if action.state is not state:
            _move(around, work.session, person, ground, action, state)
        work.commit()


def _move(
    around: Surroundings, session: Session, person: Person, ground: CallGround, action: PlanAction, state: ActionState
) -> None:
    now = around.now()
    action.state = state
    action.settled_at, action.settled_by_id = (now, person.id) if state.is_settled else (None, None)
    task = session.get(Task, action.task_id) if action.task_id is not None else None
    if task is not None:
        task.done_at, task.done_by_id = action.settled_at, action.settled_by_id
    elif state is ActionState.OPEN:
        put_on_a_page(around, session, ground, action)
    add_audit_entry(
        session,
        at=now,
        actor_id=person.id,
        act="action:answered",
        subject_kind="case",
        subject_id=action.case_id,
        state=state.value,
    )
