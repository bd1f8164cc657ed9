"""Words that were asked, read back: nothing is left to fill in."""

import pytest

from remote_cm.domain.spoken_words import read_back


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("How does [the child] sleep?", "How does the child sleep?"),
        ("Is [the child]'s day like [the child]'s?", "Is the child's day like the child's?"),
        ("We said that [the agreed action]. Was it done?", "We said that …. Was it done?"),
        ("Who is with you?", "Who is with you?"),
        ("", ""),
    ],
)
def test_the_child_is_read_back_as_the_child_and_anything_else_as_a_gap(asked: str, read: str) -> None:
    assert read_back(asked) == read
