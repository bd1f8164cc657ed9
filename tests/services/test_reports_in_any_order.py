"""Reports that come late, early, twice, out of order or without our reference: the end is always the same."""

import uuid
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from remote_cm.domain.delivery import DeliveryState
from remote_cm.services import hand_over_message as hand_over
from remote_cm.services.hand_over_message import hand_over_message
from remote_cm.services.move_message import apply_reports
from remote_cm.services.record_delivery import DeliveryNews, record_delivery
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.alerts import Alert, AlertAct
from remote_cm.storage.tables.channels import FlaggedNumber
from remote_cm.storage.tables.messages import DeliveryReport, Message, MessageKind, MessagePurpose
from remote_cm.storage.tables.tasks import Task
from tests.factories import CASEWORKER_NUMBER, VOLUNTEER_NUMBER
from tests.services.stage import Stage, make_stage, wait_for_blocked

ON_THE_WAY = {MessageKind.TEXT: ("queued", "sent"), MessageKind.RING: ("initiated", "ringing", "in-progress")}
ENDS = {
    MessageKind.TEXT: (("delivered", None), ("undelivered", "30003"), ("failed", "30007"), ("undelivered", "30005")),
    MessageKind.RING: (("completed", None), ("busy", None), ("no-answer", None), ("failed", "21217")),
}

Told = tuple[str, int | None, str | None]


def _begin(stage: Stage, kind: MessageKind) -> Message:
    """A page of an alert is owed, and nothing before it counts any more."""
    now, session_of = stage.clock.now(), stage.around.database.unit_of_work
    page = Message(
        id=uuid.uuid4(),
        kind=kind,
        purpose=MessagePurpose.ALERT,
        staff_id=stage.people.staff("CW-1").id,
        alert_id=stage.alert().id,
        phone_number=CASEWORKER_NUMBER,
        body="Please look." if kind is MessageKind.TEXT else None,
        language="en",
        owed_at=now,
        send_before=now + timedelta(minutes=10),
        climbed_to=1,
    )
    with session_of() as work:
        work.session.execute(update(Message).values(climbed_to=None))
        work.session.execute(update(Task).values(done_at=now))
        work.session.execute(update(Alert).values(climbed_to=1, due_at=now + timedelta(minutes=1)))
        work.session.execute(delete(FlaggedNumber))
        work.session.add(page)
        work.commit()
    return page


def _tell(stage: Stage, message: Message, told: Told, reference: str | None = None) -> None:
    status, place, code = told
    ours = str(message.id) if reference is None else reference
    record_delivery(stage.around, DeliveryNews(ours, f"P-{message.id}", status, place, code))


def _hand_over(stage: Stage, message: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is handed over, and the provider's id for it is written down."""
    with monkeypatch.context() as patch:
        for provider, name in ((stage.text_sender, "send_text"), (stage.call_placer, "place_call")):
            patch.setattr(provider, name, lambda sent: f"P-{sent.reference}")
        hand_over_message(stage.around, message.id)


def _now(stage: Stage, message: Message) -> Message:
    return next(row for row in stage.messages() if row.id == message.id)


@dataclass(frozen=True)
class End:
    """Where a message stands in the end, and all that it led to."""

    state: DeliveryState
    reason: str | None
    has_id: bool
    following: int
    failed_lines: int
    climbed_lines: int
    tasks: tuple[tuple[str, str | None], ...]
    flags: int
    is_due_now: bool


def _end(stage: Stage, message: Message, lines_before: tuple[int, int]) -> End:
    kept = _now(stage, message)
    failed, climbed = _lines(stage)
    return End(
        state=kept.state,
        reason=kept.reason,
        has_id=kept.provider_id == f"P-{message.id}",
        following=sum(row.follows_id == message.id for row in stage.messages()),
        failed_lines=failed - lines_before[0],
        climbed_lines=climbed - lines_before[1],
        tasks=tuple(sorted((task.kind.value, task.detail) for task in stage.rows(Task, Task.done_at.is_(None)))),
        flags=len(stage.rows(FlaggedNumber)),
        is_due_now=stage.alert().due_at == stage.clock.now(),
    )


def _lines(stage: Stage) -> tuple[int, int]:
    return len(stage.timeline(AlertAct.PAGE_FAILED)), len(stage.timeline(AlertAct.NOBODY_REACHED))


@st.composite
def _histories(draw: st.DrawFn) -> tuple[MessageKind, list[Told], list[tuple[Told, bool]]]:
    """One course of a message, and the same reports mixed up, some of them again, some without our reference."""
    kind = draw(st.sampled_from(list(ON_THE_WAY)))
    end, code = draw(st.sampled_from(ENDS[kind]))
    words = [*ON_THE_WAY[kind], end]
    is_ring = kind is MessageKind.RING
    told: list[Told] = [
        (word, place if is_ring else None, code if word == end else None) for place, word in enumerate(words)
    ]
    again = draw(st.lists(st.sampled_from(told), max_size=4))
    mixed = draw(st.permutations([*told, *again]))
    return kind, told, [(one, draw(st.booleans())) for one in mixed]


@pytest.fixture
def stage(surroundings: Surroundings) -> Stage:
    """An alert is open."""
    made = make_stage(surroundings)
    made.text(VOLUNTEER_NUMBER, "9 47K")
    return made


@pytest.fixture
def patcher() -> Iterator[pytest.MonkeyPatch]:
    """Patches within one example."""
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=_histories(), quick=st.integers(0, 8))
def test_the_end_is_the_same_in_whatever_order_and_however_often_reports_come(
    stage: Stage,
    patcher: pytest.MonkeyPatch,
    history: tuple[MessageKind, list[Told], list[tuple[Told, bool]]],
    quick: int,
) -> None:
    kind, told, mixed = history
    message, before = _begin(stage, kind), _lines(stage)
    _hand_over(stage, message, patcher)
    for report in told:
        _tell(stage, message, report)
    expected = _end(stage, message, before)

    message, before = _begin(stage, kind), _lines(stage)
    # So many reports are quicker than our own write of the provider's id.
    for report, is_bare in mixed[:quick]:
        _tell(stage, message, report, "" if is_bare else None)
    _hand_over(stage, message, patcher)
    for report, is_bare in mixed[quick:]:
        _tell(stage, message, report, "" if is_bare else None)

    assert expected.state.is_final
    assert _end(stage, message, before) == expected


def test_a_report_without_our_reference_waits_until_a_message_has_its_id(
    stage: Stage, patcher: pytest.MonkeyPatch
) -> None:
    message = _begin(stage, MessageKind.TEXT)
    _tell(stage, message, ("delivered", None, None), "")
    assert _now(stage, message).state is DeliveryState.OWED
    assert len(stage.rows(DeliveryReport, DeliveryReport.message_id.is_(None))) == 1

    _hand_over(stage, message, patcher)

    assert _now(stage, message).state is DeliveryState.DELIVERED


def test_a_report_without_our_reference_that_comes_while_we_write_the_id_waits_for_that(
    stage: Stage, patcher: pytest.MonkeyPatch
) -> None:
    message = _begin(stage, MessageKind.TEXT)
    told: Told = ("delivered", None, None)
    with ThreadPoolExecutor(1) as pool:
        reports: list[Future[None]] = []

        def apply_and_wait(*asked: Any) -> None:
            apply_reports(*asked)
            reports.append(pool.submit(_tell, stage, message, told, ""))
            wait_for_blocked(stage.around)

        patcher.setattr(hand_over, "apply_reports", apply_and_wait)
        _hand_over(stage, message, patcher)
        reports[0].result()

    assert _now(stage, message).state is DeliveryState.DELIVERED
