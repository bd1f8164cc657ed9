"""A later red on an open ladder: it joins while nobody was spoken to, and is owed contacts of its own afterwards."""

from datetime import timedelta

import pytest

from remote_cm.domain.slow_ladder import SlowEnd, SlowLadderName
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.services.inbox_pages import finish_task
from remote_cm.services.steer_slow_ladder import let_wait_for_day
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.calls import ActionState
from remote_cm.storage.tables.slow_ladders import SlowLadderRun
from remote_cm.storage.tables.tasks import Task
from tests.frozen_clock import SUNDAY_MORNING
from tests.services.stage import make_stage
from tests.services.test_slow_ladders import Play, owe

E1 = SlowLadderName.E1


@pytest.fixture
def play(surroundings: Surroundings) -> Play:
    return Play(make_stage(surroundings))


def after_a_contact(play: Play) -> None:
    """A red at ten in the morning that has been talked about at noon, with an action under way."""
    play.red()
    play.stage.clock.advance(hours=2)
    play.act(ActionState.OPEN)
    play.meet()


def test_a_red_that_comes_after_a_contact_is_owed_all_of_it_from_its_own_hour(play: Play) -> None:
    after_a_contact(play)
    play.tick(hours=30)
    play.meet()
    assert play.tick(hours=1) == []
    anew = play.around.now()
    play.red()
    assert len(play.stage.rows(SlowLadderRun)) == 1
    assert play.tick(minutes=119) == []
    assert play.tick(minutes=1) == [("action_started", "CW-1")]
    assert play.task(TaskKind.ACTION_STARTED).due_at == anew + timedelta(hours=24)
    assert play.tick(hours=21, minutes=59) == []
    assert play.tick(minutes=1) == [("second_contact", "CW-1")]
    assert play.task(TaskKind.SECOND_CONTACT).due_at == anew + timedelta(hours=48)


def test_a_red_that_only_one_was_told_of_after_a_contact_comes_to_the_other_anew(play: Play) -> None:
    after_a_contact(play)
    play.stage.clock.advance(minutes=1)
    anew = play.around.now()
    play.cause(TaskKind.UPDATE_BAD)
    assert play.tick(minutes=5) == [("supervisor_told", "SUP-1")]
    play.stage.clock.advance(minutes=1)
    play.meet()
    play.tick(minutes=1)
    play.cause(TaskKind.RED_ANSWER, by="SUP-1")
    assert play.tick(minutes=60) == [("first_contact", "CW-1")]
    assert play.task(TaskKind.FIRST_CONTACT).due_at == anew + timedelta(minutes=7, hours=2)


def test_what_was_owed_before_a_later_red_stays_owed_by_its_own_hour(play: Play) -> None:
    after_a_contact(play)
    assert play.tick(hours=18) == []
    play.red()
    assert play.tick(hours=4) == [("action_started", "CW-1"), ("second_contact", "CW-1")]
    earlier = play.task(TaskKind.SECOND_CONTACT)
    assert earlier.due_at == SUNDAY_MORNING + timedelta(hours=48)
    play.meet()
    assert play.tick(hours=20) == [("second_contact", "CW-1")]
    first, second = play.stage.rows(Task, Task.kind == TaskKind.SECOND_CONTACT)
    assert {first.done_at is None, second.done_at is None} == {True, False}
    assert play.task(TaskKind.SECOND_CONTACT).due_at == SUNDAY_MORNING + timedelta(hours=20 + 48)


def test_a_ladder_of_several_reds_ends_when_the_last_of_them_is_settled(play: Play) -> None:
    after_a_contact(play)
    play.stage.clock.advance(hours=1)
    play.meet()
    play.stage.clock.advance(hours=1)
    play.red()
    for task in play.stage.rows(Task, Task.kind == TaskKind.RED_ANSWER):
        owner = play.stage.code_of(task.assignee_id)
        finish_task(play.around, play.stage.people.person(owner or ""), task.id)
    play.stage.clock.advance(minutes=1)
    play.act(ActionState.OPEN)
    play.meet()
    play.tick(days=1)
    assert play.run(E1).ended_at is None
    play.meet()
    play.tick(minutes=30)
    assert play.run(E1).ended_as is SlowEnd.SETTLED


def test_a_later_red_brings_the_next_call_forward_though_the_earlier_one_had_its_contacts(play: Play) -> None:
    after_a_contact(play)
    play.stage.clock.advance(hours=1)
    play.meet()
    play.stage.clock.advance(hours=1)
    play.red()
    owe(play, SUNDAY_MORNING + timedelta(days=20))
    play.tick(minutes=5)
    assert play.stage.people.follow_up().due_by <= SUNDAY_MORNING + timedelta(hours=4 + 48)


def test_that_one_red_may_wait_for_the_day_says_nothing_about_a_later_one(play: Play) -> None:
    supervisor = play.stage.people.person("SUP-1")
    play.stage.clock.advance(hours=12)
    play.red()
    let_wait_for_day(play.around, supervisor, play.run(E1).id)
    play.stage.clock.advance(minutes=30)
    play.meet()
    play.stage.clock.advance(minutes=30)
    later = play.around.now()
    play.red()
    assert play.task(TaskKind.RED_ANSWER, of="CW-1").due_at == later + timedelta(hours=2)
    assert play.run(E1).waits_for_day_since is None
    let_wait_for_day(play.around, supervisor, play.run(E1).id)
    assert play.task(TaskKind.RED_ANSWER, of="CW-1").due_at == later + timedelta(hours=12)


def test_a_worry_that_joins_a_worry_is_asked_for_no_second_contact(play: Play) -> None:
    play.cause(TaskKind.ORANGE_ANSWER)
    play.stage.clock.advance(hours=2)
    play.meet()
    play.stage.clock.advance(hours=1)
    play.cause(TaskKind.ORANGE_ANSWER)
    assert {task.slow_round for task in play.stage.rows(Task)} == {0, None}
