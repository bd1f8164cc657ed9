"""How attempts, conversations and answers are found and locked."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from remote_cm.domain.vocabulary import AnswerCode, Track
from remote_cm.storage.tables.calls import Answer, AnswerRevision, Attempt, AttemptOutcome, Conversation


def find_open_attempt(session: Session, follow_up_id: uuid.UUID) -> Attempt | None:
    """The attempt of a follow-up whose outcome is not recorded yet."""
    return session.scalar(select(Attempt).where(Attempt.follow_up_id == follow_up_id, Attempt.outcome.is_(None)))


def lock_attempt(session: Session, attempt_id: uuid.UUID) -> Attempt:
    """One attempt as it is once the lock is held, until the transaction ends."""
    locked = select(Attempt).where(Attempt.id == attempt_id).with_for_update()
    return session.execute(locked.execution_options(populate_existing=True)).scalar_one()


def find_open_conversation(session: Session, follow_up_id: uuid.UUID) -> Conversation | None:
    """The conversation of a follow-up that has not been ended."""
    return session.scalar(
        select(Conversation).where(Conversation.follow_up_id == follow_up_id, Conversation.ended_at.is_(None))
    )


def find_last_conversation(session: Session, follow_up_id: uuid.UUID) -> Conversation | None:
    """The newest conversation of a follow-up, the one that goes on before any other."""
    return session.scalar(
        select(Conversation)
        .where(Conversation.follow_up_id == follow_up_id)
        .order_by(Conversation.started_at.desc(), Conversation.ended_at.desc().nulls_first())
        .limit(1)
    )


def lock_conversation(session: Session, conversation_id: uuid.UUID) -> Conversation:
    """One conversation as it is once the lock is held, until the transaction ends, so that answers given at once
    queue up.
    """
    locked = select(Conversation).where(Conversation.id == conversation_id).with_for_update()
    return session.execute(locked.execution_options(populate_existing=True)).scalar_one()


def list_answers(session: Session, conversation_id: uuid.UUID) -> Sequence[Answer]:
    """Every answer of a conversation, by item."""
    return list(
        session.scalars(select(Answer).where(Answer.conversation_id == conversation_id).order_by(Answer.item_id))
    )


def find_answer(session: Session, conversation_id: uuid.UUID, track: Track, item_id: str) -> Answer | None:
    """The answer that stands for one item."""
    return session.scalar(
        select(Answer).where(
            Answer.conversation_id == conversation_id, Answer.track == track, Answer.item_id == item_id
        )
    )


def was_red_corrected(session: Session, conversation_id: uuid.UUID) -> bool:
    """True when a red was given in this conversation, by whichever listener, and another answer was put over it."""
    earlier = select(AnswerRevision.id).join(Answer, Answer.id == AnswerRevision.answer_id)
    earlier = earlier.where(Answer.conversation_id == conversation_id, AnswerRevision.code == AnswerCode.RED)
    return session.scalar(earlier.limit(1)) is not None


@dataclass(frozen=True)
class LastTries:
    """How often a follow-up was tried, and how the last try ended; None while it is open."""

    count: int
    last_outcome: AttemptOutcome | None


def list_last_tries(session: Session, follow_up_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, LastTries]:
    """The tries of several follow-ups, by follow-up."""
    wanted = tuple(follow_up_ids)
    if not wanted:
        return {}
    rows = session.execute(
        select(Attempt.follow_up_id, Attempt.outcome)
        .where(Attempt.follow_up_id.in_(wanted))
        .order_by(Attempt.follow_up_id, Attempt.claimed_at)
    )
    found: dict[uuid.UUID, LastTries] = {}
    for follow_up_id, outcome in rows:
        before = found.get(follow_up_id)
        found[follow_up_id] = LastTries((before.count if before else 0) + 1, outcome)
    return found


def list_judged_conversations(
    session: Session, case_id: uuid.UUID, since: datetime, *, including: uuid.UUID
) -> Sequence[Conversation]:
    """The conversations of a case that have a level, since a moment, oldest first; ``including`` stands whatever its
    time.
    """
    return list(
        session.scalars(
            select(Conversation)
            .where(
                Conversation.case_id == case_id,
                Conversation.call_level.is_not(None),
                (Conversation.started_at >= since) | (Conversation.id == including),
            )
            .order_by(Conversation.started_at)
        )
    )
