"""The tries to reach a family with the talks that came of them, the last judged talks of the case among them."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from remote_cm.storage.tables.calls import Attempt, Conversation
from remote_cm.storage.tables.cases import FollowUp
from remote_cm.storage.tables.people import Staff


@dataclass(frozen=True)
class TryMade:
    """One try with who made it, and the conversation that came of it."""

    attempt: Attempt
    caller: Staff
    talk: Conversation | None


def list_tries(session: Session, follow_up: FollowUp, *, judged: int) -> Sequence[TryMade]:
    """Every try of a follow-up and those behind the last ``judged`` judged talks of its case, oldest first."""
    wanted = or_(Attempt.follow_up_id == follow_up.id, Conversation.id.in_(_last_judged(follow_up.case_id, judged)))
    rows = session.execute(_tries(follow_up.case_id).where(wanted).order_by(Attempt.claimed_at))
    return [TryMade(row[0], row[1], row[2]) for row in rows]


def list_tries_of_case(session: Session, case_id: uuid.UUID, limit: int, *, judged: int) -> Sequence[TryMade]:
    """The last tries about a case and those behind its last ``judged`` judged talks, newest first."""
    last = select(Attempt.id).where(Attempt.case_id == case_id).order_by(Attempt.claimed_at.desc()).limit(limit)
    wanted = or_(Attempt.id.in_(last), Conversation.id.in_(_last_judged(case_id, judged)))
    rows = session.execute(_tries(case_id).where(wanted).order_by(Attempt.claimed_at.desc()))
    return [TryMade(row[0], row[1], row[2]) for row in rows]


def last_judged(tries: Iterable[TryMade], count: int) -> list[Conversation]:
    """The talks of these tries that have a level, the newest first."""
    judged = [one.talk for one in tries if one.talk is not None and one.talk.call_level is not None]
    return sorted(judged, key=lambda talk: talk.started_at, reverse=True)[:count]


def last_talk(tries: Iterable[TryMade]) -> tuple[Conversation, Staff] | None:
    """The newest talk of these tries with who has it, the one that goes on before any other."""
    talks = [(one.talk, one.caller) for one in tries if one.talk is not None]
    return max(talks, key=lambda found: _newness(found[0]), default=None)


def _newness(talk: Conversation) -> tuple[datetime, bool, datetime]:
    return talk.started_at, talk.ended_at is None, talk.ended_at or talk.started_at


def _tries(case_id: uuid.UUID) -> Select[Attempt, Staff, Conversation]:
    made = select(Attempt, Staff, Conversation).join(Staff, Staff.id == Attempt.caseworker_id)
    return made.outerjoin(Conversation, Conversation.attempt_id == Attempt.id).where(Attempt.case_id == case_id)


def _last_judged(case_id: uuid.UUID, count: int) -> Select[uuid.UUID]:
    judged = select(Conversation.id).where(Conversation.case_id == case_id, Conversation.call_level.is_not(None))
    return judged.order_by(Conversation.started_at.desc()).limit(count)
