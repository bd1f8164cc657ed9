"""How TwiML documents are played: what is heard, which keys are taken, what comes next, what is a fault."""

import pytest

from remote_cm.phone_simulator.twiml_player import read_keys
from tests.phone_simulator.simulated_network import (
    NOBODY,
    SERVICE_NUMBER,
    STAFF,
    Network,
    answer,
    answer_with,
)

MENU = """<Response>
  <Gather numDigits="1" timeout="8" action="/step/key?a=7" finishOnKey=""><Say>Press 1.</Say></Gather>
  <Say>No key was pressed.</Say>
</Response>"""


def test_a_pressed_key_is_posted_to_the_action(network: Network) -> None:
    answer_with(network, MENU)
    answer_with(network, "<Response><Say>Thank you.</Say></Response>", "/step/key")
    network.place_call()
    answer(network, STAFF)
    network.until_keys_are_awaited(STAFF)
    assert network.hand(STAFF, "press", digits="1") == {"was_heard": True}
    [webhook] = network.service.wait_for("/step/key")
    assert (webhook.fields["Digits"], webhook.query, webhook.is_signed) == ("1", "a=7", True)
    assert webhook.fields["CallStatus"] == "in-progress"
    assert network.until_call(STAFF, "completed")["heard"] == ["Press 1.", "Thank you."]


def test_silence_at_a_menu_falls_through_to_the_next_verb(network: Network) -> None:
    answer_with(network, MENU)
    network.place_call()
    answer(network, STAFF)
    network.until_keys_are_awaited(STAFF)
    network.control("clock", advance_seconds=60)
    assert network.until_call(STAFF, "completed")["heard"] == ["Press 1.", "No key was pressed."]
    assert network.service.sent_to("/step/key") == []


def test_silence_is_posted_when_the_menu_asks_for_that(network: Network) -> None:
    answer_with(network, '<Response><Gather actionOnEmptyResult="true" action="/step/key"/></Response>')
    network.place_call()
    answer(network, STAFF)
    network.until_keys_are_awaited(STAFF)
    network.control("clock", advance_seconds=60)
    assert network.service.wait_for("/step/key")[0].fields["Digits"] == ""


@pytest.mark.parametrize(
    ("pressed", "wanted", "finish_on", "keys", "is_complete"),
    [
        ("12", None, "#", "12", False),
        ("12#3", None, "#", "12", True),
        ("1", 1, "#", "1", True),
        ("#", 1, "", "#", True),
        ("12", 3, "#", "12", False),
        ("1234", 3, "#", "123", True),
    ],
)
def test_keys_are_taken_until_the_last_or_the_finishing_one(
    pressed: str, wanted: int | None, finish_on: str, keys: str, is_complete: bool
) -> None:
    assert read_keys(pressed, wanted, finish_on) == (keys, is_complete)


def test_a_redirect_is_followed(network: Network) -> None:
    answer_with(network, "<Response><Redirect>/step/second?b=1</Redirect><Say>Never said.</Say></Response>")
    answer_with(network, "<Response><Say>Second.</Say></Response>", "/step/second")
    network.place_call()
    answer(network, STAFF)
    assert network.until_call(STAFF, "completed")["heard"] == ["Second."]
    assert network.service.sent_to("/step/second")[0].query == "b=1"


def test_redirects_in_a_circle_come_to_an_end(network: Network) -> None:
    answer_with(network, "<Response><Redirect>/step/first</Redirect></Response>")
    network.place_call()
    answer(network, STAFF)
    network.until_call(STAFF, "completed")
    assert network.faults() == ["too_many_redirects"]
    assert len(network.service.sent_to("/step/first")) == 11


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ("<Response><Record/></Response>", "recording_asked"),
        ("<Response><Start><Stream url='wss://x'/></Start></Response>", "recording_asked"),
        (
            f"<Response><Dial callerId='{SERVICE_NUMBER}' record='record-from-answer'>{NOBODY}</Dial></Response>",
            "recording_asked",
        ),
        (f"<Response><Dial>{NOBODY}</Dial></Response>", "number_not_masked"),
        ("<Response><Enqueue/></Response>", "unknown_verb"),
        ("<Response><Reject/></Response>", "misplaced_verb"),
        ("<Response><Say>", "unreadable_twiml"),
        (
            "<Response><Gather method='GET' action='/x' actionOnEmptyResult='true' timeout='0'/></Response>",
            "bad_address",
        ),
    ],
)
def test_what_a_document_may_not_do_is_a_visible_fault(network: Network, document: str, fault: str) -> None:
    answer_with(network, document)
    network.place_call()
    answer(network, STAFF)
    network.until_call(STAFF, "completed")
    assert network.faults() == [fault]


def test_asking_for_a_recorded_call_is_a_fault(network: Network) -> None:
    network.place_call(record=False)
    assert network.faults() == []
    network.place_call(record=True)
    assert network.faults() == ["recording_asked"]


def test_inline_twiml_is_played_and_its_links_must_be_absolute(network: Network) -> None:
    network.place_call(twiml="<Response><Say>Inline.</Say><Redirect>/step/second</Redirect></Response>")
    answer(network, STAFF)
    heard = network.until_call(STAFF, "completed")["heard"]
    assert heard[0] == "Inline."
    assert network.faults() == ["bad_address"]


def test_a_document_that_cannot_be_had_is_fetched_from_the_fallback_address(network: Network) -> None:
    network.service.answers["/step/first"] = [500]
    answer_with(network, "<Response><Say>Fallback.</Say></Response>", "/step/fallback")
    network.place_call(fallback_url=f"{network.service_url}/step/fallback")
    answer(network, STAFF)
    assert network.until_call(STAFF, "completed")["heard"] == ["Fallback."]
    fields = network.service.sent_to("/step/fallback")[0].fields
    assert (fields["ErrorCode"], fields["ErrorUrl"]) == ("11200", f"{network.service_url}/step/first")
