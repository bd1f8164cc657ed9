"""What Twilio's codes mean, and which failures of the network prove that nothing was sent."""

import ssl

import pytest
from requests import exceptions as transport
from structlog.testing import capture_logs
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError, ReadTimeoutError

from remote_cm.gateways.twilio.errors import MEANINGS, Verdict, ask_twilio, read_code, read_id
from remote_cm.ports import OutcomeUnknown, ProviderError, Refused, TryLater


def failing(failure: Exception) -> ProviderError:
    """What comes out of a request that fails so."""

    def request() -> str:
        raise failure

    with pytest.raises(ProviderError) as raised:
        ask_twilio(request)
    return raised.value


def twilio_answer(status: int, code: int | None) -> TwilioRestException:
    return TwilioRestException(status, "/Messages.json", "no to +12025550147", code=code, method="POST")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (21211, "bad_number"),
        (21217, "bad_number"),
        (21614, "cannot_be_texted"),
        (21612, "no_route"),
        (21214, "no_route"),
        (21610, "opted_out"),
        (21216, "blocked_by_provider"),
        (21617, "our_request_was_wrong"),
        (21220, "already_over"),
    ],
)
def test_a_no_for_this_number_or_these_words_is_for_good(code: int, reason: str) -> None:
    refused = failing(twilio_answer(400, code))

    assert isinstance(refused, Refused)
    assert refused.reason == reason


@pytest.mark.parametrize("code", [20429, 21611, 22005, 10004, 14107])
def test_a_busy_provider_is_asked_again_later(code: int) -> None:
    with capture_logs() as lines:
        assert isinstance(failing(twilio_answer(400, code)), TryLater)
    assert lines == []


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, 20003), (403, None), (401, None), (400, 21408), (400, 21606), (400, 21215), (404, 20404), (401, 29998)],
)
def test_an_account_that_needs_mending_keeps_the_job_and_is_shouted_about(status: int, code: int | None) -> None:
    with capture_logs() as lines:
        assert isinstance(failing(twilio_answer(status, code)), TryLater)
    assert [(line["event"], line["log_level"]) for line in lines] == [("twilio_account_needs_mending", "error")]


def test_too_many_requests_is_known_by_its_status_when_the_code_is_strange() -> None:
    assert isinstance(failing(twilio_answer(429, 29997)), TryLater)
    assert isinstance(failing(twilio_answer(429, None)), TryLater)


@pytest.mark.parametrize(("status", "code"), [(500, 20500), (503, 20503), (502, None), (400, 29999), (400, None)])
def test_a_server_error_and_a_code_that_is_not_listed_leave_it_open(status: int, code: int | None) -> None:
    assert isinstance(failing(twilio_answer(status, code)), OutcomeUnknown)


def test_the_newer_form_of_an_error_is_read_too() -> None:
    newer = TwilioServiceException("https://x.example", "Bad number", 400, 21211, detail="+12025550147")

    assert isinstance(failing(newer), Refused)


NEVER_SENT = {
    "refused connection": transport.ConnectionError(
        MaxRetryError(None, "/x", NewConnectionError(None, "refused"))  # type: ignore[arg-type] # no pool is needed
    ),
    "no answer to the connection": transport.ConnectTimeout(),
    "wrong certificate": transport.SSLError(
        MaxRetryError(None, "/x", Exception(ssl.SSLCertVerificationError("no")))  # type: ignore[arg-type] # no pool
    ),
    "proxy away": transport.ProxyError(),
    "wrong base address": transport.MissingSchema(),
}

MAY_BE_SENT = {
    "read timeout": transport.ReadTimeout(),
    "dropped connection": transport.ConnectionError(ProtocolError("aborted", ConnectionResetError())),
    "body cut off": transport.ChunkedEncodingError(),
    "body too slow": transport.ConnectionError(
        ReadTimeoutError(None, "/x", "slow")  # type: ignore[arg-type] # no pool is needed
    ),
    "broken encryption": transport.SSLError(ssl.SSLError("bad record mac")),
    "empty body": TypeError("NoneType"),
    "broken body": ValueError("not JSON"),
    "a page that cannot be fetched": TwilioException("Unable to fetch page"),
    "no id": KeyError("sid"),
}


@pytest.mark.parametrize("failure", NEVER_SENT.values(), ids=NEVER_SENT.keys())
def test_a_connection_that_never_was_has_sent_nothing(failure: Exception) -> None:
    assert isinstance(failing(failure), TryLater)


@pytest.mark.parametrize("failure", MAY_BE_SENT.values(), ids=MAY_BE_SENT.keys())
def test_a_failure_after_the_connection_was_there_leaves_it_open(failure: Exception) -> None:
    assert isinstance(failing(failure), OutcomeUnknown)


def test_what_is_not_a_failure_of_a_request_is_not_caught() -> None:
    def request() -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ask_twilio(request)


def test_codes_of_delivery_reports_are_read_by_the_same_table() -> None:
    assert read_code(30003).verdict is Verdict.TRY_LATER
    assert read_code(30007).reason == "text_filtered"
    assert read_code(30410).verdict is Verdict.UNKNOWN
    assert read_code(12345).verdict is Verdict.UNKNOWN


def test_every_reason_is_one_word_of_ours() -> None:
    for meaning in MEANINGS.values():
        assert meaning.reason.replace("_", "").isalpha()
        assert meaning.reason.islower()


def test_an_id_has_to_be_there() -> None:
    for resource in (None, object(), type("Made", (), {"sid": None})(), type("Made", (), {"sid": ""})()):
        with pytest.raises(ValueError, match="without an id"):
            read_id(resource)
