"""What the provider reports of a message: kept once, in any order, forward only, and seen where a page failed."""

import uuid
from itertools import permutations

import pytest

from remote_cm.domain.delivery import DeliveryState
from remote_cm.services.alert_board import show_alert
from remote_cm.services.hand_over_message import hand_over_message
from remote_cm.services.record_delivery import DeliveryNews, record_delivery
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.alerts import AlertAct
from remote_cm.storage.tables.messages import DeliveryReport, Message, MessageKind
from tests.factories import VOLUNTEER_NUMBER
from tests.services.conftest import Acts
from tests.services.stage import Stage, make_stage


def _handed_over(around: Surroundings, body: str, kind: MessageKind) -> tuple[Stage, Message]:
    stage = make_stage(around)
    stage.text(VOLUNTEER_NUMBER, body)
    stage.hand_over()
    return stage, next(row for row in stage.messages() if row.kind is kind)


def _news(message: Message, status: str, sequence: int | None = None, error: str | None = None) -> DeliveryNews:
    return DeliveryNews(str(message.id), str(message.provider_id), status, sequence, error)


def _now(stage: Stage, message: Message) -> Message:
    return next(row for row in stage.messages() if row.id == message.id)


def test_reports_move_a_message_forward_whatever_the_order_in_which_they_come(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)
    orders = list(permutations(["queued", "sent", "delivered"]))
    bodies = ("3", "2", "4", "6", "7 4", "00")

    for order, body in zip(orders, bodies, strict=True):
        known = {row.id for row in stage.messages()}
        stage.text(VOLUNTEER_NUMBER, body)
        message = next(row for row in stage.messages() if row.id not in known)
        hand_over_message(surroundings, message.id)
        for status in order:
            record_delivery(surroundings, _news(_now(stage, message), status))
        assert _now(stage, message).state is DeliveryState.DELIVERED, order


def test_a_repeated_report_is_kept_once_also_at_one_moment(surroundings: Surroundings, at_once: Acts) -> None:
    stage, ring = _handed_over(surroundings, "9 47K", MessageKind.RING)

    raised = at_once(*[lambda: record_delivery(surroundings, _news(ring, "no-answer", 3))] * 3)
    record_delivery(surroundings, _news(ring, "no-answer", 3))

    assert raised == [None, None, None]
    assert len(stage.rows(DeliveryReport)) == 1
    assert stage.timeline(AlertAct.PAGE_FAILED) == [("CW-1", "ring_no_answer")]


def test_a_report_without_a_number_in_the_row_is_kept_once_too(surroundings: Surroundings) -> None:
    stage, text = _handed_over(surroundings, "3", MessageKind.TEXT)

    for _ in range(2):
        record_delivery(surroundings, _news(text, "sent"))

    assert len(stage.rows(DeliveryReport)) == 1


def test_nothing_follows_a_final_state(surroundings: Surroundings) -> None:
    stage, text = _handed_over(surroundings, "3", MessageKind.TEXT)

    for status, error in (("failed", "30003"), ("delivered", None), ("sent", None)):
        record_delivery(surroundings, _news(text, status, error=error))

    kept = _now(stage, text)
    assert (kept.state, kept.reason) == (DeliveryState.FAILED, "phone_unreachable")
    assert len(stage.rows(DeliveryReport)) == 3


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled"])
def test_a_ring_that_reached_nobody_stands_in_the_alerts_timeline(surroundings: Surroundings, status: str) -> None:
    stage, ring = _handed_over(surroundings, "9 47K", MessageKind.RING)

    record_delivery(surroundings, _news(ring, "ringing", 1))
    record_delivery(surroundings, _news(ring, status, 2))

    detail = f"ring_{status.replace('-', '_')}"
    assert stage.timeline(AlertAct.PAGE_FAILED) == [("CW-1", detail)]
    path = show_alert(surroundings, stage.people.person("SUP-1"), stage.alert().id).path
    assert [(line.who, line.detail) for line in path if line.act is AlertAct.PAGE_FAILED] == [("CW-1", detail)]


def test_a_ring_that_was_answered_is_no_failure_and_no_acknowledgement(surroundings: Surroundings) -> None:
    stage, ring = _handed_over(surroundings, "9 47K", MessageKind.RING)

    for place, status in enumerate(("initiated", "ringing", "in-progress", "completed")):
        record_delivery(surroundings, _news(ring, status, place))

    assert _now(stage, ring).state is DeliveryState.COMPLETED
    assert stage.timeline(AlertAct.PAGE_FAILED) == []
    assert stage.alert().holder_id is None
    assert stage.alert().due_at is not None


def test_a_report_that_nobody_can_place_changes_nothing(surroundings: Surroundings) -> None:
    stage, text = _handed_over(surroundings, "3", MessageKind.TEXT)

    for reference in ("not an id", str(uuid.uuid4())):
        record_delivery(surroundings, DeliveryNews(reference, "SM-x", "failed", None, None))
    record_delivery(surroundings, _news(text, "a word that does not exist yet"[:20]))

    assert _now(stage, text).state is DeliveryState.QUEUED
    assert [report.status for report in stage.rows(DeliveryReport)] == ["a word that does not"]
