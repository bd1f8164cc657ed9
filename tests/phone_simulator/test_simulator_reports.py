"""How status reports can misbehave when a test or a person asks for that; nothing else ever does."""

import pytest

from tests.phone_simulator.simulated_network import (
    CHILD,
    NOBODY,
    STAFF,
    VOLUNTEER,
    Network,
    answer,
    call_with_reports,
    reported,
    send,
)


def statuses(network: Network) -> list[str]:
    return [report.fields["MessageStatus"] for report in network.service.sent_to("/status")]


def held(network: Network) -> int:
    count: int = network.get("/control/state")["reports_held"]
    return count


def test_reports_can_come_doubled(network: Network) -> None:
    network.control("reports", copies=2)
    send(network)
    reports = network.service.wait_for("/status", 4)
    assert [report.fields["MessageStatus"] for report in reports] == ["sent", "sent", "delivered", "delivered"]


def test_reports_can_come_late_and_in_the_wrong_order(network: Network) -> None:
    network.control("reports", hold=True)
    send(network)
    network.until(lambda: network.get("/control/state")["reports_held"] == 2)
    assert network.service.sent_to("/status") == []
    assert network.control("reports/release", order="newest_first") == {"released": 2}
    reports = network.service.wait_for("/status", 2)
    assert [report.fields["MessageStatus"] for report in reports] == ["delivered", "sent"]


def test_reports_can_come_before_the_answer_to_the_send(network: Network) -> None:
    network.control("reports", early=True)
    send(network)
    assert len(network.service.sent_to("/status")) == 2


def test_late_reports_come_in_order_when_their_time_has_come(network: Network) -> None:
    network.control("reports", late_by_seconds=300)
    send(network)
    network.until(lambda: held(network) == 2)
    network.control("clock", advance_seconds=290)
    network.until_idle()
    assert network.service.sent_to("/status") == []
    network.control("clock", advance_seconds=20)
    network.service.wait_for("/status", 2)
    assert statuses(network) == ["sent", "delivered"]
    assert held(network) == 0


def test_late_reports_can_be_let_go_before_their_time_and_come_only_once(network: Network) -> None:
    network.control("reports", late_by_seconds=300, copies=2)
    send(network)
    network.until(lambda: held(network) == 4)
    assert network.control("reports/release") == {"released": 4}
    network.service.wait_for("/status", 4)
    network.control("clock", advance_seconds=600)
    network.until_idle()
    assert statuses(network) == ["sent", "sent", "delivered", "delivered"]


def test_reports_of_a_call_can_come_newest_first_with_their_true_numbers(network: Network) -> None:
    network.control("reports", reverse=True)
    call_with_reports(network)
    answer(network, STAFF)
    network.service.wait_for("/call-status", 4)
    assert reported(network) == [("3", "completed"), ("2", "in-progress"), ("1", "ringing"), ("0", "initiated")]
    assert held(network) == 0


def test_reports_of_one_call_do_not_wait_for_the_end_of_another(network: Network) -> None:
    network.control("reports", reverse=True)
    call_with_reports(network, to=VOLUNTEER)
    network.until_call(VOLUNTEER, "ringing")
    call_with_reports(network, to=NOBODY)
    network.service.wait_for("/call-status", 2)
    assert reported(network) == [("1", "no-answer"), ("0", "initiated")]
    assert held(network) == 2


def test_reports_can_be_lost_and_the_text_comes_all_the_same(network: Network) -> None:
    network.control("reports", lose=True)
    sid = send(network)
    network.until(lambda: len(network.handset(STAFF)["texts"]) == 1)
    network.until_idle()
    assert network.service.sent_to("/status") == []
    assert network.twilio.messages(sid).fetch().status == "delivered"


def test_only_the_reports_that_are_named_misbehave(network: Network) -> None:
    network.control("reports", lose=True, only=["completed", "delivered"])
    call_with_reports(network)
    answer(network, STAFF)
    network.until_call(STAFF, "completed")
    send(network, to=CHILD)
    network.until(lambda: len(network.handset(CHILD)["texts"]) == 1)
    network.until_idle()
    assert [state for _, state in reported(network)] == ["initiated", "ringing", "in-progress"]
    assert statuses(network) == ["sent"]


def test_incoming_texts_and_steps_of_a_call_never_misbehave(network: Network) -> None:
    network.control("reports", lose=True)
    network.hand(VOLUNTEER, "text", body="hello")
    network.service.wait_for("/webhooks/twilio/sms")
    network.place_call()
    answer(network, STAFF)
    network.service.wait_for("/step/first")


@pytest.mark.parametrize("wrong", [{"copies": 0}, {"late_by_seconds": -1}, {"only": "sent"}])
def test_manners_that_cannot_be_are_refused(network: Network, wrong: dict[str, int | str]) -> None:
    refused = network.session.post(f"{network.simulator_url}/control/reports", json=wrong, timeout=5)
    assert refused.status_code == 400
    assert "must be" in refused.json()["error"]
