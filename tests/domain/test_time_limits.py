"""One table says by when each step is due after the one before it, and the table of the programme is sound."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from remote_cm.domain.time_limits import CaseStep, StepLimit, TimeLimitPolicy, step_due_at
from remote_cm.domain.vocabulary import RiskLevel
from remote_cm.script_library import find_scripts_dir, load_policy

HIGH, MEDIUM, LOW = RiskLevel.HIGH, RiskLevel.MEDIUM, RiskLevel.LOW
NOON = datetime(2026, 11, 22, 6, tzinfo=UTC)
DAY = 24


@pytest.fixture(scope="module")
def table() -> TimeLimitPolicy:
    return load_policy(find_scripts_dir(None)).time_limits


@pytest.mark.requirement("RSK-13", "RSK-15", "RSK-16", "RSK-17")
@pytest.mark.parametrize(
    ("step", "high", "medium", "low"),
    [
        (CaseStep.FIRST_ASSESSMENT, DAY, 2 * DAY, 2 * DAY),
        (CaseStep.ASSESSMENT_BEGUN, DAY, 7 * DAY, 14 * DAY),
        (CaseStep.ASSESSMENT_DONE, 30 * DAY, 30 * DAY, 30 * DAY),
        (CaseStep.FILE_OPENED, 7 * DAY, 7 * DAY, 7 * DAY),
        (CaseStep.PLAN_MADE, 3 * DAY, 7 * DAY, 14 * DAY),
        (CaseStep.FIRST_ACTION, DAY, 7 * DAY, 14 * DAY),
        (CaseStep.REVIEWED, 84 * DAY, 84 * DAY, 84 * DAY),
    ],
)
def test_the_times_are_those_of_the_sources(
    table: TimeLimitPolicy, step: CaseStep, high: int, medium: int, low: int
) -> None:
    limit = table.limit_of(step)
    for level, hours in ((HIGH, high), (MEDIUM, medium), (LOW, low)):
        assert step_due_at(limit, NOON, level) == NOON + timedelta(hours=hours)


def test_each_step_is_begun_by_one_before_it_and_a_review_by_the_last(table: TimeLimitPolicy) -> None:
    begun, reached = [CaseStep.REGISTERED], {CaseStep.REGISTERED}
    while begun:
        new = {limit.step for limit in table.after(begun.pop())} - reached
        reached |= new
        begun += new
    assert reached == set(CaseStep)
    assert CaseStep.REVIEWED in {limit.step for limit in table.after(CaseStep.REVIEWED)}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"after": ()}, "due after nothing"),
        ({"within_hours": {HIGH: 1}}, "hours for each level"),
        ({"within_hours": {HIGH: 0, MEDIUM: 1, LOW: 1}}, "one hour or more"),
        ({"step": CaseStep.REVIEWED}, "two lines for reviewed"),
    ],
)
def test_a_table_with_a_hole_is_refused(table: TimeLimitPolicy, change: dict[str, Any], said: str) -> None:
    first, *others = table.steps
    with pytest.raises(ValueError, match=said):
        TimeLimitPolicy((replace(first, **change), *others))


def test_a_step_without_a_line_is_refused(table: TimeLimitPolicy) -> None:
    left: tuple[StepLimit, ...] = table.steps[1:]
    with pytest.raises(ValueError, match="no line for first_assessment"):
        TimeLimitPolicy(left)
