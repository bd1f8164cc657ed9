"""How far the provider was asked for what came in, and which of our messages it is asked about next."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from remote_cm.domain.delivery import DeliveryState
from remote_cm.storage.tables.inbound import InboundEvent
from remote_cm.storage.tables.messages import Message, MessageKind, MessagePurpose
from remote_cm.storage.tables.reconciliation import AskedMessage, ReconciliationMark

ON_ITS_WAY = (DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.RINGING, DeliveryState.IN_PROGRESS)


@dataclass(frozen=True)
class Mark:
    """Up to when one provider was asked; None when it never was."""

    asked_up_to: datetime | None


def begin_to_ask(session: Session, provider: str, now: datetime, every: timedelta) -> Mark | None:
    """Take the next round of asking; None when somebody took it less than ``every`` ago."""
    row = insert(ReconciliationMark).values(provider=provider, begun_at=now)
    taken = row.on_conflict_do_update(
        index_elements=["provider"],
        set_={"begun_at": now},
        # A mark of the future was written by a clock that went wrong, and stops nobody.
        where=or_(ReconciliationMark.begun_at <= now - every, ReconciliationMark.begun_at > now),
    ).returning(ReconciliationMark.asked_up_to)
    found = session.execute(taken).one_or_none()
    return None if found is None else Mark(found[0])


def move_mark(session: Session, provider: str, asked_up_to: datetime, now: datetime) -> None:
    """Everything up to a moment was taken in. A mark never goes back."""
    session.execute(
        update(ReconciliationMark)
        .where(ReconciliationMark.provider == provider)
        .values(asked_up_to=func.greatest(ReconciliationMark.asked_up_to, asked_up_to), done_at=now)
    )


def list_known_ids(session: Session, provider: str, provider_ids: Collection[str]) -> frozenset[str]:
    """Those of these ids that came to us already."""
    if not provider_ids:
        return frozenset()
    known = select(InboundEvent.provider_id).where(
        InboundEvent.provider == provider, InboundEvent.provider_id.in_(provider_ids)
    )
    return frozenset(session.scalars(known))


@dataclass(frozen=True)
class OnItsWay:
    """A text or a ring that the provider has and of which no end was reported."""

    id: uuid.UUID
    kind: MessageKind
    provider_id: str
    sent_at: datetime
    times_asked: int


def list_to_ask_about(
    session: Session, *, now: datetime, sent_before: datetime, sent_since: datetime, limit: int
) -> Sequence[OnItsWay]:
    """What the provider is asked about now: pages of alerts first, then the oldest."""
    rows = session.execute(
        select(Message.id, Message.kind, Message.provider_id, Message.sent_at, func.coalesce(AskedMessage.times, 0))
        .outerjoin(AskedMessage, AskedMessage.message_id == Message.id)
        .where(
            Message.state.in_(ON_ITS_WAY),
            Message.provider_id.is_not(None),
            Message.sent_at <= sent_before,
            Message.sent_at > sent_since,
            or_(AskedMessage.ask_after.is_(None), AskedMessage.ask_after <= now),
        )
        .order_by(Message.purpose != MessagePurpose.ALERT, Message.sent_at)
        .limit(limit)
    )
    return [
        OnItsWay(message_id, kind, provider_id, sent_at, times)
        for message_id, kind, provider_id, sent_at, times in rows
        if provider_id is not None and sent_at is not None
    ]


def note_asked(session: Session, message_id: uuid.UUID, times: int, ask_after: datetime) -> None:
    """The provider was asked about a message so many times by now, and may be asked again after a moment."""
    row = insert(AskedMessage).values(message_id=message_id, times=times, ask_after=ask_after)
    session.execute(
        row.on_conflict_do_update(index_elements=["message_id"], set_={"times": times, "ask_after": ask_after})
    )
