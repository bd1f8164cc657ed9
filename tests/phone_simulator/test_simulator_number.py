"""The simulated number: how it is set up, its fallback addresses, and its lists as the service's own gateway reads
them.
"""

from datetime import UTC, datetime, timedelta
from itertools import count
from urllib.parse import urlsplit

import pytest

from remote_cm.gateways.twilio import inbound_history
from remote_cm.gateways.twilio.account import TwilioAccount
from remote_cm.gateways.twilio.client import make_client
from remote_cm.gateways.twilio.inbound_history import TwilioHistory
from remote_cm.phone_simulator.api_mishaps import Mishap, MishapKind
from remote_cm.ports import AccountRefused, ProviderError
from tests.phone_simulator.simulated_network import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    CHILD,
    SERVICE_NUMBER,
    STAFF,
    VOLUNTEER,
    Network,
    send,
)

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def history(network: Network, monkeypatch: pytest.MonkeyPatch) -> TwilioHistory:
    """The gateway, which reads so little at once that everything takes several pages."""
    monkeypatch.setattr(inbound_history, "PAGE_SIZE", 2)
    return TwilioHistory(make_client(ACCOUNT_SID, AUTH_TOKEN, 5.0, network.simulator_url), SERVICE_NUMBER)


def account(network: Network, number: str = SERVICE_NUMBER, token: str = AUTH_TOKEN) -> TwilioAccount:
    return TwilioAccount(make_client(ACCOUNT_SID, token, 5.0, network.simulator_url), number)


def test_texts_to_the_service_are_listed_whole_in_the_order_in_which_they_came(
    network: Network, history: TwilioHistory
) -> None:
    for number in range(5):
        network.hand(VOLUNTEER, "text", body=f"text {number}")
    send(network)
    found = history.list_texts(LONG_AGO)
    assert [(text.sender, text.body) for text in found] == [(VOLUNTEER, f"text {number}") for number in range(5)]
    assert {text.provider_id for text in found} == {
        webhook.fields["MessageSid"] for webhook in network.service.wait_for("/webhooks/twilio/sms", 5)
    }


def test_a_text_is_listed_also_when_the_service_was_never_told_of_it(network: Network, history: TwilioHistory) -> None:
    for path in ("sms", "sms-fallback"):
        network.service.answers[f"/webhooks/twilio/{path}"] = [500] * 8
    network.hand(VOLUNTEER, "text", body="9")
    network.until_idle()
    assert [text.body for text in history.list_texts(LONG_AGO)] == ["9"]


def test_calls_to_the_service_are_listed_and_those_of_the_service_are_not(
    network: Network, history: TwilioHistory
) -> None:
    for number in (VOLUNTEER, CHILD, STAFF):
        network.hand(number, "missed-call")
        network.until_idle()
    # Even one that rang our own number.
    sid = network.place_call(to=SERVICE_NUMBER).sid
    network.until(lambda: history.find_call_state(sid).status == "no-answer")
    assert [ring.sender for ring in history.list_rings(LONG_AGO)] == [VOLUNTEER, CHILD, STAFF]


def test_only_what_came_since_a_moment_is_listed(network: Network, history: TwilioHistory) -> None:
    network.hand(VOLUNTEER, "text", body="9")
    network.hand(CHILD, "missed-call")
    network.until_idle()
    soon = network.simulator.clock.now() + timedelta(seconds=2)
    assert (history.list_texts(soon), history.list_rings(soon)) == ([], [])
    assert (len(history.list_texts(LONG_AGO)), len(history.list_rings(LONG_AGO))) == (1, 1)


def test_what_became_of_a_text_and_of_a_call_is_told_when_asked(network: Network, history: TwilioHistory) -> None:
    network.hand(STAFF, "habit", habit="out_of_service")
    text, call = send(network), network.place_call().sid
    network.until_call(STAFF, "failed")
    network.until_idle()
    assert (history.find_text_state(text).status, history.find_text_state(text).error_code) == ("undelivered", "30005")
    assert history.find_call_state(call).status == "failed"


def test_what_the_provider_does_not_know_is_a_failure_of_the_provider(history: TwilioHistory) -> None:
    with pytest.raises(ProviderError):
        history.find_text_state("SM" + "0" * 32)


@pytest.mark.parametrize("page", [1, 3])
def test_a_list_that_breaks_at_any_page_is_no_list(
    network: Network, history: TwilioHistory, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    for number in range(5):
        network.hand(VOLUNTEER, "text", body=f"text {number}")
    network.until_idle()
    pages, take = count(1), network.simulator.mishaps.take

    def fail_at_the_page(method: str, path: str) -> Mishap | None:
        return Mishap(MishapKind.HTTP_500) if next(pages) == page else take(method, path)

    monkeypatch.setattr(network.simulator.mishaps, "take", fail_at_the_page)
    with pytest.raises(ProviderError):
        history.list_texts(LONG_AGO)
    assert len(history.list_texts(LONG_AGO)) == 5


def test_the_number_tells_where_it_reports_with_which_retries(network: Network) -> None:
    setup = account(network).look_at_number()
    assert setup is not None
    assert {name: urlsplit(address).path for name, address in setup.addresses.items()} == {
        "voice_url": "/webhooks/twilio/voice",
        "voice_fallback_url": "/webhooks/twilio/voice-fallback",
        "sms_url": "/webhooks/twilio/sms",
        "sms_fallback_url": "/webhooks/twilio/sms-fallback",
        "status_callback": "/webhooks/twilio/call-status",
    }
    assert all(address.startswith(network.service_url) for address in setup.addresses.values())
    assert set(setup.methods.values()) == {"POST"}
    assert setup.provider_time is not None
    assert abs(setup.provider_time - datetime.now(UTC)) < timedelta(seconds=30)


def test_a_number_of_somebody_else_is_not_there(network: Network) -> None:
    assert account(network, number=STAFF).look_at_number() is None


def test_a_wrong_token_is_an_account_to_mend(network: Network) -> None:
    with pytest.raises(AccountRefused):
        account(network, token="another-token").look_at_number()


def test_a_text_goes_to_the_fallback_address_when_the_first_one_fails(network: Network) -> None:
    network.service.answers["/webhooks/twilio/sms"] = [500] * 4
    network.hand(VOLUNTEER, "text", body="9")
    (webhook,) = network.service.wait_for("/webhooks/twilio/sms-fallback")
    assert (webhook.fields["Body"], webhook.fields["ErrorCode"], webhook.is_signed) == ("9", "11200", True)
    network.until_idle()


def test_a_caller_is_turned_away_by_the_fallback_address_when_the_first_one_fails(network: Network) -> None:
    network.service.answers["/webhooks/twilio/voice"] = [500] * 4
    network.service.answers["/webhooks/twilio/voice-fallback"] = '<Response><Reject reason="busy"/></Response>'
    network.hand(VOLUNTEER, "call")
    network.until_call(VOLUNTEER, "busy")
    (webhook,) = network.service.wait_for("/webhooks/twilio/voice-fallback")
    assert webhook.fields["ErrorCode"] == "11200"
