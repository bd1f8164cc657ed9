"""Texts and words of every day wake nobody, however near to danger they are spelled."""

import pytest
from pydantic import TypeAdapter

from remote_cm.domain.message_grammar import SmsVocabulary
from tests.domain.grammar_policy import ALARMS, DANGER, VOCABULARY, VOCABULARY_DATA, read
from tests.domain.ordinary_texts import ORDINARY_TEXTS

# Named by the rule itself (SMS vocabulary §5.4), though no slip leads from them to danger.
GIVEN_THOUGH_FAR = {"bachcha", "bashay"}


def test_there_are_enough_texts_and_words_to_prove_something() -> None:
    assert len(set(ORDINARY_TEXTS)) >= 200
    assert len(set(VOCABULARY.ordinary)) >= 120


@pytest.mark.parametrize("language", [None, "rhg"])
@pytest.mark.parametrize("text", ORDINARY_TEXTS)
def test_a_text_of_every_day_wakes_nobody(text: str, language: str | None) -> None:
    assert read(text, language=language).intent not in ALARMS


@pytest.mark.parametrize("word", VOCABULARY.ordinary)
def test_an_ordinary_word_wakes_nobody(word: str) -> None:
    for spelling in (word, word.upper(), f"apa {word} valo", f"1 47K 1 {word}"):
        assert read(spelling, language="rhg").intent not in ALARMS


def test_every_ordinary_word_is_needed() -> None:
    without = TypeAdapter(SmsVocabulary).validate_python({**VOCABULARY_DATA, "ordinary": []})
    heard = {word for word in VOCABULARY.ordinary if read(word, language="rhg", vocabulary=without).intent in ALARMS}
    assert set(VOCABULARY.ordinary) - heard == GIVEN_THOUGH_FAR


def test_an_ordinary_word_does_not_hide_a_right_one_beside_it() -> None:
    assert read("baccha bipod").intent in DANGER
    assert read("basay bachao").intent in DANGER
    assert read("anger danger").intent in DANGER
