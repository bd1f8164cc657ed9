"""Which answers need words beside them, and by when."""

from datetime import UTC, datetime

import pytest

from remote_cm.domain.call_notes import NotedAnswer, are_notes_written, notes_due_at
from remote_cm.domain.vocabulary import AnswerCode


@pytest.mark.parametrize("code", AnswerCode)
def test_only_an_orange_or_a_red_needs_words(code: AnswerCode) -> None:
    needs_words = code in (AnswerCode.ORANGE, AnswerCode.RED)
    assert are_notes_written([NotedAnswer(code, has_words=False)]) is not needs_words
    assert are_notes_written([NotedAnswer(code, has_words=True)])


def test_one_worry_without_words_is_enough_to_lack_them() -> None:
    told, untold = NotedAnswer(AnswerCode.RED, has_words=True), NotedAnswer(AnswerCode.ORANGE, has_words=False)
    assert not are_notes_written([told, untold])
    assert are_notes_written([])


def test_they_are_due_so_many_hours_after_the_end_of_the_talk() -> None:
    ended_at = datetime(2026, 11, 22, 4, tzinfo=UTC)
    assert notes_due_at(ended_at, 24) == datetime(2026, 11, 23, 4, tzinfo=UTC)
