"""The actions that were agreed and are not settled: they come first in a call, each done, blocked or still to do."""

import uuid
from collections.abc import Iterable

from remote_cm.domain.call_script import ActionOwner
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.services.call_ground import CallGround
from remote_cm.services.call_views import OpenAction
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.task_of_talk import make_task_of_supervisor, make_task_of_talk
from remote_cm.storage.database import Session
from remote_cm.storage.tables.calls import ActionState, PlanAction


def view_open_actions(
    around: Surroundings, unsettled: Iterable[PlanAction], *, apart_from: uuid.UUID | None = None
) -> tuple[OpenAction, ...]:
    """What of a case's unsettled actions is open, in their order.

    ``apart_from`` is the talk whose own proposals stand elsewhere on the page. What an earlier talk proposed and nobody
    confirmed is shown too: nothing that was red falls under the table because a form was left.
    """
    now = around.now()
    return tuple(
        OpenAction(
            id=row.id,
            what=row.what,
            owner=row.owner,
            state=row.state,
            due_at=row.due_at,
            is_late=row.due_at is not None and row.due_at <= now,
        )
        for row in unsettled
        if row.state is not ActionState.PROPOSED or row.conversation_id != apart_from
    )


def put_on_a_page(around: Surroundings, session: Session, ground: CallGround, action: PlanAction) -> None:
    """Open an action: what has a date is a task of its owner on that day. The caller commits.

    What a volunteer does is told to them by the caseworker, by voice. What needs no date comes up in the next call.
    """
    action.state, action.settled_at, action.settled_by_id = ActionState.OPEN, None, None
    if action.due_at is None:
        return
    kind = TaskKind.ACTION_TO_TELL if action.owner is ActionOwner.VOLUNTEER else TaskKind.AGREED_ACTION
    make = make_task_of_supervisor if action.owner is ActionOwner.SUPERVISOR else make_task_of_talk
    detail = action.domain.value if action.domain is not None else None
    task = make(around, session, ground, None, kind, detail=detail, due_at=action.due_at)
    task.conversation_id = action.conversation_id
    session.flush()
    action.task_id = task.id
