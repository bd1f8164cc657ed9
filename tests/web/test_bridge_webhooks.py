"""The masked bridge as it is heard over Twilio: each step signed, each answered the same when it comes twice."""

import re
import uuid
from html import unescape
from urllib.parse import urldefrag
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from remote_cm.domain.masked_bridge import BridgeEnd, BridgeState
from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import Settings
from remote_cm.storage.tables.bridges import BridgeCall
from tests.factories import CHILD_NUMBER
from tests.services.bridged_call import BridgedCall, agreed_case, bridge_to_family
from tests.services.stage import make_stage
from tests.web.signed import SignedClient

CALLER_SID, OTHER_SID = "CA" + "c" * 32, "CA" + "d" * 32
HOOKS = "/webhooks/twilio"
ACTION = re.compile(r'<Gather[^>]* action="([^"]+)"')
STEPS = ("bridge", "bridge-key", "bridge-other", "bridge-other-key", "bridge-over")
HANG_UP = "<Response><Hangup /></Response>"
JOIN = "<Response />"


@pytest.fixture
def provider(app: Flask, settings: Settings) -> SignedClient:
    """Twilio."""
    return SignedClient(app.test_client(), settings)


@pytest.fixture
def call(surroundings: Surroundings) -> BridgedCall:
    """A bridge whose caller's phone rings."""
    called = bridge_to_family(make_stage(surroundings, agreed_case()))
    with surroundings.database.unit_of_work() as work:
        row = work.session.get_one(BridgeCall, called.bridge_id)
        row.caller_call_id, row.state = CALLER_SID, BridgeState.RINGING_CALLER
        work.commit()
    return called


def caller(provider: SignedClient, call: BridgedCall, step: str, **fields: str) -> TestResponse:
    return provider.post(f"{HOOKS}/call/{step}?a={call.bridge_id}", CallSid=CALLER_SID, **fields)


def other(provider: SignedClient, call: BridgedCall, step: str, **fields: str) -> TestResponse:
    return provider.post(
        f"{HOOKS}/call/{step}?a={call.bridge_id}", CallSid=OTHER_SID, ParentCallSid=CALLER_SID, **fields
    )


def key_address(answer: TestResponse, settings: Settings) -> str:
    """Where the answer's question sends its key."""
    found = ACTION.search(answer.text)
    assert found is not None
    address = urldefrag(unescape(found.group(1))).url
    assert address.startswith(settings.public_base_url)
    return address.removeprefix(settings.public_base_url)


@pytest.mark.requirement("N3", "N11", "N31")
def test_the_whole_way_to_being_joined(provider: SignedClient, call: BridgedCall, settings: Settings) -> None:
    asked = caller(provider, call, "bridge")
    assert asked.mimetype == "text/xml"
    assert "Press 1 to be connected." in asked.text

    rung = provider.post(key_address(asked, settings), CallSid=CALLER_SID, Digits="1")
    ((dial,),) = [list(ET.fromstring(rung.text))]  # noqa: S314 - our own writing
    (number,) = dial
    assert (dial.get("callerId"), dial.get("record")) == (settings.twilio_phone_number, "do-not-record")
    assert (dial.get("answerOnBridge"), dial.get("timeout"), dial.get("timeLimit")) == ("true", "25", "5400")
    assert number.text == CHILD_NUMBER
    hooks = f"{settings.public_base_url}{HOOKS}"
    assert urldefrag(dial.get("action", "")).url == f"{hooks}/call/bridge-over?a={call.bridge_id}"
    assert urldefrag(number.get("url", "")).url == f"{hooks}/call/bridge-other?a={call.bridge_id}"
    assert urldefrag(number.get("statusCallback", "")).url == f"{hooks}/call-status?a={call.bridge_id}&leg=other"

    question = other(provider, call, "bridge-other")
    assert "A call for you. To take it, press 1." in question.text
    joined = provider.post(key_address(question, settings), CallSid=OTHER_SID, ParentCallSid=CALLER_SID, Digits="1")
    assert joined.text.endswith(JOIN)
    assert call.row.state is BridgeState.JOINED

    over = caller(provider, call, "bridge-over", DialCallStatus="completed", DialBridged="true", DialCallDuration="0")
    assert over.text.endswith(HANG_UP)
    assert (call.row.end_reason, call.row.joined_seconds) == (BridgeEnd.TALKED, 0)


@pytest.mark.requirement("N3")
@pytest.mark.parametrize("digits", ["", "2", "11", "#"])
def test_whoever_does_not_press_the_key_is_not_joined(provider: SignedClient, call: BridgedCall, digits: str) -> None:
    caller(provider, call, "bridge-key", Digits="1")
    other(provider, call, "bridge-other")
    assert not other(provider, call, "bridge-other-key", Digits=digits).text.endswith(JOIN)
    over = caller(provider, call, "bridge-over", DialCallStatus="completed", DialBridged="false")
    assert "Nobody could be connected." in over.text
    assert call.row.end_reason is BridgeEnd.OTHER_NO_KEY


def test_every_request_twice_is_once(provider: SignedClient, call: BridgedCall) -> None:
    for step, fields in (("bridge", {}), ("bridge-key", {"Digits": "1"})):
        assert caller(provider, call, step, **fields).text == caller(provider, call, step, **fields).text
    for step, fields in (("bridge-other", {}), ("bridge-other-key", {"Digits": "1"})):
        assert other(provider, call, step, **fields).text == other(provider, call, step, **fields).text
    before = call.row.joined_at
    address = f"{HOOKS}/call-status?a={call.bridge_id}&leg=other"
    for _ in range(2):
        assert (
            provider.post(address, CallSid=OTHER_SID, CallStatus="in-progress", SequenceNumber="2").status_code == 204
        )
    assert call.row.joined_at == before


def test_wrong_keys_are_counted_in_the_address_and_end(
    provider: SignedClient, call: BridgedCall, settings: Settings
) -> None:
    answer, asked = caller(provider, call, "bridge"), 0
    while "<Gather" in answer.text:
        asked += 1
        assert asked <= 3
        answer = provider.post(key_address(answer, settings), CallSid=CALLER_SID, Digits="7")
    assert asked == 3
    assert "Goodbye." in answer.text
    assert call.row.end_reason is BridgeEnd.CALLER_NO_KEY


@pytest.mark.parametrize(
    ("status", "seconds", "end"),
    [("no-answer", "0", BridgeEnd.CALLER_NOT_REACHED), ("busy", "", BridgeEnd.CALLER_NOT_REACHED)],
)
def test_the_reports_of_the_callers_phone_are_heard(
    provider: SignedClient, call: BridgedCall, status: str, seconds: str, end: BridgeEnd
) -> None:
    address = f"{HOOKS}/call-status?a={call.bridge_id}&leg=caller"
    report = {"CallSid": CALLER_SID, "CallStatus": status, "SequenceNumber": "3", "CallDuration": seconds}
    assert provider.post(address, **report).status_code == 204
    assert call.row.end_reason is end


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_nobody_signed_is_refused(app: Flask, call: BridgedCall, step: str) -> None:
    address = f"{HOOKS}/call/{step}?a={call.bridge_id}"
    answer = app.test_client().post(address, data={"CallSid": CALLER_SID, "Digits": "1"})
    assert (answer.status_code, answer.data) == (403, b"")
    assert call.row.caller_pressed_at is None


@pytest.mark.requirement("N3")
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("reference", ["", "not-an-id", str(uuid.UUID(int=7))])
def test_a_leg_that_we_do_not_know_ends_without_a_word_and_is_never_joined(
    provider: SignedClient, step: str, reference: str
) -> None:
    answer = provider.post(f"{HOOKS}/call/{step}?a={reference}", CallSid=OTHER_SID, Digits="1")
    assert answer.status_code == 200
    assert answer.text.endswith(HANG_UP)


@pytest.mark.requirement("N3")
@pytest.mark.parametrize("step", STEPS)
def test_a_leg_ends_without_a_word_when_we_fail_ourselves(away_app: Flask, away_settings: Settings, step: str) -> None:
    unheard = SignedClient(away_app.test_client(), away_settings)
    answer = unheard.post(f"{HOOKS}/call/{step}?a={uuid.uuid4()}", CallSid=OTHER_SID, Digits="1", DialBridged="true")
    assert answer.status_code == 200
    assert answer.text.endswith(HANG_UP)


@pytest.mark.usefixtures("spoilt_journal")
def test_a_report_that_we_could_not_keep_anywhere_is_asked_for_again(away_app: Flask, away_settings: Settings) -> None:
    unheard = SignedClient(away_app.test_client(), away_settings)
    address = f"{HOOKS}/call-status?a={uuid.uuid4()}&leg=other"
    assert unheard.post(address, CallSid=OTHER_SID, CallStatus="busy").status_code == 503


def test_a_report_of_a_leg_that_there_is_not_is_left_out(provider: SignedClient, call: BridgedCall) -> None:
    address = f"{HOOKS}/call-status?a={call.bridge_id}&leg=third"
    assert provider.post(address, CallSid=CALLER_SID, CallStatus="completed").status_code == 204
    assert call.row.state is BridgeState.RINGING_CALLER
