"""What a supervisor sees of their team's day: how much each caseworker has, what is late, and what was raised."""

from dataclasses import dataclass
from datetime import datetime, time

from remote_cm.domain.access import Person, may_see_team
from remote_cm.domain.refusal import NotFound
from remote_cm.services.my_day import DayTask, show_tasks
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.people import list_team_caseworkers
from remote_cm.storage.tasks import list_raised_tasks
from remote_cm.storage.team_counts import count_held_alerts, count_late, count_met, count_open_tasks, count_planned


@dataclass(frozen=True)
class CaseworkerDay:
    """One caseworker's day in numbers; ``late`` are those of the planned whose date has passed."""

    code: str
    planned: int
    late: int
    done: int
    open_tasks: int
    held_alerts: int


@dataclass(frozen=True)
class TeamPage:
    """The caseworkers of a team, by code, and the duties that were not done in time."""

    caseworkers: tuple[CaseworkerDay, ...]
    raised: tuple[DayTask, ...]
    now: datetime


def show_team(around: Surroundings, person: Person) -> TeamPage:
    """The page of a supervisor's own team. Raises NotFound for whoever leads none."""
    if person.team_id is None or not may_see_team(person, person.team_id):
        raise NotFound
    now, today = around.now(), around.today()
    with around.database.unit_of_work() as work:
        session = work.session
        staff = list_team_caseworkers(session, person.team_id)
        ids = [one.id for one in staff]
        planned = count_planned(session, ids, today)
        late = count_late(session, ids, now)
        done = count_met(session, ids, datetime.combine(today, time(), around.zone))
        tasks = count_open_tasks(session, ids)
        alerts = count_held_alerts(session, ids)
        raised = list_raised_tasks(session, person.team_id)
        shown = show_tasks(session, raised, now)
        add_audit_entry(
            session,
            at=now,
            actor_id=person.id,
            act="team:listed",
            subject_kind="task",
            shown=[task.id for task in raised],
        )
        work.commit()
    rows = tuple(
        CaseworkerDay(
            code=one.code,
            planned=planned.get(one.id, 0),
            late=late.get(one.id, 0),
            done=done.get(one.id, 0),
            open_tasks=tasks.get(one.id, 0),
            held_alerts=alerts.get(one.id, 0),
        )
        for one in staff
    )
    return TeamPage(rows, shown, now)
