"""Which tries to reach a family have failed since somebody was last spoken to."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from remote_cm.domain.vocabulary import Intent
from remote_cm.storage.tables.calls import Attempt, AttemptOutcome
from remote_cm.storage.tables.cases import CaseFile
from remote_cm.storage.tables.inbound import InboundEvent
from remote_cm.storage.tables.people import Camp
from remote_cm.storage.tables.slow_ladders import OtherVoice

REACHED_NOBODY = (AttemptOutcome.NO_ANSWER, AttemptOutcome.OTHER_PERSON, AttemptOutcome.NUMBER_DEAD)
REACHED_THEM = (AttemptOutcome.ANSWERED, AttemptOutcome.NOT_NOW)


@dataclass(frozen=True)
class FailedTries:
    """When each call that reached nobody was made, oldest first, and when each visit found nobody.

    ``camp_code`` is where the family lives, None when nothing has failed.
    """

    calls: tuple[datetime, ...] = ()
    visits: tuple[datetime, ...] = ()
    camp_code: str | None = None

    @property
    def first_at(self) -> datetime | None:
        """When the family was first not reached."""
        return min((*self.calls, *self.visits), default=None)


def list_failed_tries(session: Session, case_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, FailedTries]:
    """The tries of several cases that reached nobody since the right person was last on the phone, by case; one
    question for all of them.
    """
    wanted = tuple(case_ids)
    if not wanted:
        return {}
    reached = (
        select(Attempt.case_id, func.max(Attempt.claimed_at).label("at"))
        .where(Attempt.case_id.in_(wanted), Attempt.outcome.in_(REACHED_THEM))
        .group_by(Attempt.case_id)
        .subquery()
    )
    failed = union_all(
        select(Attempt.case_id, Attempt.claimed_at.label("at"), literal("call").label("way")).where(
            Attempt.case_id.in_(wanted), Attempt.outcome.in_(REACHED_NOBODY)
        ),
        select(InboundEvent.case_id, InboundEvent.received_at, literal("visit")).where(
            InboundEvent.case_id.in_(wanted), InboundEvent.intent == Intent.NOT_MET
        ),
    ).subquery()
    since = (
        select(failed.c.case_id, failed.c.at, failed.c.way, Camp.code)
        .join(CaseFile, CaseFile.id == failed.c.case_id)
        .join(Camp, Camp.id == CaseFile.camp_id)
        .outerjoin(reached, reached.c.case_id == failed.c.case_id)
        .where(reached.c.at.is_(None) | (failed.c.at > reached.c.at))
        .order_by(failed.c.at)
    )
    rows = session.execute(since).all()
    return {
        case_id: _failed([(at, way, camp) for case, at, way, camp in rows if case == case_id]) for case_id in wanted
    }


def _failed(rows: Sequence[tuple[datetime, str, str]]) -> FailedTries:
    return FailedTries(
        calls=tuple(at for at, way, _ in rows if way == "call"),
        visits=tuple(at for at, way, _ in rows if way == "visit"),
        camp_code=rows[0][2] if rows else None,
    )


def lock_other_voice(session: Session, follow_up_id: uuid.UUID) -> OtherVoice | None:
    """What is known of who picked up instead at the last try of a follow-up, locked; None when nobody else did."""
    last = select(Attempt.id).where(Attempt.follow_up_id == follow_up_id).order_by(Attempt.claimed_at.desc()).limit(1)
    heard = select(OtherVoice).where(OtherVoice.attempt_id == last.scalar_subquery())
    return session.scalar(heard.with_for_update().execution_options(populate_existing=True))


def list_last_outcomes(session: Session, contact_id: uuid.UUID, limit: int) -> Sequence[AttemptOutcome]:
    """How the last tries to reach one contact ended, newest first; a call that was not made is none."""
    ended = select(Attempt.outcome).where(
        Attempt.contact_id == contact_id, Attempt.outcome.is_not(None), Attempt.outcome != AttemptOutcome.NOT_MADE
    )
    newest = session.scalars(ended.order_by(Attempt.claimed_at.desc(), Attempt.id).limit(limit))
    return [outcome for outcome in newest if outcome is not None]
