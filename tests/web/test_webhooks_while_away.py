"""What comes in while the database is away is answered, kept, and handled in order when it is back."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from flask import Flask

from remote_cm.domain.vocabulary import FoundBy
from remote_cm.gateways.dry_run import DryCallPlacer, DryTextSender
from remote_cm.ports import JournalKind
from remote_cm.services import journal_records
from remote_cm.services.replay_journal import replay_journal
from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import Settings
from remote_cm.storage.tables.messages import MessageKind
from remote_cm.web.app import create_app
from tests.factories import STRANGER_NUMBER, VOLUNTEER_NUMBER
from tests.frozen_clock import FrozenClock
from tests.services.conftest import Acts, at_once
from tests.services.stage import Stage, make_stage
from tests.web.conftest import stop_intake
from tests.web.flaky_database import TakenAway, wait_for
from tests.web.signed import SignedClient

HOOKS = "/webhooks/twilio"
OPERATOR = "+12025550150"

__all__ = ["at_once"]


@dataclass(frozen=True)
class Service:
    """The app, what lies behind it, and Twilio before it."""

    stage: Stage
    database: TakenAway
    app: Flask
    provider: SignedClient

    def text(self, provider_id: str, body: str, sender: str = VOLUNTEER_NUMBER) -> int:
        """Twilio tells of a text; the status that it gets."""
        return self.provider.post(f"{HOOKS}/sms", MessageSid=provider_id, Body=body, From=sender).status_code

    @property
    def waiting(self) -> int:
        """How much waits in the journal."""
        return self.stage.around.journal.count_waiting()

    def come_back(self) -> None:
        """The database is there again, and what waited is handled."""
        self.database.is_away = False
        wait_for(lambda: (replay_journal(self.stage.around), self.waiting)[1] == 0)

    def ids(self) -> list[str]:
        """What was handled."""
        return [row.provider_id for row in self.stage.events()]


@pytest.fixture
def service(surroundings: Surroundings, settings: Settings) -> Iterator[Service]:
    """The service, with somebody to ring in an emergency."""
    database = TakenAway(surroundings.database.engine, surroundings.database.queue)
    around = replace(surroundings, database=database, emergency_numbers=(OPERATOR,))
    app = create_app(around, settings)
    yield Service(make_stage(around), database, app, SignedClient(app.test_client(), settings))
    stop_intake(app)


def test_a_text_is_answered_and_kept_and_handled_when_the_database_is_back(service: Service) -> None:
    service.database.is_away = True
    sent_at = service.stage.clock.now()
    assert service.text("SM1", "3") == 200
    assert service.waiting == 1
    service.stage.clock.advance(minutes=3)
    service.come_back()
    (event,) = service.stage.events()
    assert (event.body, event.received_at, event.found_by) == ("3", sent_at, FoundBy.JOURNAL)
    assert service.stage.tasks() == [("call_back", "CW-1")]


def test_what_somebody_sends_next_waits_behind_what_waits_already(service: Service) -> None:
    service.database.is_away = True
    assert service.text("SM1", "blue") == 200
    with service.stage.around.journal.held_alone():
        service.database.is_away = False
        assert service.text("SM2", "green") == 200
        assert (service.ids(), service.waiting) == ([], 2)
    wait_for(lambda: service.waiting == 0)
    service.stage.clock.advance(seconds=1)
    assert service.text("SM3", "red") == 200
    handled = sorted(service.stage.events(), key=lambda row: (row.handled_at, row.received_at, row.provider_id))
    assert [row.provider_id for row in handled] == ["SM1", "SM2", "SM3"]
    assert [row.found_by for row in handled] == [FoundBy.JOURNAL, FoundBy.JOURNAL, FoundBy.WEBHOOK]


def test_the_journal_is_emptied_at_once_when_something_comes_in_and_the_database_is_back(service: Service) -> None:
    service.database.is_away = True
    service.text("SM1", "blue")
    service.database.is_away = False
    service.text("SM2", "green")
    wait_for(lambda: service.waiting == 0 and len(service.ids()) == 2)


def test_the_same_webhook_again_and_on_the_fallback_address_is_once(service: Service) -> None:
    service.database.is_away = True
    for address in ("sms", "sms", "sms-fallback"):
        fields = {"MessageSid": "SM1", "Body": "3", "From": VOLUNTEER_NUMBER}
        assert service.provider.post(f"{HOOKS}/{address}", **fields).status_code == 200
    service.come_back()
    assert service.text("SM1", "3") == 200
    assert service.ids() == ["SM1"]
    assert len(service.stage.tasks()) == 1


def test_the_same_webhook_at_the_same_moment_on_two_processes_is_once(
    service: Service, settings: Settings, at_once: Acts
) -> None:
    other = create_app(service.stage.around, settings)
    posts = [
        lambda app=app: SignedClient(app.test_client(), settings).post(
            f"{HOOKS}/sms", MessageSid="SM1", Body="9 47K", From=VOLUNTEER_NUMBER
        )
        for app in (service.app, other)
    ]
    assert at_once(*posts) == [None, None]
    wait_for(lambda: service.waiting == 0)
    assert len(service.stage.events()) == len(service.stage.alerts()) == 1
    stop_intake(other)


def test_danger_rings_whoever_can_be_rung_without_the_database(service: Service, clock: FrozenClock) -> None:
    service.database.is_away = True
    calls, texts = service.stage.around.call_placer, service.stage.around.text_sender
    assert isinstance(calls, DryCallPlacer)
    assert isinstance(texts, DryTextSender)
    assert service.text("SM1", "9 47K") == 200
    assert service.text("SM2", "3", STRANGER_NUMBER) == 200
    clock.advance(seconds=10)
    wait_for(lambda: len(calls.sent) == len(texts.sent) == 1)
    assert (calls.sent[0].phone_number, texts.sent[0].phone_number) == (OPERATOR, OPERATOR)
    key = service.provider.post(f"{HOOKS}/call/emergency-key?a=journal", CallSid="CA1", Digits="1")
    assert "It is noted" in key.text
    assert service.stage.around.journal.change_note(lambda note: note).pressed_at == clock.now()


@pytest.mark.parametrize(("step", "heard"), [("emergency", "The service needs a person now"), ("emergency-key", "1")])
def test_an_emergency_call_is_heard_without_the_database(service: Service, step: str, heard: str) -> None:
    service.database.is_away = True
    answer = service.provider.post(f"{HOOKS}/call/{step}?a=journal", CallSid="CA1", Digits="5")
    assert heard in answer.text
    assert "<Gather" in answer.text
    assert "call/emergency-key?a=journal" in answer.text


def test_only_the_calls_for_the_journal_are_quieted_by_their_key(service: Service) -> None:
    service.provider.post(f"{HOOKS}/call/emergency-key?a=another", CallSid="CA1", Digits="1")
    service.provider.post(f"{HOOKS}/call/emergency-key?a=journal", CallSid="CA1", Digits="2")
    assert service.stage.around.journal.change_note(lambda note: note).pressed_at is None


def test_reports_and_rings_wait_too(service: Service) -> None:
    service.text("SM1", "9 47K")
    service.stage.hand_over()
    ring = next(row for row in service.stage.messages() if row.kind is MessageKind.RING)
    service.database.is_away = True
    reported = service.provider.post(
        f"{HOOKS}/call-status?a={ring.id}", CallSid=ring.provider_id or "", CallStatus="ringing"
    )
    rung = service.provider.post(f"{HOOKS}/voice", CallSid="CA9", From=VOLUNTEER_NUMBER)
    assert (reported.status_code, rung.status_code) == (204, 200)
    assert '<Reject reason="busy"' in rung.text
    journal = service.stage.around.journal
    kinds = [journal.read(place).kind for place in journal.list_waiting()]
    assert kinds == [JournalKind.DELIVERY, JournalKind.RING]
    service.come_back()
    assert {row.state.value for row in service.stage.messages() if row.id == ring.id} == {"ringing"}
    assert set(service.ids()) == {"SM1", "CA9"}


def test_what_fails_by_a_fault_of_ours_is_answered_and_becomes_a_persons(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("a fault of ours")

    monkeypatch.setattr(journal_records, "receive_text", fail)
    assert service.text("SM1", "9 47K") == 200
    assert service.waiting == 0
    assert [row.handled_at for row in service.stage.events()] == [None]
    assert service.stage.tasks() == [("handling_failed", None)]
    assert len(service.stage.alerts()) == 1


def test_what_waits_from_before_is_looked_after_from_the_start(service: Service, settings: Settings) -> None:
    service.database.is_away = True
    service.text("SM1", "3")
    with service.stage.around.journal.held_alone():
        stop_intake(service.app)
    service.database.is_away = False
    again = create_app(service.stage.around, settings)
    wait_for(lambda: service.ids() == ["SM1"])
    stop_intake(again)
