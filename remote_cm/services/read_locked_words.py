"""Words that were locked away, to whoever has the duty that they left: nobody else ever reads them (N1, §5.1.10)."""

import uuid
from dataclasses import dataclass, field

from remote_cm.domain.access import Person, TaskAnchor, may_see_task
from remote_cm.domain.refusal import NotAllowed, NotFound
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.inbound import find_event
from remote_cm.storage.tasks import lock_task


@dataclass(frozen=True)
class LockedWords:
    """What somebody wrote, for one page and one pair of eyes."""

    words: str = field(repr=False)


def read_locked_words(around: Surroundings, person: Person, task_id: uuid.UUID) -> LockedWords:
    """The words behind a duty, as an audited look.

    Raises NotFound, also where nothing is locked away, and NotAllowed for everybody who does not have the duty.
    """
    with around.database.unit_of_work() as work:
        task = lock_task(work.session, task_id)
        if task is None or not may_see_task(person, TaskAnchor(task.assignee_id, task.team_id)):
            raise NotFound
        event = find_event(work.session, task.event_id) if task.event_id is not None else None
        if event is None or not event.is_locked or event.body is None:
            raise NotFound
        if task.assignee_id != person.id:
            raise NotAllowed("these words are locked away: only who has the task reads them")
        add_audit_entry(
            work.session,
            at=around.now(),
            actor_id=person.id,
            act="locked_words:read",
            subject_kind="inbound_event",
            subject_id=event.id,
        )
        work.commit()
    return LockedWords(event.body)
