"""Whether an owed message may be given to its provider now: both sides of every edge."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_cm.domain.delivery import DeliveryState
from remote_cm.domain.handover import HandoverDecision, decide_handover

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
PATIENCE = timedelta(seconds=30)
MOST_TRIES = 2
OURS_TO_FINISH = (DeliveryState.CLAIMED, DeliveryState.OUTCOME_UNKNOWN)


def _decide(
    state: DeliveryState,
    *,
    send_before: datetime = NOW + timedelta(minutes=10),
    try_after: datetime | None = None,
    claimed_at: datetime | None = None,
    lost_answers: int = 0,
    is_alert_page: bool = False,
    is_needed: bool = True,
) -> HandoverDecision:
    return decide_handover(
        state,
        now=NOW,
        send_before=send_before,
        try_after=try_after,
        claimed_at=claimed_at,
        lost_answers=lost_answers,
        is_alert_page=is_alert_page,
        is_needed=is_needed,
        claim_patience=PATIENCE,
        most_tries_when_unknown=MOST_TRIES,
    )


def test_an_owed_message_is_sent() -> None:
    assert _decide(DeliveryState.OWED) is HandoverDecision.SEND


def test_an_owed_message_waits_until_the_provider_may_be_tried_again() -> None:
    assert _decide(DeliveryState.OWED, try_after=NOW + SECOND) is HandoverDecision.LEAVE
    assert _decide(DeliveryState.OWED, try_after=NOW) is HandoverDecision.SEND


def test_an_owed_message_is_too_late_from_its_deadline_on() -> None:
    assert _decide(DeliveryState.OWED, send_before=NOW + SECOND) is HandoverDecision.SEND
    assert _decide(DeliveryState.OWED, send_before=NOW) is HandoverDecision.TOO_LATE
    assert _decide(DeliveryState.OWED, send_before=NOW, is_alert_page=True) is HandoverDecision.TOO_LATE


@pytest.mark.parametrize("state", OURS_TO_FINISH)
def test_what_another_has_claimed_is_left_to_them_for_a_while_and_then_looked_up(state: DeliveryState) -> None:
    assert _decide(state, claimed_at=NOW - PATIENCE + SECOND) is HandoverDecision.LEAVE
    assert _decide(state, claimed_at=NOW - PATIENCE) is HandoverDecision.LOOK_UP_FIRST


@pytest.mark.parametrize("state", OURS_TO_FINISH)
def test_what_was_never_finished_is_too_late_from_its_deadline_on(state: DeliveryState) -> None:
    assert _decide(state, claimed_at=NOW - PATIENCE, send_before=NOW) is HandoverDecision.TOO_LATE
    # Its claim is respected first: somebody may be speaking to the provider right now.
    assert _decide(state, claimed_at=NOW, send_before=NOW) is HandoverDecision.LEAVE


@pytest.mark.parametrize("state", OURS_TO_FINISH)
def test_an_ordinary_text_is_sent_once_more_at_most_and_then_only_looked_for_and_a_page_has_no_end(
    state: DeliveryState,
) -> None:
    long_ago = NOW - timedelta(hours=1)
    assert _decide(state, claimed_at=long_ago, lost_answers=0) is HandoverDecision.LOOK_UP_FIRST
    assert _decide(state, claimed_at=long_ago, lost_answers=1) is HandoverDecision.LOOK_UP_ONLY
    page = _decide(state, claimed_at=long_ago, lost_answers=1000, is_alert_page=True)
    assert page is HandoverDecision.LOOK_UP_FIRST


@pytest.mark.parametrize("state", [DeliveryState.OWED, *OURS_TO_FINISH])
def test_a_page_of_an_alert_that_somebody_has_is_not_needed_any_more(state: DeliveryState) -> None:
    for send_before in (NOW - SECOND, NOW + SECOND):
        decision = _decide(state, send_before=send_before, is_alert_page=True, is_needed=False)
        assert decision is HandoverDecision.NOT_NEEDED


@given(
    state=st.sampled_from([state for state in DeliveryState if state not in (DeliveryState.OWED, *OURS_TO_FINISH)]),
    minutes=st.integers(-1000, 1000),
    lost_answers=st.integers(0, 10),
    is_alert_page=st.booleans(),
)
def test_what_the_provider_has_or_what_is_over_is_left_alone(
    state: DeliveryState, minutes: int, lost_answers: int, is_alert_page: bool
) -> None:
    moment = NOW + timedelta(minutes=minutes)
    decision = _decide(
        state,
        send_before=moment,
        try_after=moment,
        claimed_at=moment,
        lost_answers=lost_answers,
        is_alert_page=is_alert_page,
    )
    assert decision is HandoverDecision.LEAVE


@given(
    state=st.sampled_from(OURS_TO_FINISH),
    claimed_seconds_ago=st.integers(0, 10_000),
    seconds_left=st.integers(-1000, 1000),
    lost_answers=st.integers(0, 10),
    is_alert_page=st.booleans(),
)
def test_nothing_that_may_have_been_sent_is_sent_without_being_looked_up(
    state: DeliveryState, claimed_seconds_ago: int, seconds_left: int, lost_answers: int, is_alert_page: bool
) -> None:
    decision = _decide(
        state,
        send_before=NOW + seconds_left * SECOND,
        claimed_at=NOW - claimed_seconds_ago * SECOND,
        lost_answers=lost_answers,
        is_alert_page=is_alert_page,
    )
    assert decision is not HandoverDecision.SEND
