"""When none of the phones of a step leads to a person, the alert climbs at once, once, and never while one rings."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from remote_cm.domain.delivery import DeliveryState
from remote_cm.ports import Job
from remote_cm.services import climb_early
from remote_cm.services.hand_over_message import hand_over_message
from remote_cm.services.record_delivery import DeliveryNews, record_delivery
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.messages import list_ring_states
from remote_cm.storage.tables.alerts import AlertAct
from remote_cm.storage.tables.messages import Message, MessageKind
from tests.factories import CASEWORKER_NUMBER, VOLUNTEER_NUMBER
from tests.services.stage import Stage, make_stage, wait_for_blocked


def _rung(around: Surroundings) -> Stage:
    """An alert whose first step has rung the caseworker."""
    stage = make_stage(around)
    stage.text(VOLUNTEER_NUMBER, "9 47K")
    stage.climb()
    stage.hand_over()
    return stage


def _rings(stage: Stage, *codes: str) -> list[Message]:
    """The rings on which nothing has been heard yet, of these people."""
    return [
        row
        for row in stage.messages()
        if row.kind is MessageKind.RING and not row.state.is_final and stage.code_of(row.staff_id) in codes
    ]


def _report(stage: Stage, ring: Message, status: str, place: int = 3) -> None:
    record_delivery(stage.around, DeliveryNews(str(ring.id), f"CA-{ring.id.hex[:20]}", status, place, None))


def _fail(stage: Stage, *codes: str, status: str = "no-answer") -> None:
    for ring in _rings(stage, *codes):
        _report(stage, ring, status)


def _climb_to(stage: Stage, seconds: float) -> None:
    stage.climb_at(seconds)
    stage.hand_over()


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled", "completed"])
def test_a_ring_that_led_to_nobody_lets_the_alert_climb_at_once(surroundings: Surroundings, status: str) -> None:
    stage = _rung(surroundings)
    stage.clock.advance(seconds=9)
    _fail(stage, "CW-1", status=status)

    assert stage.alert().due_at == stage.clock.now()
    assert stage.timeline(AlertAct.NOBODY_REACHED) == [(None, None)]
    assert (Job.CLIMB_ALERT, str(stage.alert().id)) in stage.queue.nudges
    stage.climb()
    assert ("CW-1", "ring", 9) in stage.pages()


@pytest.mark.parametrize("status", ["initiated", "ringing", "in-progress"])
def test_a_phone_that_still_rings_is_waited_for(surroundings: Surroundings, status: str) -> None:
    stage = _rung(surroundings)
    _fail(stage, "CW-1", status=status)

    assert stage.timeline(AlertAct.NOBODY_REACHED) == []
    assert stage.alert().due_at != stage.clock.now()


def test_the_phones_of_two_people_are_both_waited_for(surroundings: Surroundings) -> None:
    stage = _rung(surroundings)
    _climb_to(stage, 60)
    _climb_to(stage, 300)
    _fail(stage, "SUP-1")
    assert stage.timeline(AlertAct.NOBODY_REACHED) == []

    _fail(stage, "CW-2")
    assert stage.alert().due_at == stage.clock.now()


@pytest.mark.parametrize("status", ["busy", "completed"])
def test_of_two_rings_that_end_at_one_moment_the_second_sees_the_first(
    surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    stage = _rung(surroundings)
    _climb_to(stage, 60)
    _climb_to(stage, 300)
    first, second = _rings(stage, "SUP-1", "CW-2")
    with ThreadPoolExecutor(1) as pool:
        others: list[Future[None]] = []

        def look_while_the_other_ends(*asked: Any) -> list[DeliveryState]:
            monkeypatch.undo()
            others.append(pool.submit(_report, stage, second, status))
            wait_for_blocked(surroundings)
            return list_ring_states(*asked)

        monkeypatch.setattr(climb_early, "list_ring_states", look_while_the_other_ends)
        _report(stage, first, status)
        others[0].result()

    assert len(stage.timeline(AlertAct.NOBODY_REACHED)) == 1
    assert stage.alert().due_at == stage.clock.now()


def test_a_ring_of_an_earlier_step_lets_nothing_climb(surroundings: Surroundings) -> None:
    stage = _rung(surroundings)
    (first,) = _rings(stage, "CW-1")
    _climb_to(stage, 60)
    due_at = stage.alert().due_at
    _report(stage, first, "no-answer")

    assert stage.alert().due_at == due_at
    assert stage.timeline(AlertAct.NOBODY_REACHED) == []


def test_an_alert_that_somebody_holds_does_not_climb(surroundings: Surroundings) -> None:
    stage = _rung(surroundings)
    stage.text(CASEWORKER_NUMBER, stage.reply_code("CW-1"))
    assert stage.alert().holder_id is not None
    _fail(stage, "CW-1", status="completed")

    assert stage.alert().due_at is None
    assert stage.timeline(AlertAct.NOBODY_REACHED) == []


def test_the_way_up_is_quick_when_nobody_answers_and_ends_in_rounds_that_keep_their_distance(
    surroundings: Surroundings,
) -> None:
    stage = _rung(surroundings)
    rungs = surroundings.policy.escalation.ladders[stage.alert().ladder].rungs
    for _ in range(3 * len(rungs)):
        stage.clock.advance(seconds=1)
        for ring in [row for row in stage.messages() if row.kind is MessageKind.RING and not row.state.is_final]:
            _report(stage, ring, "busy")
        stage.climb()
        stage.hand_over()

    assert stage.paged() == {"CW-1", "CW-2", "SUP-1", "SUP-2"}
    assert len(stage.timeline(AlertAct.NOBODY_REACHED)) == len(rungs) - 1
    due_at = stage.alert().due_at
    assert due_at is not None
    assert (due_at - stage.clock.now()).total_seconds() > 200


def test_a_page_of_an_alert_that_was_taken_meanwhile_is_not_sent(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)
    stage.text(VOLUNTEER_NUMBER, "9 47K")
    stage.climb()
    ring = next(row for row in stage.messages() if row.kind is MessageKind.RING)
    stage.clock.advance(seconds=1)
    stage.text(CASEWORKER_NUMBER, stage.reply_code("CW-1"))

    hand_over_message(surroundings, ring.id)

    assert stage.call_placer.sent == []
    kept = next(row for row in stage.messages() if row.id == ring.id)
    assert (kept.state, kept.reason) == (DeliveryState.CANCELED, "not_needed")
    assert stage.timeline(AlertAct.PAGE_FAILED) == []


def test_who_holds_an_alert_is_still_told_what_is_new_about_it(surroundings: Surroundings) -> None:
    stage = _rung(surroundings)
    stage.text(CASEWORKER_NUMBER, stage.reply_code("CW-1"))
    stage.clock.advance(seconds=5)
    known = {row.id for row in stage.messages()}
    stage.text(VOLUNTEER_NUMBER, "danger 47K")
    stage.hand_over()

    new = [row for row in stage.messages() if row.id not in known and row.alert_id is not None]
    assert {row.state for row in new} == {DeliveryState.QUEUED}
    assert {row.kind for row in new} == {MessageKind.TEXT, MessageKind.RING}
