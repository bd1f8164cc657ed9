"""What the simulator does with texts, seen through twilio-python on one side and signed webhooks on the other."""

import logging
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from twilio.base.exceptions import (  # type: ignore[import-untyped, unused-ignore] # twilio ships no types
    TwilioRestException,
)

from remote_cm.phone_simulator.signed_request import ConnectionOverride, read_connection_override
from remote_cm.phone_simulator.sms_segments import count_segments
from tests.phone_simulator.simulated_network import (
    ACCOUNT_SID,
    CHILD,
    NOBODY,
    SERVICE_NUMBER,
    STAFF,
    VOLUNTEER,
    Network,
    running_network,
    send,
)


def test_a_text_reaches_the_handset_and_is_reported_sent_then_delivered(network: Network) -> None:
    sid = send(network)
    reports = network.service.wait_for("/status", 2)
    assert [report.fields["MessageStatus"] for report in reports] == ["sent", "delivered"]
    assert all(report.is_signed and report.query == "a=7" for report in reports)
    expected = {"MessageSid": sid, "SmsSid": sid, "AccountSid": ACCOUNT_SID, "From": SERVICE_NUMBER, "To": STAFF}
    assert all(expected.items() <= report.fields.items() for report in reports)
    assert not any("Body" in report.fields or "ErrorCode" in report.fields for report in reports)
    text = network.handset(STAFF)["texts"][0]
    assert (text["direction"], text["body"], text["sid"]) == ("incoming", "You have a task. Ref K7Q2", sid)


def test_twilio_python_reads_every_field_of_a_message(network: Network) -> None:
    sid = send(network, body="আমি ভালো আছি " * 8)
    network.service.wait_for("/status", 2)
    message = network.twilio.messages(sid).fetch()
    assert (message.status, message.num_segments, message.direction) == ("delivered", "2", "outbound-api")
    assert isinstance(message.date_sent, datetime)
    assert abs(message.date_sent - datetime.now(UTC)) < timedelta(minutes=1)
    assert message.error_code is None


def test_a_number_without_a_handset_is_like_a_phone_that_is_off(network: Network) -> None:
    send(network, to=NOBODY)
    reports = network.service.wait_for("/status", 2)
    assert reports[-1].fields["MessageStatus"] == "undelivered"
    assert reports[-1].fields["ErrorCode"] == "30003"


def test_a_handset_that_is_switched_off_gets_nothing(network: Network) -> None:
    network.hand(STAFF, "habit", habit="switched_off")
    send(network)
    assert network.service.wait_for("/status", 2)[-1].fields["ErrorCode"] == "30003"
    assert network.handset(STAFF)["texts"] == []


@pytest.mark.parametrize(("last_digit", "code"), [("1", 21211), ("2", 21612), ("3", 21408), ("4", 21610), ("9", 21614)])
def test_magic_recipients_of_texts_are_refused_with_their_code(network: Network, last_digit: str, code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        send(network, to=f"+1500555000{last_digit}")
    assert (refused.value.code, refused.value.status) == (code, 400)


@pytest.mark.parametrize(("sender", "code"), [("1", 21212), ("7", 21606), ("8", 21611), ("5", 21606)])
def test_only_the_accounts_own_number_sends(network: Network, sender: str, code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        network.twilio.messages.create(to=STAFF, from_=f"+1500555000{sender}", body="x")
    assert refused.value.code == code
    assert network.twilio.messages.create(to=STAFF, from_="+15005550006", body="x").status == "queued"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"To": STAFF, "From": SERVICE_NUMBER}, 21602),
        ({"To": STAFF, "From": SERVICE_NUMBER, "Body": "x" * 1601}, 21617),
        ({"From": SERVICE_NUMBER, "Body": "x"}, 21604),
        ({"To": STAFF, "Body": "x"}, 21603),
        ({"To": "01712", "From": SERVICE_NUMBER, "Body": "x"}, 21211),
        ({"To": STAFF, "From": SERVICE_NUMBER, "Body": "x", "StatusCallback": "/status"}, 21609),
        ({"To": STAFF, "From": SERVICE_NUMBER, "Body": "x", "ValidityPeriod": "36001"}, 21624),
    ],
)
def test_a_text_that_cannot_be_sent_is_refused(network: Network, fields: dict[str, str], code: int) -> None:
    address = f"{network.simulator_url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
    answer = network.session.post(address, data=fields, auth=(ACCOUNT_SID, "an-invented-token"), timeout=5)
    assert answer.status_code == 400
    assert answer.json()["code"] == code
    assert set(answer.json()) == {"code", "message", "more_info", "status"}


def test_a_wrong_token_is_refused_before_anything_else() -> None:
    with running_network(token="a-wrong-token") as network:
        with pytest.raises(TwilioRestException) as refused:
            send(network)
        assert (refused.value.status, refused.value.code) == (401, 20003)
        assert network.handset(STAFF)["texts"] == []


def test_a_text_of_a_handset_reaches_the_service_signed(network: Network) -> None:
    sid = network.hand(VOLUNTEER, "text", body=" 47K 3 আ")["sid"]
    [webhook] = network.service.wait_for("/webhooks/twilio/sms")
    assert webhook.is_signed
    expected = {
        "MessageSid": sid,
        "SmsMessageSid": sid,
        "AccountSid": ACCOUNT_SID,
        "From": VOLUNTEER,
        "To": SERVICE_NUMBER,
        "Body": " 47K 3 আ",
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsStatus": "received",
    }
    assert expected.items() <= webhook.fields.items()
    [found] = network.twilio.messages.list(to=SERVICE_NUMBER, date_sent_after=datetime.now(UTC) - timedelta(minutes=5))
    assert (found.sid, found.direction, found.status) == (sid, "inbound", "received")


@pytest.mark.parametrize("caller", ["anonymous", "+266696687", "+86282452253"])
def test_a_hidden_number_is_passed_on_as_the_carrier_would(network: Network, caller: str) -> None:
    network.hand(caller, "text", body="hello")
    assert network.service.wait_for("/webhooks/twilio/sms")[0].fields["From"] == caller
    network.hand(caller, "missed-call")
    assert network.service.wait_for("/webhooks/twilio/voice")[0].fields["From"] == caller


def test_texts_of_one_sender_arrive_in_order(network: Network) -> None:
    for body in "abcdef":
        network.hand(VOLUNTEER, "text", body=body)
    webhooks = network.service.wait_for("/webhooks/twilio/sms", 6)
    assert [webhook.fields["Body"] for webhook in webhooks] == list("abcdef")


def test_a_reply_in_the_answer_is_a_text_to_the_sender(network: Network) -> None:
    network.service.answers["/webhooks/twilio/sms"] = "<Response><Message>Thank you.</Message></Response>"
    network.hand(VOLUNTEER, "text", body="hello")
    network.until(lambda: len(network.handset(VOLUNTEER)["texts"]) == 2)
    assert network.handset(VOLUNTEER)["texts"][1]["body"] == "Thank you."


def test_a_text_that_the_service_fails_to_take_is_repeated_with_one_token_as_its_address_asks(network: Network) -> None:
    network.service.answers["/webhooks/twilio/sms"] = [500, 503]
    network.hand(VOLUNTEER, "text", body="hello")
    webhooks = network.service.wait_for("/webhooks/twilio/sms", 3)
    network.until_idle()
    assert len(webhooks) == 3
    assert len({webhook.idempotency_token for webhook in webhooks}) == 1
    assert network.faults() == []


def test_a_report_that_fails_is_not_repeated_by_default_and_is_a_fault(network: Network) -> None:
    network.service.answers["/status"] = [500]
    send(network)
    network.service.wait_for("/status", 2)
    network.until_idle()
    statuses = [report.fields["MessageStatus"] for report in network.service.sent_to("/status")]
    assert statuses == ["sent", "delivered"]
    assert network.faults() == ["webhook_failed"]


def test_a_fragment_says_how_often_and_after_what_a_webhook_is_repeated() -> None:
    assert read_connection_override("http://a/b") == ConnectionOverride(5, 15, 15, 1, frozenset({"ct"}))
    override = read_connection_override("http://a/b?c=d#rc=9&rp=ct,5xx&rt=1&ct=2000&tt=99999")
    assert override == ConnectionOverride(2, 0.1, 15, 5, frozenset({"ct", "5xx"}))
    assert override.repeats("5xx")
    assert not override.repeats("4xx")
    assert read_connection_override("http://a/b#rp=all").repeats("rt")


def test_twilios_copy_can_be_blanked_and_deleted_and_the_handset_keeps_its_own(network: Network) -> None:
    sid = send(network)
    network.service.wait_for("/status", 2)
    assert network.twilio.messages(sid).update(body="").body == ""
    assert network.twilio.messages(sid).delete() is True
    with pytest.raises(TwilioRestException) as gone:
        network.twilio.messages(sid).fetch()
    assert (gone.value.status, gone.value.code) == (404, 20404)
    assert network.handset(STAFF)["texts"][0]["body"] == "You have a task. Ref K7Q2"


def test_a_list_is_filtered_and_comes_in_pages_newest_first(network: Network) -> None:
    sids = [send(network, to=to) for to in (STAFF, STAFF, VOLUNTEER, STAFF)]
    network.service.wait_for("/status", 8)
    listed = network.twilio.messages.list(to=STAFF, page_size=1)
    assert [message.sid for message in listed] == [sids[3], sids[1], sids[0]]
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert network.twilio.messages.list(date_sent_after=tomorrow) == []
    assert len(network.twilio.messages.list(date_sent_before=tomorrow)) == 4
    assert len(network.twilio.messages.list(date_sent=datetime.now(UTC).date())) == 4
    assert network.twilio.messages.list(from_=VOLUNTEER) == []


def test_who_texts_stop_is_out_until_start_and_the_service_hears_of_both(network: Network) -> None:
    network.hand(STAFF, "text", body=" stop ")
    with pytest.raises(TwilioRestException) as refused:
        send(network)
    assert refused.value.code == 21610
    network.hand(STAFF, "text", body="START")
    send(network)
    webhooks = network.service.wait_for("/webhooks/twilio/sms", 2)
    assert [webhook.fields["Body"] for webhook in webhooks] == [" stop ", "START"]


def test_stop_inside_a_sentence_is_not_an_opt_out(network: Network) -> None:
    network.hand(STAFF, "text", body="please stop the bus")
    assert send(network)


def test_dates_are_written_as_the_api_writes_them(network: Network) -> None:
    sid = send(network)
    network.service.wait_for("/status", 2)
    address = f"{network.simulator_url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{sid}.json"
    shown = network.session.get(address, auth=(ACCOUNT_SID, "an-invented-token"), timeout=5).json()
    assert parsedate_to_datetime(shown["date_sent"]).utcoffset() == timedelta(0)
    assert shown["date_sent"].endswith("+0000")
    assert shown["error_code"] is None
    assert shown["num_media"] == "0"


def test_the_log_of_a_whole_exchange_holds_no_number_and_no_words(
    network: Network, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    # What the test's own clients log is theirs.
    for own in ("twilio.http_client", "urllib3"):
        caplog.set_level(logging.ERROR, own)
    network.hand(VOLUNTEER, "text", body="47K in danger")
    send(network, to=CHILD)
    network.service.wait_for("/status", 2)
    out, err = capfd.readouterr()
    logged = caplog.text + out + err
    assert not any(secret in logged for secret in (VOLUNTEER[1:], CHILD[1:], "danger", "K7Q2"))


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("আ" * 70, 1),
        ("আ" * 71, 2),
        ("আ" * 134, 2),
        ("আ" * 135, 3),
    ],
)
def test_a_text_has_as_many_parts_as_its_script_needs(body: str, parts: int) -> None:
    assert count_segments(body) == parts
