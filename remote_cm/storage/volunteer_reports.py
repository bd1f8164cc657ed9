"""What volunteers told by text: whom they did not meet, what they did, and when a sign of theirs last came."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from remote_cm.domain.call_script import ActionOwner
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import Intent
from remote_cm.storage.tables.calls import ActionState, PlanAction
from remote_cm.storage.tables.inbound import InboundEvent, VolunteerReport
from remote_cm.storage.tables.tasks import Task


def list_not_met(session: Session, case_id: uuid.UUID, since: datetime) -> Sequence[datetime]:
    """When volunteers went to a family and met nobody, since a moment: each counts as an attempt (§5.3)."""
    visits = select(VolunteerReport.received_at).where(
        VolunteerReport.case_id == case_id, ~VolunteerReport.met, VolunteerReport.received_at >= since
    )
    return list(session.scalars(visits.order_by(VolunteerReport.received_at)))


def list_actions_of_volunteers(session: Session, case_id: uuid.UUID) -> Sequence[PlanAction]:
    """What is agreed in a case for a volunteer to do and not yet reported as done, locked."""
    waiting = select(PlanAction).where(
        PlanAction.case_id == case_id,
        PlanAction.owner == ActionOwner.VOLUNTEER,
        PlanAction.settled_at.is_(None),
        PlanAction.state.in_((ActionState.OPEN, ActionState.BLOCKED)),
    )
    return list(session.scalars(waiting.with_for_update()))


def count_texts_meaning(session: Session, sender: bytes, volunteer_id: uuid.UUID, intent: Intent) -> int:
    """How many texts of a volunteer, sent from this number, meant this."""
    counted = select(func.count()).where(
        InboundEvent.sender_fingerprint == sender,
        InboundEvent.volunteer_id == volunteer_id,
        InboundEvent.intent == intent,
    )
    return session.scalar(counted) or 0


def had_locked_text(
    session: Session, sender: bytes, volunteer_id: uuid.UUID, since: datetime, before_id: uuid.UUID
) -> bool:
    """True when another text of a volunteer, sent from this number, was locked away since a moment."""
    found = select(InboundEvent.id).where(
        InboundEvent.sender_fingerprint == sender,
        InboundEvent.volunteer_id == volunteer_id,
        InboundEvent.received_at >= since,
        InboundEvent.is_locked,
        InboundEvent.id != before_id,
    )
    return session.scalar(found.limit(1)) is not None


def find_open_task_of_volunteer(
    session: Session, volunteer_id: uuid.UUID, kind: TaskKind, since: datetime | None = None
) -> Task | None:
    """The newest open duty of one kind about a volunteer, made since a moment if one is given, locked."""
    wanted: list[ColumnElement[bool]] = [Task.volunteer_id == volunteer_id, Task.kind == kind, Task.done_at.is_(None)]
    if since is not None:
        wanted.append(Task.made_at >= since)
    return session.scalar(select(Task).where(*wanted).order_by(Task.made_at.desc()).limit(1).with_for_update())
