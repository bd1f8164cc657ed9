"""Outside it is heard that all is well only while it is."""

from dataclasses import dataclass, replace

import pytest
from structlog.testing import capture_logs

from remote_cm.services.run_tick import run_tick
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.tell_outside import OutsideWord
from tests.factories import VOLUNTEER_NUMBER
from tests.services.stage import Stage, make_stage


@dataclass
class Listener:
    """Somebody outside."""

    heard: int = 0
    is_deaf: bool = False

    def ping(self) -> bool:
        self.heard += not self.is_deaf
        return not self.is_deaf


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def stage(surroundings: Surroundings, listener: Listener) -> Stage:
    return make_stage(replace(surroundings, outside_heartbeat=listener))


@pytest.fixture
def word(stage: Stage) -> OutsideWord:
    run_tick(stage.around)
    return OutsideWord(stage.around)


def next_time(stage: Stage) -> None:
    stage.clock.advance(seconds=stage.around.policy.reliability.heartbeat_every_seconds)


def test_it_is_said_each_minute_and_not_more_often(stage: Stage, word: OutsideWord, listener: Listener) -> None:
    assert (word.say_if_due(), word.say_if_due()) == (True, False)
    stage.clock.advance(seconds=stage.around.policy.reliability.heartbeat_every_seconds - 1)
    assert not word.say_if_due()
    stage.clock.advance(seconds=1)
    assert word.say_if_due()
    assert listener.heard == 2


def test_nothing_is_said_once_the_timetable_stands(stage: Stage, word: OutsideWord, listener: Listener) -> None:
    stage.clock.advance(seconds=stage.around.policy.tasks.tick_alarm_seconds)
    assert word.say_if_due()
    next_time(stage)
    assert not word.say_if_due()
    run_tick(stage.around)
    next_time(stage)
    assert word.say_if_due()
    assert listener.heard == 2


def test_nothing_is_said_before_the_timetable_ever_ran(stage: Stage) -> None:
    assert not OutsideWord(stage.around).say_if_due()


def test_an_alert_behind_its_clock_silences_it_and_stands_in_the_log_by_its_id(
    stage: Stage, word: OutsideWord, listener: Listener
) -> None:
    stage.text(VOLUNTEER_NUMBER, "9 47K")
    due_at = stage.alert().due_at
    assert due_at is not None
    stage.clock.set(due_at)
    stage.clock.advance(seconds=stage.around.policy.reliability.alert_overdue_seconds - 1)
    run_tick(stage.around)
    assert word.say_if_due()
    stage.clock.advance(seconds=stage.around.policy.reliability.heartbeat_every_seconds)
    run_tick(stage.around)
    with capture_logs() as logs:
        assert not word.say_if_due()
    assert [line["alerts"] for line in logs if line["event"] == "alerts_behind_their_clock"] == [
        [str(stage.alert().id)]
    ]
    stage.climb()
    next_time(stage)
    run_tick(stage.around)
    assert word.say_if_due()
    assert listener.heard == 2


def test_a_promise_that_ran_out_and_was_not_taken_up_silences_it(stage: Stage, word: OutsideWord) -> None:
    stage.text(VOLUNTEER_NUMBER, "9 47K")
    stage.text("+12025550110", stage.reply_code("CW-1"))
    held_until = stage.alert().holder_due_at
    assert held_until is not None
    stage.clock.set(held_until)
    run_tick(stage.around)
    assert word.say_if_due()
    stage.clock.advance(seconds=stage.around.policy.reliability.alert_overdue_seconds)
    run_tick(stage.around)
    assert not word.say_if_due()


def test_a_listener_who_does_not_hear_is_told_again_the_next_time(
    stage: Stage, word: OutsideWord, listener: Listener
) -> None:
    listener.is_deaf = True
    assert not word.say_if_due()
    listener.is_deaf = False
    next_time(stage)
    assert word.say_if_due()


def test_without_an_address_nothing_is_said(surroundings: Surroundings) -> None:
    run_tick(surroundings)
    assert not OutsideWord(surroundings).say_if_due()
