"""What is found late is handled by its age: danger is an alert that says how late; no answer comes out of season."""

from datetime import timedelta

import pytest

from remote_cm.domain.vocabulary import FoundBy
from remote_cm.services.receive_ring import InboundRing, receive_ring
from remote_cm.services.receive_text import InboundText, receive_text
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.alerts import AlertAct
from remote_cm.storage.tables.tasks import Task
from tests.factories import VOLUNTEER_NUMBER
from tests.services.stage import Stage, make_stage


@pytest.fixture
def stage(surroundings: Surroundings) -> Stage:
    return make_stage(surroundings)


def find(stage: Stage, body: str, **ago: float) -> None:
    """A text is found that was sent so long ago."""
    sent_at = stage.clock.now() - timedelta(**ago)
    receive_text(stage.around, InboundText("test", "SM-late", VOLUNTEER_NUMBER, body, sent_at, FoundBy.RECONCILIATION))


def test_danger_that_is_found_late_is_an_alert_that_begins_now_and_says_how_late(stage: Stage) -> None:
    find(stage, "9 47K", minutes=20)
    assert stage.alert().opened_at == stage.clock.now()
    assert stage.timeline(AlertAct.FOUND_LATE) == [(None, "found_late_seconds:1200")]
    assert {page.owed_at for page in stage.messages()} == {stage.clock.now()}
    assert {page.send_before for page in stage.messages()} == {stage.clock.now() + timedelta(seconds=600)}


def test_the_event_keeps_when_it_was_sent_and_how_it_was_found(stage: Stage) -> None:
    find(stage, "3", minutes=20)
    (event,) = stage.events()
    assert event.received_at == stage.clock.now() - timedelta(minutes=20)
    assert event.handled_at == stage.clock.now()
    assert event.found_by is FoundBy.RECONCILIATION


@pytest.mark.parametrize(("seconds", "is_said"), [(59, False), (60, True)])
def test_a_minute_is_late(stage: Stage, seconds: int, is_said: bool) -> None:
    find(stage, "9 47K", seconds=seconds)
    assert bool(stage.timeline(AlertAct.FOUND_LATE)) == is_said


def test_danger_that_joins_an_alert_says_how_late_it_was_too(stage: Stage) -> None:
    stage.text(VOLUNTEER_NUMBER, "9 47K")
    stage.clock.advance(hours=2)
    find(stage, "9 47K help", minutes=20)
    assert stage.timeline(AlertAct.FOUND_LATE) == [(None, "found_late_seconds:1200")]


def test_a_second_ring_that_is_found_late_is_help(stage: Stage) -> None:
    first, second = stage.clock.now() - timedelta(minutes=20), stage.clock.now() - timedelta(minutes=19)
    receive_ring(stage.around, InboundRing("test", "CA2", VOLUNTEER_NUMBER, second, FoundBy.RECONCILIATION))
    receive_ring(stage.around, InboundRing("test", "CA1", VOLUNTEER_NUMBER, first, FoundBy.RECONCILIATION))
    assert stage.alert().ladder.value == "help"


@pytest.mark.parametrize(("minutes", "is_answered"), [(59, True), (60, False)])
def test_a_text_of_long_ago_gets_no_answer_and_its_duty_says_when_it_was_sent(
    stage: Stage, minutes: int, is_answered: bool
) -> None:
    find(stage, "3", minutes=minutes)
    assert bool(stage.replies()) == is_answered
    (task,) = stage.rows(Task)
    assert (task.made_at, task.sent_at) == (stage.clock.now(), stage.clock.now() - timedelta(minutes=minutes))


def test_the_duty_of_a_text_that_came_in_time_says_nothing_of_it(stage: Stage) -> None:
    stage.text(VOLUNTEER_NUMBER, "3")
    (task,) = stage.rows(Task)
    assert task.sent_at is None


def test_an_hour_that_has_passed_when_the_text_is_found_is_not_taken_for_tomorrows(stage: Stage) -> None:
    stage.clock.advance(hours=5)
    find(stage, "7 11", hours=5)
    (task,) = stage.rows(Task)
    assert task.due_at <= stage.clock.now() + timedelta(hours=2)
