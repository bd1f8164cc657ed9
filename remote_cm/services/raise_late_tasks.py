"""Puts duties that were not done in time onto the supervisor's page too: giving up is never silent."""

from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.tasks import lock_late_tasks


def raise_late_tasks(around: Surroundings) -> int:
    """Raise one batch of late tasks and return how many. Each is raised once."""
    now = around.now()
    with around.database.unit_of_work() as work:
        late = lock_late_tasks(work.session, now, around.policy.tasks.sweep_limit)
        for task in late:
            task.raised_at = now
            add_audit_entry(
                work.session,
                at=now,
                actor_id=None,
                act="task:raised",
                subject_kind="task",
                subject_id=task.id,
                kind=task.kind.value,
            )
        work.commit()
    return len(late)
