"""A call that joins the handset of staff with that of a child, for the tests of bridges."""

from typing import Any

from tests.phone_simulator.simulated_network import (
    ALL_EVENTS,
    CHILD,
    SERVICE_NUMBER,
    STAFF,
    Network,
    answer,
    answer_with,
    call_with_reports,
)

DIAL = f'callerId="{SERVICE_NUMBER}" answerOnBridge="true" timeout="20" action="/step/after" record="do-not-record"'
NUMBER = f'url="/step/gate" statusCallback="/child-status" statusCallbackEvent="{" ".join(ALL_EVENTS)}"'
BRIDGE = f"<Response><Dial {DIAL}><Number {NUMBER}>{CHILD}</Number></Dial></Response>"
GATE = """<Response>
  <Gather numDigits="1" timeout="8" action="/step/gate-key"><Say>Somebody would like to talk.</Say></Gather><Hangup/>
</Response>"""


def start_bridge(network: Network, bridge: str = BRIDGE, gate: str = GATE) -> Any:
    answer_with(network, bridge)
    answer_with(network, gate, "/step/gate")
    call = call_with_reports(network)
    answer(network, STAFF)
    network.until_call(CHILD, "ringing")
    return call


def join(network: Network) -> Any:
    call = start_bridge(network)
    network.hand(CHILD, "answer")
    network.until_keys_are_awaited(CHILD)
    network.hand(CHILD, "press", digits="1")
    network.until(lambda: network.last_call(STAFF)["is_bridged"] and network.last_call(CHILD)["is_bridged"])
    return call


def end_of_dial(network: Network) -> tuple[str, str]:
    [after] = network.service.wait_for("/step/after")
    return after.fields["DialCallStatus"], after.fields["DialBridged"]
