"""Nothing that the rules name by a word of their own reaches a page bare: every member of every table has its words."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

import pytest
from flask import Flask
from flask_babel import LazyString

from remote_cm.domain.call_script import GateKind
from remote_cm.domain.ladder import PromiseKind
from remote_cm.domain.safety_gate import GateReason
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.services.attempt_contact import SELF_CHECKS
from remote_cm.services.my_day import DayTask
from remote_cm.web import gate_words
from remote_cm.web.words import TABLES, calls
from remote_cm.web.words.alerts import PROMISES_KEPT
from remote_cm.web.words.moments import due, elapsed, length
from remote_cm.web.words.tasks import describe_task
from tests.frozen_clock import SUNDAY_MORNING


@pytest.mark.parametrize("table", TABLES, ids=lambda table: type(next(iter(table))).__name__)
def test_every_member_has_words(away_app: Flask, table: Mapping[StrEnum, LazyString]) -> None:
    kind = type(next(iter(table)))
    assert set(table) == set(kind)
    with away_app.test_request_context():
        assert all(str(words).strip() for words in table.values())


def test_each_enum_stands_in_one_table_only() -> None:
    kinds = [type(next(iter(table))) for table in TABLES]
    assert len(kinds) == len(set(kinds))


def test_the_other_tables_are_whole_too() -> None:
    assert set(gate_words.WORDS) == set(GateReason)
    assert set(PROMISES_KEPT) == set(PromiseKind)
    assert set(calls.GATES_CLOSED) == set(GateKind)
    assert tuple(calls.SELF_CHECKS) == SELF_CHECKS


def day_task(kind: TaskKind, case_code: str | None, volunteer_code: str | None) -> DayTask:
    return DayTask(
        uuid.uuid4(), kind, case_code, volunteer_code, SUNDAY_MORNING, SUNDAY_MORNING, is_late=False, detail=None
    )


@pytest.mark.parametrize(
    ("kind", "case_code", "volunteer_code", "line"),
    [
        (TaskKind.NOT_UNDERSTOOD, None, "V-014", "Phone V-014: a text could not be read"),
        (TaskKind.UPDATE_BAD, "CX-7Q2M", "V-014", "Phone V-014: it is bad in a family they look after"),
        (TaskKind.RED_ANSWER, "CX-7Q2M", "V-014", "Act on the red answer about CX-7Q2M"),
        (TaskKind.UNREACHABLE, None, "V-014", "Find another way to reach V-014: nobody can be reached by phone"),
        (TaskKind.HELP, None, None, "Phone the sender now: they need help, and it is not known how bad it is"),
    ],
)
def test_a_task_names_whom_it_concerns(
    away_app: Flask, kind: TaskKind, case_code: str | None, volunteer_code: str | None, line: str
) -> None:
    with away_app.test_request_context():
        assert describe_task(day_task(kind, case_code, volunteer_code)) == line


def test_every_task_can_be_said_whomever_it_concerns(away_app: Flask) -> None:
    with away_app.test_request_context():
        assert not [kind for kind in TaskKind if "%" in describe_task(day_task(kind, "CX-7Q2M", "V-014"))]


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0, "00:00"),
        (192, "03:12"),
        (3599, "59:59"),
        (3600, "1 h 00"),
        (86399, "23 h 59"),
        (86400, "1 day"),
        (-5, "00:00"),
    ],
)
def test_a_clock_counts_seconds_for_an_hour_then_hours_then_days(away_app: Flask, seconds: int, written: str) -> None:
    with away_app.test_request_context():
        assert elapsed(SUNDAY_MORNING, SUNDAY_MORNING + timedelta(seconds=seconds)) == written


@pytest.mark.parametrize(
    ("minutes", "written"),
    [(0, "1 minute"), (59, "59 minutes"), (60, "1 hour"), (2879, "47 hours"), (2880, "2 days")],
)
def test_a_span_is_said_in_the_largest_unit_that_is_still_useful(away_app: Flask, minutes: int, written: str) -> None:
    with away_app.test_request_context():
        assert length(timedelta(minutes=minutes)) == written


@pytest.mark.parametrize(
    ("minutes", "written"),
    [(-1, "1 minute late"), (0, "due today by 10:00"), (839, "due today by 23:59"), (840, "due by Mon 23 Nov")],
)
def test_a_date_is_today_by_an_hour_another_day_by_its_name_or_late(
    away_app: Flask, minutes: int, written: str
) -> None:
    with away_app.test_request_context():
        assert due(SUNDAY_MORNING + timedelta(minutes=minutes), SUNDAY_MORNING) == written
