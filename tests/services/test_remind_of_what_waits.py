"""Nothing that a call left is silent: a reminder after a day, and the review of a case that can only be monitored."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import Track
from remote_cm.services.remind_of_what_waits import remind_of_what_waits
from remote_cm.services.run_tick import run_tick
from remote_cm.services.settle_call import CallSettled, ConfirmedAction, settle_call
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.write_notes import write_notes
from remote_cm.storage.tables.cases import CaseFile, CaseState
from remote_cm.storage.tables.tasks import Task
from tests.factories import case_row, make_people
from tests.frozen_clock import FrozenClock
from tests.services.calls_by_hand import ORANGE, CallByHand, rows, tasks


def ended_call(around: Surroundings, *, is_worrying: bool = False) -> CallByHand:
    call = CallByHand(around, make_people(around, case_row())).open().hear_all()
    if is_worrying:
        call.hear("D2.1", ORANGE)
    call.end()
    return call


def settle(call: CallByHand) -> None:
    after = call.page().after
    assert after is not None
    dropped = tuple(ConfirmedAction(one.id, False, one.owner, None) for one in after.actions)
    settle_call(call.around, call.person, call.follow_up_id, CallSettled(dropped, was_hard=False))


def write(call: CallByHand) -> None:
    write_notes(call.around, call.person, call.follow_up_id, Track.CHILD, "D2.1", "it hurts", "", "")


def reminders(call: CallByHand) -> list[Task]:
    return [task for task in rows(call.around, Task) if task.kind is TaskKind.SETTLE_CALL]


@pytest.mark.requirement("MON-24")
def test_a_call_that_nobody_settled_is_a_task_a_day_later_once(surroundings: Surroundings, clock: FrozenClock) -> None:
    call = ended_call(surroundings)
    clock.advance(hours=23, minutes=59)
    assert remind_of_what_waits(surroundings) == 0
    clock.advance(minutes=1)
    assert remind_of_what_waits(surroundings) == 1
    assert remind_of_what_waits(surroundings) == 0
    assert tasks(surroundings, call.people) == {("settle_call", "CW-1")}


@pytest.mark.requirement("MON-24")
def test_a_call_that_was_settled_without_the_words_of_a_worry_is_a_task_too(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    call = ended_call(surroundings, is_worrying=True)
    settle(call)
    clock.advance(hours=24)
    run_tick(surroundings)
    assert len(reminders(call)) == 1


def test_what_was_settled_and_written_in_time_is_no_task(surroundings: Surroundings, clock: FrozenClock) -> None:
    call = ended_call(surroundings, is_worrying=True)
    settle(call)
    write(call)
    clock.advance(days=2)
    assert remind_of_what_waits(surroundings) == 0


def test_a_call_without_any_answer_leaves_nothing_to_settle(surroundings: Surroundings, clock: FrozenClock) -> None:
    call = CallByHand(surroundings, make_people(surroundings, case_row())).open()
    call.end()
    assert call.page().after is None
    clock.advance(days=2)
    assert remind_of_what_waits(surroundings) == 0


@pytest.mark.parametrize("last", ["settled", "written"])
def test_the_reminder_is_done_when_all_of_it_is(surroundings: Surroundings, clock: FrozenClock, last: str) -> None:
    call = ended_call(surroundings, is_worrying=True)
    clock.advance(hours=24)
    remind_of_what_waits(surroundings)
    first, second = (write, settle) if last == "settled" else (settle, write)
    first(call)
    assert [task.done_at for task in reminders(call)] == [None]
    second(call)
    assert [task.done_by_id for task in reminders(call)] == [call.person.id]


def change_case(around: Surroundings, **values: Any) -> None:
    with around.database.unit_of_work() as work:
        work.session.execute(update(CaseFile).values(**values))
        work.commit()


@pytest.mark.requirement("MON-11")
@pytest.mark.parametrize(
    ("days_ahead", "is_monitoring_only", "state", "is_due"),
    [
        (0, True, CaseState.OPEN, True),
        (-3, True, CaseState.OPEN, True),
        (1, True, CaseState.OPEN, False),
        (0, False, CaseState.OPEN, False),
        (0, True, CaseState.CLOSED, False),
    ],
)
def test_the_supervisor_looks_at_what_is_only_monitored_on_the_day_that_was_set(
    surroundings: Surroundings, days_ahead: int, is_monitoring_only: bool, state: CaseState, is_due: bool
) -> None:
    people = make_people(surroundings, case_row())
    day = surroundings.today() + timedelta(days=days_ahead)
    change_case(surroundings, is_monitoring_only=is_monitoring_only, supervisor_review_on=day, state=state)
    assert remind_of_what_waits(surroundings) == is_due
    assert remind_of_what_waits(surroundings) == 0
    assert tasks(surroundings, people) == ({("monitoring_review", "SUP-1")} if is_due else set())


@pytest.mark.requirement("MON-11")
def test_a_case_is_only_monitored_when_its_file_names_a_day_of_review(surroundings: Surroundings) -> None:
    people = make_people(surroundings, case_row(supervisor_review_on=None))
    assert remind_of_what_waits(surroundings) == 0
    make_people(surroundings, case_row(supervisor_review_on=surroundings.today().isoformat()))
    make_people(surroundings, case_row())
    assert remind_of_what_waits(surroundings) == 1
    assert tasks(surroundings, people) == {("monitoring_review", "SUP-1")}


def test_a_new_day_of_review_is_a_new_task(surroundings: Surroundings, clock: FrozenClock) -> None:
    make_people(surroundings, case_row())
    for day in (surroundings.today(), date(2026, 12, 24)):
        change_case(surroundings, is_monitoring_only=True, supervisor_review_on=day)
        clock.set(clock.now() + timedelta(days=(day - surroundings.today()).days))
        assert remind_of_what_waits(surroundings) == 1
