"""Against a PostgreSQL of its own that is really frozen, and really stopped: every answer in time, and nothing lost."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import urldefrag

import pytest
from flask import Flask
from sqlalchemy import Engine, QueuePool, select

from remote_cm.domain.vocabulary import LadderName
from remote_cm.gateways.dry_run import DryJobQueue
from remote_cm.gateways.system_clock import ShiftedClock
from remote_cm.local_stack.data_folder import DataFolder, open_data_folder
from remote_cm.local_stack.embedded_postgres import RunningPostgres, start_postgres
from remote_cm.local_stack.secrets_file import StackSecrets, new_secrets
from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import Settings
from remote_cm.storage.database import Database, open_database
from remote_cm.storage.encrypted_text import FieldCipher
from remote_cm.storage.people import get_staff
from remote_cm.storage.tables.alerts import Alert
from remote_cm.storage.tables.inbound import InboundEvent
from remote_cm.storage.tables.messages import Message, MessageKind, MessagePurpose
from remote_cm.web.app import create_app
from remote_cm.wiring import migrate_database
from tests.web.conftest import stop_intake
from tests.web.flaky_database import frozen, seconds_of, wait_for
from tests.web.signed import SignedClient
from tests.web.visitor import add_staff

HOOKS = "/webhooks/twilio"
NEXT = re.compile(r"<Redirect[^>]*>([^<]+)</Redirect>")


@dataclass
class OwnServer:
    """A PostgreSQL that only these tests use."""

    folder: DataFolder
    secrets: StackSecrets
    running: RunningPostgres

    def start_again(self) -> None:
        """After it was stopped."""
        self.running = start_postgres(self.folder, self.secrets, durable=False)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnServer]:
    folder, secrets = open_data_folder(tmp_path_factory.mktemp("frozen")), new_secrets()
    own = OwnServer(folder, secrets, start_postgres(folder, secrets, durable=False))
    yield own
    own.running.stop()


@pytest.fixture
def around(surroundings: Surroundings, settings: Settings, server: OwnServer) -> Iterator[Surroundings]:
    """The service over that server, quicker to give up waiting than in earnest."""
    migrate_database(
        replace(settings, database_url=server.running.app_url, owner_database_url=server.running.owner_url)
    )
    engine = open_database(server.running.app_url, FieldCipher(settings.data_keys))
    database = Database(engine, DryJobQueue())
    quick = replace(surroundings.policy.reliability, webhook_seconds=0.3, voice_seconds=0.3)
    policy = surroundings.policy.model_copy(update={"reliability": quick})
    yield replace(surroundings, database=database, policy=policy, clock=ShiftedClock(database.clock_offset, 0.1))
    # What was held up is done by now, or nearly so.
    wait_for(lambda: database_is_left(engine))
    engine.dispose()


@pytest.fixture
def app(around: Surroundings, settings: Settings) -> Iterator[Flask]:
    app = create_app(around, settings)
    yield app
    stop_intake(app)


@pytest.fixture
def provider(app: Flask, settings: Settings) -> SignedClient:
    return SignedClient(app.test_client(), settings)


@dataclass(frozen=True)
class Ringing:
    """An open alert that nobody holds, our id of a ring for it, and the provider's of its call."""

    alert_id: uuid.UUID
    ring_id: uuid.UUID
    call_id: str


@pytest.fixture
def ringing(around: Surroundings) -> Ringing:
    staff_id, now = add_staff(around, username=f"r-{uuid.uuid4().hex[:8]}"), around.now()
    with around.database.unit_of_work() as work:
        alert = Alert(
            ladder=LadderName.HELP,
            team_id=get_staff(work.session, staff_id).team_id,
            opened_at=now,
            due_at=now + timedelta(minutes=5),
        )
        work.session.add(alert)
        work.session.flush()
        ring = Message(
            kind=MessageKind.RING,
            purpose=MessagePurpose.ALERT,
            staff_id=staff_id,
            alert_id=alert.id,
            phone_number="+12025550123",
            language="en",
            owed_at=now,
            send_before=now + timedelta(minutes=5),
            provider_id=f"CA{uuid.uuid4().hex}",
        )
        work.session.add(ring)
        work.commit()
        return Ringing(alert.id, ring.id, ring.provider_id or "")


def database_is_left(engine: Engine) -> bool:
    """Nobody uses a connection of it."""
    assert isinstance(engine.pool, QueuePool)
    return engine.pool.checkedout() == 0


def ids(around: Surroundings, *provider_ids: str) -> list[str]:
    """Which of these are in the database, in the order in which they were handled."""
    with around.database.unit_of_work() as work:
        rows = select(InboundEvent.provider_id).where(InboundEvent.provider_id.in_(provider_ids))
        return list(work.session.scalars(rows.order_by(InboundEvent.handled_at)))


def text(provider: SignedClient, provider_id: str) -> int:
    """A text of its own words comes in; the status that it gets."""
    return provider.post(f"{HOOKS}/sms", MessageSid=provider_id, Body=f"blue {provider_id}").status_code


def holder(around: Surroundings, alert_id: uuid.UUID) -> uuid.UUID | None:
    with around.database.unit_of_work() as work:
        return work.session.get_one(Alert, alert_id).holder_id


def test_policy_leaves_room_within_the_second(surroundings: Surroundings) -> None:
    assert surroundings.policy.reliability.voice_seconds <= 0.8


def test_every_voice_request_is_answered_within_a_second_while_the_database_is_frozen(
    around: Surroundings, server: OwnServer, provider: SignedClient, ringing: Ringing
) -> None:
    ring_id = ringing.ring_id
    provider.post(f"{HOOKS}/call/alert?a={ring_id}", CallSid=ringing.call_id)
    asked = [
        ("voice", {}),
        ("voice-fallback", {}),
        (f"call/alert?a={ring_id}", {}),
        (f"call/alert-key?a={ring_id}&n=0", {"Digits": "1"}),
        ("call/emergency?a=journal", {}),
        ("call/fallback", {}),
        (f"call/bridge?a={ring_id}", {}),
        (f"call/bridge-other-key?a={ring_id}", {"Digits": "1"}),
        (f"call/bridge-over?a={ring_id}", {}),
        *((f"call/alert?a={ring_id}", {}) for _ in range(12)),
    ]
    with frozen(server.running.process.pid):
        took = {
            address: seconds_of(lambda: provider.post(f"{HOOKS}/{address}", CallSid=f"CA{uuid.uuid4().hex}", **fields))  # noqa: B023 - done before the loop goes on
            for address, fields in asked
        }
    assert max(took.values()) < 1, took
    wait_for(lambda: around.journal.count_waiting() == 0)


def test_a_stranger_is_refused_in_time_while_the_database_is_frozen(app: Flask, server: OwnServer) -> None:
    with frozen(server.running.process.pid):
        assert seconds_of(lambda: app.test_client().post(f"{HOOKS}/sms", data={"Body": "9"})) < 1


def test_what_comes_while_it_is_frozen_is_there_once_and_in_order_after_it_thawed(
    around: Surroundings, server: OwnServer, provider: SignedClient
) -> None:
    sent = [f"SM{uuid.uuid4().hex}" for _ in range(4)]
    assert text(provider, sent[0]) == 200
    with frozen(server.running.process.pid):
        assert [text(provider, sid) for sid in (sent[1], sent[2], sent[1])] == [200, 200, 200]
        assert around.journal.count_waiting() == 3
    assert text(provider, sent[3]) == 200
    wait_for(lambda: around.journal.count_waiting() == 0)
    assert ids(around, *sent) == sent


@pytest.mark.parametrize("key", ["1", "2"])
def test_a_key_that_is_pressed_while_it_is_frozen_is_kept_and_counts_after_it_thawed(
    around: Surroundings,
    server: OwnServer,
    provider: SignedClient,
    settings: Settings,
    ringing: Ringing,
    key: str,
) -> None:
    alert_id, ring_id = ringing.alert_id, ringing.ring_id
    heard = []
    with frozen(server.running.process.pid):
        answer = provider.post(f"{HOOKS}/call/alert-key?a={ring_id}&n=0", CallSid=ringing.call_id, Digits=key).text
        while (following := NEXT.search(answer)) is not None:
            assert "One moment" in answer
            heard.append(following.group(1))
            address = urldefrag(unescape(following.group(1)).removeprefix(settings.public_base_url)).url
            answer = provider.post(address, CallSid=ringing.call_id).text
        assert len(heard) == around.policy.reliability.key_tries_at_most - 1
        assert "It is noted" in answer
        assert "<Hangup" in answer
        assert around.journal.count_waiting() == 1
    wait_for(lambda: around.journal.count_waiting() == 0)
    with around.database.unit_of_work() as work:
        ring = work.session.get_one(Message, ring_id)
        alert = work.session.get_one(Alert, alert_id)
    assert (alert.holder_id == ring.staff_id) == (key == "1")
    assert (ring.staff_id in alert.set_aside) == (key == "2")


def test_a_key_is_brought_again_and_heard_when_the_database_thaws_in_between(
    around: Surroundings,
    server: OwnServer,
    provider: SignedClient,
    settings: Settings,
    ringing: Ringing,
) -> None:
    alert_id, ring_id = ringing.alert_id, ringing.ring_id
    with frozen(server.running.process.pid):
        answer = provider.post(f"{HOOKS}/call/alert-key?a={ring_id}&n=0", CallSid=ringing.call_id, Digits="1").text
    following = NEXT.search(answer)
    assert following is not None
    assert "&amp;k=1&amp;" in following.group(1)
    address = urldefrag(unescape(following.group(1)).removeprefix(settings.public_base_url)).url
    wait_for(lambda: "It is yours" in provider.post(address, CallSid=ringing.call_id).text)
    assert holder(around, alert_id) is not None


def test_a_wrong_key_is_asked_for_again_while_it_is_frozen(
    server: OwnServer, provider: SignedClient, ringing: Ringing
) -> None:
    with frozen(server.running.process.pid):
        answer = provider.post(
            f"{HOOKS}/call/alert-key?a={ringing.ring_id}&n=0", CallSid=ringing.call_id, Digits="7"
        ).text
    assert "That key is not known" in answer
    assert "<Gather" in answer


def test_a_key_that_cannot_even_be_kept_is_said_not_to_be_taken(
    around: Surroundings,
    server: OwnServer,
    provider: SignedClient,
    ringing: Ringing,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise OSError("full")

    monkeypatch.setattr(type(around.journal), "keep", full)
    with frozen(server.running.process.pid):
        answer = provider.post(f"{HOOKS}/call/alert-key?a={ringing.ring_id}&n=0&k=1&t=2", CallSid=ringing.call_id).text
    assert "It was not taken" in answer


def test_what_comes_while_it_is_stopped_is_handled_when_it_is_started_again(
    around: Surroundings, server: OwnServer, provider: SignedClient
) -> None:
    sent = [f"SM{uuid.uuid4().hex}" for _ in range(3)]
    began = datetime.now(UTC)
    server.running.stop()
    assert [text(provider, sid) for sid in sent] == [200, 200, 200]
    assert around.journal.count_waiting() == 3
    server.start_again()
    wait_for(lambda: around.journal.count_waiting() == 0)
    assert ids(around, *sent) == sent
    with around.database.unit_of_work() as work:
        (last,) = work.session.scalars(select(InboundEvent).where(InboundEvent.provider_id == sent[-1]))
    assert began <= last.received_at <= (last.handled_at or began)
