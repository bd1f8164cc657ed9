"""What a supervisor's page knows of the open ladders of hours and days of a team, found by one question."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from remote_cm.domain.slow_ladder import SlowLadderName
from remote_cm.domain.vocabulary import DomainColour, ScriptDomain
from remote_cm.storage.tables.cases import CaseFile, DomainLevel
from remote_cm.storage.tables.slow_ladders import SlowLadderRun
from remote_cm.storage.tables.tasks import Task


@dataclass(frozen=True)
class LadderOfTeam:
    """One open ladder with the case that it is about, what worries there, and every task that was ever made on it.

    ``domains`` are red now on E1, orange or red on the others; none where it is about a volunteer.
    """

    run: SlowLadderRun
    case: CaseFile | None
    domains: tuple[ScriptDomain, ...]
    tasks: list[Task]


def list_open_ladders_of_team(session: Session, team_id: uuid.UUID, limit: int) -> Sequence[LadderOfTeam]:
    """A team's open ladders, by name and by what comes next."""
    order = (SlowLadderRun.ladder, SlowLadderRun.next_at.nulls_last(), SlowLadderRun.opened_at, SlowLadderRun.id)
    wanted = select(SlowLadderRun.id).where(SlowLadderRun.team_id == team_id, SlowLadderRun.ended_at.is_(None))
    rows = session.execute(
        select(SlowLadderRun, CaseFile, _worrying_domains(), Task)
        .outerjoin(CaseFile, CaseFile.id == SlowLadderRun.case_id)
        .outerjoin(Task, Task.slow_ladder_id == SlowLadderRun.id)
        .where(SlowLadderRun.id.in_(wanted.order_by(*order).limit(limit)))
        .order_by(*order, Task.made_at, Task.slow_step, Task.id)
    ).all()
    found: dict[uuid.UUID, LadderOfTeam] = {}
    for run, case, domains, task in rows:
        line = found.setdefault(run.id, LadderOfTeam(run, case, tuple(sorted(domains or ())), []))
        if task is not None:
            line.tasks.append(task)
    return list(found.values())


def _worrying_domains() -> ScalarSelect[Sequence[ScriptDomain]]:
    is_worry = (DomainLevel.colour == DomainColour.RED) | (
        (DomainLevel.colour == DomainColour.ORANGE) & (SlowLadderRun.ladder != SlowLadderName.E1)
    )
    heard = select(func.array_agg(DomainLevel.domain)).where(DomainLevel.case_id == SlowLadderRun.case_id, is_worry)
    return heard.correlate(SlowLadderRun).scalar_subquery()
