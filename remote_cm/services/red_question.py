"""Finds the red of a call whose question has not been answered: it comes before anything else."""

from collections.abc import Sequence
from dataclasses import dataclass

from remote_cm.domain.call_script import Item
from remote_cm.domain.red_answers import red_question
from remote_cm.domain.vocabulary import AnswerCode, Track
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.calls import Answer


@dataclass(frozen=True)
class RedNow:
    """The question after a red: what decides between danger now and a task for the supervisor."""

    item: Item
    question: str


def find_open_red(around: Surroundings, answers: Sequence[Answer], track: Track) -> RedNow | None:
    """The first red of this listener that waits for the answer to its question, None when none does."""
    for answer in answers:
        item = around.script.items.get(answer.item_id) if answer.track is track else None
        question = red_question(item) if item is not None else None
        if item is not None and question and answer.code is AnswerCode.RED and answer.red_reply is None:
            return RedNow(item, question)
    return None
