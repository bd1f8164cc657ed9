"""The simulator's pages, its clock, and the conditions under which it starts."""

import re
from html import unescape

import pytest
import requests
from twilio.base.exceptions import (  # type: ignore[import-untyped, unused-ignore] # twilio ships no types
    TwilioRestException,
)

from remote_cm.phone_simulator.__main__ import main
from remote_cm.phone_simulator.records import HandsetHabit
from remote_cm.phone_simulator.settings import RefusedToStart, read_settings
from tests.phone_simulator.simulated_network import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    CHILD,
    NOBODY,
    SERVICE_NUMBER,
    STAFF,
    VOLUNTEER,
    Network,
    send,
)

ENVIRON = {
    "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
    "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
    "TWILIO_PHONE_NUMBER": SERVICE_NUMBER,
}


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


@pytest.mark.parametrize("path", ["/", f"/handsets/{STAFF[1:]}", "/network"])
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


def pressed(page: str) -> list[str]:
    return re.findall(r'aria-pressed="true">([^<]+)<', page)


def test_a_handset_is_told_with_a_button_what_to_do_by_itself(network: Network) -> None:
    path = f"/handsets/{STAFF[1:]}"
    assert pressed(look(network, path)) == ["Nothing: I press its buttons"]
    assert pressed(unescape(push(network, f"{path}/habit", habit="no_answer").text)) == ["Rings, and nobody answers"]
    network.place_call()
    network.until_call(STAFF, "no-answer")
    assert push(network, f"{path}/habit", habit="sings").status_code == 409


def test_a_handset_that_does_something_by_itself_says_so_in_the_list(network: Network) -> None:
    assert "voicemail" not in look(network)
    network.hand(STAFF, "habit", habit="voicemail")
    network.hand(VOLUNTEER, "off")
    page = look(network)
    assert "Lets its voicemail answer" in page
    assert "Off for a while" in page


def test_every_habit_has_a_button_in_plain_words(network: Network) -> None:
    page = look(network, f"/handsets/{STAFF[1:]}")
    assert set(re.findall(r'name="habit" value="(\w+)"', page)) == set(HandsetHabit)


def test_a_handset_is_switched_off_for_an_hour_and_on_again_with_buttons(network: Network) -> None:
    path = f"/handsets/{STAFF[1:]}"
    page = push(network, f"{path}/off").text
    assert "The phone is off." in page
    assert "Off until" in page
    assert "The phone is off." not in push(network, f"{path}/on").text
    assert network.handset(STAFF)["off_until"] is None


def test_a_handset_hides_its_number_with_a_button(network: Network) -> None:
    path = f"/handsets/{VOLUNTEER[1:]}"
    assert "without showing its number" in push(network, f"{path}/hide-number").text
    push(network, f"{path}/missed-call")
    assert network.service.wait_for("/webhooks/twilio/voice")[0].fields["From"] == "anonymous"
    assert "without showing its number" not in push(network, f"{path}/show-number").text


def test_a_joined_handset_says_so_with_the_number_shown_and_never_the_others(network: Network) -> None:
    network.hand(STAFF, "habit", habit="presses_key")
    network.service.answers["/step/first"] = (
        f'<Response><Dial callerId="{SERVICE_NUMBER}"><Number>{CHILD}</Number></Dial></Response>'
    )
    network.place_call()
    network.until_call(CHILD, "ringing")
    assert "Waiting for the other phone" in look(network, f"/handsets/{STAFF[1:]}")
    network.hand(CHILD, "answer")
    network.until(lambda: network.last_call(CHILD)["is_bridged"])
    for own, other in ((STAFF, CHILD), (CHILD, STAFF)):
        page = look(network, f"/handsets/{own[1:]}")
        assert f"Joined with another phone; the number shown is {SERVICE_NUMBER}" in page
        assert other[1:] not in page
        assert "Hang up" in page


def test_reports_are_made_to_misbehave_with_buttons(network: Network) -> None:
    assert pressed(look(network, "/network")) == ["At once, each of them once"]
    assert pressed(push(network, "/network/reports", manners="held").text) == ["Not before I let them go"]
    send(network)
    network.until(lambda: network.get("/control/state")["reports_held"] == 2)
    assert "2 reports wait." in look(network, "/network")
    push(network, "/network/reports/release", order="newest_first")
    reports = network.service.wait_for("/status", 2)
    assert [report.fields["MessageStatus"] for report in reports] == ["delivered", "sent"]
    assert push(network, "/network/reports", manners="nicely").status_code == 400


def test_the_next_request_is_made_to_fail_with_a_button(network: Network) -> None:
    assert "The next request goes wrong." in push(network, "/network/next", code="21610").text
    with pytest.raises(TwilioRestException) as refused:
        send(network)
    assert refused.value.code == 21610
    push(network, "/network/next", mishap="500")
    with pytest.raises(TwilioRestException) as failed:
        send(network)
    assert failed.value.status == 500
    assert push(network, "/network/next", mishap="none").status_code == 400


def test_one_button_lets_all_go_well_again(network: Network) -> None:
    push(network, "/network/next", mishap="429")
    push(network, "/network/reports", manners="lost")
    page = push(network, "/network/well").text
    assert "All goes well." in page
    send(network)
    network.service.wait_for("/status", 2)


def test_what_the_service_did_wrong_is_read_on_a_page(network: Network) -> None:
    assert "Nothing so far." in look(network, "/network")
    network.place_call(record=True)
    assert "A call was asked for with Record." in look(network, "/network")


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
@pytest.mark.parametrize(
    "path", ["/clock", f"/handsets/{STAFF[1:]}/text", "/control/reset", "/control/clock", "/network/well"]
)
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
