"""What a duty that a volunteer's text left says beyond its kind: the hour that was asked for, and how often."""

import uuid
from datetime import timedelta

import pytest
from flask import Flask

from remote_cm.domain.task_kinds import TaskKind
from remote_cm.services.my_day import DayTask
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
