"""A line that breaks: the one call back of a calm call, and no call back at all when something was not right."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from remote_cm.domain.refusal import GateClosed, StaleStep
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import LadderName, LineDropPlan, Track, Trigger
from remote_cm.services.choose_route import Route, choose_route
from remote_cm.services.end_talk import TalkEnd, end_talk
from remote_cm.services.press_danger import press_danger
from remote_cm.services.receive_ring import InboundRing, receive_ring
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.alerts import AlertAct, AlertEvent
from remote_cm.storage.tables.calls import AttemptOutcome, ConversationEnding
from remote_cm.storage.tables.cases import Contact
from remote_cm.storage.tables.tasks import Task
from tests.factories import CHILD_NUMBER, case_row, make_people
from tests.frozen_clock import FrozenClock
from tests.services.calls_by_hand import GREEN, ORANGE, RED, CallByHand, alerts, rows, tasks

DROPPED, UNSAFE = ConversationEnding.DROPPED, ConversationEnding.UNSAFE


@pytest.fixture
def call(surroundings: Surroundings) -> CallByHand:
    """A call whose opening is done."""
    return CallByHand(surroundings, make_people(surroundings, case_row())).open()


def change_contacts(around: Surroundings, **values: Any) -> None:
    with around.database.unit_of_work() as work:
        work.session.execute(update(Contact).values(**values))
        work.commit()


def why_closed(call: CallByHand) -> tuple[str, ...]:
    with pytest.raises(GateClosed) as closed:
        call.ring()
    gate = call.page().gate
    assert gate is not None
    assert tuple(reason.value for reason in gate.reasons) == closed.value.reasons
    assert gate.next_allowed_at == closed.value.next_allowed_at
    return closed.value.reasons


@pytest.mark.requirement("N8")
def test_a_calm_call_that_broke_is_rung_once_more_after_two_minutes(call: CallByHand, clock: FrozenClock) -> None:
    call.hear_all()
    call.end(DROPPED)
    assert call.talk().ending is DROPPED
    assert why_closed(call) == ("ring_back_soon",)
    clock.advance(seconds=119)
    assert why_closed(call) == ("ring_back_soon",)
    clock.advance(seconds=1)
    call.ring()


@pytest.mark.requirement("N8")
def test_after_the_one_call_back_nobody_rings_before_the_next_safe_window(
    surroundings: Surroundings, call: CallByHand, clock: FrozenClock
) -> None:
    call.end(DROPPED)
    clock.advance(minutes=2)
    call.ring()
    call.record(AttemptOutcome.NO_ANSWER)
    clock.advance(hours=3)
    assert why_closed(call) == ("rang_back_once",)
    gate = call.page().gate
    assert gate is not None
    assert gate.next_allowed_at is not None
    assert gate.next_allowed_at.astimezone(surroundings.zone).hour == 6
    clock.set(gate.next_allowed_at)
    call.ring()


def test_a_ring_that_was_not_made_uses_up_no_call_back(call: CallByHand, clock: FrozenClock) -> None:
    call.end(DROPPED)
    clock.advance(minutes=2)
    call.ring()
    call.record(AttemptOutcome.NOT_MADE)
    call.ring()


def test_a_call_back_that_breaks_too_is_not_followed_by_another(call: CallByHand, clock: FrozenClock) -> None:
    call.end(DROPPED)
    clock.advance(minutes=2)
    call.open()
    call.end(DROPPED)
    clock.advance(minutes=2)
    assert why_closed(call) == ("rang_back_once",)


def test_a_call_back_that_came_to_a_good_end_leaves_nothing_of_the_broken_line(
    call: CallByHand, clock: FrozenClock
) -> None:
    call.end(DROPPED)
    clock.advance(minutes=2)
    call.open()
    call.end(ConversationEnding.ENDED_SAFELY)
    clock.advance(hours=1)
    call.ring()


def test_where_they_wanted_to_ring_us_nobody_rings_until_they_have(
    surroundings: Surroundings, call: CallByHand, clock: FrozenClock
) -> None:
    change_contacts(surroundings, line_drop_plan=LineDropPlan.WAIT_FOR_THEM)
    call.end(DROPPED)
    clock.advance(hours=1)
    assert why_closed(call) == ("they_ring_us",)
    receive_ring(surroundings, InboundRing("test", "CA1", CHILD_NUMBER))
    clock.advance(minutes=1)
    call.ring()


def test_the_line_of_one_contact_says_nothing_about_another(surroundings: Surroundings, call: CallByHand) -> None:
    call.end(DROPPED)
    with surroundings.database.unit_of_work() as work:
        follow_up = work.session.merge(call.people.follow_up())
        follow_up.contact_id = call.people.contact("caregiver").id
        work.commit()
    call.ring()


def test_a_calm_call_that_broke_leaves_its_follow_up_owed_and_tells_nobody(call: CallByHand) -> None:
    call.hear_all()
    call.end(DROPPED)
    assert call.people.follow_up().id == call.follow_up_id
    assert call.people.contact("child").unsafe_end_at is None
    assert tasks(call.around, call.people) == set()


def cut_short_by_fear(call: CallByHand) -> None:
    end_talk(call.around, call.person, call.follow_up_id, TalkEnd(DROPPED, was_cut_short_by_fear=True))


def after_a_red(call: CallByHand) -> None:
    call.hear("D1.1", RED)
    call.end(DROPPED)


def after_a_red_that_was_corrected(call: CallByHand) -> None:
    call.hear("D1.1", RED)
    call.hear("D1.1", GREEN)
    call.end(DROPPED)


def after_a_danger_that_was_corrected_and_ended(call: CallByHand) -> None:
    call.hear("D1.1", RED)
    call.reply("D1.1", "yes", Trigger.T1)
    call.hear("D1.1", GREEN)
    with call.around.database.unit_of_work() as work:
        alert = work.session.merge(alerts(call.around)[0])
        alert.ended_at, alert.ended_by_id = call.around.now(), call.people.person("SUP-1").id
        alert.outcome, alert.due_at = "an invented outcome", None
        work.commit()
    call.end(DROPPED)


def after_a_corrected_red_of_the_caregiver(call: CallByHand) -> None:
    call.pass_to(Track.CAREGIVER).come_through()
    call.hear("D1.1", RED)
    call.hear("D1.1", ORANGE)
    call.pass_to(Track.CHILD)
    call.end(DROPPED)


def after_the_button(call: CallByHand) -> None:
    press_danger(call.around, call.person, call.follow_up_id)
    call.end(DROPPED)


def after_somebody_came_near(call: CallByHand) -> None:
    call.be_overheard()
    call.end(DROPPED)


@pytest.mark.requirement("N8")
@pytest.mark.parametrize(
    "breaks",
    [
        cut_short_by_fear,
        after_a_red,
        after_a_red_that_was_corrected,
        after_a_danger_that_was_corrected_and_ended,
        after_a_corrected_red_of_the_caregiver,
        after_the_button,
        after_somebody_came_near,
    ],
    ids=lambda one: one.__name__,
)
def test_a_line_that_broke_while_something_was_not_right_is_an_unsafe_end_whatever_was_pressed(
    call: CallByHand, clock: FrozenClock, breaks: Callable[[CallByHand], None]
) -> None:
    breaks(call)
    assert call.talk().ending is UNSAFE
    assert {("unsafe_end", "CW-1"), ("unsafe_end", "SUP-1")} <= tasks(call.around, call.people)
    for wait in (timedelta(minutes=2), timedelta(days=1), timedelta(days=5)):
        clock.advance(seconds=wait.total_seconds())
        assert "unsafe_end" in why_closed(call)
    choose_route(call.around, call.person, "CX-TEST", Route.FOCAL_PERSON)
    call.ring()


@pytest.mark.requirement("N8")
def test_the_supervisor_has_five_minutes_to_hear_of_an_unsafe_end(call: CallByHand) -> None:
    cut_short_by_fear(call)
    told = [task.due_at for task in rows(call.around, Task) if task.kind is TaskKind.UNSAFE_END]
    assert told == [call.around.now() + timedelta(minutes=5)] * 2


@pytest.mark.parametrize("is_corrected", [False, True])
def test_danger_that_was_told_keeps_its_alert_and_who_holds_it_hears_that_the_line_broke(
    call: CallByHand, is_corrected: bool
) -> None:
    call.hear("D1.1", RED)
    call.reply("D1.1", "yes", Trigger.T1)
    if is_corrected:
        call.hear("D1.1", GREEN)
    call.end(DROPPED)
    (alert,) = alerts(call.around)
    assert (alert.ladder, alert.trigger, alert.ended_at) == (LadderName.E0, Trigger.T1, None)
    assert [line.act for line in rows(call.around, AlertEvent)].count(AlertAct.JOINED) == 1


def test_an_unsafe_end_without_danger_opens_no_alert(call: CallByHand) -> None:
    cut_short_by_fear(call)
    assert alerts(call.around) == []


@pytest.mark.requirement("N28")
def test_what_is_about_one_of_our_own_opens_no_alert_that_the_line_would_see(call: CallByHand) -> None:
    call.hear("D8.2", RED)
    call.reply("D8.2", "no", Trigger.T12)
    call.end(DROPPED)
    assert call.talk().ending is UNSAFE
    assert [alert.ladder for alert in alerts(call.around)] == []


def test_a_line_breaks_once(call: CallByHand) -> None:
    cut_short_by_fear(call)
    with pytest.raises(StaleStep):
        cut_short_by_fear(call)
    assert [task.kind for task in rows(call.around, Task)].count(TaskKind.UNSAFE_END) == 2
