"""What the simulator does with calls: rings and their pace, TwiML, missed calls."""

import pytest
from twilio.base.exceptions import (  # type: ignore[import-untyped, unused-ignore] # twilio ships no types
    TwilioRestException,
)

from tests.phone_simulator.simulated_network import (
    ACCOUNT_SID,
    CHILD,
    NOBODY,
    SERVICE_NUMBER,
    STAFF,
    VOLUNTEER,
    Network,
    SteadyHand,
    answer,
    answer_with,
    call_with_reports,
    reported,
    running_network,
)

MENU = """<Response>
  <Gather numDigits="1" timeout="8" action="/step/key?a=7" finishOnKey=""><Say>Press 1.</Say></Gather>
  <Say>No key was pressed.</Say>
</Response>"""


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
    for path in ("voice", "voice-fallback"):
        network.service.answers[f"/webhooks/twilio/{path}"] = [500, 500, 500, 500]
    network.hand(VOLUNTEER, "call")
    assert network.until_call(VOLUNTEER, "busy")["heard"] == []
    assert network.faults() == ["webhook_failed", "webhook_failed"]


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
