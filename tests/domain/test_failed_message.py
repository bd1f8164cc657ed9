"""What follows when a text or a ring failed: both sides of every edge."""

from datetime import UTC, datetime, timedelta

import pytest

from remote_cm.domain.failed_message import is_for_a_person, next_pause, next_send_at
from remote_cm.domain.failure_reason import FailureKind, FailureReason, flagged_channels, read_reason
from remote_cm.domain.vocabulary import Channel
from tests.domain.test_delivery import POLICY

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _again_at(
    reason: FailureReason, *, resends: int = 0, is_alert_page: bool = False, send_before: datetime = NOW + 3 * HOUR
) -> datetime | None:
    return next_send_at(reason, POLICY, now=NOW, send_before=send_before, resends=resends, is_alert_page=is_alert_page)


@pytest.mark.parametrize(("tries", "seconds"), [(0, 5), (1, 5), (2, 15), (3, 60), (4, 180), (5, 180), (99, 180)])
def test_the_pauses_grow_and_the_last_one_is_repeated(tries: int, seconds: int) -> None:
    assert next_pause(POLICY, tries=tries, is_alert_page=False) == timedelta(seconds=seconds)


def test_what_the_provider_asks_for_counts_when_it_is_longer() -> None:
    assert next_pause(POLICY, tries=2, is_alert_page=False, retry_after_seconds=14) == timedelta(seconds=15)
    assert next_pause(POLICY, tries=2, is_alert_page=False, retry_after_seconds=900) == timedelta(seconds=900)


def test_no_page_waits_longer_than_its_longest_pause() -> None:
    assert next_pause(POLICY, tries=1, is_alert_page=True) == timedelta(seconds=5)
    assert next_pause(POLICY, tries=1, is_alert_page=True, retry_after_seconds=900) == timedelta(seconds=15)


def test_a_text_is_sent_again_as_often_as_its_reason_allows() -> None:
    assert _again_at(FailureReason.PHONE_UNREACHABLE) == NOW + timedelta(seconds=1200)
    assert _again_at(FailureReason.PHONE_UNREACHABLE, resends=1) == NOW + HOUR
    assert _again_at(FailureReason.PHONE_UNREACHABLE, resends=2) is None


def test_nothing_is_sent_again_from_its_deadline_on() -> None:
    edge = NOW + timedelta(seconds=1200)
    assert _again_at(FailureReason.PHONE_UNREACHABLE, send_before=edge) is None
    assert _again_at(FailureReason.PHONE_UNREACHABLE, send_before=edge + timedelta(seconds=1)) == edge


@pytest.mark.parametrize("reason", list(FailureReason))
def test_a_page_is_sent_again_unless_no_try_will_ever_do(reason: FailureReason) -> None:
    is_hopeless = reason.kind is FailureKind.PERMANENT
    assert (_again_at(reason, is_alert_page=True) is None) == is_hopeless
    assert _again_at(reason, is_alert_page=True, resends=3) is None


def test_a_time_out_of_the_provider_repeats_no_ordinary_text() -> None:
    assert _again_at(FailureReason.PROVIDER_TIMED_OUT) is None


def test_an_ordinary_message_that_is_given_up_is_told_to_a_person() -> None:
    silent = {reason for reason in FailureReason if not is_for_a_person(reason, is_alert_page=False, is_reply=False)}
    assert silent == {FailureReason.ALREADY_OVER}
    silent = {reason for reason in FailureReason if not is_for_a_person(reason, is_alert_page=False, is_reply=True)}
    assert silent == {FailureReason.ALREADY_OVER, FailureReason.EXPIRED_ON_THE_WAY}


@pytest.mark.parametrize(
    ("reason", "is_told"),
    [
        (FailureReason.BAD_NUMBER, True),
        (FailureReason.OPTED_OUT, True),
        (FailureReason.OUR_REQUEST_WAS_WRONG, True),
        (FailureReason.PHONE_UNREACHABLE, False),
        (FailureReason.ANSWER_LOST, False),
        (FailureReason.TOO_LATE, False),
        (FailureReason.CHANNEL_PAUSED, False),
        (FailureReason.ACCOUNT_REFUSED, False),
    ],
)
def test_of_a_page_only_what_will_not_mend_itself_is_told_since_the_ladder_goes_on(
    reason: FailureReason, is_told: bool
) -> None:
    assert is_for_a_person(reason, is_alert_page=True, is_reply=False) == is_told


def test_a_number_is_flagged_for_what_it_cannot_do() -> None:
    both = {Channel.TEXT, Channel.CALL}
    assert flagged_channels(FailureReason.BAD_NUMBER, Channel.CALL) == both
    assert flagged_channels(FailureReason.BAD_NUMBER, Channel.TEXT) == both
    for reason in (FailureReason.OPTED_OUT, FailureReason.CANNOT_BE_TEXTED):
        assert flagged_channels(reason, Channel.TEXT) == {Channel.TEXT}
    for reason in (FailureReason.NO_ROUTE, FailureReason.BLOCKED_BY_PROVIDER):
        assert flagged_channels(reason, Channel.CALL) == {Channel.CALL}
        assert flagged_channels(reason, Channel.TEXT) == {Channel.TEXT}


@pytest.mark.parametrize("reason", [reason for reason in FailureReason if reason.kind is not FailureKind.PERMANENT])
def test_nothing_that_may_pass_flags_a_number(reason: FailureReason) -> None:
    assert flagged_channels(reason, Channel.TEXT) == frozenset()


def test_a_word_that_nobody_knows_is_still_a_no() -> None:
    assert read_reason("bad_number") is FailureReason.BAD_NUMBER
    assert read_reason("something else") is FailureReason.REFUSED
    assert FailureReason.REFUSED.kind is FailureKind.PERMANENT
