"""What nobody did in time is done or shown anyway: by the timetable's nudges, by the watch, on another's page."""

import uuid
from datetime import timedelta

import pytest

from remote_cm.domain.delivery import DeliveryState
from remote_cm.gateways.dry_run import NotInvented
from remote_cm.ports import Job
from remote_cm.services.check_health import check_health
from remote_cm.services.hand_over_message import hand_over_message
from remote_cm.services.raise_late_tasks import raise_late_tasks
from remote_cm.services.run_tick import do_what_is_late, nudge_what_is_due, run_tick, run_whole_tick
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.messages import Message, MessageKind
from remote_cm.storage.tables.tasks import Task
from tests.factories import VOLUNTEER_NUMBER
from tests.services.conftest import Acts
from tests.services.stage import Stage, make_stage


def _danger(around: Surroundings) -> Stage:
    stage = make_stage(around)
    stage.text(VOLUNTEER_NUMBER, "9 47K")
    return stage


def _states(stage: Stage) -> set[DeliveryState]:
    return {row.state for row in stage.messages()}


def test_a_lost_queue_costs_seconds_and_loses_nothing(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)
    stage.queue.is_lost = True
    stage.text(VOLUNTEER_NUMBER, "9 47K")
    stage.text(VOLUNTEER_NUMBER, "3")

    stage.clock.advance(seconds=19)
    do_what_is_late(surroundings)
    assert _states(stage) == {DeliveryState.OWED}

    stage.clock.advance(seconds=1)
    do_what_is_late(surroundings)
    assert _states(stage) == {DeliveryState.QUEUED}
    assert len(stage.text_sender.sent) == 2
    assert len(stage.call_placer.sent) == 1

    # Alone it climbs the whole ladder, a few seconds behind it.
    stage.climb_at(0)
    for _ in range(40):
        stage.clock.advance(seconds=15)
        do_what_is_late(surroundings)
    assert stage.paged() == {"CW-1", "CW-2", "SUP-1"}
    assert stage.alert().climbed_to == 4
    assert stage.queue.nudges == []


def test_the_watch_leaves_a_step_to_the_workers_for_a_while(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)

    stage.clock.advance(seconds=60 + 19)
    do_what_is_late(surroundings)
    assert stage.alert().climbed_to == 1

    stage.clock.advance(seconds=1)
    do_what_is_late(surroundings)
    assert stage.alert().climbed_to == 2


def test_pages_go_before_ordinary_texts(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)
    stage.text(VOLUNTEER_NUMBER, "3")
    stage.clock.advance(seconds=1)
    stage.text(VOLUNTEER_NUMBER, "9 47K")

    stage.clock.advance(seconds=20)
    do_what_is_late(surroundings)

    assert [text.phone_number == VOLUNTEER_NUMBER for text in stage.text_sender.sent] == [False, True]


def test_one_message_that_cannot_be_done_keeps_no_other_waiting(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)
    stage.text(VOLUNTEER_NUMBER, "9 47K")
    with surroundings.database.unit_of_work() as work:
        first = min(stage.messages(), key=lambda row: (row.owed_at, row.kind))
        work.session.get_one(Message, first.id).phone_number = "+8801711000000"
        work.session.get_one(Message, first.id).owed_at = first.owed_at - timedelta(seconds=1)
        work.commit()
    stage.text(VOLUNTEER_NUMBER, "3")

    stage.clock.advance(seconds=20)
    with pytest.raises(ExceptionGroup) as broken:
        do_what_is_late(surroundings)

    assert [type(failure) for failure in broken.value.exceptions] == [NotInvented]
    others = [row.state for row in stage.messages() if row.id != first.id]
    assert others == [DeliveryState.QUEUED, DeliveryState.QUEUED]
    assert check_health(surroundings).watch_age_seconds == 0


def test_what_is_due_is_nudged_by_its_kind(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)
    stage.text(VOLUNTEER_NUMBER, "3")
    stage.queue.nudges.clear()
    of_kind = {(row.alert_id is not None, row.kind): str(row.id) for row in stage.messages()}

    stage.clock.advance(seconds=4)
    nudge_what_is_due(surroundings)
    assert stage.queue.nudges == []

    stage.clock.advance(seconds=1)
    nudge_what_is_due(surroundings)
    assert set(stage.queue.nudges) == {
        (Job.HAND_OVER_PAGE, of_kind[True, MessageKind.TEXT]),
        (Job.HAND_OVER_PAGE, of_kind[True, MessageKind.RING]),
        (Job.HAND_OVER_MESSAGE, of_kind[False, MessageKind.TEXT]),
    }

    stage.hand_over()
    stage.queue.nudges.clear()
    stage.clock.advance(seconds=55)
    nudge_what_is_due(surroundings)
    assert stage.queue.nudges == [(Job.CLIMB_ALERT, str(stage.alert().id))]


def test_a_message_whose_worker_died_is_nudged_once_its_claim_is_old(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)
    text, ring = sorted(stage.messages(), key=lambda row: row.kind is MessageKind.RING)
    hand_over_message(surroundings, text.id)
    stage.call_placer.lose_next_answer(was_accepted=False)
    hand_over_message(surroundings, ring.id)
    stage.queue.nudges.clear()

    stage.clock.advance(seconds=29)
    nudge_what_is_due(surroundings)
    assert stage.queue.nudges == []

    stage.clock.advance(seconds=1)
    nudge_what_is_due(surroundings)
    assert stage.queue.nudges == [(Job.HAND_OVER_PAGE, str(ring.id))]


def test_what_the_provider_has_asked_to_wait_is_not_nudged_before(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)
    stage.text(VOLUNTEER_NUMBER, "3")
    stage.clock.advance(seconds=10)
    stage.text_sender.be_busy_next()
    stage.hand_over()
    stage.queue.nudges.clear()

    stage.clock.advance(seconds=4)
    nudge_what_is_due(surroundings)
    assert stage.queue.nudges == []

    stage.clock.advance(seconds=1)
    nudge_what_is_due(surroundings)
    assert len(stage.queue.nudges) == 1


def test_a_duty_past_its_time_is_raised_once_whoever_sweeps(surroundings: Surroundings, at_once: Acts) -> None:
    stage = make_stage(surroundings)
    stage.text(VOLUNTEER_NUMBER, "3")
    (task,) = stage.rows(Task)

    stage.clock.set(task.due_at - timedelta(seconds=1))
    assert raise_late_tasks(surroundings) == 0
    stage.clock.set(task.due_at)
    raised_by: list[int] = []
    failed = at_once(*[lambda: raised_by.append(raise_late_tasks(surroundings))] * 3)
    stage.clock.advance(hours=1)
    run_tick(surroundings)

    assert failed == [None, None, None]
    assert sorted(raised_by) == [0, 0, 1]
    assert [row.raised_at for row in stage.rows(Task, Task.id == task.id)] == [task.due_at]
    assert [row.subject_id for row in stage.audited("task:raised")] == [task.id]


def test_a_duty_that_was_done_in_time_is_not_raised(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)
    stage.text(VOLUNTEER_NUMBER, "3")
    with surroundings.database.unit_of_work() as work:
        task = work.session.get_one(Task, stage.rows(Task)[0].id)
        task.done_at, task.done_by_id = stage.clock.now(), stage.people.staff("CW-1").id
        work.commit()

    stage.clock.advance(days=2)

    assert raise_late_tasks(surroundings) == 0


def test_a_whole_tick_does_in_one_process_what_is_due_and_the_second_one_nothing(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)
    stage.clock.advance(seconds=60)

    first = run_whole_tick(surroundings)
    second = run_whole_tick(surroundings)

    assert (first.climbed, first.handed_over) == (1, 3)
    assert (second.planned, second.raised, second.climbed, second.handed_over) == (0, 0, 0, 0)
    assert len(stage.call_placer.sent) == 2
    assert check_health(surroundings).tick_age_seconds == 0


def test_a_nudge_for_a_row_that_is_gone_is_no_failure(surroundings: Surroundings) -> None:
    hand_over_message(surroundings, uuid.uuid4())
