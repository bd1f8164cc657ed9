"""Texts that may name somebody are locked away, and danger in them is heard first."""

import pytest

from remote_cm.domain.vocabulary import Intent
from tests.domain.grammar_policy import read

FORTY = "tomorrow we go to the market and then to school"
STORY = "meyeta onek din dhore ghor theke ber hoy na ar kichu khay na"


def test_the_edge_of_a_story_is_forty_letters() -> None:
    edge = "m" * 4 + " no" * 18
    assert read(edge).intent is Intent.UNKNOWN
    assert read(edge + "t").intent is Intent.DETAILS_WITHHELD


def test_the_edge_of_a_long_number_is_six_digits() -> None:
    assert read("amar 12345").intent is Intent.UNKNOWN
    assert read("amar 123456").intent is Intent.DETAILS_WITHHELD


@pytest.mark.parametrize(
    "text", ["01712345678", "০১৭১২৩৪৫৬৭৮", "+880 17 12-34-56", "12.04.2020", "fcn 223 344", "555-01-99"]
)
def test_a_number_in_groups_is_one_number(text: str) -> None:
    assert read(text).intent is Intent.DETAILS_WITHHELD


@pytest.mark.parametrize("text", ["12 45", "1 2 3 4 5 6 7", "12 ta 345 taka 67"])
def test_scattered_digits_are_no_number(text: str) -> None:
    assert read(text).intent is Intent.UNKNOWN


def test_a_long_number_that_is_a_complete_command_is_the_command() -> None:
    assert read("747516").intent is Intent.CALL_AT
    assert read("748516").intent is Intent.DETAILS_WITHHELD


@pytest.mark.parametrize(
    "text", [STORY, STORY + " 47K", "1 48K 3 " + STORY, "বাচ্চাটা অনেক দিন ধরে ঘর থেকে বের হয় না আর কিছু খায় না"]
)
def test_a_story_is_locked_away(text: str) -> None:
    reading = read(text)
    assert (reading.intent, reading.holds_details) == (Intent.DETAILS_WITHHELD, True)


def test_danger_and_help_in_a_story_are_heard_and_the_story_is_still_locked_away() -> None:
    for word, intent in (("bipod", Intent.DANGER), ("sahajjo", Intent.HELP)):
        reading = read(f"{STORY} {word}")
        assert (reading.intent, reading.holds_details) == (intent, True)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("1 47K 2", False),
        ("999 475", False),
        ("9 47K", False),
        ("9 01712345678", True),
        ("1 47K 2 apa 01712345678", True),
    ],
)
def test_a_command_says_whether_something_behind_it_must_be_locked_away(text: str, holds: bool) -> None:
    assert read(text).holds_details is holds
