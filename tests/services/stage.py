"""The whole service without its web and its workers: what comes in, what it led to, and the workers' work by hand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select, text

from remote_cm.gateways.dry_run import DryCallPlacer, DryJobQueue, DryTextSender
from remote_cm.services.climb_alert import climb_alert, list_alerts_to_climb
from remote_cm.services.hand_over_message import hand_over_message
from remote_cm.services.receive_ring import InboundRing, receive_ring
from remote_cm.services.receive_text import InboundText, receive_text
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.alerts import Alert, AlertAct, AlertCode, AlertEvent
from remote_cm.storage.tables.base import Base
from remote_cm.storage.tables.inbound import InboundEvent, VolunteerReport
from remote_cm.storage.tables.messages import Message
from remote_cm.storage.tables.operations import AuditEntry
from remote_cm.storage.tables.people import Staff
from remote_cm.storage.tables.tasks import Task
from tests.factories import Loaded, case_row, make_people
from tests.frozen_clock import FrozenClock

Row = TypeVar("Row", bound=Base)

ALIAS = "47K"


@dataclass(frozen=True)
class LedTo:
    """The rows that one text led to: tasks with whose they are, ladders, reported levels, words of replies."""

    tasks: tuple[tuple[str, str | None], ...] = ()
    alerts: tuple[str, ...] = ()
    reports: tuple[int, ...] = ()
    replies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stage:
    """The people of a test and everything that happens to them."""

    around: Surroundings
    people: Loaded
    _codes: Mapping[UUID, str]
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def clock(self) -> FrozenClock:
        """The clock that every part of the service reads."""
        assert isinstance(self.around.clock, FrozenClock)
        return self.around.clock

    @property
    def text_sender(self) -> DryTextSender:
        """Where texts end."""
        assert isinstance(self.around.text_sender, DryTextSender)
        return self.around.text_sender

    @property
    def call_placer(self) -> DryCallPlacer:
        """Where calls end."""
        assert isinstance(self.around.call_placer, DryCallPlacer)
        return self.around.call_placer

    @property
    def queue(self) -> DryJobQueue:
        """Where nudges end."""
        assert isinstance(self.around.database.queue, DryJobQueue)
        return self.around.database.queue

    def text(self, sender: str, body: str, provider_id: str | None = None) -> None:
        """A text comes in; each has an id of its own unless one is given."""
        receive_text(self.around, InboundText("test", provider_id or f"SM{next(self._numbers)}", sender, body))

    def ring(self, sender: str, provider_id: str | None = None) -> None:
        """Somebody rings the line."""
        receive_ring(self.around, InboundRing("test", provider_id or f"CA{next(self._numbers)}", sender))

    def climb(self) -> None:
        """Let every alert climb whose clock has run out."""
        for alert_id in list_alerts_to_climb(self.around):
            climb_alert(self.around, alert_id)

    def climb_at(self, seconds: float) -> None:
        """Climb at so many seconds after the only alert was opened."""
        elapsed = (self.clock.now() - self.alert().opened_at).total_seconds()
        self.clock.advance(seconds=seconds - elapsed)
        self.climb()

    def hand_over(self) -> None:
        """Hand over every message once, in the order in which they were owed."""
        for message in self.messages():
            hand_over_message(self.around, message.id)

    def reached(self) -> set[str]:
        """Every number that a text or a call of ours went to."""
        texts = {text.phone_number for text in self.text_sender.sent}
        return texts | {ring.phone_number for ring in self.call_placer.sent}

    def rows(self, table: type[Row], *where: object) -> list[Row]:
        """All rows of a table as they are now."""
        with self.around.database.unit_of_work() as work:
            return list(work.session.scalars(select(table).where(*where)))  # type: ignore[arg-type] # any condition

    def alerts(self) -> list[Alert]:
        """Every alert, oldest first."""
        return sorted(self.rows(Alert), key=lambda alert: alert.number)

    def alert(self) -> Alert:
        """The only alert."""
        (alert,) = self.alerts()
        return alert

    def timeline(self, act: AlertAct) -> list[tuple[str | None, str | None]]:
        """The lines of one kind in all timelines: who, by the code, and the detail."""
        lines = sorted(self.rows(AlertEvent, AlertEvent.act == act), key=lambda line: line.id)
        return [(self.code_of(line.staff_id), line.detail) for line in lines]

    def tasks(self) -> list[tuple[str, str | None]]:
        """Every task as its kind and the code of who has it, in order; None lies in an inbox."""
        tasks = sorted(self.rows(Task), key=lambda task: task.made_at)
        return [(task.kind.value, self.code_of(task.assignee_id)) for task in tasks]

    def messages(self) -> list[Message]:
        """Every text and ring that was ever owed, in order."""
        return sorted(self.rows(Message), key=lambda message: (message.owed_at, message.kind, str(message.id)))

    def led_to(self, sender: str, body: str) -> "LedTo":
        """What one text led to, half an hour after whatever was before."""
        self.clock.advance(minutes=30)
        tasks, replies, reports = Counter(self.tasks()), Counter(self.replies()), Counter(self.reports())
        alerts = len(self.alerts())
        self.text(sender, body)
        new_replies = Counter(self.replies()) - replies
        assert {number for number, _ in new_replies} <= {sender}
        return LedTo(
            tasks=tuple(sorted((Counter(self.tasks()) - tasks).elements(), key=str)),
            alerts=tuple(alert.ladder.value for alert in self.alerts()[alerts:]),
            reports=tuple((Counter(self.reports()) - reports).elements()),
            replies=tuple(sorted(str(words) for _, words in new_replies.elements())),
        )

    def pages(self) -> list[tuple[str, str, int]]:
        """Every page as who, by what, and at which second after the first alert was opened."""
        opened = self.alerts()[0].opened_at
        return sorted(
            (str(self.code_of(page.staff_id)), page.kind.value, int((page.owed_at - opened).total_seconds()))
            for page in self.messages()
            if page.alert_id is not None
        )

    def paged(self) -> set[str]:
        """The codes of everybody who was paged."""
        return {who for who, _, _ in self.pages()}

    def replies(self) -> list[tuple[str, str | None]]:
        """Every text that is no page, as its number and its words."""
        return [(row.phone_number, row.body) for row in self.messages() if row.alert_id is None]

    def events(self) -> list[InboundEvent]:
        """Everything that came in, in order."""
        return sorted(
            self.rows(InboundEvent), key=lambda event: (event.received_at, len(event.provider_id), event.provider_id)
        )

    def reports(self) -> list[int]:
        """The levels that volunteers reported."""
        return [report.level for report in self.rows(VolunteerReport) if report.level is not None]

    def reply_code(self, staff_code: str) -> str:
        """The digits that were last given to a person."""
        staff_id = self.people.staff(staff_code).id
        codes = self.rows(AlertCode, AlertCode.staff_id == staff_id)
        return max(codes, key=lambda row: row.made_at).code

    def audited(self, act: str) -> list[AuditEntry]:
        """The audit rows of one act, oldest first."""
        return sorted(self.rows(AuditEntry, AuditEntry.act == act), key=lambda row: row.id)

    def code_of(self, staff_id: UUID | None) -> str | None:
        """The code of a member of staff."""
        return self._codes[staff_id] if staff_id is not None else None


def make_stage(around: Surroundings, *cases: dict[str, object], **changes: object) -> Stage:
    """The usual team with one case, which its volunteer calls 47K, unless a test names other cases."""
    usual = case_row(volunteers=[{"code": "V-001", "alias": ALIAS}])
    people = make_people(around, *(cases or (usual,)), **changes)
    with around.database.unit_of_work() as work:
        codes_of = {staff.id: staff.code for staff in work.session.scalars(select(Staff))}
    return Stage(around, people, codes_of)


def wait_for_blocked(around: Surroundings, sessions: int = 1) -> None:
    """Return once so many sessions wait for a lock that another holds; fails after many looks."""
    waiting = text("select count(*) from pg_locks where not granted")
    with around.database.engine.connect() as connection:
        for _ in range(20_000):
            if connection.execute(waiting).scalar_one() >= sessions:
                return
            connection.rollback()
    raise AssertionError("nobody waits for a lock")


def codes(pages: Sequence[tuple[str, str, int]], second: int) -> set[tuple[str, str]]:
    """Who was paged by what at one second."""
    return {(who, kind) for who, kind, at in pages if at == second}
