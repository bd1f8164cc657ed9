"""What a line says beyond its kind: the hour that was asked for, how often, and when something comes next."""

import uuid
from datetime import timedelta

import pytest
from flask import Flask

from remote_cm.domain.cadence import Lateness
from remote_cm.domain.debriefs import DebriefState, DebriefStep
from remote_cm.domain.no_answer import NextTry
from remote_cm.domain.safe_window import Period
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import ContactRole, RiskLevel
from remote_cm.services.debrief_pages import DebriefRow
from remote_cm.services.my_day import DayCall, DayTask
from remote_cm.storage.tables.calls import AttemptOutcome
from remote_cm.web.words.calls import describe_next_try, describe_try
from remote_cm.web.words.debriefs import describe_next
from remote_cm.web.words.tasks import describe_task
from tests.frozen_clock import SUNDAY_MORNING


@pytest.mark.parametrize(
    ("kind", "detail", "line"),
    [
        (TaskKind.CALL_AT, "16:00", "Phone V-014 at 16:00: the hour they asked for"),
        (TaskKind.CALL_AT, None, "Phone V-014 at the hour they asked for"),
        (TaskKind.NEW_CHILD, "3", "Phone V-014: they know of a child who may need help (told 3 times)"),
        (TaskKind.NEW_CHILD, None, "Phone V-014: they know of a child who may need help"),
        (TaskKind.WELLBEING_CALL, None, "Phone V-014: they would like to talk about how they are"),
    ],
)
def test_the_line_of_a_duty_says_the_hour_and_how_often(
    away_app: Flask, kind: TaskKind, detail: str | None, line: str
) -> None:
    due_at = SUNDAY_MORNING + timedelta(hours=2)
    task = DayTask(uuid.uuid4(), kind, None, "V-014", SUNDAY_MORNING, due_at, is_late=False, detail=detail)
    with away_app.test_request_context():
        assert describe_task(task) == line


def test_the_line_of_a_duty_says_how_late_we_heard_of_it(away_app: Flask) -> None:
    whole = (uuid.uuid4(), TaskKind.CALL_BACK, None, "V-014", SUNDAY_MORNING, SUNDAY_MORNING)
    task = DayTask(*whole, is_late=False, detail=None, heard_after=timedelta(minutes=20))
    with away_app.test_request_context():
        line = describe_task(task)
    assert line == "Phone V-014: they asked to be called (sent 20 minutes before we heard of it)"


MORNING_HOURS = Period(SUNDAY_MORNING + timedelta(hours=1), SUNDAY_MORNING + timedelta(hours=3))
"""Eleven to one, on a Sunday at ten."""


def day_call(next_try: NextTry | None, hours: Period | None = MORNING_HOURS, *, is_open_now: bool = False) -> DayCall:
    return DayCall(
        follow_up_id=uuid.uuid4(),
        case_code="CX-7Q2M",
        level=RiskLevel.HIGH,
        with_role=ContactRole.CHILD,
        window_from=hours.starts if hours else None,
        window_to=hours.ends if hours else None,
        is_open_now=is_open_now,
        due_by=SUNDAY_MORNING,
        lateness=Lateness.NOT_LATE,
        reasons=(),
        begin_with=(),
        tries=1,
        last_outcome=AttemptOutcome.NO_ANSWER,
        has_no_safe_window=hours is None,
        next_try=next_try,
    )


@pytest.mark.parametrize(
    ("call", "line"),
    [
        (day_call(None), None),
        (day_call(NextTry(3, 3, None)), "tried often enough: somebody goes to see"),
        (day_call(NextTry(1, 3, None)), None),
        (day_call(NextTry(1, 3, SUNDAY_MORNING + timedelta(hours=2))), "next try from 12:00"),
        (day_call(NextTry(1, 3, SUNDAY_MORNING - timedelta(days=1))), "next try from 11:00"),
        (
            day_call(NextTry(1, 3, SUNDAY_MORNING), Period(SUNDAY_MORNING, SUNDAY_MORNING), is_open_now=True),
            "next try now",
        ),
        (day_call(NextTry(1, 3, SUNDAY_MORNING - timedelta(days=1)), None), None),
    ],
)
def test_the_next_try_is_never_at_an_hour_that_is_over_or_not_safe(
    away_app: Flask, call: DayCall, line: str | None
) -> None:
    with away_app.test_request_context():
        assert describe_next_try(call, SUNDAY_MORNING) == line


def test_a_try_whose_hour_has_come_is_made_as_soon_as_it_is_safe(away_app: Flask) -> None:
    with away_app.test_request_context():
        assert describe_try(SUNDAY_MORNING, SUNDAY_MORNING) == "as soon as it is safe"
        assert describe_try(SUNDAY_MORNING + timedelta(minutes=1), SUNDAY_MORNING) == "10:01"


@pytest.mark.parametrize("step", list(DebriefStep))
def test_a_step_of_a_debrief_whose_hour_is_over_is_said_without_it(away_app: Flask, step: DebriefStep) -> None:
    row = DebriefRow(
        id=uuid.uuid4(),
        volunteer_code="V-014",
        caseworker="CW-01",
        slot_at=SUNDAY_MORNING,
        state=DebriefState.PLANNED,
        next_step=step,
        due_at=SUNDAY_MORNING,
        attempts=0,
        held_at=None,
        missed_lately=0,
        missed_too_many=False,
        minutes=None,
    )
    with away_app.test_request_context():
        assert "10:00" not in describe_next(row, SUNDAY_MORNING)
        assert "10:00" in describe_next(row, SUNDAY_MORNING - timedelta(minutes=1))
