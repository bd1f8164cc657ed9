"""The last talks about a case with everything that was said in them, beside the words that were asked."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from remote_cm.domain.spoken_words import read_back
from remote_cm.domain.vocabulary import RiskLevel
from remote_cm.services.call_talk_views import view_answers
from remote_cm.services.call_views import SavedAnswer
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.calls import Conversation
from remote_cm.storage.turns import WhatWasSaid

SHOWN = 3
"""How many talks stand on the page of a case."""


@dataclass(frozen=True)
class TalkRecord:
    """One talk that ended, with its answers by item, child and caregiver beside each other."""

    at: datetime
    level: RiskLevel | None
    answers: tuple[SavedAnswer, ...]


def view_talk_records(
    around: Surroundings, judged: Sequence[Conversation], said: Mapping[uuid.UUID, WhatWasSaid]
) -> tuple[TalkRecord, ...]:
    """The last judged talks of a case, the newest first, with what was said in them; for the eyes of its caseworker
    alone, and after a call, since neither of the family learns what the other said (N16).
    """
    return tuple(
        TalkRecord(talk.started_at, talk.call_level, _read_back(around, said[talk.id])) for talk in judged[:SHOWN]
    )


def _read_back(around: Surroundings, said: WhatWasSaid) -> tuple[SavedAnswer, ...]:
    return tuple(
        replace(answer, asked=read_back(answer.asked)) if answer.asked else answer
        for answer in view_answers(around, said.answers, said.wordings)
    )
