"""What Twilio's failures mean for us: sent or not, and worth asking again or not (twilio notes §5.1).

The provider's sentences name phone numbers, so none of them goes on: what leaves here is a code and a word of ours.
"""

import ssl
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

import structlog
from requests.exceptions import ConnectionError as TransportError
from requests.exceptions import ConnectTimeout, InvalidURL, MissingSchema, ProxyError
from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from remote_cm.domain.failure_reason import FailureKind, FailureReason
from remote_cm.gateways.twilio.client import Throttled
from remote_cm.ports import AccountRefused, OutcomeUnknown, ProviderError, Refused, TryLater

T = TypeVar("T")

log = structlog.get_logger(__name__)


def _all(codes: tuple[int, ...], reason: FailureReason) -> dict[int, FailureReason]:
    return dict.fromkeys(codes, reason)


MEANINGS: Mapping[int, FailureReason] = {
    **_all((21211, 21217, 21201, 13223, 13224, 30005), FailureReason.BAD_NUMBER),
    **_all((21614, 21604, 30006), FailureReason.CANNOT_BE_TEXTED),
    **_all((21214, 21612), FailureReason.NO_ROUTE),
    **_all((21610,), FailureReason.OPTED_OUT),
    **_all((21216, 13225, 32203), FailureReason.BLOCKED_BY_PROVIDER),
    **_all((30004, 30007), FailureReason.TEXT_FILTERED),
    **_all((30036,), FailureReason.EXPIRED_ON_THE_WAY),
    **_all((21220,), FailureReason.ALREADY_OVER),
    **_all(
        (21602, 21617, 21605, 21624, 90007, 21205, 21609, 21206, 21208),
        FailureReason.OUR_REQUEST_WAS_WRONG,
    ),
    **_all((21408, 21215, 13227, 32205, 21203), FailureReason.COUNTRY_NOT_ENABLED),
    **_all(
        (21606, 21212, 21210, 21603, 21703, 21704, 21705, 30018, 30024, 30032, 30034, 13214),
        FailureReason.SENDER_NOT_REGISTERED,
    ),
    **_all((20003, 20005, 20006, 20403, 10001, 30002, 401, 403), FailureReason.ACCOUNT_REFUSED),
    **_all((20404, 404), FailureReason.ACCOUNT_NOT_FOUND),
    **_all((30029, 30030), FailureReason.MESSAGE_PRIVACY_NOT_ENABLED),
    **_all((20429, 429), FailureReason.TOO_MANY_REQUESTS),
    **_all((21611, 30001, 22005, 10004, 14107), FailureReason.PROVIDER_QUEUE_FULL),
    **_all((30003,), FailureReason.PHONE_UNREACHABLE),
    **_all((30008, 30017), FailureReason.NETWORK_FAILED),
    **_all((30022, 30023, 30027, 30450), FailureReason.PROVIDER_LIMIT_REACHED),
    **_all((30410,), FailureReason.PROVIDER_TIMED_OUT),
}
"""By Twilio's code, or by the HTTP status where an answer carried none. 3xxxx only ever arrive in delivery reports."""


def read_code(code: int) -> FailureReason:
    """What a code means. A code that is not listed means that nobody knows: Twilio adds and changes codes at will."""
    return MEANINGS.get(code, FailureReason.NOT_LISTED)


def read_reported_code(code: str) -> FailureReason:
    """What the code of a delivery report means; whatever stands there, it is read as something."""
    return read_code(int(code)) if code.isascii() and code.isdigit() else FailureReason.NOT_LISTED


def ask_twilio(request: Callable[[], T]) -> T:
    """The answer to a request. Raises TryLater, Refused or OutcomeUnknown, with nothing of the request in them.

    The failure is raised outside the handler on purpose: chained to the library's own, its traceback would carry the
    phone number into the log.
    """
    try:
        return request()
    except Exception as failure:  # noqa: BLE001 - the library fails with TypeError and the like; each is sorted below
        sorted_failure = _as_provider_error(failure)
    raise sorted_failure


def read_id(resource: object) -> str:
    """Twilio's id of what it made or listed. Raises ValueError when the answer holds none."""
    provider_id = getattr(resource, "sid", None)
    if not isinstance(provider_id, str) or not provider_id:
        raise ValueError("an answer without an id")
    return provider_id


def _as_provider_error(failure: Exception) -> ProviderError:
    if isinstance(failure, Throttled):
        return TryLater(FailureReason.TOO_MANY_REQUESTS, failure.after_seconds)
    code, reason = _read_failure(failure)
    match reason.kind:
        case FailureKind.PERMANENT:
            return Refused(reason)
        case FailureKind.TRANSIENT:
            return TryLater(reason)
        case FailureKind.ACCOUNT:
            log.warning("twilio_account_needs_mending", code=code, reason=reason.value)
            return AccountRefused(reason)
        case FailureKind.UNKNOWN:
            return OutcomeUnknown(f"twilio {code or type(failure).__name__} {reason}")


def _read_failure(failure: Exception) -> tuple[int | None, FailureReason]:
    if isinstance(failure, TwilioRestException | TwilioServiceException):
        code = failure.code if isinstance(failure.code, int) else failure.status
        return code, MEANINGS.get(code) or MEANINGS.get(failure.status, FailureReason.NOT_LISTED)
    return None, FailureReason.NEVER_CONNECTED if _was_never_sent(failure) else FailureReason.ANSWER_LOST


def _was_never_sent(failure: Exception) -> bool:
    """True only when no byte of the request can have reached Twilio; in doubt false."""
    if isinstance(failure, ConnectTimeout | ProxyError | InvalidURL | MissingSchema):
        return True
    if not isinstance(failure, TransportError):
        return False
    before_sending = (NewConnectionError, ConnectTimeoutError, ssl.SSLCertVerificationError)
    return any(isinstance(cause, before_sending) for cause in _causes(failure))


def _causes(failure: BaseException) -> Iterator[BaseException]:
    """The failure and all that is wrapped in it: urllib3 keeps the cause in ``reason`` or in its arguments."""
    yield failure
    wrapped = (getattr(failure, "reason", None), *failure.args)
    for cause in wrapped:
        if isinstance(cause, BaseException):
            yield from _causes(cause)
