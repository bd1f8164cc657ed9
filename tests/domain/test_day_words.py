"""No appointment in a word for a day that can mean two days."""

import pytest

from remote_cm.domain.day_words import find_ambiguous_day

WORDS = ("kal", "porshu", "কাল", "পরশু")


@pytest.mark.requirement("N38")
@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("kal after Asr", "kal"),
        ("Kal, after Asr", "Kal"),
        ("after asr (KAL)", "KAL"),
        ("on 3/porshu.", "porshu"),
        ("আমি কাল ফোন করব", "কাল"),
        ("পরশু।", "পরশু"),
        ("kal-porshu", "kal"),
    ],
)
def test_a_word_that_means_yesterday_and_tomorrow_is_found(said: str, found: str) -> None:
    assert find_ambiguous_day(said, WORDS) == found


@pytest.mark.parametrize(
    "said", ["", "Thursday, after Asr", "after the kalima", "the local shop opens", "সকালে, বৃহস্পতিবার", "at 4 o'clock"]
)
def test_a_day_that_means_one_day_and_words_that_only_hold_the_letters_are_fine(said: str) -> None:
    assert find_ambiguous_day(said, WORDS) is None
