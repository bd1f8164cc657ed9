"""How a text is laid out for reading: the keypad, the script and the taste of the writer do not matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_cm.domain.message_text import lay_out, normalise


@pytest.mark.parametrize(
    ("sent", "same_as"),
    [
        ("BIPOD", "bipod"),
        ("Bípód", "bipod"),
        ("ｂｉｐｏｄ", "bipod"),
        ("bippodd!!!", "bipod"),
        ("bi\u200bp\u200dod\ufeff", "bipod"),
        ("da\u0000nger", "danger"),
        ("can't", "cant"),
        ("৯ ৪৭K", "9 47 k"),
        ("၁၂", "12"),
        ("٩", "9"),
        ("𐴰𐴹", "09"),
        ("9️⃣", "9"),
        ("⑨", "9"),
        ("1.47,K*2", "1 47 k 2"),
        ("1#47-K/2:", "1 47 k 2"),
        ("help 😭😭 me", "help me"),
        ("9bipodবিপদ", "9 bipod বিপদ"),
    ],
)
def test_what_looks_different_and_means_the_same_is_one(sent: str, same_as: str) -> None:
    assert normalise(sent) == same_as


@pytest.mark.parametrize("command", ["11", "00", "999"])
def test_doubled_digits_stay_doubled_since_they_are_commands(command: str) -> None:
    assert normalise(command) == command


@pytest.mark.parametrize("word", ["বাচ্চা", "আম্মা", "ভালোো", "শিি"])
def test_doubled_letters_and_signs_of_bangla_are_kept(word: str) -> None:
    assert normalise(word) == word


def test_one_bangla_letter_written_in_two_ways_is_one() -> None:
    assert normalise("হয়নি") == normalise("হয\u09bcনি")


def test_a_question_mark_counts_only_when_it_stands_alone() -> None:
    assert normalise(" ?? 😀") == "?"
    assert normalise("47K?") == "47 k"
    assert normalise("!") == ""


def test_letters_are_counted_as_they_were_sent() -> None:
    assert lay_out("aab 12 বিপদ").letters == 3 + 4


@given(st.text())
def test_laying_a_text_out_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
