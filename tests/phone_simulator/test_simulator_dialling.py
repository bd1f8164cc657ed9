"""What a dial may ask for and a gate may do, and what is a fault instead of a joined call."""

import pytest

from tests.phone_simulator.simulated_bridge import BRIDGE, end_of_dial, start_bridge
from tests.phone_simulator.simulated_network import (
    CHILD,
    NOBODY,
    SERVICE_NUMBER,
    STAFF,
    VOLUNTEER,
    Network,
    answer,
    answer_with,
)


@pytest.mark.parametrize(
    ("given", "shown"), [("", STAFF), (f'callerId="{STAFF}"', STAFF), (f'callerId="{SERVICE_NUMBER}"', SERVICE_NUMBER)]
)
def test_a_dial_without_our_number_shows_the_child_whom_it_joins(network: Network, given: str, shown: str) -> None:
    start_bridge(network, BRIDGE.replace(f'callerId="{SERVICE_NUMBER}"', given))
    assert network.last_call(CHILD)["from_number"] == shown
    assert network.faults() == ([] if shown == SERVICE_NUMBER else ["number_not_masked"])


@pytest.mark.parametrize(
    ("wrong", "fault", "code"),
    [
        (BRIDGE.replace(SERVICE_NUMBER, VOLUNTEER), "caller_id_refused", 13214),
        (BRIDGE.replace(CHILD, "1-800-CHILD"), "bad_number", 13223),
        (BRIDGE.replace("Number", "Client"), "unknown_verb", 13200),
        (BRIDGE.replace("<Number ", '<Number method="GET" '), "bad_address", None),
        (BRIDGE.replace("<Number ", '<Number statusCallbackMethod="GET" '), "bad_address", None),
    ],
)
def test_a_dial_that_cannot_be_carried_out_rings_nobody(
    network: Network, wrong: str, fault: str, code: int | None
) -> None:
    answer_with(network, wrong)
    network.place_call()
    answer(network, STAFF)
    assert end_of_dial(network) == ("failed", "false")
    assert [(one["kind"], one["code"]) for one in network.get("/faults")["faults"]] == [(fault, code)]
    assert network.handset(CHILD)["calls"] == []


@pytest.mark.parametrize(
    ("document", "faults", "code"),
    [
        (f"<Dial callerId='{SERVICE_NUMBER}'>{VOLUNTEER}</Dial>", ["misplaced_verb"], 13201),
        ("<Redirect>/step/elsewhere</Redirect>", ["misplaced_verb"], 12100),
        ("<Enqueue/>", ["misplaced_verb"], 12100),
        ("<Record/>", ["recording_asked", "misplaced_verb"], 12100),
    ],
)
def test_a_gate_that_does_what_it_may_not_lets_nobody_in(
    network: Network, document: str, faults: list[str], code: int
) -> None:
    start_bridge(network, gate=f"<Response>{document}</Response>")
    network.hand(CHILD, "answer")
    assert end_of_dial(network) == ("completed", "false")
    assert network.faults() == faults
    assert network.get("/faults")["faults"][-1]["code"] == code
    assert network.handset(VOLUNTEER)["calls"] == []


def test_a_gate_may_speak_play_and_pause_before_it_lets_the_listener_in(network: Network) -> None:
    start_bridge(network, gate="<Response><Play>/a.wav</Play><Pause length='0'/><Say>Hello.</Say></Response>")
    network.hand(CHILD, "answer")
    network.until(lambda: network.last_call(CHILD)["is_bridged"])
    assert network.last_call(CHILD)["heard"] == ["♪ a.wav", "Hello."]
    assert network.faults() == []


def test_of_several_numbers_the_first_to_answer_is_joined_and_the_others_stop_ringing(network: Network) -> None:
    both = BRIDGE.replace("<Number ", f"<Number>{VOLUNTEER}</Number><Number ", 1)
    start_bridge(network, both)
    network.until_call(VOLUNTEER, "ringing")
    network.hand(CHILD, "answer")
    network.until_call(VOLUNTEER, "canceled")
    network.until_keys_are_awaited(CHILD)
    network.hand(CHILD, "press", digits="1")
    network.until(lambda: network.last_call(STAFF)["joined_with"] == CHILD)


def test_of_several_numbers_one_that_declines_leaves_the_others_ringing(network: Network) -> None:
    both = BRIDGE.replace("</Dial>", f"<Number>{NOBODY}</Number><Number>{VOLUNTEER}</Number></Dial>")
    start_bridge(network, both)
    network.hand(CHILD, "decline")
    network.until_call(CHILD, "busy")
    network.hand(VOLUNTEER, "answer")
    network.until(lambda: network.last_call(STAFF)["joined_with"] == VOLUNTEER)
