"""What waits for the outside runs beside the rounds, and never twice at a time."""

import os
import signal
import threading
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from structlog.testing import capture_logs

from remote_cm.domain.vocabulary import FoundBy
from remote_cm.gateways.dry_history import DryHistory
from remote_cm.ports import PastText
from remote_cm.services.run_tick import run_tick
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.watch_ticks import watch_ticks
from remote_cm.storage.tables.inbound import InboundEvent
from tests.factories import VOLUNTEER_NUMBER, case_row, make_people
from tests.frozen_clock import FrozenClock
from tests.services.calls_by_hand import rows
from tests.workers.test_timetable_lock import Rounds, signals
from workers import watch
from workers.aside import Aside
from workers.timetable import keep_time

__all__ = ["signals"]


def test_it_runs_once_at_a_time_and_again_after_that() -> None:
    begun, goes_on = threading.Semaphore(0), threading.Event()
    done: list[int] = []

    def act() -> None:
        begun.release()
        assert goes_on.wait(10)
        done.append(1)

    aside = Aside("a test", act)
    aside.begin()
    assert begun.acquire(timeout=10)
    aside.begin()
    goes_on.set()
    aside.wait(10)
    assert done == [1]
    aside.begin()
    aside.wait(10)
    assert done == [1, 1]


def test_what_goes_wrong_in_it_is_logged_without_its_message() -> None:
    def fail() -> None:
        raise ConnectionError("+12025550131 is named in this message")

    aside = Aside("a test", fail)
    with capture_logs() as logs:
        aside.begin()
        aside.wait(10)
    assert [(line["event"], line["kind"]) for line in logs] == [("aside_failed", "ConnectionError")]
    assert "2025550131" not in repr(logs)


def test_the_timetable_asks_the_provider_each_minute_beside_its_rounds(
    at_work: Surroundings, history: DryHistory, clock: FrozenClock
) -> None:
    make_people(at_work, case_row())
    history.texts.append(PastText("SM1", VOLUNTEER_NUMBER, "3", clock.now()))
    keep_time(at_work, Rounds(1))
    clock.advance(minutes=at_work.policy.reliability.reconcile_every_minutes)
    keep_time(at_work, Rounds(1))
    assert [event.found_by for event in rows(at_work, InboundEvent)] == [FoundBy.RECONCILIATION]


def test_a_provider_that_does_not_answer_holds_no_round_up(at_work: Surroundings, clock: FrozenClock) -> None:
    goes_on = threading.Event()

    class SlowHistory(DryHistory):
        def list_texts(self, since: datetime) -> list[PastText]:
            assert goes_on.wait(10)
            return super().list_texts(since)

    slow = replace(at_work, inbound_history=SlowHistory())
    rounds: list[int] = []

    def after_each() -> None:
        rounds.append(1)
        clock.advance(minutes=1)
        if len(rounds) == 3:
            goes_on.set()

    keep_time(slow, Rounds(3, after_each))
    assert len(rounds) == 3


@dataclass
class Listener:
    """Somebody outside."""

    heard: int = 0

    def ping(self) -> bool:
        self.heard += 1
        return True


@pytest.mark.usefixtures("signals")
@pytest.mark.parametrize("stands", [False, True])
def test_the_watch_rings_for_a_timetable_that_stands_and_tells_outside_only_when_it_works(
    at_work: Surroundings, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch, stands: bool
) -> None:
    listener = Listener()
    around = replace(at_work, emergency_numbers=("+12025550180",), outside_heartbeat=listener)
    monkeypatch.setattr(watch, "surroundings", lambda: around)
    monkeypatch.setattr(watch, "set_up_logging", lambda: None)
    monkeypatch.setattr(watch, "do_what_is_late", lambda _: os.kill(os.getpid(), signal.SIGTERM))
    run_tick(around)
    if stands:
        clock.advance(seconds=around.policy.tasks.tick_alarm_seconds + 1)
        watch_ticks(around)
        clock.advance(seconds=around.policy.reliability.emergency_after_seconds)
    watch.main()
    rung = around.call_placer.sent  # type: ignore[attr-defined]  # a dry placer, which keeps what it is given
    assert (len(rung), listener.heard) == ((1, 0) if stands else (0, 1))
