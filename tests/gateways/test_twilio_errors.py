"""What Twilio's codes mean, and which failures of the network prove that nothing was sent."""

import ssl

import pytest
from requests import exceptions as transport
from structlog.testing import capture_logs
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError, ReadTimeoutError

from remote_cm.domain.failure_reason import FailureKind, FailureReason
from remote_cm.gateways.twilio.errors import ask_twilio, read_code, read_id, read_reported_code
from remote_cm.ports import AccountRefused, OutcomeUnknown, ProviderError, Refused, TryLater


def failing(failure: Exception) -> ProviderError:
    """What comes out of a request that fails so."""

    def request() -> str:
        raise failure

    with pytest.raises(ProviderError) as raised:
        ask_twilio(request)
    return raised.value


def twilio_answer(status: int, code: int | None) -> TwilioRestException:
    return TwilioRestException(status, "/Messages.json", "no to +12025550147", code=code, method="POST")


SORTED = {
    FailureReason.BAD_NUMBER: (21211, 21217, 21201, 13223, 13224, 30005),
    FailureReason.CANNOT_BE_TEXTED: (21614, 21604, 30006),
    FailureReason.NO_ROUTE: (21214, 21612),
    FailureReason.OPTED_OUT: (21610,),
    FailureReason.BLOCKED_BY_PROVIDER: (21216, 13225, 32203),
    FailureReason.OUR_REQUEST_WAS_WRONG: (21602, 21617, 21605, 21624, 90007, 21205, 21609, 21206, 21208),
    FailureReason.ALREADY_OVER: (21220,),
    FailureReason.TEXT_FILTERED: (30004, 30007),
    FailureReason.EXPIRED_ON_THE_WAY: (30036,),
    FailureReason.COUNTRY_NOT_ENABLED: (21408, 21215, 13227, 32205, 21203),
    FailureReason.SENDER_NOT_REGISTERED: (
        *(21606, 21212, 21210, 21603, 21703, 21704, 21705),
        *(30018, 30024, 30032, 30034, 13214),
    ),
    FailureReason.ACCOUNT_REFUSED: (20003, 20005, 20006, 20403, 10001, 30002),
    FailureReason.ACCOUNT_NOT_FOUND: (20404,),
    FailureReason.MESSAGE_PRIVACY_NOT_ENABLED: (30029, 30030),
    FailureReason.TOO_MANY_REQUESTS: (20429,),
    FailureReason.PROVIDER_QUEUE_FULL: (21611, 30001, 22005, 10004, 14107),
    FailureReason.PHONE_UNREACHABLE: (30003,),
    FailureReason.NETWORK_FAILED: (30008, 30017),
    FailureReason.PROVIDER_LIMIT_REACHED: (30022, 30023, 30027, 30450),
    FailureReason.PROVIDER_TIMED_OUT: (30410,),
}
"""Every code of the notes (§5.1)."""

EVERY_CODE = [(code, reason) for reason, codes in SORTED.items() for code in codes]


@pytest.mark.parametrize(("code", "reason"), EVERY_CODE)
def test_every_code_has_its_meaning_in_a_report_as_in_an_answer(code: int, reason: FailureReason) -> None:
    assert read_reported_code(str(code)) is reason
    failure = failing(twilio_answer(400, code))
    expected = {
        FailureKind.PERMANENT: Refused,
        FailureKind.ACCOUNT: AccountRefused,
        FailureKind.TRANSIENT: TryLater,
        FailureKind.UNKNOWN: OutcomeUnknown,
    }[reason.kind]
    assert type(failure) is expected
    if isinstance(failure, Refused | TryLater):
        assert failure.reason == reason


@pytest.mark.parametrize("code", [20429, 21611, 22005, 10004, 14107])
def test_a_busy_provider_is_asked_again_later(code: int) -> None:
    with capture_logs() as lines:
        assert isinstance(failing(twilio_answer(400, code)), TryLater)
    assert lines == []


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, 20003), (403, None), (401, None), (400, 21408), (400, 21606), (400, 21215), (404, 20404), (401, 29998)],
)
def test_an_account_that_needs_mending_keeps_the_job_and_is_written_down(status: int, code: int | None) -> None:
    with capture_logs() as lines:
        refused = failing(twilio_answer(status, code))
    assert isinstance(refused, AccountRefused)
    assert refused.reason.kind is FailureKind.ACCOUNT
    assert [(line["event"], line["log_level"]) for line in lines] == [("twilio_account_needs_mending", "warning")]


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
    assert read_code(30003).kind is FailureKind.TRANSIENT
    assert read_code(30007) is FailureReason.TEXT_FILTERED
    assert read_code(30410).kind is FailureKind.UNKNOWN
    assert read_code(12345).kind is FailureKind.UNKNOWN


@pytest.mark.parametrize("code", ["", "a word", "12345", "٣٠٠٠٣", "-1", "30003.0"])
def test_a_reported_code_of_any_shape_is_read_as_something(code: str) -> None:
    assert read_reported_code(code) is FailureReason.NOT_LISTED
    assert read_reported_code("30003") is FailureReason.PHONE_UNREACHABLE


def test_an_id_has_to_be_there() -> None:
    for resource in (None, object(), type("Made", (), {"sid": None})(), type("Made", (), {"sid": ""})()):
        with pytest.raises(ValueError, match="without an id"):
            read_id(resource)
