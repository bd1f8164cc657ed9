"""How the turns of a call, the words that were asked in it and the consents given in it are found and kept."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from remote_cm.domain.vocabulary import Track
from remote_cm.storage.tables.calls import (
    Answer,
    ConsentRecord,
    Conversation,
    ScriptWording,
    Turn,
)


def list_turns(session: Session, conversation_id: uuid.UUID) -> Sequence[Turn]:
    """The turns of a conversation, in the order in which they began."""
    return list_turns_of(session, [conversation_id])[conversation_id]


def list_turns_of(session: Session, conversation_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, list[Turn]]:
    """The turns of several conversations, each in the order in which they began."""
    found: dict[uuid.UUID, list[Turn]] = {one: [] for one in conversation_ids}
    rows = select(Turn).where(Turn.conversation_id.in_(found)).order_by(Turn.started_at, Turn.is_handed_over)
    for turn in session.scalars(rows):
        found[turn.conversation_id].append(turn)
    return found


def find_turn(session: Session, conversation_id: uuid.UUID, track: Track) -> Turn | None:
    """One listener's turn of a conversation."""
    return session.scalar(select(Turn).where(Turn.conversation_id == conversation_id, Turn.track == track))


def list_last_child_talks(session: Session, case_id: uuid.UUID, limit: int) -> Sequence[Sequence[Turn]]:
    """The turns of a case's last conversations in which the child was asked for or talked, the newest first."""
    was_asked_for = (Turn.track == Track.CHILD) | Turn.child_refused_by.is_not(None)
    talks = session.scalars(
        select(Conversation.id)
        .where(Conversation.case_id == case_id, Conversation.id.in_(select(Turn.conversation_id).where(was_asked_for)))
        .order_by(Conversation.started_at.desc())
        .limit(limit)
    ).all()
    turns = list_turns_of(session, talks)
    return [turns[one] for one in talks]


@dataclass(frozen=True)
class WhatWasSaid:
    """The turns of one conversation in the order in which they began, its answers by item, and the words of that day
    that were asked for them.
    """

    turns: Sequence[Turn]
    answers: Sequence[Answer]
    wordings: Mapping[uuid.UUID, ScriptWording]


def list_what_was_said(session: Session, conversation_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, WhatWasSaid]:
    """What was said in several conversations, by conversation; one question for all of them."""
    wanted = list(conversation_ids)
    if not wanted:
        return {}
    rows = session.execute(
        select(Turn, Answer, ScriptWording)
        .outerjoin(Answer, (Answer.conversation_id == Turn.conversation_id) & (Answer.track == Turn.track))
        .outerjoin(ScriptWording, ScriptWording.id == Answer.wording_id)
        .where(Turn.conversation_id.in_(wanted))
        .order_by(Turn.started_at, Turn.is_handed_over, Answer.item_id)
    ).all()
    return {one: _what_was_said([row for row in rows if row[0].conversation_id == one]) for one in wanted}


def _what_was_said(rows: Sequence[Row[Turn, Answer | None, ScriptWording | None]]) -> WhatWasSaid:
    turns, answers, wordings = zip(*rows, strict=True) if rows else ((), (), ())
    return WhatWasSaid(
        turns=list(dict.fromkeys(turns)),
        answers=sorted((one for one in answers if one is not None), key=lambda one: one.item_id),
        wordings={one.id: one for one in wordings if one is not None},
    )


@dataclass(frozen=True)
class WordsAsked:
    """The words of one item as they were put to one listener, with what each colour asked for; ``asked`` is empty where
    nobody asked and it was told all the same.
    """

    item_id: str
    language: str
    title: str
    asked: str
    green: tuple[str, ...]
    orange: tuple[str, ...]
    red: tuple[str, ...]

    @property
    def digest(self) -> str:
        """The same for the same words, whatever version of the script they stood in."""
        content = [self.item_id, self.language, self.title, self.asked, self.green, self.orange, self.red]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def keep_wording(session: Session, words: WordsAsked, version: str) -> uuid.UUID:
    """The id under which these words are kept; they are written down when they are asked for the first time."""
    row = insert(ScriptWording).values(
        id=uuid.uuid4(),
        digest=words.digest,
        item_id=words.item_id,
        language=words.language,
        version=version,
        title=words.title,
        asked=words.asked,
        green=list(words.green),
        orange=list(words.orange),
        red=list(words.red),
    )
    session.execute(row.on_conflict_do_nothing(index_elements=["digest"]))
    return session.execute(select(ScriptWording.id).where(ScriptWording.digest == words.digest)).scalar_one()


def list_consent_records(session: Session, case_id: uuid.UUID) -> Sequence[ConsentRecord]:
    """What was agreed to about a case in all its calls, the newest first."""
    return list(
        session.scalars(
            select(ConsentRecord).where(ConsentRecord.case_id == case_id).order_by(ConsentRecord.given_at.desc())
        )
    )
