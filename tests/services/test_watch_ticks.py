"""A process that must not stop and has stopped rings the operators, without that process, once a round."""

from dataclasses import replace

import pytest

from remote_cm.gateways.dry_run import DryCallPlacer, DryTextSender
from remote_cm.ports import RingPurpose
from remote_cm.services.run_tick import do_what_is_late, run_tick
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.watch_ticks import note_alarm_heard, watch_the_watch, watch_ticks
from remote_cm.storage.tables.reconciliation import StoppedProcess
from tests.frozen_clock import FrozenClock
from tests.services.calls_by_hand import rows
from tests.services.conftest import Acts

OPERATORS = ("+12025550180", "+12025550181")


@pytest.fixture
def around(surroundings: Surroundings) -> Surroundings:
    return replace(surroundings, emergency_numbers=OPERATORS)


@pytest.fixture
def stopped(around: Surroundings, clock: FrozenClock) -> Surroundings:
    """The timetable made its last round long ago, and the watch has seen that once."""
    run_tick(around)
    clock.advance(seconds=around.policy.tasks.tick_alarm_seconds + 1)
    assert watch_ticks(around) == 0
    clock.advance(seconds=around.policy.reliability.emergency_after_seconds)
    return around


def test_a_timetable_that_works_rings_nobody(around: Surroundings, clock: FrozenClock) -> None:
    run_tick(around)
    clock.advance(seconds=around.policy.tasks.tick_alarm_seconds)
    assert watch_ticks(around) == 0
    assert rows(around, StoppedProcess) == []


def test_a_timetable_that_has_stopped_rings_and_texts_every_operator(
    stopped: Surroundings, call_placer: DryCallPlacer, text_sender: DryTextSender
) -> None:
    assert watch_ticks(stopped) == 2
    assert {ring.phone_number for ring in call_placer.sent} == set(OPERATORS)
    assert {ring.purpose for ring in call_placer.sent} == {RingPurpose.EMERGENCY}
    assert {text.phone_number for text in text_sender.sent} == set(OPERATORS)


def test_they_are_rung_again_after_a_while_and_not_before(
    stopped: Surroundings, clock: FrozenClock, call_placer: DryCallPlacer
) -> None:
    watch_ticks(stopped)
    clock.advance(seconds=stopped.policy.reliability.emergency_again_minutes * 60 - 1)
    assert watch_ticks(stopped) == 0
    clock.advance(seconds=1)
    assert watch_ticks(stopped) == 2
    assert len(call_placer.sent) == 4


def test_two_watches_that_look_at_the_same_moment_ring_once(
    stopped: Surroundings, at_once: Acts, call_placer: DryCallPlacer
) -> None:
    assert at_once(*[lambda: watch_ticks(stopped)] * 3) == [None] * 3
    assert len(call_placer.sent) == len(OPERATORS)


def test_a_round_that_reached_nobody_is_begun_again_soon(
    stopped: Surroundings, clock: FrozenClock, call_placer: DryCallPlacer, text_sender: DryTextSender
) -> None:
    for provider in (call_placer, text_sender):
        for _ in OPERATORS:
            provider.be_busy_next()
    assert watch_ticks(stopped) == 0
    assert watch_ticks(stopped) == 0
    assert call_placer.sent == []
    clock.advance(seconds=stopped.policy.reliability.emergency_claim_seconds)
    assert watch_ticks(stopped) == 2


def test_a_clock_that_is_moved_rings_nobody_since_the_next_round_comes_at_once(
    around: Surroundings, clock: FrozenClock
) -> None:
    run_tick(around)
    clock.advance(hours=1)
    assert watch_ticks(around) == 0
    run_tick(around)
    clock.advance(seconds=around.policy.reliability.emergency_after_seconds)
    assert watch_ticks(around) == 0
    assert rows(around, StoppedProcess) == []


def test_a_key_that_is_pressed_quiets_this_stop_for_an_hour_and_not_the_next_one(
    stopped: Surroundings, clock: FrozenClock
) -> None:
    watch_ticks(stopped)
    note_alarm_heard(stopped, "timetable")
    clock.advance(seconds=stopped.policy.reliability.heard_again_minutes * 60 - 1)
    assert watch_ticks(stopped) == 0
    clock.advance(seconds=1)
    assert watch_ticks(stopped) == 2
    note_alarm_heard(stopped, "timetable")
    run_tick(stopped)
    assert watch_ticks(stopped) == 0
    clock.advance(seconds=stopped.policy.tasks.tick_alarm_seconds + 1)
    watch_ticks(stopped)
    clock.advance(seconds=stopped.policy.reliability.emergency_after_seconds)
    assert watch_ticks(stopped) == 2


def test_a_timetable_that_was_never_started_is_missed_after_the_same_time(
    around: Surroundings, clock: FrozenClock
) -> None:
    assert watch_ticks(around) == 0
    clock.advance(seconds=around.policy.tasks.tick_alarm_seconds)
    assert watch_ticks(around) == 0
    clock.advance(seconds=1)
    assert watch_ticks(around) == 2


def test_the_watch_is_looked_at_the_same_way(around: Surroundings, clock: FrozenClock) -> None:
    do_what_is_late(around)
    run_tick(around)
    clock.advance(seconds=around.policy.tasks.tick_alarm_seconds + 1)
    watch_the_watch(around)
    clock.advance(minutes=1)
    assert watch_the_watch(around) == 2
    do_what_is_late(around)
    assert watch_the_watch(around) == 0
