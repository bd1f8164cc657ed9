"""The simulator's pages, its clock, and the conditions under which it starts."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
import requests

from remote_cm.phone_simulator.__main__ import main
from remote_cm.phone_simulator.settings import RefusedToStart, read_settings
from tests.phone_simulator.simulated_network import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    NOBODY,
    SERVICE_NUMBER,
    STAFF,
    VOLUNTEER,
    Network,
    running_network,
)

ENVIRON = {
    "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
    "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
    "TWILIO_PHONE_NUMBER": SERVICE_NUMBER,
}


@pytest.fixture(scope="module")
def one_network() -> Iterator[Network]:
    with running_network() as running:
        yield running


@pytest.fixture
def network(one_network: Network) -> Network:
    one_network.reset()
    return one_network


def look(network: Network, path: str = "/") -> str:
    answer = network.session.get(network.simulator_url + path, timeout=5)
    assert answer.status_code == 200
    return unescape(answer.text)


def push(network: Network, path: str, headers: dict[str, str] | None = None, **form: str) -> requests.Response:
    return network.session.post(network.simulator_url + path, data=form, headers=headers, timeout=5)


def test_the_first_page_shows_all_handsets_by_kind(network: Network) -> None:
    page = look(network)
    places = [page.index(words) for words in ("Volunteers", "V-014", "Children", "C-047", "Staff", "S-001")]
    assert places == sorted(places)
    assert "No phone rings and no text is unread." in page


def test_a_silent_service_is_a_plain_sentence_and_not_an_error(network: Network) -> None:
    network.service.is_listing_handsets = False
    assert "The service does not answer yet." in look(network)


def test_what_waits_stands_first_until_somebody_has_looked(network: Network) -> None:
    network.twilio.messages.create(to=STAFF, from_=SERVICE_NUMBER, body="Ref K7Q2")
    network.place_call(to=VOLUNTEER)
    network.until_call(VOLUNTEER, "ringing")
    network.until(lambda: network.handset(STAFF)["new_texts"] == 1)
    page = look(network)
    assert "Ringing!" in page
    assert "1 new text" in page
    assert "Ref K7Q2" in look(network, f"/handsets/{STAFF[1:]}")
    assert "new text" not in look(network)


@pytest.mark.parametrize("path", ["/", f"/handsets/{STAFF[1:]}"])
def test_a_page_has_one_heading_a_title_and_a_label_for_every_field(network: Network, path: str) -> None:
    page = look(network, path)
    assert page.count("<h1") == 1
    assert re.search(r"<title>\w", page)
    assert '<html lang="en">' in page
    fields = re.findall(r'<(?:input|textarea|select)[^>]* id="(\w+)"', page)
    assert fields
    assert all(f'<label for="{field}"' in page for field in fields)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


def test_a_text_is_sent_with_a_form_and_shown_in_its_language(network: Network) -> None:
    answer = push(network, f"/handsets/{VOLUNTEER[1:]}/text", body="আমি ভালো <b>")
    assert answer.history[0].status_code == 303
    assert network.service.wait_for("/webhooks/twilio/sms")[0].fields["Body"] == "আমি ভালো <b>"
    assert 'lang="bn">আমি ভালো &lt;b&gt;' in answer.text


def test_a_call_is_answered_and_played_with_buttons(network: Network) -> None:
    network.service.answers["/step/first"] = (
        '<Response><Gather numDigits="1" action="/step/key"><Say>Press 1.</Say></Gather></Response>'
    )
    network.place_call()
    network.until_call(STAFF, "ringing")
    path = f"/handsets/{STAFF[1:]}"
    assert all(words in look(network, path) for words in ("Answer", "Do not answer", f"Ringing: {SERVICE_NUMBER}"))
    push(network, f"{path}/answer")
    network.until_keys_are_awaited(STAFF)
    page = look(network, path)
    assert all(words in page for words in ("Press 1.", "It waits for a key.", "Hang up"))
    assert page.count('name="digits"') == 12
    push(network, f"{path}/press", digits="1")
    assert network.service.wait_for("/step/key")[0].fields["Digits"] == "1"


def test_a_missed_call_is_made_with_a_button(network: Network) -> None:
    network.service.answers["/webhooks/twilio/voice"] = '<Response><Reject reason="busy"/></Response>'
    push(network, f"/handsets/{VOLUNTEER[1:]}/missed-call")
    network.service.wait_for("/webhooks/twilio/voice")
    network.until_call(VOLUNTEER, "busy")


def test_a_button_that_cannot_be_pressed_says_why_on_the_same_page(network: Network) -> None:
    answer = push(network, f"/handsets/{STAFF[1:]}/answer")
    assert answer.status_code == 409
    assert "This phone is not ringing." in answer.text
    assert f'data-page="/handsets/{STAFF[1:]}"' in answer.text


def test_another_phone_can_be_typed_by_hand_or_hide_its_number(network: Network) -> None:
    assert "Stranger" in push(network, "/handsets", phone_number="+1 202 555 0199").text
    assert "Other phones" in look(network)
    assert network.handset(NOBODY)["kind"] == "stranger"
    assert "Hidden number" in push(network, "/handsets", withheld="+8656696").text
    refused = push(network, "/handsets", phone_number="12")
    assert refused.status_code == 400
    assert "Type a number with its country code" in refused.text


def test_a_clock_button_moves_the_service_and_the_shown_time(network: Network) -> None:
    before = network.get("/control/state")["clock"]["offset_seconds"]
    assert push(network, "/clock", advance_seconds="3600").status_code == 200
    assert network.service.clock_moves == ["3600"]
    assert network.get("/control/state")["clock"]["offset_seconds"] == before + 3600


def test_a_clock_that_the_service_did_not_move_stays(network: Network) -> None:
    assert push(network, "/clock", advance_seconds="-5").status_code == 409
    assert network.service.clock_moves == []
    assert network.get("/control/state")["clock"]["offset_seconds"] == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "elsewhere.example"},
    ],
)
@pytest.mark.parametrize("path", ["/clock", f"/handsets/{STAFF[1:]}/text", "/control/reset", "/control/clock"])
def test_pages_of_others_cannot_press_a_button(network: Network, path: str, headers: dict[str, str]) -> None:
    assert push(network, path, headers, body="x", advance_seconds="300").status_code == 403
    assert network.service.webhooks == []
    assert network.service.clock_moves == []


def test_our_own_pages_can_press_a_button(network: Network) -> None:
    own = {"Origin": network.simulator_url, "Sec-Fetch-Site": "same-origin"}
    assert push(network, f"/handsets/{STAFF[1:]}/text", own, body="x").status_code == 200


def test_nothing_on_a_page_may_come_from_elsewhere(network: Network) -> None:
    policy = network.session.get(network.simulator_url, timeout=5).headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy


def test_it_refuses_to_start_in_production_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {**ENVIRON, "REMOTE_CM_ENV": "production"}.items():
        monkeypatch.setenv(name, value)
    assert main() == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert "REMOTE_CM_ENV" in lines[0]


@pytest.mark.parametrize("missing", sorted(ENVIRON))
def test_a_missing_setting_is_named(missing: str) -> None:
    with pytest.raises(RefusedToStart, match=missing):
        read_settings({name: value for name, value in ENVIRON.items() if name != missing})


@pytest.mark.parametrize(
    ("name", "value"), [("PUBLIC_BASE_URL", "localhost:8000"), ("SIMULATOR_PORT", "eighty"), ("TIMEZONE", "Nowhere/At")]
)
def test_a_bad_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(RefusedToStart, match=name):
        read_settings({**ENVIRON, name: value})


def test_the_settings_have_the_agreed_defaults() -> None:
    settings = read_settings(ENVIRON)
    assert (settings.bind_host, settings.port) == ("127.0.0.1", 8010)
    assert settings.public_base_url == "http://127.0.0.1:8000"
    assert settings.calls_per_second == 1.0
