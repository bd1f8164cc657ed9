"""Makes every follow-up that was not met in time a duty on the supervisor's page: a child is never just left out of
a list.
"""

from datetime import timedelta

from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.cases import lock_late_follow_ups
from remote_cm.storage.people import list_lines


def raise_late_follow_ups(around: Surroundings) -> int:
    """Raise one batch of follow-ups whose grace has run out and return how many. Each is raised once."""
    now = around.now()
    grace = around.policy.cadence.grace_hours
    due_before = {level: now - timedelta(hours=hours) for level, hours in grace.items()}
    with around.database.unit_of_work() as work:
        late = lock_late_follow_ups(work.session, due_before, around.policy.tasks.sweep_limit)
        supervisors = list_lines(work.session) if late else {}
        for follow_up, case in late:
            follow_up.raised_at = now
            about = TaskAbout(
                team_id=case.team_id,
                assignee_id=supervisors.get(case.caseworker_id),
                case_id=case.id,
                level=case.level,
                role=StaffRole.SUPERVISOR,
            )
            make_task(around, work.session, TaskKind.FOLLOW_UP_LATE, about)
        work.commit()
    return len(late)
