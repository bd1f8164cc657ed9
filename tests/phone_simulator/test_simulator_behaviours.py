"""What a handset does by itself, when nobody presses its buttons, and what befalls one that is off for a while."""

import pytest

from tests.phone_simulator.simulated_network import (
    CHILD,
    SERVICE_NUMBER,
    STAFF,
    VOLUNTEER,
    Network,
    answer_with,
    call_with_reports,
    reported,
    send,
)

MENU = """<Response>
  <Gather numDigits="1" timeout="8" action="/step/key" finishOnKey=""><Say>Press 1.</Say></Gather>
  <Say>No key was pressed.</Say>
</Response>"""
BRIDGE = f"""<Response><Dial callerId="{SERVICE_NUMBER}" action="/step/after"><Number url="/step/gate">{CHILD}</Number>
</Dial></Response>"""
AN_HOUR = 3_600


def states(network: Network) -> list[str]:
    return [state for _, state in reported(network)]


@pytest.mark.parametrize(
    ("habit", "expected"),
    [
        ("engaged", ["initiated", "busy"]),
        ("switched_off", ["initiated", "no-answer"]),
        ("no_answer", ["initiated", "ringing", "no-answer"]),
        ("out_of_service", ["initiated", "failed"]),
    ],
)
def test_a_handset_that_takes_no_call_ends_it_by_itself(network: Network, habit: str, expected: list[str]) -> None:
    network.hand(STAFF, "habit", habit=habit)
    call_with_reports(network)
    network.service.wait_for("/call-status", len(expected))
    assert states(network) == expected
    assert network.service.sent_to("/step/first") == []


@pytest.mark.parametrize(
    ("habit", "keys", "pressed"),
    [("presses_key", "", "1"), ("presses_key", "4", "4"), ("wrong_key", "", "9"), ("drops_when_joined", "", "1")],
)
def test_a_handset_can_answer_and_press_a_key_by_itself(network: Network, habit: str, keys: str, pressed: str) -> None:
    network.hand(STAFF, "habit", habit=habit, keys=keys)
    answer_with(network, MENU)
    call_with_reports(network, machine_detection="Enable")
    [webhook] = network.service.wait_for("/step/key")
    assert (webhook.fields["Digits"], webhook.fields["AnsweredBy"]) == (pressed, "human")
    assert network.until_call(STAFF, "completed")["heard"] == ["Press 1."]


def test_a_wrong_key_is_pressed_at_every_question(network: Network) -> None:
    network.hand(STAFF, "habit", habit="wrong_key")
    answer_with(network, MENU)
    answer_with(network, MENU.replace("/step/key", "/step/again"), "/step/key")
    call_with_reports(network)
    assert network.service.wait_for("/step/again")[0].fields["Digits"] == "9"


def test_a_handset_can_answer_and_press_nothing(network: Network) -> None:
    network.hand(STAFF, "habit", habit="silent")
    answer_with(network, MENU)
    call_with_reports(network, machine_detection="Enable")
    network.until_keys_are_awaited(STAFF)
    assert network.service.sent_to("/step/first")[0].fields["AnsweredBy"] == "human"
    network.control("clock", advance_seconds=60)
    assert network.until_call(STAFF, "completed")["heard"] == ["Press 1.", "No key was pressed."]
    assert network.service.sent_to("/step/key") == []


@pytest.mark.parametrize(("asked", "told"), [({"machine_detection": "Enable"}, "machine_start"), ({}, None)])
def test_a_voicemail_is_called_a_machine_only_where_the_call_asked(
    network: Network, asked: dict[str, str], told: str | None
) -> None:
    network.hand(STAFF, "habit", habit="voicemail")
    call_with_reports(network, **asked)
    network.until_call(STAFF, "completed")
    assert network.service.sent_to("/step/first")[0].fields.get("AnsweredBy") == told


def test_a_handset_can_hang_up_at_the_first_question(network: Network) -> None:
    network.hand(STAFF, "habit", habit="hangs_up")
    answer_with(network, MENU)
    call_with_reports(network)
    assert network.until_call(STAFF, "completed")["heard"] == ["Press 1."]
    assert network.service.sent_to("/step/key") == []


def test_a_line_can_drop_once_two_handsets_are_joined(network: Network) -> None:
    network.hand(STAFF, "habit", habit="presses_key")
    network.hand(CHILD, "habit", habit="drops_when_joined")
    answer_with(network, MENU)
    answer_with(network, BRIDGE, "/step/key")
    answer_with(network, MENU.replace("/step/key", "/step/gate-key"), "/step/gate")
    call_with_reports(network)
    [after] = network.service.wait_for("/step/after")
    assert (after.fields["DialBridged"], after.fields["DialCallStatus"]) == ("true", "completed")
    network.until_call(STAFF, "completed")
    assert network.last_call(CHILD)["state"] == "completed"


def test_a_handset_stays_as_it_is_when_the_list_of_the_service_is_read_again(network: Network) -> None:
    network.hand(STAFF, "habit", habit="no_answer")
    network.session.get(network.simulator_url, timeout=5)
    assert (network.handset(STAFF)["habit"], network.handset(STAFF)["name"]) == ("no_answer", "S-001")


def test_what_is_not_a_habit_or_not_a_key_is_refused(network: Network) -> None:
    address = f"{network.simulator_url}/control/handsets/{STAFF[1:]}/habit"
    assert network.session.post(address, json={"habit": "sings"}, timeout=5).status_code == 400
    wrong_key = network.session.post(address, json={"habit": "presses_key", "keys": "x"}, timeout=5)
    assert (wrong_key.status_code, network.handset(STAFF)["habit"]) == (409, "by_hand")


def test_a_number_that_is_no_longer_in_use_takes_no_text(network: Network) -> None:
    network.hand(STAFF, "habit", habit="out_of_service")
    send(network)
    assert network.service.wait_for("/status", 2)[-1].fields["ErrorCode"] == "30005"


def test_a_handset_that_is_off_for_an_hour_does_not_ring_until_then(network: Network) -> None:
    network.hand(STAFF, "off")
    assert network.handset(STAFF)["off_until"] is not None
    call_with_reports(network)
    network.service.wait_for("/call-status", 2)
    assert states(network) == ["initiated", "no-answer"]
    network.control("clock", advance_seconds=AN_HOUR)
    assert network.handset(STAFF)["off_until"] is None
    call_with_reports(network)
    network.until_call(STAFF, "ringing")


def test_texts_wait_for_a_handset_that_is_off_and_come_a_moment_after_it_is_on(network: Network) -> None:
    network.hand(STAFF, "off")
    sid = send(network)
    network.service.wait_for("/status")
    network.control("clock", advance_seconds=AN_HOUR)
    assert network.twilio.messages(sid).fetch().status == "sent"
    assert network.handset(STAFF)["texts"] == []
    network.control("clock", advance_seconds=60)
    reports = network.service.wait_for("/status", 2)
    assert [report.fields["MessageStatus"] for report in reports] == ["sent", "delivered"]
    assert len(network.handset(STAFF)["texts"]) == 1


def test_a_text_whose_validity_is_over_first_never_comes(network: Network) -> None:
    network.hand(STAFF, "off")
    network.twilio.messages.create(
        to=STAFF,
        from_=SERVICE_NUMBER,
        body="x",
        validity_period=900,
        status_callback=f"{network.service_url}/status",
    )
    network.service.wait_for("/status")
    network.control("clock", advance_seconds=901)
    last = network.service.wait_for("/status", 2)[-1].fields
    assert (last["MessageStatus"], last["ErrorCode"]) == ("undelivered", "30036")
    network.control("clock", advance_seconds=AN_HOUR)
    assert network.handset(STAFF)["texts"] == []


def test_a_handset_can_be_switched_on_before_its_time(network: Network) -> None:
    network.hand(STAFF, "off")
    send(network)
    network.service.wait_for("/status")
    network.hand(STAFF, "on")
    network.service.wait_for("/status", 2)
    assert len(network.handset(STAFF)["texts"]) == 1
    network.place_call()
    network.until_call(STAFF, "ringing")


def test_a_handset_that_goes_off_in_a_call_ends_it(network: Network) -> None:
    answer_with(network, MENU)
    call_with_reports(network)
    network.until_call(STAFF, "ringing")
    network.hand(STAFF, "answer")
    network.until_keys_are_awaited(STAFF)
    network.hand(STAFF, "off", seconds=600)
    assert network.until_call(STAFF, "completed")["heard"] == ["Press 1."]


def test_a_handset_that_goes_off_while_it_rings_is_not_answered(network: Network) -> None:
    call_with_reports(network)
    network.until_call(STAFF, "ringing")
    network.hand(STAFF, "off")
    network.until_call(STAFF, "no-answer")


@pytest.mark.parametrize("act", ["text", "call", "missed-call"])
def test_a_handset_that_is_off_neither_calls_nor_texts(network: Network, act: str) -> None:
    network.hand(VOLUNTEER, "off")
    address = f"{network.simulator_url}/control/handsets/{VOLUNTEER[1:]}/{act}"
    refused = network.session.post(address, json={"body": "hello"}, timeout=5)
    assert (refused.status_code, refused.json()["error"]) == (409, "This phone is off.")
    assert network.service.webhooks == []


def test_a_known_handset_can_ring_with_its_number_withheld_and_still_shows_its_call(network: Network) -> None:
    network.hand(VOLUNTEER, "hide-number", **{"as": "+266696687"})
    sid = network.hand(VOLUNTEER, "missed-call")["sid"]
    [webhook] = network.service.wait_for("/webhooks/twilio/voice")
    assert (webhook.fields["From"], webhook.fields["CallSid"]) == ("+266696687", sid)
    assert VOLUNTEER not in webhook.fields.values()
    assert network.last_call(VOLUNTEER)["sid"] == sid
    network.until_call(VOLUNTEER, "no-answer")
    network.hand(VOLUNTEER, "hide-number", **{"as": ""})
    network.hand(VOLUNTEER, "missed-call")
    assert network.service.wait_for("/webhooks/twilio/voice", 2)[-1].fields["From"] == VOLUNTEER


def test_no_handset_can_pretend_to_be_another(network: Network) -> None:
    address = f"{network.simulator_url}/control/handsets/{VOLUNTEER[1:]}/hide-number"
    assert network.session.post(address, json={"as": STAFF}, timeout=5).status_code == 409
