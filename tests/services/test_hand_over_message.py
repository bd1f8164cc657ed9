"""A message is given to its provider once by our own doing, whatever breaks between the claim and the answer."""

from datetime import timedelta
from typing import NoReturn

import pytest

from remote_cm.domain.delivery import DeliveryState
from remote_cm.ports import OutcomeUnknown, Ring, Text
from remote_cm.services.hand_over_message import hand_over_message
from remote_cm.services.record_delivery import DeliveryNews, record_delivery
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.messages import lock_message
from remote_cm.storage.tables.alerts import AlertAct
from remote_cm.storage.tables.messages import Message, MessageKind
from tests.factories import CASEWORKER_NUMBER, VOLUNTEER_NUMBER, case_row
from tests.services.conftest import Acts
from tests.services.stage import Stage, make_stage


class Killed(BaseException):
    """The process is gone between its claim and its answer."""


def _with_a_reply(around: Surroundings) -> tuple[Stage, Message]:
    stage = make_stage(around)
    stage.text(VOLUNTEER_NUMBER, "3")
    (message,) = stage.messages()
    return stage, message


def _with_a_ring(around: Surroundings) -> tuple[Stage, Message]:
    stage = make_stage(around)
    stage.text(VOLUNTEER_NUMBER, "9 47K")
    text, ring = sorted(stage.messages(), key=lambda row: row.kind is MessageKind.RING)
    hand_over_message(around, text.id)
    return stage, ring


def _now(stage: Stage, message: Message) -> Message:
    return next(row for row in stage.messages() if row.id == message.id)


def _try_again(stage: Stage, message: Message, seconds: int = 30) -> Message:
    stage.clock.advance(seconds=seconds)
    hand_over_message(stage.around, message.id)
    return _now(stage, message)


def test_a_text_is_handed_over_with_our_reference_and_the_seconds_that_it_may_wait(surroundings: Surroundings) -> None:
    stage, message = _with_a_reply(surroundings)
    stage.clock.advance(seconds=10)

    hand_over_message(surroundings, message.id)

    sent = Text(str(message.id), VOLUNTEER_NUMBER, "OK. We will phone.", 3590)
    assert stage.text_sender.sent == [sent]
    kept = _now(stage, message)
    assert (kept.state, kept.tries, kept.sent_at) == (DeliveryState.QUEUED, 1, stage.clock.now())
    assert kept.provider_id is not None


def test_a_ring_is_placed_with_the_limits_of_policy(surroundings: Surroundings) -> None:
    stage, ring = _with_a_ring(surroundings)

    hand_over_message(surroundings, ring.id)

    policy = surroundings.policy.messages
    placed = Ring(str(ring.id), CASEWORKER_NUMBER, policy.ring_seconds, policy.call_limit_seconds)
    assert stage.call_placer.sent == [placed]


def test_run_twice_or_from_three_workers_at_once_it_sends_once(surroundings: Surroundings, at_once: Acts) -> None:
    stage, message = _with_a_reply(surroundings)

    raised = at_once(*[lambda: hand_over_message(surroundings, message.id)] * 3)
    _try_again(stage, message, seconds=3000)

    assert raised == [None, None, None]
    assert len(stage.text_sender.sent) == 1


def test_a_message_that_another_process_holds_is_left_to_it(surroundings: Surroundings) -> None:
    stage, message = _with_a_reply(surroundings)

    with surroundings.database.unit_of_work() as work:
        lock_message(work.session, message.id)
        hand_over_message(surroundings, message.id)

    assert stage.text_sender.sent == []


def test_the_claim_is_committed_before_the_provider_hears_of_it(
    surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, message = _with_a_reply(surroundings)
    seen: list[DeliveryState] = []

    def look(text: Text) -> str:
        seen.append(_now(stage, message).state)
        return f"SM-{text.reference}"

    monkeypatch.setattr(stage.text_sender, "send_text", look)
    hand_over_message(surroundings, message.id)

    assert seen == [DeliveryState.CLAIMED]


@pytest.mark.parametrize("was_accepted", [True, False])
def test_a_process_killed_after_its_claim_loses_nothing_and_doubles_nothing(
    surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch, was_accepted: bool
) -> None:
    stage, message = _with_a_reply(surroundings)
    send_text = stage.text_sender.send_text

    def die(text: Text) -> NoReturn:
        if was_accepted:
            send_text(text)
        raise Killed

    monkeypatch.setattr(stage.text_sender, "send_text", die)
    with pytest.raises(Killed):
        hand_over_message(surroundings, message.id)
    monkeypatch.undo()

    assert _try_again(stage, message, seconds=29).state is DeliveryState.CLAIMED
    assert len(stage.text_sender.sent) == int(was_accepted)
    kept = _try_again(stage, message, seconds=1)

    assert kept.state is DeliveryState.QUEUED
    assert kept.provider_id is not None
    assert len(stage.text_sender.sent) == 1


def test_a_text_whose_answer_was_lost_is_found_and_not_sent_again(surroundings: Surroundings) -> None:
    stage, message = _with_a_reply(surroundings)
    stage.text_sender.lose_next_answer(was_accepted=True)

    hand_over_message(surroundings, message.id)
    assert _now(stage, message).state is DeliveryState.OUTCOME_UNKNOWN
    kept = _try_again(stage, message)

    assert kept.state is DeliveryState.QUEUED
    assert len(stage.text_sender.sent) == 1


def test_a_ring_that_never_left_is_placed_again_after_it_was_looked_up(surroundings: Surroundings) -> None:
    stage, ring = _with_a_ring(surroundings)
    stage.call_placer.lose_next_answer(was_accepted=False)
    hand_over_message(surroundings, ring.id)
    assert stage.call_placer.sent == []

    kept = _try_again(stage, ring)

    assert kept.state is DeliveryState.QUEUED
    assert len(stage.call_placer.sent) == 1


def test_what_is_found_at_the_provider_but_is_another_message_of_ours_proves_nothing(
    surroundings: Surroundings,
) -> None:
    links = [{"code": "V-001", "alias": "47K"}], [{"code": "V-001", "alias": "12F"}]
    stage = make_stage(surroundings, case_row("CX-A", volunteers=links[0]), case_row("CX-B", volunteers=links[1]))
    stage.text(VOLUNTEER_NUMBER, "9 47K")
    stage.text(VOLUNTEER_NUMBER, "9 12F")
    first, second = (row for row in stage.messages() if row.kind is MessageKind.RING)
    stage.call_placer.lose_next_answer(was_accepted=False)
    hand_over_message(surroundings, first.id)
    hand_over_message(surroundings, second.id)
    assert len(stage.call_placer.sent) == 1

    kept = _try_again(stage, first)

    assert kept.state is DeliveryState.QUEUED
    assert kept.provider_id != _now(stage, second).provider_id
    assert [ring.reference for ring in stage.call_placer.sent] == [str(second.id), str(first.id)]


def test_a_page_is_tried_as_long_as_it_is_good_and_an_ordinary_text_once_more(surroundings: Surroundings) -> None:
    stage, ring = _with_a_ring(surroundings)
    stage.text(VOLUNTEER_NUMBER, "3")
    reply = next(row for row in stage.messages() if row.alert_id is None)

    for _ in range(5):
        stage.call_placer.lose_next_answer(was_accepted=False)
        stage.text_sender.lose_next_answer(was_accepted=False)
        hand_over_message(surroundings, ring.id)
        hand_over_message(surroundings, reply.id)
        stage.clock.advance(seconds=30)

    assert _now(stage, ring).tries == 5
    assert (_now(stage, reply).state, _now(stage, reply).reason) == (DeliveryState.EXPIRED, "answer_lost")
    assert stage.text_sender.failures_left == 3
    assert _try_again(stage, ring).state is DeliveryState.QUEUED


def test_a_provider_that_cannot_now_is_tried_again_after_a_pause(surroundings: Surroundings) -> None:
    stage, message = _with_a_reply(surroundings)
    stage.text_sender.be_busy_next()

    hand_over_message(surroundings, message.id)
    kept = _now(stage, message)
    assert (kept.state, kept.reason) == (DeliveryState.OWED, "too_many_requests")
    assert kept.try_after == stage.clock.now() + timedelta(seconds=5)

    assert _try_again(stage, message, seconds=4).state is DeliveryState.OWED
    assert _try_again(stage, message, seconds=1).state is DeliveryState.QUEUED
    assert len(stage.text_sender.sent) == 1


def test_a_refused_page_is_final_and_stands_in_the_timeline(surroundings: Surroundings) -> None:
    stage, ring = _with_a_ring(surroundings)
    stage.call_placer.refuse_next("bad_number")

    hand_over_message(surroundings, ring.id)
    kept = _try_again(stage, ring)

    assert (kept.state, kept.reason) == (DeliveryState.REFUSED, "bad_number")
    assert stage.timeline(AlertAct.PAGE_FAILED) == [("CW-1", "bad_number")]
    assert stage.call_placer.sent == []


@pytest.mark.parametrize(("seconds", "state"), [(599, DeliveryState.QUEUED), (600, DeliveryState.EXPIRED)])
def test_a_page_is_not_given_out_after_its_ten_minutes(
    surroundings: Surroundings, seconds: int, state: DeliveryState
) -> None:
    stage, ring = _with_a_ring(surroundings)

    assert _try_again(stage, ring, seconds=seconds).state is state

    failed = [("CW-1", "too_late")] if state is DeliveryState.EXPIRED else []
    assert stage.timeline(AlertAct.PAGE_FAILED) == failed


def test_a_report_that_is_quicker_than_our_own_write_is_not_undone_by_it(
    surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, message = _with_a_reply(surroundings)

    def report_first(text: Text) -> str:
        record_delivery(surroundings, DeliveryNews(text.reference, "SM-quick", "delivered", None, None))
        return "SM-quick"

    monkeypatch.setattr(stage.text_sender, "send_text", report_first)
    hand_over_message(surroundings, message.id)

    kept = _now(stage, message)
    assert (kept.state, kept.provider_id) == (DeliveryState.DELIVERED, "SM-quick")


def test_an_answer_that_is_lost_after_the_report_came_takes_nothing_back(
    surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, message = _with_a_reply(surroundings)

    def report_and_lose(text: Text) -> NoReturn:
        record_delivery(surroundings, DeliveryNews(text.reference, "SM-quick", "delivered", None, None))
        raise OutcomeUnknown

    monkeypatch.setattr(stage.text_sender, "send_text", report_and_lose)
    hand_over_message(surroundings, message.id)

    assert _now(stage, message).state is DeliveryState.DELIVERED


def test_a_report_that_came_while_the_answer_was_lost_counts(surroundings: Surroundings) -> None:
    stage, message = _with_a_reply(surroundings)
    stage.text_sender.lose_next_answer(was_accepted=True)
    hand_over_message(surroundings, message.id)

    record_delivery(surroundings, DeliveryNews(str(message.id), "SM-found", "sent", None, None))

    assert _try_again(stage, message).state is DeliveryState.SENT
    assert len(stage.text_sender.sent) == 1


def test_a_message_that_does_not_exist_is_nobodys_failure(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)

    hand_over_message(surroundings, stage.people.case().id)

    assert stage.text_sender.sent == []
