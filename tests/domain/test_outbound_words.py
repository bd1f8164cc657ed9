"""Nothing that names harm, a person, a purpose or a place to look us up gets into a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_cm.domain.outbound_words import Forbidden, ForbiddenKind, ForbiddenWords, find_forbidden

WORDS = ForbiddenWords(
    words=frozenset({"kal", "কাল", "rape"}),
    beginnings=frozenset({"abus", "marri", "police", "বিয়ে"}),
    long_number_digits=6,
)


def pieces(text: str, names: tuple[str, ...] = ()) -> list[tuple[ForbiddenKind, str]]:
    return [(found.kind, found.piece) for found in find_forbidden(text, WORDS, names)]


@pytest.mark.parametrize("text", ["Rape.", "RAPE", "no rape here", "ra\u200bpe", "ｒａｐｅ"])
def test_a_forbidden_word_is_found_however_it_is_written(text: str) -> None:
    assert pieces(text) == [(ForbiddenKind.WORD, "rape")]


@pytest.mark.parametrize("text", ["grape", "calm", "kalam", "Take care."])
def test_a_word_that_only_holds_the_letters_is_not_found(text: str) -> None:
    assert pieces(text) == []


def test_a_beginning_forbids_every_ending() -> None:
    assert pieces("abused, married") == [(ForbiddenKind.WORD, "abused"), (ForbiddenKind.WORD, "married")]


def test_a_beginning_in_the_middle_of_a_word_is_not_found() -> None:
    assert pieces("disabuse intermarried") == []


def test_bangla_words_are_found_whole_with_their_vowel_signs() -> None:
    assert pieces("কাল ফোন করব") == [(ForbiddenKind.WORD, "কাল")]
    assert pieces("আজকাল কালো") == []
    assert pieces("বিয়ের কথা") == [(ForbiddenKind.WORD, "বিয়ের")]


@pytest.mark.parametrize(
    "text", ["https://a.example", "see www.example", "go to example.org/x", "EXAMPLE.COM", "my-site.co.bd"]
)
def test_a_link_is_found(text: str) -> None:
    assert [kind for kind, _ in pieces(text)] == [ForbiddenKind.LINK]


@pytest.mark.parametrize("text", ["Urgent. Open the app.", "OK, at 4.", "1 news 2 new", "ঠিক আছে। ফোন করব।", "16.30"])
def test_a_full_stop_or_a_list_is_no_link_and_no_number(text: str) -> None:
    assert pieces(text) == []


@pytest.mark.parametrize("text", ["123456", "12 34 56", "+1 (202) 555-0100", "১২৩৪৫৬", "12-34-56"])
def test_a_long_number_is_found_also_in_groups_and_in_other_digits(text: str) -> None:
    assert [kind for kind, _ in pieces(text)] == [ForbiddenKind.LONG_NUMBER]


def test_a_number_one_digit_shorter_may_stand() -> None:
    assert pieces("12345") == []


def test_a_name_that_the_sender_knows_of_is_found_in_each_of_its_parts() -> None:
    assert pieces("Call Amena today", names=("Amena Example",)) == [(ForbiddenKind.NAME, "amena")]
    assert pieces("Call today", names=("Amena Example",)) == []


def test_each_piece_is_told_once() -> None:
    assert find_forbidden("rape rape", WORDS) == (Forbidden(ForbiddenKind.WORD, "rape"),)


def test_a_list_with_an_empty_word_is_refused() -> None:
    with pytest.raises(ValueError, match="every text"):
        ForbiddenWords(frozenset(), frozenset({" "}), 6)
    with pytest.raises(ValueError, match="long_number_digits"):
        ForbiddenWords(frozenset(), frozenset(), 0)


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_surroundings_hide_a_forbidden_word_that_stands_alone(before: str, after: str) -> None:
    found = find_forbidden(f"{before} police {after}", WORDS)
    assert Forbidden(ForbiddenKind.WORD, "police") in found
