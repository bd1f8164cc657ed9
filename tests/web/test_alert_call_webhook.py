"""The call of an alert as it is heard over Twilio: where a pressed key goes, and what it does."""

import re
import uuid
from datetime import timedelta
from html import unescape
from urllib.parse import urldefrag

import pytest
from flask import Flask

from remote_cm.domain.vocabulary import LadderName
from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import Settings
from remote_cm.storage.people import get_staff
from remote_cm.storage.tables.alerts import Alert
from remote_cm.storage.tables.messages import Message, MessageKind, MessagePurpose
from tests.web.signed import SignedClient
from tests.web.visitor import add_staff

CALL_SID = "CA" + "c" * 32
ACTION = re.compile(r'action="([^"]+)"')


@pytest.fixture
def provider(app: Flask, settings: Settings) -> SignedClient:
    """Twilio."""
    return SignedClient(app.test_client(), settings)


@pytest.fixture
def ringing(surroundings: Surroundings) -> tuple[uuid.UUID, uuid.UUID]:
    """An open alert that nobody holds and the ring of its first rung, by their ids."""
    staff_id = add_staff(surroundings)
    now = surroundings.now()
    with surroundings.database.unit_of_work() as work:
        alert = Alert(
            ladder=LadderName.HELP,
            team_id=get_staff(work.session, staff_id).team_id,
            caseworker_id=staff_id,
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
            provider_id=CALL_SID,
        )
        work.session.add(ring)
        work.commit()
        return alert.id, ring.id


def holder_of(around: Surroundings, alert_id: uuid.UUID) -> uuid.UUID | None:
    with around.database.unit_of_work() as work:
        return work.session.get_one(Alert, alert_id).holder_id


def key_address(provider: SignedClient, settings: Settings, ring_id: uuid.UUID) -> str:
    answer = provider.post(f"/webhooks/twilio/call/alert?a={ring_id}", CallSid=CALL_SID)
    assert answer.mimetype == "text/xml"
    found = ACTION.search(answer.text)
    assert found is not None
    address = unescape(found.group(1))
    assert address.startswith(settings.public_base_url)
    return urldefrag(address).url.removeprefix(settings.public_base_url)


@pytest.mark.parametrize(("digits", "is_taken"), [("1", True), ("2", False), ("7", False)])
def test_only_the_key_one_takes_the_alert(
    surroundings: Surroundings,
    settings: Settings,
    provider: SignedClient,
    ringing: tuple[uuid.UUID, uuid.UUID],
    digits: str,
    is_taken: bool,
) -> None:
    alert_id, ring_id = ringing
    answer = provider.post(key_address(provider, settings, ring_id), CallSid=CALL_SID, Digits=digits)
    assert answer.status_code == 200
    assert (holder_of(surroundings, alert_id) is not None) == is_taken


def test_an_answered_phone_takes_nothing(
    surroundings: Surroundings, settings: Settings, provider: SignedClient, ringing: tuple[uuid.UUID, uuid.UUID]
) -> None:
    alert_id, ring_id = ringing
    key_address(provider, settings, ring_id)
    assert holder_of(surroundings, alert_id) is None


def test_a_key_pressed_in_another_call_takes_nothing(
    surroundings: Surroundings, settings: Settings, provider: SignedClient, ringing: tuple[uuid.UUID, uuid.UUID]
) -> None:
    alert_id, ring_id = ringing
    address = key_address(provider, settings, ring_id)
    answer = provider.post(address, CallSid="CA" + "d" * 32, Digits="1")
    assert "<Reject" in answer.text
    assert holder_of(surroundings, alert_id) is None
