"""A message only ever moves forward, whatever the provider reports and however often."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_cm.domain.delivery import DeliveryState, MessagePolicy, next_state, read_provider_status
from remote_cm.domain.failure_reason import FailureReason

STATES = st.sampled_from(DeliveryState)
FINAL = {
    DeliveryState.DELIVERED,
    DeliveryState.UNDELIVERED,
    DeliveryState.COMPLETED,
    DeliveryState.BUSY,
    DeliveryState.NO_ANSWER,
    DeliveryState.CANCELED,
    DeliveryState.FAILED,
    DeliveryState.REFUSED,
    DeliveryState.EXPIRED,
}

POLICY = MessagePolicy(
    alert_valid_seconds=600,
    reply_valid_seconds=3600,
    reply_to_danger=False,
    ring_seconds=25,
    call_limit_seconds=180,
    key_wait_seconds=10,
    prompts_at_most=3,
    claim_seconds=30,
    try_again_seconds=5,
    nudge_again_seconds=5,
    watch_patience_seconds=20,
    pauses_seconds=(5, 15, 60, 180),
    page_pauses_seconds=(5, 10, 15),
    resend_after_seconds={FailureReason.PHONE_UNREACHABLE: (1200, 3600), FailureReason.NOT_LISTED: (300,)},
    resend_page_after_seconds=(5, 15, 60),
    channel_probe_minutes=3,
    most_tries_when_unknown=2,
    stale_after_minutes=60,
    late_after_seconds=60,
)


def test_the_ends_of_a_message_are_final_and_nothing_before_them_is() -> None:
    assert {state for state in DeliveryState if state.is_final} == FINAL


def test_a_text_moves_on_its_way_from_owed_to_delivered() -> None:
    way = [
        DeliveryState.OWED,
        DeliveryState.CLAIMED,
        DeliveryState.OUTCOME_UNKNOWN,
        DeliveryState.QUEUED,
        DeliveryState.SENT,
        DeliveryState.DELIVERED,
    ]
    assert [next_state(before, after) for before, after in pairwise(way)] == way[1:]


def test_a_ring_moves_on_its_way_from_queued_to_completed() -> None:
    way = [DeliveryState.QUEUED, DeliveryState.RINGING, DeliveryState.IN_PROGRESS, DeliveryState.COMPLETED]
    assert [next_state(before, after) for before, after in pairwise(way)] == way[1:]


def test_a_late_report_that_it_was_sent_does_not_undo_that_it_was_delivered() -> None:
    assert next_state(DeliveryState.DELIVERED, DeliveryState.SENT) is DeliveryState.DELIVERED


def test_a_second_end_does_not_replace_the_first() -> None:
    assert next_state(DeliveryState.FAILED, DeliveryState.DELIVERED) is DeliveryState.FAILED


def test_a_report_of_a_message_whose_answer_was_lost_says_that_the_provider_has_it() -> None:
    assert next_state(DeliveryState.OUTCOME_UNKNOWN, DeliveryState.QUEUED) is DeliveryState.QUEUED


def test_a_report_that_comes_before_our_own_note_moves_the_claimed_message_on() -> None:
    assert next_state(DeliveryState.CLAIMED, DeliveryState.DELIVERED) is DeliveryState.DELIVERED


@given(STATES, STATES)
def test_no_report_ever_moves_a_message_back(current: DeliveryState, reported: DeliveryState) -> None:
    assert next_state(current, reported).rank >= current.rank


@given(STATES, STATES)
def test_a_repeated_report_changes_nothing_more(current: DeliveryState, reported: DeliveryState) -> None:
    once = next_state(current, reported)
    assert next_state(once, reported) is once


@given(st.lists(st.sampled_from([DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.DELIVERED]), min_size=1))
def test_reports_in_any_order_end_where_the_furthest_of_them_is(reports: list[DeliveryState]) -> None:
    state = DeliveryState.CLAIMED
    for report in reports:
        state = next_state(state, report)
    assert state is max(reports, key=lambda report: report.rank)


@given(STATES.filter(lambda state: state.is_final), STATES)
def test_nothing_moves_a_final_state(final: DeliveryState, reported: DeliveryState) -> None:
    assert next_state(final, reported) is final


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("accepted", DeliveryState.QUEUED),
        ("initiated", DeliveryState.QUEUED),
        ("sending", DeliveryState.QUEUED),
        ("sent", DeliveryState.SENT),
        ("delivered", DeliveryState.DELIVERED),
        ("undelivered", DeliveryState.UNDELIVERED),
        ("in-progress", DeliveryState.IN_PROGRESS),
        ("no-answer", DeliveryState.NO_ANSWER),
        ("Busy", DeliveryState.BUSY),
        ("completed", DeliveryState.COMPLETED),
    ],
)
def test_the_providers_words_are_read(status: str, state: DeliveryState) -> None:
    assert read_provider_status(status) is state


@pytest.mark.parametrize("status", ["", "received", "receiving", "partially_delivered", "owed", "expired"])
def test_a_word_that_says_nothing_of_a_message_of_ours_is_left_out(status: str) -> None:
    assert read_provider_status(status) is None


def test_a_claim_is_given_up_before_the_page_is_too_late_to_be_sent_again() -> None:
    assert replace(POLICY, claim_seconds=599).claim_seconds == 599
    with pytest.raises(ValueError, match="claim_seconds"):
        replace(POLICY, claim_seconds=600)


def test_a_call_is_longer_than_all_its_prompts() -> None:
    assert replace(POLICY, call_limit_seconds=31).call_limit_seconds == 31
    with pytest.raises(ValueError, match="call_limit_seconds"):
        replace(POLICY, call_limit_seconds=30)


def test_numbers_of_messages_below_one_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="ring_seconds, try_again_seconds"):
        replace(POLICY, ring_seconds=0, try_again_seconds=-1)


@pytest.mark.parametrize("pauses", [(), (0, 5), (5, 4)])
def test_pauses_between_tries_never_grow_shorter(pauses: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="pauses between tries"):
        replace(POLICY, pauses_seconds=pauses)
    with pytest.raises(ValueError, match="pauses between tries"):
        replace(POLICY, page_pauses_seconds=pauses)


def test_nothing_that_failed_is_sent_again_without_a_pause() -> None:
    with pytest.raises(ValueError, match="sent again"):
        replace(POLICY, resend_page_after_seconds=(5, 0))
    with pytest.raises(ValueError, match="sent again"):
        replace(POLICY, resend_after_seconds={FailureReason.NOT_LISTED: (0,)})
