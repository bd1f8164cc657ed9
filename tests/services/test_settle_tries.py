"""A try over the bridge that nobody writes down: it does not ring for ever, and keeps nobody from trying again."""

from collections.abc import Callable

import pytest

from remote_cm.domain.masked_bridge import BridgeLeg
from remote_cm.domain.refusal import BadInput, StaleStep
from remote_cm.domain.slow_ladder import SlowLadderName
from remote_cm.services.call_page import show_call
from remote_cm.services.call_views import CallPhase
from remote_cm.services.record_attempt import record_attempt
from remote_cm.services.run_tick import nudge_what_is_due, run_tick
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.calls import Attempt, AttemptOutcome
from remote_cm.storage.tables.slow_ladders import SlowLadderRun
from tests.services.bridged_call import BridgedCall, agreed_case, bridge_to_family
from tests.services.calls_by_hand import CallByHand
from tests.services.stage import Stage, make_stage

UNTIL_TAKEN_FOR_OVER = 25 + 24 + 30
"""Seconds of ringing, of waiting for the key, and of patience with the provider's reports."""


@pytest.fixture
def stage(surroundings: Surroundings) -> Stage:
    """A family that agreed to the bridge."""
    return make_stage(surroundings, agreed_case())


def lose_the_reports(call: BridgedCall) -> None:
    """The other phone was rung, and nothing more was ever heard."""
    call.ring_other()
    call.stage.clock.advance(seconds=UNTIL_TAKEN_FOR_OVER)
    nudge_what_is_due(call.stage.around)


def ring_out(call: BridgedCall) -> None:
    """The other phone rang and nobody picked up."""
    call.ring_other().dial_ends("no-answer")


def fail_to_reach_the_caller(call: BridgedCall) -> None:
    """The caller's own phone was never picked up."""
    call.place().report(BridgeLeg.CALLER, "no-answer")


def outcomes(stage: Stage) -> list[AttemptOutcome | None]:
    return [attempt.outcome for attempt in sorted(stage.rows(Attempt), key=lambda one: one.claimed_at)]


def phase(stage: Stage) -> CallPhase:
    return show_call(stage.around, stage.people.person("CW-1"), stage.people.follow_up().id).phase


def test_a_try_of_which_nothing_more_is_heard_is_unknown_and_the_family_may_be_rung_again(stage: Stage) -> None:
    lose_the_reports(bridge_to_family(stage))
    with pytest.raises(StaleStep):
        bridge_to_family(stage)
    stage.clock.advance(minutes=30)
    run_tick(stage.around)
    run_tick(stage.around)
    assert outcomes(stage) == [AttemptOutcome.UNKNOWN]
    assert len(stage.audited("attempt:settled")) == 1
    assert phase(stage) is CallPhase.BEFORE
    bridge_to_family(stage)
    assert outcomes(stage) == [AttemptOutcome.UNKNOWN, None]


def test_nobody_is_hurried_to_say_how_a_try_went(stage: Stage) -> None:
    lose_the_reports(bridge_to_family(stage))
    stage.clock.advance(minutes=30, seconds=-1)
    run_tick(stage.around)
    assert outcomes(stage) == [None]
    assert phase(stage) is CallPhase.RINGING


@pytest.mark.parametrize(
    ("goes", "outcome", "ladders"),
    [
        (ring_out, AttemptOutcome.NO_ANSWER, [SlowLadderName.E3]),
        (fail_to_reach_the_caller, AttemptOutcome.NOT_MADE, []),
    ],
)
def test_what_the_telephones_told_stands_and_is_followed_as_if_a_person_had_said_so(
    stage: Stage, goes: Callable[[BridgedCall], None], outcome: AttemptOutcome, ladders: list[SlowLadderName]
) -> None:
    goes(bridge_to_family(stage))
    stage.clock.advance(minutes=30)
    run_tick(stage.around)
    assert outcomes(stage) == [outcome]
    assert [one.ladder for one in stage.rows(SlowLadderRun)] == ladders


def test_what_a_person_wrote_down_stands(stage: Stage) -> None:
    lose_the_reports(bridge_to_family(stage))
    person, follow_up_id = stage.people.person("CW-1"), stage.people.follow_up().id
    record_attempt(stage.around, person, follow_up_id, AttemptOutcome.NUMBER_DEAD)
    stage.clock.advance(minutes=31)
    run_tick(stage.around)
    assert outcomes(stage) == [AttemptOutcome.NUMBER_DEAD]


def test_a_try_by_hand_is_left_to_whoever_rang(stage: Stage) -> None:
    CallByHand(stage.around, stage.people).ring()
    stage.clock.advance(hours=1)
    run_tick(stage.around)
    assert outcomes(stage) == [None]


def test_nobody_says_that_they_do_not_know(stage: Stage) -> None:
    call = CallByHand(stage.around, stage.people)
    call.ring()
    with pytest.raises(BadInput):
        call.record(AttemptOutcome.UNKNOWN)
    assert outcomes(stage) == [None]
