"""What the simulator does with two handsets that are to be joined: the gate, the numbers shown, and every end."""

import pytest
from twilio.base.exceptions import (  # type: ignore[import-untyped, unused-ignore] # twilio ships no types
    TwilioRestException,
)

from tests.phone_simulator.simulated_bridge import BRIDGE, GATE, end_of_dial, join, start_bridge
from tests.phone_simulator.simulated_network import (
    CHILD,
    SERVICE_NUMBER,
    STAFF,
    VOLUNTEER,
    Network,
    SteadyHand,
    answer,
    answer_with,
    reported,
    running_network,
)


def test_two_handsets_are_joined_after_the_second_presses_a_key(network: Network) -> None:
    call = start_bridge(network)
    network.hand(CHILD, "answer")
    network.until_keys_are_awaited(CHILD)
    waiting = network.last_call(STAFF)
    assert (waiting["is_bridged"], waiting["is_dialling"], waiting["joined_with"]) == (False, True, None)
    network.hand(CHILD, "press", digits="1")
    network.until(lambda: network.last_call(STAFF)["is_bridged"] and network.last_call(CHILD)["is_bridged"])
    assert (network.last_call(STAFF)["joined_with"], network.last_call(CHILD)["joined_with"]) == (CHILD, STAFF)
    gate = network.service.sent_to("/step/gate-key")[0].fields
    assert gate["ParentCallSid"] == call.sid
    assert (gate["Digits"], gate["Direction"]) == ("1", "outbound-dial")
    assert network.faults() == []


def test_neither_handset_is_shown_the_number_of_the_other(network: Network) -> None:
    join(network)
    assert network.last_call(CHILD)["from_number"] == SERVICE_NUMBER
    assert network.last_call(STAFF)["from_number"] == SERVICE_NUMBER
    told_to_service = [webhook.fields["From"] for webhook in network.service.webhooks]
    assert set(told_to_service) == {SERVICE_NUMBER}


def test_the_gate_is_asked_for_on_the_leg_of_the_listener_before_anything_is_joined(network: Network) -> None:
    call = start_bridge(network)
    assert network.service.sent_to("/step/gate") == []
    network.hand(CHILD, "answer")
    [gate] = network.service.wait_for("/step/gate")
    assert gate.fields["CallSid"] == network.last_call(CHILD)["sid"] != call.sid
    assert (gate.fields["To"], gate.fields["CallStatus"]) == (CHILD, "in-progress")
    network.until_keys_are_awaited(CHILD)
    assert network.last_call(CHILD)["heard"] == ["Somebody would like to talk."]
    assert network.last_call(STAFF)["heard"] == []


def test_after_the_talk_the_service_is_told_who_was_joined_and_how_it_ended(network: Network) -> None:
    call = join(network)
    network.control("clock", advance_seconds=125)
    network.hand(CHILD, "hang-up")
    [after] = network.service.wait_for("/step/after")
    child_sid = network.last_call(CHILD)["sid"]
    expected = {"CallSid": call.sid, "DialCallSid": child_sid, "DialCallStatus": "completed", "DialBridged": "true"}
    assert expected.items() <= after.fields.items()
    assert 125 <= int(after.fields["DialCallDuration"]) <= 130
    assert network.until_call(STAFF, "completed")["parent_sid"] is None
    assert [leg.sid for leg in network.twilio.calls.list(parent_call_sid=call.sid)] == [child_sid]


def test_both_legs_are_reported_each_with_its_own_numbering(network: Network) -> None:
    call = join(network)
    network.hand(CHILD, "hang-up")
    states = [("0", "initiated"), ("1", "ringing"), ("2", "in-progress"), ("3", "completed")]
    network.service.wait_for("/child-status", 4)
    network.service.wait_for("/call-status", 4)
    assert reported(network, "/child-status") == states
    assert reported(network) == states
    assert {report.fields["ParentCallSid"] for report in network.service.sent_to("/child-status")} == {call.sid}
    assert not any("ParentCallSid" in report.fields for report in network.service.sent_to("/call-status"))


def test_what_the_action_answers_is_played_to_the_first_side_alone(network: Network) -> None:
    answer_with(network, "<Response><Say>The line is closed.</Say></Response>", "/step/after")
    join(network)
    network.hand(CHILD, "hang-up")
    assert network.until_call(STAFF, "completed")["heard"] == ["The line is closed."]
    assert network.last_call(CHILD)["heard"] == ["Somebody would like to talk."]


def test_without_an_action_the_first_document_goes_on(network: Network) -> None:
    ends_itself = BRIDGE.replace('action="/step/after"', "").replace("</Dial>", "</Dial><Say>Over.</Say>")
    start_bridge(network, ends_itself)
    network.hand(CHILD, "decline")
    assert network.until_call(STAFF, "completed")["heard"] == ["Over."]


def test_only_calls_asked_for_over_the_api_wait_for_their_second() -> None:
    steady = SteadyHand()
    with running_network(steady) as network:
        start_bridge(network)
        network.hand(CHILD, "answer")
        network.until_keys_are_awaited(CHILD)


def test_a_listener_who_presses_no_key_is_never_joined(network: Network) -> None:
    start_bridge(network)
    network.hand(CHILD, "answer")
    network.until_keys_are_awaited(CHILD)
    network.control("clock", advance_seconds=60)
    assert end_of_dial(network) == ("completed", "false")
    assert network.service.sent_to("/step/gate-key") == []


def test_a_listener_whom_the_service_turns_away_after_the_key_is_never_joined(network: Network) -> None:
    answer_with(network, "<Response><Say>Goodbye.</Say><Hangup/></Response>", "/step/gate-key")
    start_bridge(network)
    network.hand(CHILD, "answer")
    network.until_keys_are_awaited(CHILD)
    network.hand(CHILD, "press", digits="2")
    assert end_of_dial(network) == ("completed", "false")


def test_a_voicemail_at_the_second_number_is_never_joined(network: Network) -> None:
    network.hand(CHILD, "habit", habit="voicemail")
    answer_with(network, BRIDGE)
    answer_with(network, GATE, "/step/gate")
    network.place_call()
    answer(network, STAFF)
    network.until_keys_are_awaited(CHILD)
    network.control("clock", advance_seconds=60)
    assert end_of_dial(network) == ("completed", "false")


def test_a_gate_that_cannot_be_had_lets_nobody_in(network: Network) -> None:
    network.service.answers["/step/gate"] = [500, 500]
    answer_with(network, BRIDGE)
    network.place_call()
    answer(network, STAFF)
    answer(network, CHILD)
    assert end_of_dial(network) == ("completed", "false")
    assert network.faults() == ["webhook_failed"]


@pytest.mark.parametrize(("act", "status"), [("decline", "busy"), ("ring-out", "no-answer")])
def test_a_second_handset_that_is_not_taken_is_not_joined(network: Network, act: str, status: str) -> None:
    start_bridge(network)
    network.hand(CHILD, act)
    assert end_of_dial(network) == (status, "false")
    network.until_call(STAFF, "completed")


def test_the_second_handset_rings_only_as_long_as_the_dial_says(network: Network) -> None:
    start_bridge(network)
    network.control("clock", advance_seconds=20)
    assert end_of_dial(network) == ("no-answer", "false")


def test_a_talk_ends_at_the_time_limit_of_the_dial(network: Network) -> None:
    start_bridge(network, BRIDGE.replace("<Dial ", '<Dial timeLimit="600" '))
    network.hand(CHILD, "answer")
    network.until_keys_are_awaited(CHILD)
    network.hand(CHILD, "press", digits="1")
    network.until(lambda: network.last_call(STAFF)["is_bridged"])
    network.control("clock", advance_seconds=601)
    assert end_of_dial(network) == ("completed", "true")
    network.until_call(CHILD, "completed")


def test_the_first_side_hanging_up_in_the_talk_ends_the_second(network: Network) -> None:
    join(network)
    network.hand(STAFF, "hang-up")
    network.until_call(CHILD, "completed")
    network.until_call(STAFF, "completed")
    [after] = network.service.wait_for("/step/after")
    assert (after.fields["CallStatus"], after.fields["DialBridged"]) == ("completed", "true")


def test_the_first_side_hanging_up_before_the_key_ends_the_second(network: Network) -> None:
    start_bridge(network)
    network.hand(CHILD, "answer")
    network.until_keys_are_awaited(CHILD)
    network.hand(STAFF, "hang-up")
    network.until_call(CHILD, "completed")
    network.until_call(STAFF, "completed")
    assert end_of_dial(network) == ("completed", "false")


def test_a_key_that_is_read_after_the_first_side_hung_up_joins_nobody(network: Network) -> None:
    def let_in_too_late() -> str:
        network.hand(STAFF, "hang-up")
        return "<Response/>"

    start_bridge(network)
    network.service.answers["/step/gate-key"] = let_in_too_late
    network.hand(CHILD, "answer")
    network.until_keys_are_awaited(CHILD)
    network.hand(CHILD, "press", digits="1")
    assert end_of_dial(network) == ("completed", "false")


def test_the_first_side_hanging_up_stops_the_seconds_ringing(network: Network) -> None:
    start_bridge(network)
    network.hand(STAFF, "hang-up")
    network.until_call(CHILD, "canceled")
    network.until_call(STAFF, "completed")
    assert end_of_dial(network) == ("canceled", "false")


@pytest.mark.parametrize("side", [STAFF, CHILD])
def test_the_service_can_end_either_side_of_a_talk(network: Network, side: str) -> None:
    join(network)
    network.twilio.calls(network.last_call(side)["sid"]).update(status="completed")
    network.until_call(CHILD, "completed")
    network.until_call(STAFF, "completed")
    assert end_of_dial(network) == ("completed", "true")


def test_a_call_in_progress_cannot_be_cancelled_and_a_ringing_one_can(network: Network) -> None:
    call = start_bridge(network)
    with pytest.raises(TwilioRestException) as refused:
        network.twilio.calls(call.sid).update(status="canceled")
    assert refused.value.code == 21220
    assert network.twilio.calls(network.last_call(CHILD)["sid"]).update(status="canceled").sid
    assert end_of_dial(network) == ("canceled", "false")


def test_a_caller_is_answered_only_when_joined_if_the_dial_asks_for_that(network: Network) -> None:
    answer_with(network, BRIDGE, "/webhooks/twilio/voice")
    answer_with(network, GATE, "/step/gate")
    network.hand(VOLUNTEER, "call")
    answer(network, CHILD)
    network.until_keys_are_awaited(CHILD)
    assert network.last_call(VOLUNTEER)["state"] == "ringing"
    network.hand(CHILD, "press", digits="1")
    network.until(lambda: network.last_call(VOLUNTEER)["is_bridged"])
    assert network.last_call(VOLUNTEER)["state"] == "in-progress"


def test_a_caller_who_was_never_joined_was_never_answered(network: Network) -> None:
    answer_with(network, BRIDGE, "/webhooks/twilio/voice")
    network.hand(VOLUNTEER, "call")
    network.until_call(CHILD, "ringing")
    network.hand(CHILD, "decline")
    assert network.until_call(VOLUNTEER, "no-answer")["heard"] == []
