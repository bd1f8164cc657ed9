"""What texts and calls may be relied on for, held against the dry run and against Twilio's gateways over real HTTP."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Protocol

import pytest

from remote_cm.gateways.dry_run import DryCallPlacer, DryTextSender, NotInvented
from remote_cm.gateways.twilio.call_placer import TwilioCallPlacer
from remote_cm.gateways.twilio.text_sender import TwilioTextSender
from remote_cm.ports import OutcomeUnknown, Refused, TryLater
from tests.gateways.provider_server import (
    NOON,
    THEIR_NUMBER,
    Answer,
    MovableClock,
    ProviderServer,
    placer_to,
    ring_to,
    running_provider,
    sender_to,
    text_to,
)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def server(clock: MovableClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[ProviderServer]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running_provider(clock) as provider:
        yield provider


class World(Protocol):
    """A provider that can be told how to fail, behind either port."""

    def hand_over(self, phone_number: str = THEIR_NUMBER) -> str: ...

    def find(self, since: datetime) -> str | None: ...

    def be_busy_next(self) -> None: ...

    def refuse_next(self) -> None: ...

    def lose_next_answer(self, was_accepted: bool) -> None: ...

    def count_accepted(self) -> int: ...


class DryWorld:
    """The dry run, behind one of the ports."""

    def __init__(self, provider: DryTextSender | DryCallPlacer) -> None:
        self.provider = provider

    def hand_over(self, phone_number: str = THEIR_NUMBER) -> str:
        if isinstance(self.provider, DryTextSender):
            return self.provider.send_text(text_to(phone_number))
        return self.provider.place_call(ring_to(phone_number))

    def find(self, since: datetime) -> str | None:
        if isinstance(self.provider, DryTextSender):
            return self.provider.find_text(text_to(THEIR_NUMBER), since)
        return self.provider.find_call(ring_to(THEIR_NUMBER), since)

    def be_busy_next(self) -> None:
        self.provider.be_busy_next()

    def refuse_next(self) -> None:
        self.provider.refuse_next("bad_number")

    def lose_next_answer(self, was_accepted: bool) -> None:
        self.provider.lose_next_answer(was_accepted)

    def count_accepted(self) -> int:
        return len(self.provider.sent)


class TwilioWorld:
    """The real gateway, behind one of the ports, over HTTP."""

    def __init__(self, server: ProviderServer, gateway: TwilioTextSender | TwilioCallPlacer) -> None:
        self.server = server
        self.gateway = gateway

    def hand_over(self, phone_number: str = THEIR_NUMBER) -> str:
        if isinstance(self.gateway, TwilioTextSender):
            return self.gateway.send_text(text_to(phone_number))
        return self.gateway.place_call(ring_to(phone_number))

    def find(self, since: datetime) -> str | None:
        if isinstance(self.gateway, TwilioTextSender):
            return self.gateway.find_text(text_to(THEIR_NUMBER), since)
        return self.gateway.find_call(ring_to(THEIR_NUMBER), since)

    def be_busy_next(self) -> None:
        self.server.refuse_next(429, 20429)

    def refuse_next(self) -> None:
        self.server.refuse_next(400, 21211, f"The 'To' number {THEIR_NUMBER} is not a valid phone number.")

    def lose_next_answer(self, was_accepted: bool) -> None:
        self.server.answers.append(Answer(takes_it=was_accepted, hangs_up=True))

    def count_accepted(self) -> int:
        return len(self.server.accepted)


@pytest.fixture(params=["dry text", "dry call", "twilio text", "twilio call"])
def world(request: pytest.FixtureRequest, clock: MovableClock, server: ProviderServer) -> World:
    worlds: dict[str, World] = {
        "dry text": DryWorld(DryTextSender(clock)),
        "dry call": DryWorld(DryCallPlacer(clock)),
        "twilio text": TwilioWorld(server, sender_to(server.address)),
        "twilio call": TwilioWorld(server, placer_to(server.address)),
    }
    return worlds[request.param]


def test_what_is_accepted_has_an_id_and_is_found_by_it(world: World) -> None:
    provider_id = world.hand_over()

    assert provider_id
    assert world.find(since=NOON) == provider_id


def test_two_that_are_accepted_have_two_ids_and_the_oldest_is_found(world: World) -> None:
    first, second = world.hand_over(), world.hand_over()

    assert first != second
    assert world.find(since=NOON) == first


def test_a_busy_provider_has_sent_nothing_and_takes_the_same_request_later(world: World) -> None:
    world.be_busy_next()

    with pytest.raises(TryLater):
        world.hand_over()
    assert world.find(since=NOON) is None
    assert world.hand_over()


def test_a_refusal_carries_our_word_and_sends_nothing(world: World) -> None:
    world.refuse_next()

    with pytest.raises(Refused) as refused:
        world.hand_over()
    assert refused.value.reason == "bad_number"
    assert world.count_accepted() == 0


def test_an_answer_lost_after_it_was_accepted_is_found_and_was_sent_once(world: World) -> None:
    world.lose_next_answer(was_accepted=True)

    with pytest.raises(OutcomeUnknown):
        world.hand_over()
    assert world.find(since=NOON) is not None
    assert world.count_accepted() == 1


def test_an_answer_lost_before_it_was_accepted_is_found_nowhere(world: World) -> None:
    world.lose_next_answer(was_accepted=False)

    with pytest.raises(OutcomeUnknown):
        world.hand_over()
    assert world.find(since=NOON) is None


def test_what_went_out_before_is_not_mistaken_for_the_one_that_was_lost(world: World, clock: MovableClock) -> None:
    world.hand_over()
    clock.moment += timedelta(minutes=5)

    assert world.find(since=NOON + timedelta(seconds=1)) is None
    assert world.find(since=NOON) is not None


def test_a_lookup_is_by_the_second_as_the_provider_keeps_no_smaller_part(world: World) -> None:
    world.hand_over()

    assert world.find(since=NOON + timedelta(microseconds=900_000)) is not None


def test_what_went_to_another_number_is_not_found(world: World) -> None:
    world.hand_over(phone_number="+12025550199")

    assert world.find(since=NOON) is None


def test_a_text_with_other_words_is_not_found(server: ProviderServer, clock: MovableClock) -> None:
    for gateway in (sender_to(server.address), DryTextSender(clock)):
        gateway.send_text(text_to(THEIR_NUMBER, "Calling you."))
        assert gateway.find_text(text_to(THEIR_NUMBER, "OK. We will phone."), NOON) is None


def test_a_dry_run_takes_no_number_that_may_be_somebody_s() -> None:
    with pytest.raises(NotInvented) as refused:
        DryTextSender().send_text(text_to("+8801700000000"))
    assert "880" not in str(refused.value)
    with pytest.raises(NotInvented):
        DryCallPlacer().place_call(ring_to("+12025550200"))


def test_a_dry_run_counts_the_failures_that_have_not_come() -> None:
    dry = DryTextSender()
    dry.be_busy_next()
    assert dry.failures_left == 1
    with pytest.raises(TryLater):
        dry.send_text(text_to(THEIR_NUMBER))
    assert dry.failures_left == 0
