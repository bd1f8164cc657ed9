"""What exists twice although it should be there once: looked for in what the provider was asked and in what is kept."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from remote_cm.storage.database import Session
from remote_cm.storage.tables.alerts import Alert, AlertEvent
from remote_cm.storage.tables.inbound import InboundEvent
from remote_cm.storage.tables.messages import Message
from remote_cm.storage.tables.tasks import Task
from tests.chaos.account import Seen
from tests.chaos.stack import OPERATORS, Stack


def find_doubles(stack: Stack, seen: Sequence[Seen], since: datetime) -> list[Hashable]:
    """Each thing that was done more than once since a moment, as what it is known by; empty in a service that does
    everything once. While nothing is broken this holds for an alert's pages as well.
    """
    with stack.around.database.unit_of_work() as work:
        ours = {one.provider_id for one in work.session.scalars(select(Message))}
        # Whoever runs the service is rung past the records, and is so when the clock is moved by more than a round.
        to_others = (one for one in seen if not one.is_inbound and one.to_number not in OPERATORS)
        sent_by_nobody = [one.sid for one in to_others if one.sid not in ours]
        return [*sent_by_nobody, *_more_than_one(_everything(work.session, since))]


def _everything(session: Session, since: datetime) -> Iterable[tuple[Hashable, ...]]:
    for event in session.scalars(select(InboundEvent).where(InboundEvent.received_at >= since)):
        yield "event", event.provider_id
    for alert in session.scalars(select(Alert).where(Alert.opened_at >= since, Alert.ended_at.is_(None))):
        yield "alert", alert.ladder, alert.case_id or alert.event_id
    for message in session.scalars(select(Message).where(Message.owed_at >= since)):
        why = message.event_id or message.alert_id, message.climbed_to
        yield "message", message.kind, message.purpose, message.phone_number, *why, message.follows_id, message.body
    # An alert climbs and pages again and again; that it did so once each time is seen by what was sent.
    for line in session.scalars(select(AlertEvent).where(AlertEvent.event_id.is_not(None))):
        yield "line", line.alert_id, line.act, line.event_id
    for task in session.scalars(select(Task).where(Task.made_at >= since)):
        about = task.case_id, task.volunteer_id, task.event_id, task.conversation_id, task.slow_ladder_id
        yield "task", task.kind, task.assignee_id, *about, task.slow_step, task.slow_round, task.detail


def _more_than_one(things: Iterable[tuple[Hashable, ...]]) -> list[Hashable]:
    return [thing for thing, times in Counter(things).items() if times > 1]
