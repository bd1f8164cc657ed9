"""Each step of a case is a duty with its time; doing it begins the next, and not doing it is never silent."""

import pytest

from remote_cm.domain.registration import IdentifierKind
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.time_limits import CaseStep, step_due_at
from remote_cm.domain.vocabulary import RiskLevel
from remote_cm.services.case_steps import begin_steps, hasten_steps
from remote_cm.services.inbox_pages import finish_task
from remote_cm.services.raise_late_tasks import raise_late_tasks
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.cases import CaseFile
from remote_cm.storage.tables.tasks import Task
from tests.factories import Loaded, case_row, make_people
from tests.frozen_clock import FrozenClock
from tests.services.calls_by_hand import RED, CallByHand, rows
from tests.services.test_register_case import register

STEPS = CaseStep


@pytest.fixture
def people(surroundings: Surroundings) -> Loaded:
    """A team with one child who was just registered at medium risk."""
    loaded = make_people(surroundings, case_row())
    register(loaded, identifiers={IdentifierKind.FCN: "445566"})
    return loaded


def owed(people: Loaded) -> dict[CaseStep, Task]:
    open_ones = [task for task in rows(people.around, Task) if task.kind is TaskKind.CASE_STEP and not task.done_at]
    return {CaseStep(task.detail or ""): task for task in open_ones}


def do(people: Loaded, step: CaseStep) -> None:
    finish_task(people.around, people.person("CW-1"), owed(people)[step].id)


@pytest.mark.requirement("RSK-13")
def test_registration_begins_the_time_of_both_assessments(people: Loaded) -> None:
    table, now = people.around.policy.time_limits, people.around.now()
    assert set(owed(people)) == {STEPS.FIRST_ASSESSMENT, STEPS.ASSESSMENT_BEGUN}
    for step, task in owed(people).items():
        assert task.due_at == step_due_at(table.limit_of(step), now, RiskLevel.MEDIUM)
        assert task.assignee_id == people.person("CW-1").id


@pytest.mark.requirement("RSK-15", "RSK-16", "RSK-17")
def test_each_step_that_is_done_begins_the_next_and_a_review_the_next_review(
    people: Loaded, clock: FrozenClock
) -> None:
    do(people, STEPS.FIRST_ASSESSMENT)
    assert set(owed(people)) == {STEPS.ASSESSMENT_BEGUN, STEPS.FILE_OPENED}
    clock.advance(days=1)
    for step, begun in (
        (STEPS.ASSESSMENT_BEGUN, {STEPS.ASSESSMENT_DONE}),
        (STEPS.ASSESSMENT_DONE, {STEPS.PLAN_MADE}),
        (STEPS.PLAN_MADE, {STEPS.FIRST_ACTION, STEPS.REVIEWED}),
        (STEPS.FILE_OPENED, set[CaseStep]()),
        (STEPS.FIRST_ACTION, set[CaseStep]()),
        (STEPS.REVIEWED, {STEPS.REVIEWED}),
    ):
        before = {task.id for task in owed(people).values()}
        do(people, step)
        assert {one for one, task in owed(people).items() if task.id not in before} == begun, step


def test_the_first_review_is_kept_as_such(people: Loaded) -> None:
    for step in (STEPS.ASSESSMENT_BEGUN, STEPS.ASSESSMENT_DONE, STEPS.PLAN_MADE, STEPS.REVIEWED):
        do(people, step)
    registered = _registered(people)
    assert registered.first_review_done_on == people.around.today()


def test_a_step_is_owed_once_however_often_what_comes_before_is_told(people: Loaded) -> None:
    case_id = _registered(people).id
    with people.around.database.unit_of_work() as work:
        begin_steps(people.around, work.session, work.session.get_one(CaseFile, case_id), STEPS.REGISTERED)
        work.commit()
    steps = [task.detail for task in rows(people.around, Task) if task.kind is TaskKind.CASE_STEP]
    assert sorted(filter(None, steps)) == ["assessment_begun", "first_assessment"]


def test_a_step_that_is_not_done_in_time_is_on_the_supervisors_page(people: Loaded, clock: FrozenClock) -> None:
    clock.advance(days=2, minutes=1)
    raise_late_tasks(people.around)
    assert owed(people)[STEPS.FIRST_ASSESSMENT].raised_at is not None
    assert owed(people)[STEPS.ASSESSMENT_BEGUN].raised_at is None


@pytest.mark.requirement("RSK-05")
def test_a_level_that_rises_brings_forward_what_is_owed_and_never_puts_it_off(people: Loaded) -> None:
    table, now = people.around.policy.time_limits, people.around.now()
    _set_level(people, RiskLevel.HIGH)
    limit = table.limit_of(STEPS.ASSESSMENT_BEGUN)
    assert owed(people)[STEPS.ASSESSMENT_BEGUN].due_at == step_due_at(limit, now, RiskLevel.HIGH)
    _set_level(people, RiskLevel.LOW)
    assert owed(people)[STEPS.ASSESSMENT_BEGUN].due_at == step_due_at(limit, now, RiskLevel.HIGH)


@pytest.mark.requirement("RSK-05")
def test_a_call_that_raises_the_level_does_so(surroundings: Surroundings) -> None:
    people = make_people(surroundings, case_row())
    with surroundings.database.unit_of_work() as work:
        begin_steps(surroundings, work.session, work.session.get_one(CaseFile, people.case().id), STEPS.REGISTERED)
        work.commit()
    before = owed(people)[STEPS.ASSESSMENT_BEGUN].due_at
    call = CallByHand(surroundings, people).open().hear_all()
    call.hear_all("D4.2", "D7.1", code=RED)
    call.end()
    assert people.case().level is RiskLevel.HIGH
    assert owed(people)[STEPS.ASSESSMENT_BEGUN].due_at < before


def _set_level(people: Loaded, level: RiskLevel) -> None:
    case_id = _registered(people).id
    with people.around.database.unit_of_work() as work:
        case = work.session.get_one(CaseFile, case_id)
        case.level = level
        hasten_steps(people.around, work.session, case)
        work.commit()


def _registered(people: Loaded) -> CaseFile:
    return next(case for case in rows(people.around, CaseFile) if case.code != "CX-TEST")


def test_a_case_from_elsewhere_owes_no_steps_here(surroundings: Surroundings) -> None:
    people = make_people(surroundings, case_row())
    assert owed(people) == {}
