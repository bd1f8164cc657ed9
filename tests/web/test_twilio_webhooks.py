"""Twilio's requests: nobody else is heard, and each failure of ours has the answer that harms least."""

import uuid
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import Settings
from remote_cm.storage.tables.inbound import EventKind, InboundEvent
from remote_cm.storage.tables.messages import DeliveryReport, Message, MessageKind, MessagePurpose
from remote_cm.storage.tables.operations import AuditEntry
from tests.web.signed import SignedClient
from tests.web.visitor import add_staff

SMS = "/webhooks/twilio/sms"
VOICE = "/webhooks/twilio/voice"
REJECT = '<Response><Reject reason="busy"'
ADDRESSES = (
    SMS,
    VOICE,
    "/webhooks/twilio/message-status",
    "/webhooks/twilio/call-status",
    "/webhooks/twilio/call/alert",
)
TEXT_SID = "SM" + "a" * 32
CALL_SID = "CA" + "b" * 32


@pytest.fixture
def provider(app: Flask, settings: Settings) -> SignedClient:
    """Twilio, and a service that works."""
    return SignedClient(app.test_client(), settings)


@pytest.fixture
def unheard(away_app: Flask, away_settings: Settings) -> SignedClient:
    """Twilio, and a service whose database is away."""
    return SignedClient(away_app.test_client(), away_settings)


def count(around: Surroundings, table: type[InboundEvent] | type[AuditEntry] | type[DeliveryReport]) -> int:
    with around.database.unit_of_work() as work:
        return work.session.scalar(select(func.count()).select_from(table)) or 0


def add_text(around: Surroundings) -> uuid.UUID:
    staff_id = add_staff(around)
    with around.database.unit_of_work() as work:
        message = Message(
            kind=MessageKind.TEXT,
            purpose=MessagePurpose.REPLY,
            staff_id=staff_id,
            phone_number="+12025550123",
            body="Call me.",
            language="en",
            owed_at=around.now(),
            send_before=around.now() + timedelta(hours=1),
        )
        work.session.add(message)
        work.commit()
        return message.id


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unsigned_request_gets_an_empty_refusal_and_an_audit_row(
    app: Flask, surroundings: Surroundings, provider: SignedClient, address: str
) -> None:
    answer = app.test_client().post(address, data=provider.form(Body="9 child Rahima", MessageSid=TEXT_SID))
    assert (answer.status_code, answer.data) == (403, b"")
    assert count(surroundings, InboundEvent) == 0
    with surroundings.database.unit_of_work() as work:
        row = work.session.scalars(select(AuditEntry)).one()
    assert row.act == "webhook:refused"
    assert "Rahima" not in str(row.detail)


@pytest.mark.parametrize("spoil", ["body", "query", "path", "json", "other account", "other number"])
def test_a_request_that_is_not_for_us_as_it_stands_is_refused(app: Flask, provider: SignedClient, spoil: str) -> None:
    form = provider.form(MessageSid=TEXT_SID, Body="1")
    if spoil == "other account":
        form["AccountSid"] = "AC" + "9" * 32
    if spoil == "other number":
        form["To"] = "+12025550199"
    headers = {"X-Twilio-Signature": provider.signature(SMS, form)}
    if spoil == "body":
        form["Body"] = "2"
    address = {"query": f"{SMS}?x=1", "path": VOICE}.get(spoil, SMS)
    client = app.test_client()
    if spoil == "json":
        answer = client.post(address, json=form, headers=headers)
    else:
        answer = client.post(address, data=form, headers=headers)
    assert (answer.status_code, answer.data) == (403, b"")


def test_a_stranger_is_refused_also_while_no_audit_row_can_be_written(away_app: Flask) -> None:
    answer = away_app.test_client().post(SMS, data={"Body": "9"})
    assert (answer.status_code, answer.data) == (403, b"")


def test_a_text_is_kept_and_answered_without_words(surroundings: Surroundings, provider: SignedClient) -> None:
    answer = provider.post(SMS, MessageSid=TEXT_SID, Body=" 1 ")
    assert answer.status_code == 200
    assert answer.mimetype == "text/xml"
    assert answer.text.endswith("<Response/>")
    with surroundings.database.unit_of_work() as work:
        event = work.session.scalars(select(InboundEvent)).one()
    assert (event.provider, event.provider_id, event.kind) == ("twilio", TEXT_SID, EventKind.TEXT)
    assert (event.sender_number, event.body) == ("+12025550123", " 1 ")


def test_the_same_text_twice_is_one(surroundings: Surroundings, provider: SignedClient) -> None:
    assert provider.post(SMS, MessageSid=TEXT_SID, Body="1").status_code == 200
    assert provider.post(SMS, MessageSid=TEXT_SID, Body="1").status_code == 200
    assert count(surroundings, InboundEvent) == 1


@pytest.mark.usefixtures("spoilt_journal")
@pytest.mark.parametrize("address", [SMS, "/webhooks/twilio/sms-fallback"])
def test_a_text_that_we_could_not_keep_anywhere_is_asked_for_again(unheard: SignedClient, address: str) -> None:
    answer = unheard.post(address, MessageSid=TEXT_SID, Body="9")
    assert (answer.status_code, answer.data) == (503, b"")


def test_a_ring_is_kept_and_turned_away_before_it_costs_anything(
    surroundings: Surroundings, provider: SignedClient
) -> None:
    answer = provider.post(VOICE, CallSid=CALL_SID, CallStatus="ringing")
    assert answer.status_code == 200
    assert REJECT in answer.text
    with surroundings.database.unit_of_work() as work:
        event = work.session.scalars(select(InboundEvent)).one()
    assert (event.kind, event.provider_id) == (EventKind.RING, CALL_SID)


@pytest.mark.usefixtures("spoilt_journal")
@pytest.mark.parametrize("address", [VOICE, "/webhooks/twilio/voice-fallback"])
def test_a_ring_is_turned_away_also_when_we_fail(unheard: SignedClient, address: str) -> None:
    answer = unheard.post(address, CallSid=CALL_SID, CallStatus="ringing")
    assert answer.status_code == 200
    assert REJECT in answer.text


@pytest.mark.parametrize("step", ["fallback", "a-step-that-never-was"])
def test_a_call_in_which_we_fail_ends_without_a_word(unheard: SignedClient, step: str) -> None:
    answer = unheard.post(f"/webhooks/twilio/call/{step}?a={uuid.uuid4()}", CallSid=CALL_SID, Digits="1")
    assert answer.status_code == 200
    assert REJECT in answer.text
    assert "Say" not in answer.text


@pytest.mark.parametrize("reference", ["", "not-an-id", "0c6b2f0e-93d5-4a58-9b0e-7d1f6f3c2a11"])
def test_a_call_that_nobody_knows_ends_without_a_word(provider: SignedClient, reference: str) -> None:
    answer = provider.post(f"/webhooks/twilio/call/alert?a={reference}", CallSid=CALL_SID)
    assert answer.status_code == 200
    assert REJECT in answer.text


def test_a_report_is_kept_by_our_own_reference(surroundings: Surroundings, provider: SignedClient) -> None:
    message_id = add_text(surroundings)
    address = f"/webhooks/twilio/message-status?a={message_id}"
    answer = provider.post(address, MessageSid=TEXT_SID, MessageStatus="undelivered", ErrorCode="30003")
    assert (answer.status_code, answer.data) == (204, b"")
    with surroundings.database.unit_of_work() as work:
        report = work.session.scalars(select(DeliveryReport)).one()
    assert (report.message_id, report.provider_id) == (message_id, TEXT_SID)
    assert (report.status, report.error_code, report.sequence) == ("undelivered", "30003", None)


@pytest.mark.parametrize(("sent", "kept"), [("3", 3), ("", None), ("-1", None), ("٣", None)])
def test_a_report_of_a_call_keeps_its_place_in_the_row(
    surroundings: Surroundings, provider: SignedClient, sent: str, kept: int | None
) -> None:
    message_id = add_text(surroundings)
    address = f"/webhooks/twilio/call-status?a={message_id}"
    assert provider.post(address, CallSid=CALL_SID, CallStatus="busy", SequenceNumber=sent).status_code == 204
    with surroundings.database.unit_of_work() as work:
        assert work.session.scalars(select(DeliveryReport)).one().sequence == kept


@pytest.mark.usefixtures("spoilt_journal")
@pytest.mark.parametrize("kind", ["message-status", "call-status"])
def test_a_report_that_we_could_not_keep_anywhere_is_asked_for_again(unheard: SignedClient, kind: str) -> None:
    fields = {"MessageSid": TEXT_SID, "MessageStatus": "sent", "CallSid": CALL_SID, "CallStatus": "busy"}
    answer = unheard.post(f"/webhooks/twilio/{kind}?a={uuid.uuid4()}", **fields)
    assert answer.status_code == 503
