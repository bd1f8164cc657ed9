"""Shows the number that a text or a ring came from to whoever has to call back; families are rung by their plan."""

import uuid
from dataclasses import dataclass, field

from remote_cm.domain.access import Person, TaskAnchor, may_see_task
from remote_cm.domain.refusal import NotAllowed, NotFound
from remote_cm.domain.vocabulary import SenderKind
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.alerts import find_alert_for
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.database import UnitOfWork
from remote_cm.storage.inbound import find_event
from remote_cm.storage.tasks import lock_task


@dataclass(frozen=True)
class SenderNumber:
    """The number, for one page and one pair of eyes; never stored again, never in an address or a log."""

    phone_number: str = field(repr=False)


def show_alert_sender(around: Surroundings, person: Person, alert_id: uuid.UUID) -> SenderNumber:
    """To the holder of an alert, the number of whoever raised it.

    Raises NotFound, NotAllowed when another holds it or a family would be rung outside its plan.
    """
    with around.database.unit_of_work() as work:
        alert = find_alert_for(work.session, person, alert_id)
        if alert is None:
            raise NotFound
        if alert.holder_id != person.id:
            raise NotAllowed("take the alert first: whoever calls back is the one who has it")
        shown = _show(around, work, person, alert.event_id)
        work.commit()
    return shown


def show_task_sender(around: Surroundings, person: Person, task_id: uuid.UUID) -> SenderNumber:
    """To whoever has a task, the number of whoever it came from. Raises as above."""
    with around.database.unit_of_work() as work:
        task = lock_task(work.session, task_id)
        if task is None or not may_see_task(person, TaskAnchor(task.assignee_id, task.team_id)):
            raise NotFound
        if task.assignee_id != person.id:
            raise NotAllowed("take the task first: whoever calls back is the one who has it")
        shown = _show(around, work, person, task.event_id)
        work.commit()
    return shown


def _show(around: Surroundings, work: UnitOfWork, person: Person, event_id: uuid.UUID | None) -> SenderNumber:
    # A volunteer who wrote or rang has asked for this call; what the gate asks of calls of our own making is answered.
    event = find_event(work.session, event_id) if event_id is not None else None
    if event is None or event.sender_kind is SenderKind.WITHHELD:
        raise NotAllowed("no number came with this")
    if event.sender_kind is SenderKind.FAMILY:
        raise NotAllowed("a family is rung by its contact plan: open the case and its next call")
    add_audit_entry(
        work.session,
        at=around.now(),
        actor_id=person.id,
        act="number:shown",
        subject_kind="inbound_event",
        subject_id=event.id,
    )
    return SenderNumber(event.sender_number)
