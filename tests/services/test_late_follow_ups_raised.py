"""A follow-up that was not met in time is a duty of the supervisor, once, when the grace of its level is over."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from remote_cm.domain.vocabulary import AnswerCode
from remote_cm.services.raise_late_follow_ups import raise_late_follow_ups
from remote_cm.services.raise_late_tasks import raise_late_tasks
from remote_cm.services.run_tick import run_tick
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.tasks import Task
from tests.factories import case_row, make_people
from tests.frozen_clock import FrozenClock
from tests.services.calls_by_hand import CallByHand, rows, tasks


@pytest.mark.parametrize(("level", "grace"), [("high", 24), ("medium", 72), ("low", 120)])
def test_each_level_has_its_grace(surroundings: Surroundings, clock: FrozenClock, level: str, grace: int) -> None:
    people = make_people(surroundings, case_row(level=level))
    clock.set(people.follow_up().due_by + timedelta(hours=grace))
    assert raise_late_follow_ups(surroundings) == 0
    clock.advance(seconds=1)
    assert raise_late_follow_ups(surroundings) == 1
    assert tasks(surroundings, people) == {("follow_up_late", "SUP-1")}
    (task,) = rows(surroundings, Task)
    assert task.case_id == people.case().id
    assert task.due_at == surroundings.now() + timedelta(hours=4 if level == "high" else 24)


def test_each_is_raised_once(
    surroundings: Surroundings, clock: FrozenClock, at_once: Callable[..., list[Exception | None]]
) -> None:
    make_people(surroundings, case_row("CX-A"), case_row("CX-B"))
    clock.advance(days=10)
    raised: list[int] = []
    assert at_once(*[lambda: raised.append(raise_late_follow_ups(surroundings))] * 2) == [None, None]
    assert sum(raised) == 2
    assert raise_late_follow_ups(surroundings) == 0
    assert len(rows(surroundings, Task)) == 2


def test_one_that_was_met_is_not_late(surroundings: Surroundings, clock: FrozenClock) -> None:
    call = CallByHand(surroundings, make_people(surroundings, case_row())).open().hear_all()
    call.end()
    clock.advance(days=5)
    assert raise_late_follow_ups(surroundings) == 0


def test_a_tick_plans_what_is_new_and_raises_what_is_late_and_does_nothing_twice(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    people = make_people(surroundings, case_row())
    clock.advance(days=10)
    first = run_tick(surroundings)
    assert (first.planned, first.raised) == (0, 1)
    second = run_tick(surroundings)
    assert (second.planned, second.raised) == (0, 0)
    assert tasks(surroundings, people) == {("follow_up_late", "SUP-1")}


def test_a_duty_that_was_not_done_in_time_is_raised_once_and_stays_whose_it_was(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    call = CallByHand(surroundings, make_people(surroundings, case_row())).open()
    call.hear("D1.1", AnswerCode.NOT_SAFE)
    clock.advance(days=1, seconds=-1)
    assert raise_late_tasks(surroundings) == 0
    clock.advance(seconds=1)
    assert raise_late_tasks(surroundings) == 1
    assert raise_late_tasks(surroundings) == 0
    (task,) = rows(surroundings, Task)
    assert (task.raised_at, task.assignee_id) == (surroundings.now(), call.person.id)
