"""What the simulator does with calls: rings and their pace, TwiML, two joined handsets, missed calls."""

from collections.abc import Iterator
from typing import Any

import pytest
from twilio.base.exceptions import (  # type: ignore[import-untyped, unused-ignore] # twilio ships no types
    TwilioRestException,
)

from remote_cm.phone_simulator.twiml_player import read_keys
from tests.phone_simulator.simulated_network import (
    ACCOUNT_SID,
    CHILD,
    NOBODY,
    SERVICE_NUMBER,
    STAFF,
    VOLUNTEER,
    Network,
    SteadyHand,
    running_network,
)

ALL_EVENTS = ["initiated", "ringing", "answered", "completed"]
MENU = """<Response>
  <Gather numDigits="1" timeout="8" action="/step/key?a=7" finishOnKey=""><Say>Press 1.</Say></Gather>
  <Say>No key was pressed.</Say>
</Response>"""
BRIDGE = f"""<Response>
  <Dial callerId="{SERVICE_NUMBER}" answerOnBridge="true" timeout="20" action="/step/after" record="do-not-record">
    <Number url="/step/gate" statusCallback="/child-status" statusCallbackEvent="initiated ringing answered completed"
    >{CHILD}</Number>
  </Dial>
</Response>"""
GATE = """<Response>
  <Gather numDigits="1" timeout="8" action="/step/gate-key"><Say>Somebody would like to talk.</Say></Gather><Hangup/>
</Response>"""


@pytest.fixture(scope="module")
def one_network() -> Iterator[Network]:
    with running_network() as running:
        yield running


@pytest.fixture
def network(one_network: Network) -> Network:
    one_network.reset()
    return one_network


def answer_with(network: Network, twiml: str, path: str = "/step/first") -> None:
    network.service.answers[path] = twiml


def call_with_reports(network: Network, to: str = STAFF, **more: object) -> Any:
    callback = f"{network.service_url}/call-status?a=7"
    return network.place_call(to, status_callback=callback, status_callback_event=ALL_EVENTS, **more)


def answer(network: Network, number: str) -> None:
    network.until_call(number, "ringing")
    network.hand(number, "answer")


def reported(network: Network, path: str = "/call-status") -> list[tuple[str, str]]:
    reports = network.service.sent_to(path)
    return [(report.fields["SequenceNumber"], report.fields["CallStatus"]) for report in reports]


def test_an_answered_call_is_reported_in_order_and_hears_its_document(network: Network) -> None:
    answer_with(network, "<Response><Say>Hello.</Say><Play>/sounds/bell.wav</Play></Response>")
    call = call_with_reports(network)
    assert (call.status, call.direction, call.duration) == ("queued", "outbound-api", None)
    answer(network, STAFF)
    reports = network.service.wait_for("/call-status", 4)
    assert reported(network) == [("0", "initiated"), ("1", "ringing"), ("2", "in-progress"), ("3", "completed")]
    assert all(report.is_signed and report.query == "a=7" for report in reports)
    last = reports[-1].fields
    expected = {"CallSid": call.sid, "AccountSid": ACCOUNT_SID, "From": SERVICE_NUMBER, "To": STAFF}
    assert expected.items() <= last.items()
    assert last["CallDuration"] == "0"
    assert last["CallbackSource"] == "call-progress-events"
    assert "CallDuration" not in reports[0].fields
    assert network.last_call(STAFF)["heard"] == ["Hello.", "♪ bell.wav"]
    fetched = network.twilio.calls(call.sid).fetch()
    assert (fetched.status, fetched.duration) == ("completed", "0")
    assert fetched.end_time >= fetched.start_time


def test_only_the_end_is_reported_when_no_event_is_named(network: Network) -> None:
    network.place_call(status_callback=f"{network.service_url}/call-status")
    answer(network, STAFF)
    network.service.wait_for("/call-status")
    network.until_idle()
    assert reported(network) == [("0", "completed")]


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


@pytest.mark.parametrize(("act", "state"), [("decline", "busy"), ("ring-out", "no-answer"), ("hang-up", "busy")])
def test_a_call_that_nobody_takes_says_how_it_ended(network: Network, act: str, state: str) -> None:
    call_with_reports(network)
    network.until_call(STAFF, "ringing")
    network.hand(STAFF, act)
    network.service.wait_for("/call-status", 3)
    assert reported(network) == [("0", "initiated"), ("1", "ringing"), ("2", state)]
    assert network.service.sent_to("/step/first") == []


def test_a_ring_ends_when_its_time_has_passed_on_the_moved_clock(network: Network) -> None:
    call_with_reports(network, timeout=25)
    network.until_call(STAFF, "ringing")
    network.control("clock", advance_seconds=300)
    network.service.wait_for("/call-status", 3)
    assert reported(network)[-1] == ("2", "no-answer")
    assert network.service.clock_moves == ["300"]


def test_a_ring_goes_on_until_its_time_has_passed() -> None:
    with running_network(SteadyHand()) as network:
        network.place_call(timeout=25)
        network.until_call(STAFF, "ringing")
        network.control("clock", advance_seconds=24)
        assert network.last_call(STAFF)["state"] == "ringing"
        network.control("clock", advance_seconds=1)
        network.until_call(STAFF, "no-answer")


def test_a_number_without_a_handset_does_not_answer_and_does_not_ring(network: Network) -> None:
    call_with_reports(network, to=NOBODY)
    network.service.wait_for("/call-status", 2)
    assert reported(network) == [("0", "initiated"), ("1", "no-answer")]


def test_a_handset_in_a_call_is_busy_for_another(network: Network) -> None:
    network.place_call()
    network.until_call(STAFF, "ringing")
    call_with_reports(network)
    network.service.wait_for("/call-status", 2)
    assert reported(network) == [("0", "initiated"), ("1", "busy")]


def test_a_voicemail_answers_hears_the_menu_and_presses_nothing(network: Network) -> None:
    network.hand(STAFF, "habit", habit="voicemail")
    answer_with(network, MENU)
    call_with_reports(network, machine_detection="Enable")
    network.until_keys_are_awaited(STAFF)
    assert network.service.sent_to("/step/first")[0].fields["AnsweredBy"] == "machine_start"
    network.control("clock", advance_seconds=60)
    assert network.until_call(STAFF, "completed")["heard"] == ["Press 1.", "No key was pressed."]


def test_hanging_up_at_a_menu_ends_the_call(network: Network) -> None:
    answer_with(network, MENU)
    call_with_reports(network)
    answer(network, STAFF)
    network.until_keys_are_awaited(STAFF)
    network.hand(STAFF, "hang-up")
    assert network.until_call(STAFF, "completed")["heard"] == ["Press 1."]
    network.service.wait_for("/call-status", 4)
    assert reported(network)[-1] == ("3", "completed")


def test_a_call_ends_at_its_time_limit(network: Network) -> None:
    answer_with(network, '<Response><Pause length="3000"/><Say>Never said.</Say></Response>')
    network.place_call(time_limit=600)
    answer(network, STAFF)
    network.until_call(STAFF, "in-progress")
    network.control("clock", advance_seconds=601)
    assert network.until_call(STAFF, "completed")["heard"] == []


def test_the_service_can_end_a_call_and_only_once(network: Network) -> None:
    answer_with(network, MENU)
    call = network.place_call()
    answer(network, STAFF)
    network.until_keys_are_awaited(STAFF)
    network.twilio.calls(call.sid).update(status="completed")
    network.until_call(STAFF, "completed")
    with pytest.raises(TwilioRestException) as over:
        network.twilio.calls(call.sid).update(status="completed")
    assert over.value.code == 21220


def test_calls_start_one_a_second_in_the_order_they_were_asked_for() -> None:
    steady = SteadyHand()
    with running_network(steady) as network:
        order = [STAFF, VOLUNTEER, CHILD]
        calls = [network.place_call(to=number) for number in order]
        network.until_call(STAFF, "ringing")
        for moved, waiting in ((0.0, calls[1:]), (0.999, calls[1:])):
            steady.seconds = 1000.0 + moved
            network.wake()
            assert [network.twilio.calls(call.sid).fetch().status for call in waiting] == ["queued", "queued"]
        steady.seconds = 1001.0
        network.wake()
        network.until_call(VOLUNTEER, "ringing")
        assert network.twilio.calls(calls[2].sid).fetch().status == "queued"
        steady.seconds = 1002.0
        network.wake()
        network.until_call(CHILD, "ringing")


def test_an_hour_later_does_not_make_the_carrier_ring_faster() -> None:
    steady = SteadyHand()
    with running_network(steady) as network:
        network.place_call(to=STAFF, timeout=600)
        second = network.place_call(to=VOLUNTEER)
        network.until_call(STAFF, "ringing")
        network.control("clock", advance_seconds=300)
        assert network.twilio.calls(second.sid).fetch().status == "queued"
        steady.seconds = 1001.0
        network.wake()
        network.until_call(VOLUNTEER, "ringing")


def test_the_pace_can_be_changed_for_calls_that_wait_already() -> None:
    steady = SteadyHand()
    with running_network(steady) as network:
        network.place_call(to=STAFF)
        network.place_call(to=VOLUNTEER)
        network.until_call(STAFF, "ringing")
        assert network.control("rate", calls_per_second=10) == {"calls_per_second": 10}
        steady.seconds = 1000.125
        network.wake()
        network.until_call(VOLUNTEER, "ringing")


def test_a_call_cancelled_in_the_queue_is_never_reported_and_lets_the_next_one_through() -> None:
    steady = SteadyHand()
    with running_network(steady) as network:
        network.place_call(to=STAFF)
        second = call_with_reports(network, to=VOLUNTEER)
        network.place_call(to=CHILD)
        network.until_call(STAFF, "ringing")
        assert network.twilio.calls(second.sid).update(status="canceled").status == "canceled"
        steady.seconds = 1001.0
        network.wake()
        network.until_call(CHILD, "ringing")
        assert network.service.sent_to("/call-status") == []
        assert network.handset(VOLUNTEER)["calls"] == []


@pytest.mark.parametrize(("last_digit", "code"), [("1", 21217), ("2", 21214), ("3", 21215), ("4", 21216)])
def test_magic_numbers_of_calls_are_refused_with_their_code(network: Network, last_digit: str, code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        network.place_call(to=f"+1500555000{last_digit}")
    assert refused.value.code == code


@pytest.mark.parametrize(("sender", "code"), [("+15005550001", 21212), (VOLUNTEER, 21210)])
def test_a_call_shows_only_the_accounts_own_number(network: Network, sender: str, code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        network.twilio.calls.create(to=STAFF, from_=sender, url=f"{network.service_url}/step/first")
    assert refused.value.code == code


def test_a_carriers_failure_ends_a_call_failed(network: Network) -> None:
    network.control("faults/next", what="refuse_code", code=30008)
    call_with_reports(network)
    assert network.service.wait_for("/call-status")[0].fields["CallStatus"] == "failed"


def test_calls_are_listed_newest_first_by_number_and_time(network: Network) -> None:
    first = call_with_reports(network, to=NOBODY)
    second = call_with_reports(network, to=NOBODY)
    network.service.wait_for("/call-status", 4)
    assert [call.sid for call in network.twilio.calls.list(to=NOBODY, page_size=1)] == [second.sid, first.sid]
    assert network.twilio.calls.list(to=STAFF) == []
    assert network.twilio.calls.list(start_time_after=second.date_created, to=NOBODY) != []
    assert network.twilio.calls.list(status="in-progress") == []


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ("<Response><Record/></Response>", "recording_asked"),
        ("<Response><Start><Stream url='wss://x'/></Start></Response>", "recording_asked"),
        (f"<Response><Dial callerId='+1' record='record-from-answer'>{NOBODY}</Dial></Response>", "recording_asked"),
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


def test_a_missed_call_reaches_the_service_and_is_rejected_as_busy(network: Network) -> None:
    answer_with(network, '<Response><Reject reason="busy"/></Response>', "/webhooks/twilio/voice")
    sid = network.hand(VOLUNTEER, "missed-call")["sid"]
    [webhook] = network.service.wait_for("/webhooks/twilio/voice")
    expected = {
        "CallSid": sid,
        "AccountSid": ACCOUNT_SID,
        "From": VOLUNTEER,
        "To": SERVICE_NUMBER,
        "CallStatus": "ringing",
        "Direction": "inbound",
    }
    assert expected.items() <= webhook.fields.items()
    assert webhook.is_signed
    assert network.until_call(VOLUNTEER, "busy")["direction"] == "outgoing"
    [listed] = network.twilio.calls.list(to=SERVICE_NUMBER)
    assert (listed.sid, listed.direction, listed.status) == (sid, "inbound", "busy")


def test_a_rejection_without_a_reason_ends_unanswered(network: Network) -> None:
    answer_with(network, "<Response><Reject/></Response>", "/webhooks/twilio/voice")
    network.hand(VOLUNTEER, "call")
    network.until_call(VOLUNTEER, "no-answer")


def test_a_missed_call_hangs_up_before_anything_is_heard(network: Network) -> None:
    answer_with(network, "<Response><Say>Too late.</Say></Response>", "/webhooks/twilio/voice")
    network.hand(VOLUNTEER, "missed-call")
    assert network.until_call(VOLUNTEER, "no-answer")["heard"] == []


def test_a_caller_who_stays_hears_the_service_and_can_press_keys(network: Network) -> None:
    answer_with(network, MENU, "/webhooks/twilio/voice")
    network.hand(VOLUNTEER, "call")
    network.until_keys_are_awaited(VOLUNTEER)
    network.hand(VOLUNTEER, "press", digits="1")
    assert network.service.wait_for("/step/key")[0].fields["Digits"] == "1"
    network.until_call(VOLUNTEER, "completed")


def test_a_service_that_is_down_costs_the_caller_nothing(network: Network) -> None:
    network.service.answers["/webhooks/twilio/voice"] = [500, 500, 500, 500]
    network.hand(VOLUNTEER, "call")
    assert network.until_call(VOLUNTEER, "busy")["heard"] == []
    assert network.faults() == ["webhook_failed"]


def start_bridge(network: Network) -> Any:
    answer_with(network, BRIDGE)
    answer_with(network, GATE, "/step/gate")
    call = network.place_call()
    answer(network, STAFF)
    network.until_call(CHILD, "ringing")
    return call


def test_two_handsets_are_joined_after_the_second_presses_a_key(network: Network) -> None:
    call = start_bridge(network)
    assert network.last_call(CHILD)["from_number"] == SERVICE_NUMBER
    network.hand(CHILD, "answer")
    network.until_keys_are_awaited(CHILD)
    assert network.last_call(STAFF)["is_bridged"] is False
    network.hand(CHILD, "press", digits="1")
    network.until(lambda: network.last_call(STAFF)["is_bridged"] and network.last_call(CHILD)["is_bridged"])
    gate = network.service.sent_to("/step/gate-key")[0].fields
    assert gate["ParentCallSid"] == call.sid
    assert (gate["Digits"], gate["Direction"]) == ("1", "outbound-dial")
    network.hand(CHILD, "hang-up")
    [after] = network.service.wait_for("/step/after")
    child_sid = network.last_call(CHILD)["sid"]
    expected = {
        "CallSid": call.sid,
        "DialCallSid": child_sid,
        "DialCallStatus": "completed",
        "DialBridged": "true",
        "DialCallDuration": "0",
    }
    assert expected.items() <= after.fields.items()
    network.service.wait_for("/child-status", 4)
    states = [("0", "initiated"), ("1", "ringing"), ("2", "in-progress"), ("3", "completed")]
    assert reported(network, "/child-status") == states
    assert {report.fields["ParentCallSid"] for report in network.service.sent_to("/child-status")} == {call.sid}
    assert network.until_call(STAFF, "completed")["parent_sid"] is None
    assert [leg.sid for leg in network.twilio.calls.list(parent_call_sid=call.sid)] == [child_sid]


def test_a_listener_who_presses_no_key_is_never_joined(network: Network) -> None:
    start_bridge(network)
    network.hand(CHILD, "answer")
    network.until_keys_are_awaited(CHILD)
    network.control("clock", advance_seconds=60)
    [after] = network.service.wait_for("/step/after")
    assert after.fields["DialBridged"] == "false"
    assert after.fields["DialCallStatus"] == "completed"


@pytest.mark.parametrize(("act", "status"), [("decline", "busy"), ("ring-out", "no-answer")])
def test_a_second_handset_that_is_not_taken_is_not_joined(network: Network, act: str, status: str) -> None:
    start_bridge(network)
    network.hand(CHILD, act)
    [after] = network.service.wait_for("/step/after")
    assert (after.fields["DialCallStatus"], after.fields["DialBridged"]) == (status, "false")
    network.until_call(STAFF, "completed")


def test_the_first_side_hanging_up_ends_the_second(network: Network) -> None:
    start_bridge(network)
    network.hand(CHILD, "answer")
    network.until_keys_are_awaited(CHILD)
    network.hand(STAFF, "hang-up")
    network.until_call(CHILD, "completed")
    network.until_call(STAFF, "completed")
    assert network.service.wait_for("/step/after")[0].fields["DialBridged"] == "false"


def test_the_first_side_hanging_up_stops_the_seconds_ringing(network: Network) -> None:
    start_bridge(network)
    network.hand(STAFF, "hang-up")
    network.until_call(CHILD, "canceled")
    network.until_call(STAFF, "completed")


def test_a_gate_may_not_dial_on(network: Network) -> None:
    start_bridge(network)
    answer_with(network, f"<Response><Dial callerId='{SERVICE_NUMBER}'>{VOLUNTEER}</Dial></Response>", "/step/gate")
    network.hand(CHILD, "answer")
    network.until(lambda: network.last_call(CHILD)["is_bridged"])
    assert network.faults() == ["misplaced_verb"]
    assert network.handset(VOLUNTEER)["calls"] == []


def test_a_reset_ends_running_calls_without_a_report(network: Network) -> None:
    answer_with(network, MENU)
    call_with_reports(network)
    answer(network, STAFF)
    network.until_keys_are_awaited(STAFF)
    network.service.wait_for("/call-status", 3)
    network.control("reset")
    network.until_idle()
    assert network.handset(STAFF)["calls"] == []
    assert network.twilio.calls.list() == []
    assert len(reported(network)) == 3
