"""How talks that wait for their notes and actions are found, and cases whose day of review has come."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import String, cast, exists, or_, select
from sqlalchemy.orm import Session

from remote_cm.domain.task_kinds import TaskKind
from remote_cm.storage.tables.calls import Conversation
from remote_cm.storage.tables.cases import CaseFile, CaseState
from remote_cm.storage.tables.tasks import Task


def find_judged_before(session: Session, talk: Conversation) -> Conversation | None:
    """The judged talk of a case before this one."""
    judged = select(Conversation).where(
        Conversation.case_id == talk.case_id,
        Conversation.call_level.is_not(None),
        Conversation.started_at < talk.started_at,
    )
    return session.scalar(judged.order_by(Conversation.started_at.desc()).limit(1))


def lock_unsettled_talks(
    session: Session, ended_before: datetime, limit: int
) -> Sequence[tuple[Conversation, CaseFile]]:
    """Talks that ended before a moment, whose notes or actions wait, and of which nobody was reminded yet, locked."""
    reminded = exists().where(Task.conversation_id == Conversation.id, Task.kind == TaskKind.SETTLE_CALL)
    waiting = (
        select(Conversation, CaseFile)
        .join(CaseFile, CaseFile.id == Conversation.case_id)
        .where(
            Conversation.ended_at <= ended_before,
            or_(Conversation.settled_at.is_(None), Conversation.notes_written_at.is_(None)),
            ~reminded,
        )
        .order_by(Conversation.ended_at)
        .limit(limit)
    )
    rows = session.execute(waiting.with_for_update(skip_locked=True, of=Conversation))
    return [(row[0], row[1]) for row in rows]


def lock_earlier_unsettled(session: Session, talk: Conversation) -> Sequence[Conversation]:
    """Talks that whoever had this one had before it for the same follow-up, and that wait to be settled, locked."""
    earlier = select(Conversation).where(
        Conversation.follow_up_id == talk.follow_up_id,
        Conversation.caseworker_id == talk.caseworker_id,
        Conversation.id != talk.id,
        Conversation.ended_at.is_not(None),
        Conversation.settled_at.is_(None),
    )
    return list(session.scalars(earlier.order_by(Conversation.started_at).with_for_update()))


def lock_cases_to_review(session: Session, today: date, limit: int) -> Sequence[CaseFile]:
    """Open cases that can only be monitored, whose day of review has come and was not told of yet, locked."""
    day = cast(CaseFile.supervisor_review_on, String)
    told = exists().where(Task.case_id == CaseFile.id, Task.kind == TaskKind.MONITORING_REVIEW, Task.detail == day)
    due = (
        select(CaseFile)
        .where(
            CaseFile.is_monitoring_only,
            CaseFile.supervisor_review_on <= today,
            CaseFile.state == CaseState.OPEN,
            ~told,
        )
        .order_by(CaseFile.supervisor_review_on)
        .limit(limit)
    )
    return list(session.scalars(due.with_for_update(skip_locked=True)))


def list_reminders(session: Session, conversation_id: uuid.UUID) -> Sequence[Task]:
    """The open tasks that remind somebody of what a talk left."""
    of_talk = (Task.conversation_id == conversation_id, Task.kind == TaskKind.SETTLE_CALL, Task.done_at.is_(None))
    return list(session.scalars(select(Task).where(*of_talk)))
