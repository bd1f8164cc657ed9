"""Parts are counted as the network counts them, at every edge."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_cm.domain.text_parts import PartCount, TextAlphabet, read_parts

GSM, UNICODE = TextAlphabet.GSM, TextAlphabet.UNICODE


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", PartCount(GSM, 0, 1)),
        ("a" * 160, PartCount(GSM, 160, 1)),
        ("a" * 161, PartCount(GSM, 161, 2)),
        ("a" * 306, PartCount(GSM, 306, 2)),
        ("a" * 307, PartCount(GSM, 307, 3)),
        ("ক" * 70, PartCount(UNICODE, 70, 1)),
        ("ক" * 71, PartCount(UNICODE, 71, 2)),
        ("ক" * 134, PartCount(UNICODE, 134, 2)),
        ("ক" * 135, PartCount(UNICODE, 135, 3)),
    ],
)
def test_a_part_more_begins_right_after_the_last_place(text: str, count: PartCount) -> None:
    assert read_parts(text) == count


def test_a_letter_of_the_extension_table_takes_two_places() -> None:
    assert read_parts("€" * 80) == PartCount(GSM, 160, 1)
    assert read_parts("€" * 80 + "a") == PartCount(GSM, 161, 2)


def test_an_extended_letter_is_not_torn_over_the_border_of_two_parts() -> None:
    assert read_parts("a" * 151 + "€" + "a" * 153).parts == 2
    assert read_parts("a" * 152 + "€" + "a" * 152).parts == 3


def test_a_pair_of_units_is_not_torn_over_the_border_of_two_parts() -> None:
    assert read_parts("ক" * 65 + "😀" + "ক" * 67).parts == 2
    assert read_parts("ক" * 66 + "😀" + "ক" * 66).parts == 3


def test_one_letter_outside_the_gsm_alphabet_makes_the_whole_text_unicode() -> None:
    assert read_parts("a" * 71).alphabet is GSM
    assert read_parts("a" * 70 + "ç") == PartCount(UNICODE, 71, 2)


def test_letters_above_the_first_plane_count_two_units() -> None:
    assert read_parts("😀" * 35) == PartCount(UNICODE, 70, 1)
    assert read_parts("😀" * 36).parts == 2


@given(st.text(max_size=400), st.text(max_size=20))
def test_a_longer_text_never_takes_fewer_parts(text: str, more: str) -> None:
    assert read_parts(text + more).parts >= read_parts(text).parts


@given(st.text(alphabet="ab€{", max_size=700))
def test_parts_always_have_room_for_every_unit(text: str) -> None:
    count = read_parts(text)
    assert count.units <= (160 if count.parts == 1 else 153 * count.parts)
