"""What webhooks lost is found at the provider, taken in once, in order, and handled by its age."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from remote_cm.domain.vocabulary import FoundBy
from remote_cm.gateways.dry_history import DryHistory
from remote_cm.ports import PastRing, PastText, TryLater
from remote_cm.services import reconcile_inbound as reconciliation
from remote_cm.services.ask_after_start import begin_to_ask_after_start
from remote_cm.services.receive_text import InboundText, receive_text
from remote_cm.services.reconcile_inbound import reconcile_inbound
from remote_cm.services.run_tick import ask_the_provider, run_whole_tick
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.alerts import AlertAct
from remote_cm.storage.tables.reconciliation import ReconciliationMark
from tests.factories import STRANGER_NUMBER, VOLUNTEER_NUMBER
from tests.services.conftest import Acts
from tests.services.stage import Stage, make_stage


@pytest.fixture
def stage(surroundings: Surroundings) -> Stage:
    return make_stage(surroundings)


def lost_text(stage: Stage, history: DryHistory, name: str, body: str, *, ago: timedelta) -> None:
    history.texts.append(PastText(name, VOLUNTEER_NUMBER, body, stage.clock.now() - ago))


def mark(stage: Stage) -> datetime | None:
    (row,) = stage.rows(ReconciliationMark)
    return row.asked_up_to


def test_a_danger_text_that_was_lost_for_twenty_minutes_is_an_alert_that_says_how_late(
    stage: Stage, history: DryHistory
) -> None:
    lost_text(stage, history, "SM1", "9 47K", ago=timedelta(minutes=20))
    assert reconcile_inbound(stage.around) == 1

    (event,) = stage.events()
    assert (event.found_by, event.received_at) == (FoundBy.RECONCILIATION, stage.clock.now() - timedelta(minutes=20))
    assert stage.alert().opened_at == stage.clock.now()
    assert stage.timeline(AlertAct.FOUND_LATE) == [(None, "found_late_seconds:1200")]
    assert stage.paged() == {"CW-1"}


def test_a_ring_that_was_lost_is_somebodys_duty(stage: Stage, history: DryHistory) -> None:
    history.rings.append(PastRing("CA1", VOLUNTEER_NUMBER, stage.clock.now() - timedelta(minutes=2)))
    assert reconcile_inbound(stage.around) == 1
    assert stage.tasks() == [("missed_call", "CW-1")]


def test_what_came_by_its_webhook_is_not_taken_in_again(stage: Stage, history: DryHistory) -> None:
    receive_text(stage.around, InboundText(history.provider, "SM1", VOLUNTEER_NUMBER, "3"))
    lost_text(stage, history, "SM1", "3", ago=timedelta(minutes=1))
    assert reconcile_inbound(stage.around) == 0
    assert [event.found_by for event in stage.events()] == [FoundBy.WEBHOOK]


def test_the_webhook_of_what_was_found_changes_nothing_when_it_comes_after_all(
    stage: Stage, history: DryHistory
) -> None:
    lost_text(stage, history, "SM1", "9 47K", ago=timedelta(minutes=1))
    reconcile_inbound(stage.around)
    receive_text(stage.around, InboundText(history.provider, "SM1", VOLUNTEER_NUMBER, "9 47K"))
    assert len(stage.events()) == 1
    assert len(stage.alerts()) == 1


def test_what_was_lost_is_handled_in_the_order_in_which_it_was_sent_whatever_the_kind(
    stage: Stage, history: DryHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    handled: list[str] = []
    monkeypatch.setattr(reconciliation, "receive_text", lambda _, text: handled.append(text.provider_id))
    monkeypatch.setattr(reconciliation, "receive_ring", lambda _, ring: handled.append(ring.provider_id))
    for minutes in (9, 5, 7):
        lost_text(stage, history, f"SM{minutes}", "3", ago=timedelta(minutes=minutes))
    history.rings.append(PastRing("CA8", VOLUNTEER_NUMBER, stage.clock.now() - timedelta(minutes=8)))
    reconcile_inbound(stage.around)
    assert handled == ["SM9", "CA8", "SM7", "SM5"]


def test_what_is_very_new_is_left_to_its_webhook_and_found_the_next_time(stage: Stage, history: DryHistory) -> None:
    leaves = stage.around.policy.reliability.reconcile_leaves_seconds
    lost_text(stage, history, "SM1", "3", ago=timedelta(seconds=leaves - 1))
    assert reconcile_inbound(stage.around) == 0
    stage.clock.advance(minutes=stage.around.policy.reliability.reconcile_every_minutes)
    assert reconcile_inbound(stage.around) == 1


def test_a_web_process_that_has_started_asks_at_once_up_to_this_moment_whoever_asked_before(
    stage: Stage, history: DryHistory
) -> None:
    reconcile_inbound(stage.around)
    lost_text(stage, history, "SM1", "9 47K", ago=timedelta(seconds=2))
    assert reconcile_inbound(stage.around) == 0
    assert reconcile_inbound(stage.around, after_start=True) == 1
    assert stage.paged() == {"CW-1"}


def test_it_asks_once_more_for_what_stood_at_a_door_that_was_not_open_yet(
    stage: Stage, history: DryHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = threading.Event()
    list_texts = history.list_texts

    def list_and_tell(since: datetime) -> list[PastText]:
        found = list_texts(since)
        lost_text(stage, history, "SM1", "9 47K", ago=timedelta())
        told.set()
        return found

    monkeypatch.setattr(history, "list_texts", list_and_tell)
    soon = replace(stage.around.policy.reliability, reconcile_after_start_seconds=0.01)
    policy = stage.around.policy.model_copy(update={"reliability": soon})
    asking = begin_to_ask_after_start(replace(stage.around, policy=policy))
    asking.join(10)
    assert told.is_set()
    assert len(history.asked_since) == 2
    assert len(stage.alerts()) == 1


def test_a_provider_or_a_database_that_is_away_at_the_start_is_left_to_the_timetable(
    stage: Stage, history: DryHistory
) -> None:
    history.failure = TryLater()
    soon = replace(stage.around.policy.reliability, reconcile_after_start_seconds=0.01)
    policy = stage.around.policy.model_copy(update={"reliability": soon})
    asking = begin_to_ask_after_start(replace(stage.around, policy=policy))
    asking.join(10)
    assert not asking.is_alive()
    lost_text(stage, history, "SM1", "9 47K", ago=timedelta(minutes=1))
    history.failure = None
    stage.clock.advance(minutes=stage.around.policy.reliability.reconcile_every_minutes)
    assert reconcile_inbound(stage.around) == 1


def test_the_provider_is_asked_each_few_minutes_and_not_more_often(stage: Stage, history: DryHistory) -> None:
    every = stage.around.policy.reliability.reconcile_every_minutes
    for _ in range(2):
        reconcile_inbound(stage.around)
    stage.clock.advance(seconds=every * 60 - 1)
    reconcile_inbound(stage.around)
    assert len(history.asked_since) == 1
    stage.clock.advance(seconds=1)
    reconcile_inbound(stage.around)
    assert len(history.asked_since) == 2


def test_the_first_time_a_day_is_asked_for_and_then_what_came_since_with_an_overlap(
    stage: Stage, history: DryHistory
) -> None:
    policy, begun = stage.around.policy.reliability, stage.clock.now()
    reconcile_inbound(stage.around)
    stage.clock.advance(minutes=policy.reconcile_every_minutes)
    reconcile_inbound(stage.around)
    asked_up_to = begun - timedelta(seconds=policy.reconcile_leaves_seconds)
    assert history.asked_since == [
        begun - timedelta(hours=policy.reconcile_first_hours),
        asked_up_to - timedelta(minutes=policy.reconcile_overlap_minutes),
    ]


def test_a_text_that_the_provider_lists_late_is_found_by_the_overlap(stage: Stage, history: DryHistory) -> None:
    policy = stage.around.policy.reliability
    reconcile_inbound(stage.around)
    asked_up_to = mark(stage)
    assert asked_up_to is not None
    before_the_mark = asked_up_to - timedelta(minutes=policy.reconcile_overlap_minutes)
    history.texts.append(PastText("SM1", VOLUNTEER_NUMBER, "3", before_the_mark))
    stage.clock.advance(minutes=policy.reconcile_every_minutes)
    assert reconcile_inbound(stage.around) == 1


def test_a_provider_that_fails_keeps_the_mark_so_that_nothing_of_the_outage_is_left_out(
    stage: Stage, history: DryHistory
) -> None:
    reconcile_inbound(stage.around)
    before = mark(stage)
    lost_text(stage, history, "SM1", "9 47K", ago=timedelta())
    history.failure = TryLater()
    for _ in range(20):
        stage.clock.advance(minutes=stage.around.policy.reliability.reconcile_every_minutes)
        ask_the_provider(stage.around)
    assert mark(stage) == before
    history.failure = None
    stage.clock.advance(minutes=stage.around.policy.reliability.reconcile_every_minutes)
    assert reconcile_inbound(stage.around) == 1
    assert len(stage.alerts()) == 1


def test_being_stopped_in_the_middle_keeps_the_mark_and_doubles_nothing(
    stage: Stage, history: DryHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    reconcile_inbound(stage.around)
    before = mark(stage)
    for minutes in (5, 4):
        lost_text(stage, history, f"SM{minutes}", f"{minutes}", ago=timedelta(minutes=minutes))

    def die_at_the_second(around: Surroundings, text: InboundText) -> None:
        if text.provider_id == "SM4":
            raise KeyboardInterrupt
        receive_text(around, text)

    stage.clock.advance(minutes=stage.around.policy.reliability.reconcile_every_minutes)
    monkeypatch.setattr(reconciliation, "receive_text", die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        reconcile_inbound(stage.around)
    assert mark(stage) == before
    monkeypatch.undo()
    stage.clock.advance(minutes=stage.around.policy.reliability.reconcile_every_minutes)
    assert reconcile_inbound(stage.around) == 1
    assert [event.provider_id for event in stage.events()] == ["SM5", "SM4"]


def test_one_that_cannot_be_handled_is_kept_for_people_and_holds_no_other_up(
    stage: Stage, history: DryHistory, monkeypatch: pytest.MonkeyPatch
) -> None:

    def stumble(around: Surroundings, text: InboundText) -> None:
        if text.provider_id == "SM5":
            raise ValueError("a text that nobody thought of")
        receive_text(around, text)

    monkeypatch.setattr(reconciliation, "receive_text", stumble)
    lost_text(stage, history, "SM5", "9 47K", ago=timedelta(minutes=5))
    lost_text(stage, history, "SM4", "3", ago=timedelta(minutes=4))
    assert reconcile_inbound(stage.around) == 2
    assert [(event.provider_id, event.handled_at is None) for event in stage.events()] == [
        ("SM5", True),
        ("SM4", False),
    ]
    assert {"handling_failed", "call_back"} <= {kind for kind, _ in stage.tasks()}
    assert len(stage.alerts()) == 1
    assert mark(stage) is not None


def test_two_that_ask_at_the_same_moment_take_everything_in_once(
    stage: Stage, history: DryHistory, at_once: Acts
) -> None:
    lost_text(stage, history, "SM1", "9 47K", ago=timedelta(minutes=5))
    history.texts.append(PastText("SM2", STRANGER_NUMBER, "hello", stage.clock.now() - timedelta(minutes=4)))
    assert at_once(*[lambda: reconcile_inbound(stage.around)] * 3) == [None] * 3
    assert len(stage.events()) == 2
    assert len(stage.alerts()) == 1
    assert len(history.asked_since) == 1


def test_a_mark_of_the_future_leaves_nothing_out(stage: Stage, history: DryHistory) -> None:
    stage.clock.advance(days=2)
    reconcile_inbound(stage.around)
    stage.clock.advance(days=-2)
    lost_text(stage, history, "SM1", "9 47K", ago=timedelta(minutes=1))
    assert reconcile_inbound(stage.around) == 1


def test_a_tick_by_hand_asks_the_provider_too(stage: Stage, history: DryHistory) -> None:
    lost_text(stage, history, "SM1", "9 47K", ago=timedelta(minutes=5))
    run_whole_tick(stage.around)
    assert stage.paged() == {"CW-1"}
    assert len(stage.text_sender.sent) == 1
