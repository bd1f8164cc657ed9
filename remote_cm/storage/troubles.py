"""How much is overdue, given up, undeliverable or not understood, counted in one question for the whole service."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from remote_cm.domain.delivery import DeliveryState
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.storage.tables.alerts import Alert
from remote_cm.storage.tables.channels import FlaggedNumber
from remote_cm.storage.tables.inbound import InboundEvent
from remote_cm.storage.tables.messages import Message
from remote_cm.storage.tables.reconciliation import ReconciliationMark
from remote_cm.storage.tables.tasks import Task

_TO_SEND = (DeliveryState.OWED, DeliveryState.CLAIMED, DeliveryState.OUTCOME_UNKNOWN)
_NOT_ARRIVED = (DeliveryState.REFUSED, DeliveryState.UNDELIVERED, DeliveryState.FAILED)
_NOT_READ = (TaskKind.NOT_UNDERSTOOD, TaskKind.NOT_UNDERSTOOD_TWICE)


@dataclass(frozen=True)
class Troubles:
    """Counts of the whole service; each of them stands on a person's page as well, with its reason.

    ``events_unhandled`` came in and could not be handled; ``not_understood`` were read by nobody yet.
    ``messages_overdue`` should have been sent; ``given_up_today`` were not sent in time and ``undeliverable_today`` did
    not arrive, of those that were owed since the day began. ``flagged_numbers`` cannot be reached in one way.
    ``alerts_overdue`` are behind their clock, ``tasks_late`` were not done in time. ``provider_asked_at`` is when the
    provider last told what it knows, None if never.
    """

    events_unhandled: int
    not_understood: int
    messages_overdue: int
    given_up_today: int
    undeliverable_today: int
    flagged_numbers: int
    alerts_overdue: int
    tasks_late: int
    provider_asked_at: datetime | None


def count_troubles(
    session: Session, *, now: datetime, day_began_at: datetime, owed_before: datetime, climbed_before: datetime
) -> Troubles:
    """Count everything as it is now, in one question. The moments are aware."""
    is_open = Task.done_at.is_(None)
    row = session.execute(
        select(
            _count(InboundEvent.id, InboundEvent.handled_at.is_(None)),
            _count(Task.id, is_open, Task.kind.in_(_NOT_READ)),
            _count(
                Message.id,
                Message.state.in_(_TO_SEND),
                Message.owed_at <= owed_before,
                or_(Message.try_after.is_(None), Message.try_after <= owed_before),
            ),
            _owed_since(day_began_at, (DeliveryState.EXPIRED,)),
            _owed_since(day_began_at, _NOT_ARRIVED),
            _count(FlaggedNumber.id),
            _count(
                Alert.id,
                Alert.ended_at.is_(None),
                func.coalesce(Alert.due_at, Alert.holder_due_at) <= climbed_before,
            ),
            _count(Task.id, is_open, Task.due_at <= now),
            select(func.max(ReconciliationMark.done_at)).scalar_subquery(),
        )
    ).one()
    return Troubles(*row)


def _count(of: InstrumentedAttribute[object], *where: object) -> ScalarSelect[int]:
    return select(func.count(of)).where(*where).scalar_subquery()  # type: ignore[arg-type] # any condition


def _owed_since(moment: datetime, states: Sequence[DeliveryState]) -> ScalarSelect[int]:
    return _count(Message.id, Message.state.in_(states), Message.owed_at >= moment)
