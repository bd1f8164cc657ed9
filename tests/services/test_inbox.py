"""The duties that nobody has, and those that were not done: who sees them, takes them and has done them."""

import uuid

import pytest

from remote_cm.domain.access import Person
from remote_cm.domain.refusal import BadInput, NotFound, StaleStep
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.task_outcomes import DONE_BY_ITSELF
from remote_cm.services.inbox_pages import finish_task, open_task, show_inbox, take_task
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.raise_late_tasks import raise_late_tasks
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.tasks import Task
from remote_cm.storage.tasks import lock_task
from tests.factories import CAREGIVER_NUMBER, CASEWORKER_NUMBER, STRANGER_NUMBER, VOLUNTEER_NUMBER
from tests.services.conftest import Acts
from tests.services.stage import Stage, make_stage, wait_for_blocked


def _waiting(stage: Stage, person: Person) -> list[str]:
    return [task.kind.value for task in show_inbox(stage.around, person).waiting]


def _only_task(stage: Stage) -> uuid.UUID:
    (task,) = stage.rows(Task)
    return task.id


@pytest.mark.requirement("DATA-03")
def test_what_came_from_nobody_we_know_waits_in_every_teams_inbox_until_somebody_takes_it(
    surroundings: Surroundings,
) -> None:
    stage = make_stage(surroundings)
    stage.text(STRANGER_NUMBER, "is this the shop")
    task_id = _only_task(stage)
    caseworker, other_team = stage.people.person("CW-1"), stage.people.person("SUP-2")
    assert _waiting(stage, caseworker) == _waiting(stage, other_team) == ["unknown_sender"]

    take_task(surroundings, caseworker, task_id)

    assert _waiting(stage, caseworker) == _waiting(stage, other_team) == []
    for code in ("CW-2", "SUP-2"):
        with pytest.raises(NotFound):
            open_task(surroundings, stage.people.person(code), task_id)
    assert open_task(surroundings, stage.people.person("SUP-1"), task_id).words == "is this the shop"
    (looked,) = stage.audited("task:opened")
    assert (looked.actor_id, looked.subject_id) == (stage.people.staff("SUP-1").id, task_id)
    assert [row.actor_id for row in stage.audited("task:taken")] == [caseworker.id]


def test_what_came_from_a_team_waits_in_its_own_inbox(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)
    stage.text(CASEWORKER_NUMBER, "hello")

    assert _waiting(stage, stage.people.person("CW-2")) == ["unknown_sender"]
    assert _waiting(stage, stage.people.person("SUP-2")) == []
    with pytest.raises(NotFound):
        open_task(surroundings, stage.people.person("SUP-2"), _only_task(stage))


@pytest.mark.parametrize("code", ["CO-1", "ADM-1", "SAFE-1"])
def test_who_works_no_cases_sees_no_inbox(surroundings: Surroundings, code: str) -> None:
    stage = make_stage(surroundings)
    stage.text(STRANGER_NUMBER, "hello")
    person = stage.people.person(code)

    assert _waiting(stage, person) == []
    for act in (open_task, take_task, finish_task):
        with pytest.raises(NotFound):
            act(surroundings, person, _only_task(stage))


def test_each_look_at_the_list_says_in_the_audit_what_it_showed(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)
    stage.text(STRANGER_NUMBER, "hello")

    show_inbox(surroundings, stage.people.person("CW-1"))

    (look,) = stage.audited("inbox:listed")
    assert look.actor_id == stage.people.staff("CW-1").id
    assert look.detail == {"shown": [str(_only_task(stage))]}


def test_a_duty_that_is_late_stands_on_its_supervisors_page_too(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)
    stage.text(VOLUNTEER_NUMBER, "3")
    supervisor = stage.people.person("SUP-1")
    assert show_inbox(surroundings, supervisor).raised == ()

    stage.clock.advance(hours=3)
    raise_late_tasks(surroundings)

    (late,) = show_inbox(surroundings, supervisor).raised
    assert (late.id, late.is_late) == (_only_task(stage), True)
    for code in ("CW-1", "CW-2", "SUP-2"):
        assert show_inbox(surroundings, stage.people.person(code)).raised == ()


def test_a_duty_is_taken_by_one_person_also_at_one_moment(surroundings: Surroundings, at_once: Acts) -> None:
    stage = make_stage(surroundings)
    stage.text(STRANGER_NUMBER, "hello")
    task_id = _only_task(stage)
    first, second = stage.people.person("CW-1"), stage.people.person("CW-2")

    with surroundings.database.unit_of_work() as work:
        task = lock_task(work.session, task_id)
        assert task is not None

        def finish_when_the_other_waits() -> None:
            wait_for_blocked(surroundings)
            task.assignee_id, task.team_id = first.id, first.team_id
            work.commit()

        raised = at_once(lambda: take_task(surroundings, second, task_id), finish_when_the_other_waits)

    assert isinstance(raised[0], NotFound)
    assert stage.tasks() == [("unknown_sender", "CW-1")]
    with pytest.raises(StaleStep):
        take_task(surroundings, stage.people.person("SUP-1"), task_id)


def test_a_duty_is_done_once_and_leaves_every_page(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)
    stage.text(CAREGIVER_NUMBER, "hello")
    task_id, caseworker = _only_task(stage), stage.people.person("CW-1")

    finish_task(surroundings, caseworker, task_id)

    with pytest.raises(StaleStep):
        finish_task(surroundings, caseworker, task_id)
    (task,) = stage.rows(Task)
    assert (task.done_at, task.done_by_id) == (stage.clock.now(), caseworker.id)
    assert [row.subject_id for row in stage.audited("task:done")] == [task_id]


def test_a_duty_of_another_is_nobodys_to_open(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)
    stage.text(CAREGIVER_NUMBER, "hello")

    for code in ("CW-2", "SUP-2", "CO-1", "SAFE-1"):
        with pytest.raises(NotFound):
            open_task(surroundings, stage.people.person(code), _only_task(stage))
    with pytest.raises(NotFound):
        open_task(surroundings, stage.people.person("CW-1"), uuid.uuid4())


@pytest.mark.requirement("N43")
@pytest.mark.parametrize("kind", sorted(DONE_BY_ITSELF))
def test_a_duty_that_is_done_by_what_it_asks_for_is_not_just_ticked_off(
    surroundings: Surroundings, kind: TaskKind
) -> None:
    stage = make_stage(surroundings)
    person = stage.people.person("CW-1")
    with surroundings.database.unit_of_work() as work:
        about = TaskAbout(team_id=person.team_id, assignee_id=person.id)
        make_task(surroundings, work.session, kind, about)
        work.commit()
    assert open_task(surroundings, person, _only_task(stage)).choices == ()
    with pytest.raises(BadInput, match="do what it asks for"):
        finish_task(surroundings, person, _only_task(stage))
    assert stage.rows(Task)[0].done_at is None
