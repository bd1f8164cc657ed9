"""Reminds people of what nobody did: a call that was not settled or written down, a review whose day has come."""

from datetime import timedelta

from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.people import find_supervisor_id
from remote_cm.storage.settling import lock_cases_to_review, lock_unsettled_talks


def remind_of_what_waits(around: Surroundings) -> int:
    """Put one batch of each on somebody's page and return how many tasks that made. Run twice it does nothing more."""
    return _unsettled_calls(around) + _reviews(around)


def _unsettled_calls(around: Surroundings) -> int:
    """Whoever had the talk is reminded; late tasks go to the supervisor as all do, so that it is never silent."""
    before = around.now() - timedelta(hours=around.policy.call_script.notes_nudge_hours)
    with around.database.unit_of_work() as work:
        waiting = lock_unsettled_talks(work.session, before, around.policy.tasks.sweep_limit)
        for talk, case in waiting:
            about = TaskAbout(
                team_id=case.team_id,
                assignee_id=talk.caseworker_id,
                case_id=case.id,
                conversation_id=talk.id,
                level=case.level,
            )
            make_task(around, work.session, TaskKind.SETTLE_CALL, about)
        work.commit()
    return len(waiting)


def _reviews(around: Surroundings) -> int:
    """The supervisor looks at what can only be monitored, on the day that was set for it (MON-11)."""
    with around.database.unit_of_work() as work:
        due = lock_cases_to_review(work.session, around.today(), around.policy.tasks.sweep_limit)
        for case in due:
            about = TaskAbout(
                team_id=case.team_id,
                assignee_id=find_supervisor_id(work.session, case.caseworker_id),
                case_id=case.id,
                level=case.level,
                role=StaffRole.SUPERVISOR,
                detail=str(case.supervisor_review_on),
            )
            make_task(around, work.session, TaskKind.MONITORING_REVIEW, about)
        work.commit()
    return len(due)
