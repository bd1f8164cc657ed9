"""How attempts, conversations and answers are found and locked."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from remote_cm.domain.vocabulary import AnswerCode, Track
from remote_cm.storage.tables.calls import Answer, Attempt, AttemptOutcome, Conversation


def find_open_attempt(session: Session, follow_up_id: uuid.UUID) -> Attempt | None:
    """The attempt of a follow-up whose outcome is not recorded yet."""
    return session.scalar(select(Attempt).where(Attempt.follow_up_id == follow_up_id, Attempt.outcome.is_(None)))


def lock_attempt(session: Session, attempt_id: uuid.UUID) -> Attempt:
    """One attempt as it is once the lock is held, until the transaction ends."""
    locked = select(Attempt).where(Attempt.id == attempt_id).with_for_update()
    return session.execute(locked.execution_options(populate_existing=True)).scalar_one()


def list_attempts(session: Session, follow_up_id: uuid.UUID) -> Sequence[Attempt]:
    """Every attempt of a follow-up, oldest first."""
    return list(
        session.scalars(select(Attempt).where(Attempt.follow_up_id == follow_up_id).order_by(Attempt.claimed_at))
    )


def find_open_conversation(session: Session, follow_up_id: uuid.UUID) -> Conversation | None:
    """The conversation of a follow-up that has not been ended."""
    return session.scalar(
        select(Conversation).where(Conversation.follow_up_id == follow_up_id, Conversation.ended_at.is_(None))
    )


def find_last_conversation(session: Session, follow_up_id: uuid.UUID) -> Conversation | None:
    """The newest conversation of a follow-up."""
    return session.scalar(
        select(Conversation)
        .where(Conversation.follow_up_id == follow_up_id)
        .order_by(Conversation.started_at.desc())
        .limit(1)
    )


def list_attempts_of_case(
    session: Session, case_id: uuid.UUID, limit: int
) -> Sequence[tuple[Attempt, Conversation | None]]:
    """A case's attempts, newest first, each with the conversation that came of it."""
    rows = session.execute(
        select(Attempt, Conversation)
        .outerjoin(Conversation, Conversation.attempt_id == Attempt.id)
        .where(Attempt.case_id == case_id)
        .order_by(Attempt.claimed_at.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


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


def list_answer_codes(
    session: Session, conversation_ids: Iterable[uuid.UUID]
) -> Mapping[uuid.UUID, Mapping[str, AnswerCode]]:
    """The codes that stand in several conversations, by conversation and item, without anybody's words."""
    codes: dict[uuid.UUID, dict[str, AnswerCode]] = {one: {} for one in conversation_ids}
    rows = session.execute(
        select(Answer.conversation_id, Answer.item_id, Answer.code).where(Answer.conversation_id.in_(codes))
    )
    for conversation_id, item_id, code in rows:
        codes[conversation_id][item_id] = code
    return codes


def find_answer(session: Session, conversation_id: uuid.UUID, track: Track, item_id: str) -> Answer | None:
    """The answer that stands for one item."""
    return session.scalar(
        select(Answer).where(
            Answer.conversation_id == conversation_id, Answer.track == track, Answer.item_id == item_id
        )
    )


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


@dataclass(frozen=True)
class TryCount:
    """How often a contact was really rung, and how often that rang out unanswered."""

    made: int
    rang_out: int


def count_tries(session: Session, contact_id: uuid.UUID, made_since: datetime, rang_out_since: datetime) -> TryCount:
    """The tries to reach a contact, each kind since its own moment."""
    was_made = Attempt.outcome.is_distinct_from(AttemptOutcome.NOT_MADE)
    rang_out = Attempt.outcome == AttemptOutcome.NO_ANSWER
    row = session.execute(
        select(
            func.count().filter(was_made, Attempt.claimed_at >= made_since),
            func.count().filter(rang_out, Attempt.claimed_at >= rang_out_since),
        ).where(Attempt.contact_id == contact_id, Attempt.claimed_at >= min(made_since, rang_out_since))
    ).one()
    return TryCount(row[0], row[1])


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
