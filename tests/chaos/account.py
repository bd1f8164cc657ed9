"""The reckoning after a run: what the provider saw against what the database holds."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise

import requests
from sqlalchemy import BigInteger, Text, cast, func, literal_column, select

from remote_cm.domain.delivery import DeliveryState
from remote_cm.domain.vocabulary import FoundBy, Intent
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.alerts import Alert, AlertAct, AlertEvent
from remote_cm.storage.tables.inbound import InboundEvent
from remote_cm.storage.tables.messages import DeliveryReport, Message, MessageKind, MessagePurpose
from tests.chaos.stack import Stack

GRACE = timedelta(seconds=60)
UNFINISHED = (DeliveryState.OWED, DeliveryState.CLAIMED, DeliveryState.OUTCOME_UNKNOWN)


@dataclass(frozen=True)
class Seen:
    """A text or a call as the provider keeps it."""

    sid: str
    is_inbound: bool
    from_number: str
    to_number: str
    body: str | None
    made_at: datetime


@dataclass(frozen=True)
class Account:
    """What must be nought, and what one wants to know beside it."""

    lost: int
    unhandled: int
    sent_twice: int
    out_of_order: int
    unraised: int
    unpaged: int
    without_clock: int
    overdue: int
    events: int
    reports: int
    alerts: int
    replies: int
    from_journal: int
    found_late: int

    @property
    def faults(self) -> Mapping[str, int]:
        """Each broken promise with its count."""
        kept = ("events", "reports", "alerts", "replies", "from_journal", "found_late")
        return {name: count for name, count in asdict(self).items() if name not in kept and count}


def list_seen(stack: Stack) -> list[Seen]:
    """All texts and calls of the provider, oldest first."""
    return [*_pages(stack, "Messages", "messages"), *_pages(stack, "Calls", "calls")]


def _pages(stack: Stack, resource: str, key: str) -> Iterator[Seen]:
    account = stack.settings.twilio_account_sid
    uri: str | None = f"/2010-04-01/Accounts/{account}/{resource}.json?PageSize=1000"
    found: list[Seen] = []
    while uri is not None:
        page = requests.get(stack.simulator + uri, auth=(account, stack.settings.twilio_auth_token), timeout=60).json()
        found += [_seen(one) for one in page[key]]
        uri = page["next_page_uri"]
    # Twilio lists the newest first; those of one second keep the order in which they were made.
    yield from reversed(found)


def _seen(one: Mapping[str, str]) -> Seen:
    return Seen(
        sid=one["sid"],
        is_inbound=one["direction"] == "inbound",
        from_number=one["from"],
        to_number=one["to"],
        body=one.get("body"),
        made_at=parsedate_to_datetime(one["date_created"]),
    )


def draw_up(around: Surroundings, seen: Sequence[Seen]) -> Account:
    """Compare. To be asked when all is quiet."""
    with around.database.unit_of_work() as work:
        session = work.session
        handled_in = cast(cast(literal_column("inbound_event.xmin"), Text), BigInteger)
        rows = session.execute(select(InboundEvent, handled_in)).all()
        alerts = list(session.scalars(select(Alert)))
        lines = list(session.scalars(select(AlertEvent)))
        messages = list(session.scalars(select(Message)))
        reports = session.scalar(select(func.count()).select_from(DeliveryReport)) or 0
    events = {row[0].provider_id: (row[0], row[1]) for row in rows}
    came_in, known_sids = [one for one in seen if one.is_inbound], {one.sid for one in seen}
    kept = [events[one.sid] for one in came_in if one.sid in events]
    # The demo has alerts for which nobody was ever rung.
    opened_by = {event.id for event, _ in kept}
    opened = [alert for alert in alerts if alert.event_id in opened_by]
    paged = {one.alert_id for one in messages if one.provider_id in known_sids}
    # Whoever took it was reached, also where the process died that knew by which page.
    paged |= {line.alert_id for line in lines if line.act is AlertAct.ACKNOWLEDGED}
    return Account(
        lost=sum(one.sid not in events for one in came_in),
        unhandled=sum(event.handled_at is None for event, _ in kept),
        sent_twice=_sent_twice(messages, seen),
        out_of_order=_out_of_order(kept, came_in),
        unraised=len(_unraised([event for event, _ in kept], alerts, lines)),
        unpaged=sum(alert.id not in paged for alert in opened),
        without_clock=sum(not (alert.ended_at or alert.due_at or alert.holder_due_at) for alert in alerts),
        overdue=sum(_is_overdue(alert, around.now()) for alert in alerts),
        events=len(events),
        reports=reports,
        alerts=len(opened),
        replies=sum(one.purpose is MessagePurpose.REPLY and one.provider_id in known_sids for one in messages),
        from_journal=sum(event.found_by is FoundBy.JOURNAL for event, _ in kept),
        found_late=sum(event.found_by is FoundBy.RECONCILIATION for event, _ in kept),
    )


def count_in(around: Surroundings, states: Collection[DeliveryState]) -> int:
    """How many messages are in one of these states."""
    with around.database.unit_of_work() as work:
        return work.session.scalar(select(func.count()).where(Message.state.in_(states))) or 0


def count_unfinished(around: Surroundings) -> int:
    """Messages that somebody still has to take, or to look up."""
    return count_in(around, UNFINISHED)


def _sent_twice(messages: Iterable[Message], seen: Iterable[Seen]) -> int:
    """Ordinary texts that the provider has more often than we owed them; pages of alerts may be doubled."""
    owed = Counter((one.phone_number, one.body) for one in messages if one.kind is MessageKind.TEXT)
    pages = {(one.phone_number, one.body) for one in messages if one.purpose is MessagePurpose.ALERT}
    sent = Counter((one.to_number, one.body) for one in seen if not one.is_inbound and one.body is not None)
    return sum(max(0, times - owed[what]) for what, times in sent.items() if what in owed and what not in pages)


def _out_of_order(kept: Sequence[tuple[InboundEvent, int]], came_in: Sequence[Seen]) -> int:
    """How often a sender's text was handled before an earlier one of theirs, although that had reached us before it.
    What the provider itself could not bring us, and we had to fetch, has no order.
    """
    handled = {
        event.provider_id: (event.received_at, number)
        for event, number in kept
        if event.found_by is not FoundBy.RECONCILIATION
    }
    of_sender: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for one in came_in:
        if one.sid in handled and one.body is not None:
            of_sender[one.from_number].append(handled[one.sid])
    pairs = (pair for row in of_sender.values() for pair in pairwise(row))
    return sum(first[0] <= then[0] and then[1] < first[1] for first, then in pairs)


def _unraised(
    events: Iterable[InboundEvent], alerts: Iterable[Alert], lines: Iterable[AlertEvent]
) -> list[InboundEvent]:
    known = {alert.event_id for alert in alerts} | {line.event_id for line in lines}
    return [
        event
        for event in events
        if event.intent is Intent.DANGER and event.id not in known and "repeated" not in event.effects
    ]


def _is_overdue(alert: Alert, now: datetime) -> bool:
    clock = alert.due_at or alert.holder_due_at
    return alert.ended_at is None and clock is not None and clock < now - GRACE
