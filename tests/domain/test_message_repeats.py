"""The same person twice within a short while, on both sides of each edge."""

from datetime import UTC, datetime, timedelta

import pytest

from remote_cm.domain.message_grammar import ArrivedText, decide_flash, decide_unknown, is_same_text
from remote_cm.domain.vocabulary import Intent
from tests.domain.grammar_policy import POLICY

NOW = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def same(first: str, second: str, apart: timedelta) -> bool:
    return is_same_text(ArrivedText(first, NOW), ArrivedText(second, NOW + apart), POLICY)


@pytest.mark.parametrize(
    ("apart", "is_one"),
    [
        (timedelta(0), True),
        (timedelta(minutes=2), True),
        (timedelta(minutes=2) + SECOND, False),
        (-timedelta(minutes=2), True),
        (-timedelta(minutes=2) - SECOND, False),
    ],
)
def test_the_same_text_within_two_minutes_is_one_in_whatever_order_it_came(apart: timedelta, is_one: bool) -> None:
    assert same("9 47K", "9 47K", apart) is is_one


@pytest.mark.parametrize(
    ("first", "second", "is_one"),
    [
        ("9 47K", "9, 47k!", True),
        ("9 47K", "9 12F", False),
        ("9", "99", False),
        ("11", "1", False),
        ("🆘", "😀", False),
        ("?", "??", True),
    ],
)
def test_texts_are_one_when_only_case_and_separators_differ(first: str, second: str, is_one: bool) -> None:
    assert same(first, second, SECOND) is is_one


@pytest.mark.parametrize(
    ("ago", "minutes"), [(timedelta(minutes=10), 30), (timedelta(minutes=10) + SECOND, None), (SECOND, 30)]
)
def test_two_texts_that_nobody_understood_within_ten_minutes_are_called_back_within_thirty(
    ago: timedelta, minutes: int | None
) -> None:
    decision = decide_unknown([NOW - timedelta(hours=3), NOW - ago], NOW, POLICY)
    assert (decision.is_repeated, decision.call_back_within_minutes) == (minutes is not None, minutes)


def test_the_first_text_that_nobody_understood_has_the_usual_time() -> None:
    assert not decide_unknown([], NOW, POLICY).is_repeated


@pytest.mark.parametrize(
    ("ago", "intent"),
    [
        (timedelta(minutes=5), Intent.HELP),
        (timedelta(minutes=5) + SECOND, Intent.CALL_ME),
        (SECOND, Intent.HELP),
        (-timedelta(minutes=5), Intent.HELP),
    ],
)
def test_two_missed_calls_within_five_minutes_are_urgent(ago: timedelta, intent: Intent) -> None:
    assert decide_flash([NOW - timedelta(days=1), NOW - ago], NOW, POLICY) is intent


def test_one_missed_call_means_call_me() -> None:
    assert decide_flash([], NOW, POLICY) is Intent.CALL_ME
