"""The words as data: they may not contradict one another, and one text is read in no time."""

from copy import deepcopy
from time import perf_counter
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from remote_cm.domain.message_grammar import SmsVocabulary
from remote_cm.domain.vocabulary import Intent
from tests.domain.grammar_policy import VOCABULARY, VOCABULARY_DATA, read

LIMIT_SECONDS = 0.005


def changed(**sections: Any) -> SmsVocabulary:
    return TypeAdapter(SmsVocabulary).validate_python({**deepcopy(VOCABULARY_DATA), **sections})


def with_word(intent: str, word: str) -> dict[str, Any]:
    words = deepcopy(VOCABULARY_DATA["words"])
    words[intent]["en"].append(word)
    return {"words": words}


def test_the_words_are_not_passed_for_live_use_before_native_readers_have_seen_them() -> None:
    assert not VOCABULARY.reviewed


def test_every_meaning_that_has_words_has_them_in_english_and_in_bangla() -> None:
    for words in VOCABULARY.words.values():
        assert {"en", "bn"} <= set(words)


@pytest.mark.parametrize("word", ["report", "Case", "KAL", "biye"])
def test_a_forbidden_word_is_refused_as_a_command(word: str) -> None:
    with pytest.raises(ValidationError, match="forbidden as a command"):
        changed(**with_word("update", word))


def test_a_word_with_two_meanings_is_refused() -> None:
    with pytest.raises(ValidationError, match="'stop' means both"):
        changed(**with_word("menu", "stop"))


def test_an_ordinary_word_that_is_a_danger_word_is_refused() -> None:
    with pytest.raises(ValidationError, match="'bipod' is a word for danger"):
        changed(ordinary=["bippod"])


def test_a_level_of_its_own_language_does_not_leak() -> None:
    assert [tag for _, tag in VOCABULARY.level_spellings(1, "bn")] == ["en", "bn", "bn-Latn", "bn-Latn"]
    assert "rhg" in [tag for _, tag in VOCABULARY.level_spellings(1, "rhg")]


def test_a_new_word_in_the_data_is_a_new_command() -> None:
    assert read("jaldi").intent is Intent.UNKNOWN
    assert read("jaldi", vocabulary=changed(**with_word("call_me", "jaldi"))).intent is Intent.CALL_ME


def test_reading_one_text_takes_less_than_five_milliseconds() -> None:
    text = "1 47K 2 ajke gelam ma valo ase baccha school e jay nai kintu kal jabe bolse apa dhonnobad " * 2
    read(text)
    fastest = min(_seconds_to_read(text) for _ in range(20))
    assert fastest < LIMIT_SECONDS


def _seconds_to_read(text: str) -> float:
    started = perf_counter()
    read(text)
    return perf_counter() - started
