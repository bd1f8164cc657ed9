"""A timetable that stands is shown to people, told to machines, and quieted by a key that an operator presses."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from remote_cm.services.check_health import TIMETABLE
from remote_cm.services.run_tick import run_tick
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.watch_ticks import watch_ticks
from remote_cm.settings import Settings
from remote_cm.storage.tables.reconciliation import StoppedProcess
from remote_cm.web.app import create_app
from tests.frozen_clock import FrozenClock
from tests.services.calls_by_hand import rows
from tests.web.conftest import stop_intake
from tests.web.demo import Demo
from tests.web.signed import SignedClient
from tests.web.visitor import Visitor

STANDS_STILL = "The service itself stands still"


@pytest.mark.parametrize("address", ["/inbox", "/alerts"])
def test_a_supervisor_sees_that_the_service_stands_and_since_when(demo: Demo, clock: FrozenClock, address: str) -> None:
    supervisor = demo.visitor("sup-01")
    run_tick(demo.around)
    clock.advance(seconds=demo.around.policy.tasks.tick_alarm_seconds)
    assert STANDS_STILL not in supervisor.get(address).text
    clock.advance(seconds=1)
    page = supervisor.get(address).text
    assert STANDS_STILL in page
    assert "10:00" in page[page.index(STANDS_STILL) :]
    run_tick(demo.around)
    assert STANDS_STILL not in supervisor.get(address).text


@pytest.fixture
def rung(surroundings: Surroundings, clock: FrozenClock) -> Surroundings:
    """The operators are rung for a timetable that stands."""
    around = replace(surroundings, emergency_numbers=("+12025550180",))
    run_tick(around)
    clock.advance(seconds=around.policy.tasks.tick_alarm_seconds + 1)
    watch_ticks(around)
    clock.advance(seconds=around.policy.reliability.emergency_after_seconds)
    assert watch_ticks(around) == 1
    return around


@pytest.mark.parametrize(("key", "is_heard"), [("1", True), ("2", False)])
def test_the_key_that_says_that_they_know_is_noted_for_this_stop(
    app: Flask, rung: Surroundings, settings: Settings, key: str, is_heard: bool
) -> None:
    provider = SignedClient(app.test_client(), settings)
    answer = provider.post(f"/webhooks/twilio/call/emergency-key?a={TIMETABLE}", CallSid="CA1", Digits=key)
    assert answer.status_code == 200
    (stopped,) = rows(rung, StoppedProcess)
    assert (stopped.heard_at is not None) is is_heard


@pytest.fixture
def impatient(surroundings: Surroundings, settings: Settings) -> Iterator[Visitor]:
    """The service, which waits for its database for a moment only."""
    policy = surroundings.policy
    soon = policy.model_copy(update={"reliability": replace(policy.reliability, webhook_seconds=0.05)})
    app = create_app(replace(surroundings, policy=soon), settings)
    yield Visitor(app.test_client())
    stop_intake(app)


def test_a_database_that_never_answers_counts_as_away_in_time(
    impatient: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = threading.Event()

    def hang(_: Surroundings) -> object:
        released.wait(10)
        raise ConnectionError

    monkeypatch.setattr("remote_cm.web.operations.check_health", hang)
    try:
        answer = impatient.get("/readyz")
        metrics = impatient.get("/metrics")
    finally:
        released.set()
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["postgres"] is False
    assert "remote_cm_postgres_up 0.0" in metrics.text


def test_machines_are_told_every_count_by_its_name(surroundings: Surroundings, visitor: Visitor) -> None:
    run_tick(surroundings)
    answer = visitor.get("/readyz")
    assert answer.json is not None
    counts = answer.json["troubles"]
    assert {"events_unhandled", "messages_overdue", "given_up_today", "undeliverable_today"} <= set(counts)
    assert {"alerts_overdue", "tasks_late", "not_understood", "flagged_numbers"} <= set(counts)
    told = visitor.get("/metrics").text
    for name, value in counts.items():
        if name != "provider_asked_at":
            assert f"remote_cm_{name} {value:.1f}" in told
    for name in ("journal_waiting", "journal_refused", "paused_channels"):
        assert f"remote_cm_{name} 0.0" in told
