"""Puts follow-ups that have come near onto their caseworkers' days, inside safe windows, evenly; the rest is not
read.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from remote_cm.domain.day_plan import DaySlot, DueFollowUp, spread_over_days
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.safe_times import safe_times_of
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.cases import (
    count_planned_by_day,
    list_cases_by_id,
    list_contacts_of_cases,
    list_waiting_follow_ups,
)
from remote_cm.storage.database import Session
from remote_cm.storage.people import list_camps_by_id
from remote_cm.storage.tables.cases import CaseFile, FollowUp, FollowUpState


def plan_follow_ups(around: Surroundings) -> int:
    """Plan one batch and return how many were put on a day. Run twice, the second finds nothing left to do."""
    now = around.now()
    horizon = now + timedelta(days=around.policy.tasks.plan_ahead_days)
    with around.database.unit_of_work() as work:
        waiting = list_waiting_follow_ups(work.session, horizon, around.policy.tasks.sweep_limit)
        if waiting:
            _plan(around, work.session, waiting, now)
            work.commit()
        return len(waiting)


def _plan(around: Surroundings, session: Session, waiting: Sequence[FollowUp], now: datetime) -> None:
    cases = list_cases_by_id(session, {row.case_id for row in waiting})
    due = _due_follow_ups(around, session, waiting, cases)
    today = now.astimezone(around.zone).date()
    planned = count_planned_by_day(session, {row.caseworker_id for row in waiting}, today)
    loads: dict[uuid.UUID, dict[date, int]] = defaultdict(dict)
    for (caseworker_id, day), count in planned.items():
        loads[caseworker_id][day] = count
    by_caseworker: dict[uuid.UUID, list[FollowUp]] = defaultdict(list)
    for row in waiting:
        by_caseworker[row.caseworker_id].append(row)
    for caseworker_id, rows in by_caseworker.items():
        slots = spread_over_days(
            [due[row.id] for row in rows], loads[caseworker_id], now, around.policy.cadence.day_plan
        )
        for row in rows:
            _put(around, session, row, cases[row.case_id], slots[str(row.id)], today)


def _due_follow_ups(
    around: Surroundings, session: Session, waiting: Sequence[FollowUp], cases: Mapping[uuid.UUID, CaseFile]
) -> dict[uuid.UUID, DueFollowUp]:
    contacts = list_contacts_of_cases(session, cases)
    camps = list_camps_by_id(session, {case.camp_id for case in cases.values()})
    due: dict[uuid.UUID, DueFollowUp] = {}
    for row in waiting:
        case = cases[row.case_id]
        contact = next((one for one in contacts[case.id] if one.id == row.contact_id), None)
        times = safe_times_of(around, contact, camps[case.camp_id].code)
        due[row.id] = DueFollowUp(str(row.id), case.level, row.not_before, row.due_by, times)
    return due


def _put(
    around: Surroundings, session: Session, row: FollowUp, case: CaseFile, slot: DaySlot | None, today: date
) -> None:
    """On its day; or, when no safe hour is left, on today's page all the same, with a task that says so."""
    row.state = FollowUpState.PLANNED
    if slot is not None:
        row.planned_on, row.window_from, row.window_to = slot.day, slot.period.starts, slot.period.ends
        return
    row.planned_on = today
    if not row.has_no_safe_window:
        row.has_no_safe_window = True
        about = TaskAbout(team_id=case.team_id, assignee_id=case.caseworker_id, case_id=case.id)
        make_task(around, session, TaskKind.NO_SAFE_WINDOW, about)
