"""What Twilio is asked for, and what is made of its answers, over real HTTP."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from remote_cm.domain.failure_reason import FailureReason
from remote_cm.gateways.twilio.call_placer import TwilioCallPlacer
from remote_cm.gateways.twilio.client import make_client
from remote_cm.gateways.twilio.text_sender import TwilioTextSender
from remote_cm.ports import OutcomeUnknown, ProviderError, Refused, Text, TryLater
from tests.gateways.provider_server import (
    ACCOUNT,
    NOON,
    OUR_NUMBER,
    PATIENCE_SECONDS,
    THEIR_NUMBER,
    Answer,
    MovableClock,
    ProviderServer,
    bridge_to,
    placer_to,
    ring_to,
    running_provider,
    sender_to,
    text_to,
)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ProviderServer]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running_provider(MovableClock()) as provider:
        yield provider


@pytest.fixture
def sender(server: ProviderServer) -> TwilioTextSender:
    return sender_to(server.address)


@pytest.fixture
def placer(server: ProviderServer) -> TwilioCallPlacer:
    return placer_to(server.address)


def test_a_text_is_handed_over_with_its_validity_and_our_reference(
    server: ProviderServer, sender: TwilioTextSender
) -> None:
    sender.send_text(text_to(THEIR_NUMBER))

    assert server.requests == [f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"]
    assert server.accepted[0].fields == {
        "To": [THEIR_NUMBER],
        "From": [OUR_NUMBER],
        "Body": ["OK. We will phone."],
        "ValidityPeriod": ["300"],
        "StatusCallback": ["https://line.example/webhooks/twilio/message-status?a=7c1f#rc=3&rp=ct,5xx&rt=5000"],
    }


@pytest.mark.requirement("N11")
def test_a_call_is_placed_with_its_limits_all_its_events_and_never_a_recording(
    server: ProviderServer, placer: TwilioCallPlacer
) -> None:
    placer.place_call(ring_to(THEIR_NUMBER))

    hooks = "https://line.example/webhooks/twilio"
    assert server.requests == [f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"]
    assert server.accepted[0].fields == {
        "To": [THEIR_NUMBER],
        "From": [OUR_NUMBER],
        "Url": [f"{hooks}/call/alert?a=7c1f#rc=2&rp=ct,5xx&rt=4000&tt=12000"],
        "Method": ["POST"],
        "FallbackUrl": [f"{hooks}/call/fallback"],
        "FallbackMethod": ["POST"],
        "StatusCallback": [f"{hooks}/call-status?a=7c1f#rc=3&rp=ct,5xx&rt=4000&tt=15000"],
        "StatusCallbackMethod": ["POST"],
        "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
        "Timeout": ["25"],
        "TimeLimit": ["120"],
        "Record": ["false"],
    }


@pytest.mark.requirement("N11")
def test_a_bridge_asks_on_its_own_address_what_comes_next_and_its_reports_say_of_which_phone_they_are(
    server: ProviderServer, placer: TwilioCallPlacer
) -> None:
    placer.place_call(bridge_to(THEIR_NUMBER))

    hooks = "https://line.example/webhooks/twilio"
    fields = server.accepted[0].fields
    assert fields["Url"] == [f"{hooks}/call/bridge?a=7c1f#rc=2&rp=ct,5xx&rt=4000&tt=12000"]
    assert fields["StatusCallback"] == [f"{hooks}/call-status?a=7c1f&leg=caller#rc=3&rp=ct,5xx&rt=4000&tt=15000"]
    assert (fields["From"], fields["Record"], fields["TimeLimit"]) == ([OUR_NUMBER], ["false"], ["5400"])


@pytest.mark.parametrize(("is_answered", "word"), [(True, "completed"), (False, "canceled")])
def test_a_call_is_ended_by_the_word_for_where_it_stands(
    server: ProviderServer, placer: TwilioCallPlacer, is_answered: bool, word: str
) -> None:
    provider_id = placer.place_call(bridge_to(THEIR_NUMBER))
    placer.end_call(provider_id, is_answered=is_answered)
    assert server.ended == [(provider_id, word)]


def test_a_call_that_was_answered_meanwhile_is_ended_by_the_other_word(
    server: ProviderServer, placer: TwilioCallPlacer
) -> None:
    provider_id = placer.place_call(bridge_to(THEIR_NUMBER))
    server.refuse_next(400, 21220)
    placer.end_call(provider_id, is_answered=False)
    assert server.ended == [(provider_id, "completed")]


def test_a_call_that_is_over_already_is_no_error_to_end(server: ProviderServer, placer: TwilioCallPlacer) -> None:
    provider_id = placer.place_call(bridge_to(THEIR_NUMBER))
    for _ in range(2):
        server.refuse_next(400, 21220)
    placer.end_call(provider_id, is_answered=True)
    assert server.ended == []
    assert len(server.requests) == 3


def test_a_call_that_cannot_be_ended_says_why(server: ProviderServer, placer: TwilioCallPlacer) -> None:
    provider_id = placer.place_call(bridge_to(THEIR_NUMBER))
    failures: tuple[tuple[int, int, type[ProviderError]], ...] = (
        (429, 20429, TryLater),
        (500, 20500, OutcomeUnknown),
        (400, 21205, Refused),
    )
    for status, code, expected in failures:
        server.refuse_next(status, code)
        with pytest.raises(expected):
            placer.end_call(provider_id, is_answered=True)
    assert server.ended == []


def test_a_reference_cannot_add_to_the_address(server: ProviderServer, sender: TwilioTextSender) -> None:
    sender.send_text(Text("a&b=1#c", THEIR_NUMBER, "OK.", valid_for_seconds=300))

    callback = urlsplit(server.accepted[0].fields["StatusCallback"][0])
    assert parse_qs(callback.query) == {"a": ["a&b=1#c"]}


LOST_ANSWERS: dict[str, Answer] = {
    "too slow": Answer(is_too_slow=True),
    "an empty body": Answer(body=""),
    "a broken body": Answer(body='{"sid": "SM'),
    "a body without an id": Answer(body="{}"),
    "a body that is a list": Answer(body="[]"),
    "a failing server": Answer(status=503, body="<html>down</html>"),
    "a server error with a code": Answer(status=500, body='{"code": 20500, "message": "x", "status": 500}'),
    "a code that nobody listed": Answer(status=400, body='{"code": 29999, "message": "x", "status": 400}'),
    "a code that is a word": Answer(status=400, body='{"code": "ODD-1", "message": "x", "status": 400}'),
    "a redirect": Answer(status=302, body=""),
}


@pytest.mark.parametrize("answer", LOST_ANSWERS.values(), ids=LOST_ANSWERS.keys())
def test_an_answer_that_does_not_say_if_it_was_sent_is_unknown_and_never_asked_twice(
    server: ProviderServer, sender: TwilioTextSender, placer: TwilioCallPlacer, answer: Answer
) -> None:
    attempts: tuple[Callable[[], str], ...] = (
        lambda: sender.send_text(text_to(THEIR_NUMBER)),
        lambda: placer.place_call(ring_to(THEIR_NUMBER)),
    )
    for attempt in attempts:
        server.answers.append(answer)
        with pytest.raises(OutcomeUnknown):
            attempt()
    assert len(server.requests) == len(attempts)


def test_a_slow_answer_is_awaited_no_longer_than_was_said(server: ProviderServer, sender: TwilioTextSender) -> None:
    server.answers.append(Answer(is_too_slow=True))
    started = time.monotonic()

    with pytest.raises(OutcomeUnknown):
        sender.send_text(text_to(THEIR_NUMBER))
    assert PATIENCE_SECONDS <= time.monotonic() - started < 10 * PATIENCE_SECONDS


def test_a_lookup_that_fails_says_so_and_not_that_there_is_nothing(
    server: ProviderServer, sender: TwilioTextSender, placer: TwilioCallPlacer
) -> None:
    for status in (500, 404, 429):
        server.answers.append(Answer(status=status, body="{}"))
        with pytest.raises(ProviderError):
            sender.find_text(text_to(THEIR_NUMBER), NOON)
        server.answers.append(Answer(status=status, body="{}"))
        with pytest.raises(ProviderError):
            placer.find_call(ring_to(THEIR_NUMBER), NOON)


def test_a_server_that_cannot_be_reached_was_sent_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as closed:
        port = closed.server_address[1]

    with pytest.raises(TryLater):
        sender_to(f"http://127.0.0.1:{port}").send_text(text_to(THEIR_NUMBER))


def test_a_failure_carries_neither_the_number_nor_the_library_s_own_error(
    server: ProviderServer, sender: TwilioTextSender
) -> None:
    server.refuse_next(400, 21211, f"The 'To' number {THEIR_NUMBER} is not a valid phone number.")
    server.refuse_next(429, 20429, f"Too many to {THEIR_NUMBER}.")
    server.answers.append(Answer(hangs_up=True))
    for _ in range(3):
        with pytest.raises(ProviderError) as failed:
            sender.send_text(text_to(THEIR_NUMBER))
        assert THEIR_NUMBER not in str(failed.value)
        assert failed.value.__context__ is None
        assert failed.value.__cause__ is None


def test_no_number_reaches_a_log(sender: TwilioTextSender, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    sender.send_text(text_to(THEIR_NUMBER))
    sender.find_text(text_to(THEIR_NUMBER), NOON)

    assert THEIR_NUMBER[1:] not in caplog.text
    assert ACCOUNT not in caplog.text


def test_an_edge_in_the_environment_does_not_change_the_address(
    server: ProviderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_EDGE", "dublin")
    monkeypatch.setenv("TWILIO_REGION", "ie1")
    client = make_client(ACCOUNT, "invented-token", PATIENCE_SECONDS, server.address)

    assert client.get_hostname("https://api.twilio.com/x") == "https://api.twilio.com/x"
    assert TwilioTextSender(client, OUR_NUMBER, "https://line.example").send_text(text_to(THEIR_NUMBER))


def test_each_of_many_threads_is_given_its_own_answer(server: ProviderServer, sender: TwilioTextSender) -> None:
    numbers = [f"+120255501{last:02d}" for last in range(40)]
    ids: dict[str, str] = {}

    def send_every_fourth(start: int) -> None:
        for number in numbers[start::4]:
            ids[number] = sender.send_text(text_to(number))

    threads = [threading.Thread(target=send_every_fourth, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ids == {kept.fields["To"][0]: kept.sid for kept in server.accepted}


def test_no_thread_speaks_over_the_connection_of_another(server: ProviderServer, sender: TwilioTextSender) -> None:
    for _ in range(2):
        other = threading.Thread(target=lambda: sender.send_text(text_to(THEIR_NUMBER)))
        other.start()
        other.join()
    sender.send_text(text_to(THEIR_NUMBER))
    sender.send_text(text_to(THEIR_NUMBER))

    first, second, third, fourth = server.connections
    assert len({first, second, third}) == 3
    assert third == fourth


@pytest.mark.parametrize(("told", "seconds"), [("90", 90), (" 7 ", 7), ("soon", None), ("-3", None), (None, None)])
def test_a_busy_provider_may_say_when_it_has_time_again(
    server: ProviderServer, sender: TwilioTextSender, told: str | None, seconds: int | None
) -> None:
    head = {"Retry-After": told} if told is not None else {}
    server.answers.append(Answer(takes_it=False, status=429, body='{"code": 20429, "status": 429}', headers=head))
    with pytest.raises(TryLater) as busy:
        sender.send_text(text_to(THEIR_NUMBER))

    assert busy.value.after_seconds == seconds
    assert busy.value.reason is FailureReason.TOO_MANY_REQUESTS


def test_the_moment_at_which_it_has_time_again_is_read_by_its_own_clock(
    server: ProviderServer, sender: TwilioTextSender
) -> None:
    in_an_hour = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    server.answers.append(Answer(takes_it=False, status=429, body="{}", headers={"Retry-After": in_an_hour}))
    with pytest.raises(TryLater) as busy:
        sender.send_text(text_to(THEIR_NUMBER))

    assert busy.value.after_seconds is not None
    assert 3500 < busy.value.after_seconds < 3700


def test_what_is_known_to_be_another_is_passed_over(
    server: ProviderServer, sender: TwilioTextSender, placer: TwilioCallPlacer
) -> None:
    first = sender.send_text(text_to(THEIR_NUMBER))
    second = sender.send_text(text_to(THEIR_NUMBER))
    assert sender.find_text(text_to(THEIR_NUMBER), NOON, lambda found: found == second) == first
    ring = placer.place_call(ring_to(THEIR_NUMBER))
    assert placer.find_call(ring_to(THEIR_NUMBER), NOON, lambda found: found == ring) is None
    assert len(server.accepted) == 3
