"""When a bridge is begun, when it is given up, what its ends mean, and how the try is written down."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from remote_cm.domain.masked_bridge import (
    AnsweredBy,
    BridgeEnd,
    BridgeLeg,
    BridgeMoment,
    BridgePolicy,
    BridgeState,
    BridgeTimes,
    DialEnd,
    LegPassed,
    PlacingDecision,
    ProposedOutcome,
    decide_end_of_waiting,
    decide_placing,
    decide_unconfirmed,
    propose_outcome,
    read_answered_by,
    read_end_of_dial,
    read_end_of_leg,
    read_moment,
)

TEN = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
POLICY = BridgePolicy(
    caller_ring_seconds=25,
    other_ring_seconds=20,
    key_wait_seconds=8,
    prompts_at_most=3,
    limit_seconds=3600,
    start_within_seconds=60,
    lost_after_seconds=30,
    unconfirmed_after_minutes=30,
)


def after(seconds: float) -> datetime:
    return TEN + timedelta(seconds=seconds)


def placing(
    at: float,
    state: BridgeState = BridgeState.CLAIMED,
    asked_at: datetime | None = None,
    try_after: datetime | None = None,
) -> PlacingDecision:
    return decide_placing(
        state,
        now=after(at),
        claimed_at=TEN,
        asked_at=asked_at,
        try_after=try_after,
        patience=timedelta(seconds=30),
        policy=POLICY,
    )


def test_a_bridge_is_placed_until_a_minute_has_passed_and_then_given_up() -> None:
    assert placing(0) is PlacingDecision.PLACE
    assert placing(59.9) is PlacingDecision.PLACE
    assert placing(60) is PlacingDecision.GIVE_UP


def test_one_whose_answer_was_lost_is_left_for_a_while_and_then_looked_up_and_never_just_placed() -> None:
    assert placing(34.9, asked_at=after(5)) is PlacingDecision.LEAVE
    assert placing(35, asked_at=after(5)) is PlacingDecision.LOOK_UP_FIRST
    assert placing(60, asked_at=after(59)) is PlacingDecision.GIVE_UP


def test_a_provider_that_could_not_is_given_its_pause() -> None:
    assert placing(9.9, try_after=after(10)) is PlacingDecision.LEAVE
    assert placing(10, try_after=after(10)) is PlacingDecision.PLACE


@pytest.mark.parametrize("state", [state for state in BridgeState if state is not BridgeState.CLAIMED])
def test_a_bridge_that_went_on_is_left_alone(state: BridgeState) -> None:
    assert placing(5, state) is PlacingDecision.LEAVE
    assert placing(90, state) is PlacingDecision.LEAVE


@pytest.mark.parametrize(
    ("state", "seconds"),
    [
        (BridgeState.CLAIMED, 60),
        (BridgeState.RINGING_CALLER, 60 + 25 + 24 + 30),
        (BridgeState.RINGING_OTHER, 100 + 20 + 24 + 30),
        (BridgeState.JOINED, 130 + 3600 + 30),
    ],
)
def test_a_bridge_of_which_nothing_more_is_heard_is_taken_for_over(state: BridgeState, seconds: float) -> None:
    times = BridgeTimes(claimed_at=TEN, caller_pressed_at=after(100), joined_at=after(130))
    assert not decide_end_of_waiting(state, times, after(seconds - 0.1), POLICY)
    assert decide_end_of_waiting(state, times, after(seconds), POLICY)


@pytest.mark.parametrize("state", [BridgeState.ENDED, BridgeState.FAILED])
def test_what_is_over_is_over(state: BridgeState) -> None:
    assert not decide_end_of_waiting(state, BridgeTimes(TEN, None, None), after(99_999), POLICY)


@pytest.mark.parametrize(
    ("status", "was_bridged", "other_pressed", "end"),
    [
        ("completed", True, True, BridgeEnd.TALKED),
        ("completed", False, False, BridgeEnd.OTHER_NO_KEY),
        ("completed", False, True, BridgeEnd.CALLER_HUNG_UP),
        ("completed", True, False, BridgeEnd.OTHER_NO_KEY),
        ("answered", False, False, BridgeEnd.OTHER_NO_KEY),
        ("busy", False, False, BridgeEnd.OTHER_BUSY),
        ("no-answer", False, False, BridgeEnd.OTHER_NO_ANSWER),
        ("failed", False, False, BridgeEnd.OTHER_FAILED),
        ("canceled", False, False, BridgeEnd.CALLER_HUNG_UP),
        ("a word that is new", False, False, BridgeEnd.OTHER_NO_KEY),
    ],
)
def test_what_the_end_of_the_ringing_means(status: str, was_bridged: bool, other_pressed: bool, end: BridgeEnd) -> None:
    assert read_end_of_dial(DialEnd(status, was_bridged), other_pressed=other_pressed) is end


@pytest.mark.parametrize(
    ("leg", "status", "state", "answered", "end"),
    [
        (BridgeLeg.CALLER, "no-answer", BridgeState.RINGING_CALLER, False, BridgeEnd.CALLER_NOT_REACHED),
        (BridgeLeg.CALLER, "busy", BridgeState.CLAIMED, False, BridgeEnd.CALLER_NOT_REACHED),
        (BridgeLeg.CALLER, "completed", BridgeState.RINGING_CALLER, True, BridgeEnd.CALLER_NO_KEY),
        (BridgeLeg.CALLER, "completed", BridgeState.RINGING_CALLER, False, BridgeEnd.CALLER_NO_KEY),
        (BridgeLeg.CALLER, "completed", BridgeState.RINGING_OTHER, True, BridgeEnd.CALLER_HUNG_UP),
        (BridgeLeg.CALLER, "completed", BridgeState.JOINED, True, BridgeEnd.TALKED),
        (BridgeLeg.OTHER, "completed", BridgeState.JOINED, True, BridgeEnd.TALKED),
        (BridgeLeg.OTHER, "completed", BridgeState.RINGING_OTHER, True, BridgeEnd.OTHER_NO_KEY),
        (BridgeLeg.OTHER, "busy", BridgeState.RINGING_OTHER, True, BridgeEnd.OTHER_BUSY),
        (BridgeLeg.OTHER, "no-answer", BridgeState.RINGING_OTHER, True, BridgeEnd.OTHER_NO_ANSWER),
        (BridgeLeg.OTHER, "canceled", BridgeState.RINGING_OTHER, True, BridgeEnd.CALLER_HUNG_UP),
        (BridgeLeg.OTHER, "no-answer", BridgeState.RINGING_CALLER, True, None),
        (BridgeLeg.CALLER, "ringing", BridgeState.RINGING_CALLER, False, None),
        (BridgeLeg.OTHER, "in-progress", BridgeState.RINGING_OTHER, True, None),
        (BridgeLeg.CALLER, "completed", BridgeState.ENDED, True, None),
        (BridgeLeg.OTHER, "busy", BridgeState.FAILED, True, None),
    ],
)
def test_what_the_last_report_of_a_leg_means(
    leg: BridgeLeg, status: str, state: BridgeState, answered: bool, end: BridgeEnd | None
) -> None:
    assert read_end_of_leg(leg, status, LegPassed(state, caller_answered=answered)) is end


@pytest.mark.parametrize("end", BridgeEnd)
def test_a_try_in_which_their_phone_was_not_called_is_proposed_as_not_made(end: BridgeEnd) -> None:
    assert propose_outcome(end, was_joined=False, other_was_called=False) is ProposedOutcome.NOT_MADE


@pytest.mark.parametrize(
    "end",
    [
        BridgeEnd.OTHER_NO_ANSWER,
        BridgeEnd.OTHER_BUSY,
        BridgeEnd.OTHER_NO_KEY,
        BridgeEnd.CALLER_HUNG_UP,
        BridgeEnd.CANCELLED,
        BridgeEnd.REPORTS_LOST,
    ],
)
def test_a_phone_that_was_called_and_not_joined_counts_as_no_answer(end: BridgeEnd) -> None:
    assert propose_outcome(end, was_joined=False, other_was_called=True) is ProposedOutcome.NO_ANSWER


def test_a_gate_that_closed_at_the_key_is_no_try() -> None:
    assert propose_outcome(BridgeEnd.GATE_CLOSED, was_joined=False, other_was_called=True) is ProposedOutcome.NOT_MADE


@pytest.mark.parametrize("end", [BridgeEnd.TALKED, BridgeEnd.REPORTS_LOST])
def test_two_who_were_joined_have_answered(end: BridgeEnd) -> None:
    assert propose_outcome(end, was_joined=True, other_was_called=True) is ProposedOutcome.ANSWERED


@pytest.mark.parametrize(
    ("state", "answered", "rung", "picked_up", "moment"),
    [
        (BridgeState.CLAIMED, False, False, False, BridgeMoment.WAITING),
        (BridgeState.RINGING_CALLER, False, False, False, BridgeMoment.CALLER_RINGS),
        (BridgeState.RINGING_CALLER, True, False, False, BridgeMoment.CALLER_ASKED),
        (BridgeState.RINGING_OTHER, True, False, False, BridgeMoment.OTHER_CALLED),
        (BridgeState.RINGING_OTHER, True, True, False, BridgeMoment.OTHER_RINGS),
        (BridgeState.RINGING_OTHER, True, True, True, BridgeMoment.OTHER_ASKED),
        (BridgeState.JOINED, True, True, True, BridgeMoment.JOINED),
        (BridgeState.ENDED, True, True, True, BridgeMoment.OVER),
        (BridgeState.FAILED, False, False, False, BridgeMoment.OVER),
    ],
)
def test_the_page_is_told_what_goes_on(
    state: BridgeState, answered: bool, rung: bool, picked_up: bool, moment: BridgeMoment
) -> None:
    assert read_moment(state, caller_answered=answered, other_rung=rung, other_answered=picked_up) is moment


@pytest.mark.parametrize(
    ("word", "by"),
    [
        (None, None),
        ("", None),
        ("human", AnsweredBy.HUMAN),
        ("machine_start", AnsweredBy.MACHINE),
        ("machine_end_beep", AnsweredBy.MACHINE),
        ("fax", AnsweredBy.MACHINE),
        ("unknown", AnsweredBy.UNKNOWN),
        ("a word that is new", AnsweredBy.UNKNOWN),
    ],
)
def test_whom_the_provider_took_it_for(word: str | None, by: AnsweredBy | None) -> None:
    assert read_answered_by(word) is by


@pytest.mark.requirement("N24")
@pytest.mark.parametrize(
    ("end", "joined", "called", "told"),
    [
        (BridgeEnd.REPORTS_LOST, False, True, ProposedOutcome.UNKNOWN),
        (BridgeEnd.REPORTS_LOST, False, False, ProposedOutcome.NOT_MADE),
        (BridgeEnd.TALKED, True, True, ProposedOutcome.UNKNOWN),
        (BridgeEnd.OTHER_NO_ANSWER, False, True, ProposedOutcome.NO_ANSWER),
        (BridgeEnd.CALLER_NOT_REACHED, False, False, ProposedOutcome.NOT_MADE),
    ],
)
def test_what_nobody_confirmed_is_as_the_telephones_told_and_never_that_somebody_was_spoken_to(
    end: BridgeEnd, joined: bool, called: bool, told: ProposedOutcome
) -> None:
    assert decide_unconfirmed(end, was_joined=joined, other_was_called=called) is told


@pytest.mark.parametrize(
    "name", ["caller_ring_seconds", "prompts_at_most", "start_within_seconds", "unconfirmed_after_minutes"]
)
def test_a_number_below_one_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        replace(POLICY, **{name: 0})


def test_a_limit_that_leaves_no_time_to_talk_is_refused() -> None:
    assert replace(POLICY, limit_seconds=45).key_seconds == 24
    with pytest.raises(ValueError, match="limit_seconds"):
        replace(POLICY, limit_seconds=44)
