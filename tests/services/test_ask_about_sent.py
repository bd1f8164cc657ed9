"""Of a text or a ring whose end was never reported the provider is asked, seldomer and seldomer."""

from datetime import timedelta
from itertools import pairwise

import pytest

from remote_cm.domain.delivery import DeliveryState
from remote_cm.gateways.dry_history import DryHistory
from remote_cm.ports import AccountRefused, Whereabouts
from remote_cm.services.ask_about_sent import ask_about_sent
from remote_cm.services.record_delivery import DeliveryNews, record_delivery
from remote_cm.services.run_tick import ask_the_provider
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.messages import Message, MessageKind
from remote_cm.storage.tables.reconciliation import AskedMessage
from tests.factories import VOLUNTEER_NUMBER
from tests.services.stage import Stage, make_stage


@pytest.fixture
def stage(surroundings: Surroundings) -> Stage:
    """Somebody asked to be phoned, and was answered by a text of which nothing more was heard."""
    stage = make_stage(surroundings)
    stage.text(VOLUNTEER_NUMBER, "3")
    stage.hand_over()
    return stage


def only(stage: Stage) -> Message:
    (message,) = stage.messages()
    return message


def wait(stage: Stage, minutes: float) -> None:
    stage.clock.advance(minutes=minutes)


def test_a_text_that_stays_on_its_way_is_asked_for_and_moved_as_if_it_was_reported(
    stage: Stage, history: DryHistory
) -> None:
    history.states[only(stage).provider_id or ""] = Whereabouts("delivered", None)
    wait(stage, stage.around.policy.reliability.ask_after_minutes - 0.1)
    assert ask_about_sent(stage.around) == 0
    wait(stage, 0.1)
    assert ask_about_sent(stage.around) == 1
    assert only(stage).state is DeliveryState.DELIVERED


def test_a_failure_that_was_never_reported_has_its_code(stage: Stage, history: DryHistory) -> None:
    history.states[only(stage).provider_id or ""] = Whereabouts("undelivered", "30005")
    wait(stage, stage.around.policy.reliability.ask_after_minutes)
    ask_about_sent(stage.around)
    message = only(stage)
    assert message.state is DeliveryState.UNDELIVERED
    assert message.reason is not None


def test_a_ring_is_asked_for_among_the_calls(surroundings: Surroundings, history: DryHistory) -> None:
    stage = make_stage(surroundings)
    stage.text(VOLUNTEER_NUMBER, "9 47K")
    stage.hand_over()
    (ring,) = [one for one in stage.messages() if one.kind is MessageKind.RING]
    history.states[ring.provider_id or ""] = Whereabouts("no-answer", None)
    wait(stage, stage.around.policy.reliability.ask_after_minutes)
    ask_about_sent(stage.around)
    (ring,) = [one for one in stage.messages() if one.id == ring.id]
    assert ring.state is DeliveryState.NO_ANSWER


def test_what_is_at_its_end_is_not_asked_for(stage: Stage, history: DryHistory) -> None:
    message = only(stage)
    record_delivery(stage.around, DeliveryNews(str(message.id), message.provider_id or "", "delivered", None, None))
    wait(stage, 60)
    assert ask_about_sent(stage.around) == 0
    assert history.asked_for == []


def test_every_pause_is_longer_than_the_one_before(stage: Stage, history: DryHistory) -> None:
    history.states[only(stage).provider_id or ""] = Whereabouts("sent", None)
    asked_at: list[int] = []
    for minute in range(5, 600, 5):
        wait(stage, 5)
        if ask_about_sent(stage.around):
            asked_at.append(minute)
    pauses = [later - earlier for earlier, later in pairwise(asked_at)]
    assert asked_at[0] == stage.around.policy.reliability.ask_after_minutes
    assert len(asked_at) >= 4
    assert pauses == sorted(set(pauses))
    assert only(stage).state is DeliveryState.SENT


@pytest.mark.parametrize(("minutes_short", "asked"), [(1, 1), (0, 0)])
def test_after_so_many_hours_nobody_asks_any_more(stage: Stage, minutes_short: int, asked: int) -> None:
    wait(stage, stage.around.policy.reliability.ask_for_hours * 60 - minutes_short)
    ask_about_sent(stage.around)
    assert len(stage.rows(AskedMessage)) == asked


def test_a_text_that_the_provider_does_not_know_keeps_no_other_waiting(stage: Stage, history: DryHistory) -> None:
    wait(stage, 1)
    stage.text(VOLUNTEER_NUMBER, "1 47K 1")
    stage.hand_over()
    unknown, known = sorted(stage.messages(), key=lambda one: one.owed_at)
    history.states[known.provider_id or ""] = Whereabouts("delivered", None)
    wait(stage, 60)
    assert ask_about_sent(stage.around) == 1
    assert {one.id: one.state for one in stage.messages()} == {
        unknown.id: DeliveryState.QUEUED,
        known.id: DeliveryState.DELIVERED,
    }


def test_an_account_that_is_refused_ends_the_round_and_is_no_failure_of_it(stage: Stage, history: DryHistory) -> None:
    wait(stage, 1)
    stage.text(VOLUNTEER_NUMBER, "1 47K 1")
    stage.hand_over()
    wait(stage, 60)
    history.failure = AccountRefused()
    ask_the_provider(stage.around)
    history.failure = None
    # The first is given its pause, so that one which always fails does not hold up the rest for good.
    ask_the_provider(stage.around.at(stage.clock.now() + timedelta(seconds=1)))
    assert history.asked_for == [max(stage.messages(), key=lambda one: one.owed_at).provider_id]
