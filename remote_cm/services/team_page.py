"""What a supervisor sees of their team's day: how much each caseworker has, what is late, and what was raised."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from remote_cm.domain.access import Person, may_see_team
from remote_cm.domain.refusal import NotFound
from remote_cm.domain.vocabulary import RiskLevel, ScriptDomain
from remote_cm.services.my_day import DayTask, name_tasks
from remote_cm.services.slow_ladder_views import SlowLadderView, SlowLine, name_ladders
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.codes import list_codes
from remote_cm.storage.contact_shares import ContactShares, count_contact_shares
from remote_cm.storage.ladders_of_team import LadderOfTeam, list_open_ladders_of_team
from remote_cm.storage.people import list_team_caseworkers
from remote_cm.storage.slow_ladders import list_camps_of_team
from remote_cm.storage.tasks import list_raised_tasks
from remote_cm.storage.team_counts import NO_CALLS, count_calls, count_held_alerts, count_open_tasks


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
class CampLine:
    """One camp. ``outage_since`` is set while the phones of many are down there."""

    code: str
    name: str
    outage_since: datetime | None


@dataclass(frozen=True)
class UnderWay:
    """One ladder of hours and days about a family or a volunteer. ``domains`` are what worries now; ``duty`` is what
    somebody has to do now, None where that is only to come.
    """

    ladder: SlowLadderView
    level: RiskLevel | None
    caseworker: str | None
    domains: tuple[ScriptDomain, ...]
    duty: SlowLine | None

    @property
    def is_late(self) -> bool:
        """True when what somebody has to do now is not done in time."""
        return self.duty is not None and self.duty.is_late


@dataclass(frozen=True)
class TeamPage:
    """The caseworkers of a team, by code, the duties that were not done in time, what runs in hours and days, and the
    camps in which the team has cases. Of what is under way the list shows what is due first on top; the path of each
    stands on the case. ``shares`` is how the families were met in the last weeks (MON-25).
    """

    caseworkers: tuple[CaseworkerDay, ...]
    raised: tuple[DayTask, ...]
    under_way: tuple[UnderWay, ...]
    camps: tuple[CampLine, ...]
    shares: ContactShares
    now: datetime


MOST_LADDERS = 100
"""More than these are a team in trouble; the first ones are the gravest."""


def show_team(around: Surroundings, person: Person) -> TeamPage:
    """The page of a supervisor's own team. Raises NotFound for whoever leads none."""
    if person.team_id is None or not may_see_team(person, person.team_id):
        raise NotFound
    now, today = around.now(), around.today()
    with around.database.unit_of_work() as work:
        session = work.session
        staff = list_team_caseworkers(session, person.team_id)
        ids = [one.id for one in staff]
        calls = count_calls(session, ids, today, now, datetime.combine(today, time(), around.zone))
        tasks = count_open_tasks(session, ids)
        alerts = count_held_alerts(session, ids)
        raised = list_raised_tasks(session, person.team_id)
        ladders = list_open_ladders_of_team(session, person.team_id, MOST_LADDERS)
        codes = list_codes(
            session,
            cases=[*(task.case_id for task in raised), *(one.run.case_id for one in ladders)],
            volunteers=[*(task.volunteer_id for task in raised), *(one.run.volunteer_id for one in ladders)],
            staff=[*ids, *(task.assignee_id for task in raised), *_assignees(ladders)],
        )
        camps = [CampLine(one.code, one.name, one.outage_since) for one in list_camps_of_team(session, person.team_id)]
        since = now - timedelta(days=around.policy.call_script.coverage_debt_days)
        shares = count_contact_shares(session, person.team_id, since)
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
            planned=calls.get(one.id, NO_CALLS).planned,
            late=calls.get(one.id, NO_CALLS).late,
            done=calls.get(one.id, NO_CALLS).met,
            open_tasks=tasks.get(one.id, 0),
            held_alerts=alerts.get(one.id, 0),
        )
        for one in staff
    )
    return TeamPage(
        caseworkers=rows,
        raised=name_tasks(raised, codes, now, words={}),
        under_way=_under_way(around, person, ladders, codes),
        camps=tuple(camps),
        shares=shares,
        now=now,
    )


def _assignees(ladders: Sequence[LadderOfTeam]) -> Iterator[uuid.UUID | None]:
    return (task.assignee_id for one in ladders for task in one.tasks)


def _under_way(
    around: Surroundings, person: Person, ladders: Sequence[LadderOfTeam], codes: Mapping[uuid.UUID, str]
) -> tuple[UnderWay, ...]:
    return tuple(sorted((_line(around, person, one, codes) for one in ladders), key=_due_first))


def _line(around: Surroundings, person: Person, found: LadderOfTeam, codes: Mapping[uuid.UUID, str]) -> UnderWay:
    of_team = [task for task in found.tasks if task.team_id == person.team_id]
    (ladder,) = name_ladders(around, person, [found.run], of_team, codes)
    open_duties = [line for line in ladder.path if line.done_at is None]
    return UnderWay(
        ladder=ladder,
        level=found.case.level if found.case is not None else None,
        caseworker=codes.get(found.case.caseworker_id) if found.case is not None else None,
        domains=found.domains,
        duty=min(open_duties, key=lambda line: line.due_at, default=None),
    )


def _due_first(line: UnderWay) -> datetime:
    return (line.duty.due_at if line.duty is not None else line.ladder.next_at) or datetime.max.replace(tzinfo=UTC)
