"""How single requests to the simulated API go wrong when a test asks for that."""

import pytest
import requests
from twilio.base.exceptions import (  # type: ignore[import-untyped, unused-ignore] # twilio ships no types
    TwilioRestException,
)

from tests.phone_simulator.simulated_network import (
    ACCOUNT_SID,
    SERVICE_NUMBER,
    STAFF,
    Network,
    send,
)


def test_a_dropped_answer_leaves_a_text_that_was_accepted_all_the_same(network: Network) -> None:
    network.control("faults/next", what="drop_answer")
    with pytest.raises(requests.exceptions.ConnectionError):
        send(network)
    reports = network.service.wait_for("/status", 2)
    [message] = network.twilio.messages.list(to=STAFF)
    assert {report.fields["MessageSid"] for report in reports} == {message.sid}
    assert len(network.handset(STAFF)["texts"]) == 1


@pytest.mark.parametrize(
    ("mishap", "status", "code"),
    [
        ({"what": "http_500"}, 500, 20500),
        ({"what": "http_429"}, 429, 20429),
        ({"what": "refuse_code", "code": 21610}, 400, 21610),
        ({"what": "refuse_code", "code": 9999}, 400, 9999),
    ],
)
def test_an_ordered_mishap_befalls_the_next_send_and_only_that(
    network: Network, mishap: dict[str, str | float], status: int, code: int
) -> None:
    network.control("faults/next", **mishap)
    assert network.twilio.messages.list() == []
    with pytest.raises(TwilioRestException) as refused:
        send(network)
    assert (refused.value.status, refused.value.code) == (status, code)
    send(network)
    network.service.wait_for("/status", 2)
    assert len(network.handset(STAFF)["texts"]) == 1


@pytest.mark.parametrize(("code", "status"), [(20003, 401), (20503, 503), (10004, 429), (21408, 400), (21211, 400)])
def test_an_ordered_code_comes_with_its_own_status(network: Network, code: int, status: int) -> None:
    network.control("faults/next", what="refuse_code", code=code)
    with pytest.raises(TwilioRestException) as refused:
        send(network)
    assert (refused.value.status, refused.value.code) == (status, code)


def test_an_empty_answer_leaves_a_text_that_was_accepted_all_the_same(network: Network) -> None:
    network.control("faults/next", what="empty_answer")
    address = f"{network.simulator_url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
    order = {"To": STAFF, "From": SERVICE_NUMBER, "Body": "x"}
    answer = network.session.post(address, data=order, auth=(ACCOUNT_SID, "an-invented-token"), timeout=5)
    assert (answer.status_code, answer.content) == (201, b"")
    network.until(lambda: len(network.handset(STAFF)["texts"]) == 1)


def test_a_mishap_for_calls_spares_a_text(network: Network) -> None:
    network.control("faults/next", what="http_500", resource="Calls")
    send(network)
    with pytest.raises(TwilioRestException) as refused:
        network.place_call()
    assert refused.value.status == 500


def test_a_carriers_code_only_comes_by_callback(network: Network) -> None:
    network.control("faults/next", what="refuse_code", code=30007)
    send(network)
    (last,) = network.service.wait_for("/status", MessageStatus="undelivered")
    assert last.fields["ErrorCode"] == "30007"
    assert network.handset(STAFF)["texts"] == []
