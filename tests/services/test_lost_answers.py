"""An answer of the provider that was lost: looked for until it is certain, and never a second ordinary text by us."""

import uuid
from datetime import timedelta
from typing import NoReturn

import pytest

from remote_cm.domain.delivery import DeliveryState
from remote_cm.ports import OutcomeUnknown, ProviderError, Refused, Text, TryLater
from remote_cm.services.hand_over_message import hand_over_message
from remote_cm.services.record_delivery import DeliveryNews, record_delivery
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.messages import Message, MessageKind, MessagePurpose
from tests.factories import VOLUNTEER_NUMBER
from tests.frozen_clock import FrozenClock
from tests.services.stage import Stage, make_stage


class Killed(BaseException):
    """The process is gone between its claim and its answer."""


def _reply(stage: Stage) -> Message:
    """A reply is owed; each has the same words and goes to the same number."""
    now = stage.clock.now()
    reply = Message(
        id=uuid.uuid4(),
        kind=MessageKind.TEXT,
        purpose=MessagePurpose.REPLY,
        volunteer_id=stage.people.volunteer().id,
        phone_number=VOLUNTEER_NUMBER,
        body="OK. We will phone.",
        language="en",
        owed_at=now,
        send_before=now + timedelta(hours=1),
    )
    with stage.around.database.unit_of_work() as work:
        work.session.add(reply)
        work.commit()
    return reply


def _now(stage: Stage, message: Message) -> Message:
    return next(row for row in stage.messages() if row.id == message.id)


def _later(stage: Stage, message: Message, seconds: int = 30) -> Message:
    stage.clock.advance(seconds=seconds)
    hand_over_message(stage.around, message.id)
    return _now(stage, message)


@pytest.mark.parametrize("failure", [TryLater(), Refused("bad_number"), OutcomeUnknown()])
def test_while_nobody_can_say_if_it_was_sent_it_is_not_sent_again(
    surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch, failure: ProviderError
) -> None:
    stage = make_stage(surroundings)
    reply = _reply(stage)
    stage.text_sender.lose_next_answer(was_accepted=True)
    hand_over_message(surroundings, reply.id)

    def cannot_say(*_: object) -> NoReturn:
        raise failure

    monkeypatch.setattr(stage.text_sender, "find_text", cannot_say)
    for _ in range(4):
        assert _later(stage, reply).state is DeliveryState.OUTCOME_UNKNOWN
    monkeypatch.undo()

    assert _later(stage, reply).state is DeliveryState.QUEUED
    assert len(stage.text_sender.sent) == 1


def test_the_same_words_that_went_out_later_do_not_hide_those_that_went_out_first(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)
    first = _reply(stage)
    stage.text_sender.lose_next_answer(was_accepted=True)
    hand_over_message(surroundings, first.id)
    stage.clock.advance(seconds=5)
    second = _reply(stage)
    hand_over_message(surroundings, second.id)

    assert _later(stage, first).state is DeliveryState.QUEUED
    assert len(stage.text_sender.sent) == 2
    assert _now(stage, first).provider_id != _now(stage, second).provider_id


@pytest.mark.parametrize("seconds_between", [0, 5])
def test_two_that_were_lost_find_each_one_of_their_own(surroundings: Surroundings, seconds_between: int) -> None:
    stage = make_stage(surroundings)
    replies: list[Message] = []
    for _ in range(2):
        replies.append(_reply(stage))
        stage.text_sender.lose_next_answer(was_accepted=True)
        hand_over_message(surroundings, replies[-1].id)
        stage.clock.advance(seconds=seconds_between)
    stage.clock.advance(seconds=30)
    for reply in replies:
        hand_over_message(surroundings, reply.id)

    assert [_now(stage, reply).state for reply in replies] == [DeliveryState.QUEUED] * 2
    assert len(stage.text_sender.sent) == 2


@pytest.mark.parametrize(("seconds_behind", "sent"), [(0, 1), (30, 1), (31, 2)])
def test_a_provider_whose_clock_is_a_little_behind_is_not_given_a_text_twice(
    surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch, seconds_behind: int, sent: int
) -> None:
    stage = make_stage(surroundings)
    behind = FrozenClock(stage.clock.now() - timedelta(seconds=seconds_behind))
    monkeypatch.setattr(stage.text_sender, "_clock", behind)
    reply = _reply(stage)
    stage.text_sender.lose_next_answer(was_accepted=True)
    hand_over_message(surroundings, reply.id)

    assert _later(stage, reply).state is DeliveryState.QUEUED
    assert len(stage.text_sender.sent) == sent


def test_a_report_of_one_that_another_was_taken_for_moves_its_own_on(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)
    replies = [_reply(stage), _reply(stage)]
    for reply in replies:
        stage.text_sender.lose_next_answer(was_accepted=True)
        hand_over_message(surroundings, reply.id)
    _later(stage, replies[0])
    taken = _now(stage, replies[0]).provider_id
    assert taken is not None

    record_delivery(surroundings, DeliveryNews(str(replies[1].id), taken, "delivered", None, None))

    assert _now(stage, replies[1]).state is DeliveryState.DELIVERED


def test_a_process_that_slept_since_its_claim_sends_nothing_beside_the_one_that_went_on(
    surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = make_stage(surroundings)
    reply = _reply(stage)
    stage.text_sender.lose_next_answer(was_accepted=False)
    hand_over_message(surroundings, reply.id)
    find_text = stage.text_sender.find_text

    def sleep_while_looking(text: Text, *rest: object) -> str | None:
        monkeypatch.undo()
        found = find_text(text, *rest)  # type: ignore[arg-type] # handed on as it came
        stage.clock.advance(seconds=30)
        stage.text_sender.lose_next_answer(was_accepted=True)
        hand_over_message(surroundings, reply.id)
        return found

    monkeypatch.setattr(stage.text_sender, "find_text", sleep_while_looking)
    stage.clock.advance(seconds=30)
    hand_over_message(surroundings, reply.id)

    assert stage.text_sender.sent == []
    assert stage.text_sender.failures_left == 1


def test_what_a_process_that_slept_learned_does_not_undo_the_claim_of_another(
    surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = make_stage(surroundings)
    reply = _reply(stage)
    send_text = stage.text_sender.send_text

    def die_after_sending(text: Text) -> NoReturn:
        send_text(text)
        raise Killed

    def be_slow(_: Text) -> NoReturn:
        stage.clock.advance(seconds=30)
        monkeypatch.setattr(stage.text_sender, "send_text", die_after_sending)
        with pytest.raises(Killed):
            hand_over_message(surroundings, reply.id)
        raise TryLater

    monkeypatch.setattr(stage.text_sender, "send_text", be_slow)
    hand_over_message(surroundings, reply.id)
    monkeypatch.undo()

    assert _later(stage, reply).state is DeliveryState.QUEUED
    assert len(stage.text_sender.sent) == 1


def test_a_look_that_failed_is_none_of_the_times_that_a_text_may_be_sent(
    surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = make_stage(surroundings)
    reply = _reply(stage)
    stage.text_sender.lose_next_answer(was_accepted=False)
    hand_over_message(surroundings, reply.id)

    def cannot_say(*_: object) -> NoReturn:
        raise TryLater

    monkeypatch.setattr(stage.text_sender, "find_text", cannot_say)
    for _ in range(3):
        _later(stage, reply)
    monkeypatch.undo()

    assert _later(stage, reply).state is DeliveryState.QUEUED
    assert len(stage.text_sender.sent) == 1


def test_a_busy_provider_uses_up_none_of_the_tries_of_a_lost_answer(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)
    reply = _reply(stage)
    for pause in (0, 5, 15, 60, 180):
        stage.text_sender.be_busy_next()
        _later(stage, reply, pause)
    stage.text_sender.lose_next_answer(was_accepted=False)
    assert _later(stage, reply, 180).state is DeliveryState.OUTCOME_UNKNOWN

    assert _later(stage, reply).state is DeliveryState.QUEUED
    assert _now(stage, reply).send_before - stage.clock.now() > timedelta()
