"""Texts from families, from staff and from strangers: danger is heard, and the rest is kept for people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_cm.domain.message_grammar import MessageReading, read_outside_message
from remote_cm.domain.vocabulary import Intent
from tests.domain.grammar_policy import POLICY, VOCABULARY
from tests.domain.ordinary_texts import ORDINARY_TEXTS


def hear(text: str, language: str | None = None) -> MessageReading:
    return read_outside_message(text, language, VOCABULARY, POLICY)


@pytest.mark.parametrize(
    "text", ["bipod", "বিপদে আছি", "bpiod", "amake bachao", "SOS", "9", "৯", "999", "9 47K", "947K", "1234 9", "🆘"]
)
def test_a_danger_word_anywhere_or_danger_digits_without_words_are_danger(text: str) -> None:
    assert hear(text).intent is Intent.DANGER


@pytest.mark.parametrize("text", ["98", "bipod 98", "98 47K"])
def test_98_keeps_the_caseworker_out(text: str) -> None:
    assert hear(text).intent is Intent.DANGER_NOT_MY_CASEWORKER


@pytest.mark.parametrize("text", ["9 taka offer", "98 taka bonus", "8 ta kola", "offer 9"])
def test_danger_digits_beside_words_are_only_numbers_to_somebody_who_never_learned_them(text: str) -> None:
    assert hear(text).intent is Intent.UNKNOWN


@pytest.mark.parametrize("text", ["help", "sahajjo chai", "8", "সাহায্য"])
def test_help_is_heard(text: str) -> None:
    assert hear(text).intent is Intent.HELP


def test_modot_is_help_from_a_family_that_speaks_rohingya() -> None:
    assert hear("modot", "rhg").intent is Intent.HELP
    assert hear("modot", "bn").intent is Intent.UNKNOWN


@pytest.mark.parametrize("text", ["stop", "STOP!", "00", "বন্ধ", "bondho koren"])
def test_a_wish_to_stop_is_heard(text: str) -> None:
    assert hear(text).intent is Intent.STOP


def test_a_single_nought_may_be_a_wish_to_stop() -> None:
    assert hear("0").asks_stop


@pytest.mark.parametrize("text", ["1 47K 2", "3", "call me", "yes", "menu", "?", "2", "kemon achen", "মা ভালো"])
def test_no_command_of_the_volunteers_is_open_to_others(text: str) -> None:
    reading = hear(text)
    assert (reading.intent, reading.alias) == (Intent.UNKNOWN, None)


@pytest.mark.parametrize("text", ["01712345678", "amar meye onek din dhore ghor theke ber hoy na ar kichu khay na"])
def test_details_are_locked_away(text: str) -> None:
    assert hear(text).intent is Intent.DETAILS_WITHHELD


@pytest.mark.parametrize("text", ORDINARY_TEXTS)
def test_texts_of_every_day_wake_nobody(text: str) -> None:
    assert hear(text).intent in (Intent.UNKNOWN, Intent.DETAILS_WITHHELD)


@given(st.text())
def test_whatever_is_sent_has_one_of_few_meanings(text: str) -> None:
    assert hear(text).intent in (
        Intent.DANGER,
        Intent.DANGER_NOT_MY_CASEWORKER,
        Intent.HELP,
        Intent.STOP,
        Intent.DETAILS_WITHHELD,
        Intent.UNKNOWN,
    )
