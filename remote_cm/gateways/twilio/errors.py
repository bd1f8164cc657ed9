"""What Twilio's failures mean for us: sent or not, and worth asking again or not (twilio notes §5.1).

The provider's sentences name phone numbers, so none of them goes on: what leaves here is a code and a word of ours.
"""

import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import structlog
from requests.exceptions import ConnectionError as TransportError
from requests.exceptions import ConnectTimeout, InvalidURL, MissingSchema, ProxyError
from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from remote_cm.ports import OutcomeUnknown, ProviderError, Refused, TryLater

T = TypeVar("T")

log = structlog.get_logger(__name__)


class Verdict(StrEnum):
    """What a failure means: said no for good, nothing was sent, our account has to be mended first, or nobody knows."""

    REFUSED = "refused"
    TRY_LATER = "try_later"
    MEND_ACCOUNT = "mend_account"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Meaning:
    """A verdict, and our own word for why."""

    verdict: Verdict
    reason: str


def _all(codes: tuple[int, ...], verdict: Verdict, reason: str) -> dict[int, Meaning]:
    return dict.fromkeys(codes, Meaning(verdict, reason))


MEANINGS: Mapping[int, Meaning] = {
    **_all((21211, 21217, 21201, 13223, 13224, 30005), Verdict.REFUSED, "bad_number"),
    **_all((21614, 21604, 30006), Verdict.REFUSED, "cannot_be_texted"),
    **_all((21214, 21612), Verdict.REFUSED, "no_route"),
    **_all((21610,), Verdict.REFUSED, "opted_out"),
    **_all((21216, 13225, 32203), Verdict.REFUSED, "blocked_by_provider"),
    **_all((30004, 30007), Verdict.REFUSED, "text_filtered"),
    **_all((30036,), Verdict.REFUSED, "too_late"),
    **_all((21220,), Verdict.REFUSED, "already_over"),
    **_all((21602, 21617, 21605, 21624, 90007, 21205, 21609, 21206, 21208), Verdict.REFUSED, "our_request_was_wrong"),
    **_all((21408, 21215, 13227, 32205, 21203), Verdict.MEND_ACCOUNT, "country_not_enabled"),
    **_all(
        (21606, 21212, 21210, 21603, 21703, 21704, 21705, 30018, 30024, 30032, 30034, 13214),
        Verdict.MEND_ACCOUNT,
        "sender_not_registered",
    ),
    **_all((20003, 20005, 20006, 20403, 10001, 30002, 401, 403), Verdict.MEND_ACCOUNT, "account_refused"),
    **_all((20404, 404), Verdict.MEND_ACCOUNT, "account_not_found"),
    **_all((30029, 30030), Verdict.MEND_ACCOUNT, "message_privacy_not_enabled"),
    **_all((20429, 429), Verdict.TRY_LATER, "too_many_requests"),
    **_all((21611, 30001, 22005, 10004, 14107), Verdict.TRY_LATER, "provider_queue_full"),
    **_all((30003,), Verdict.TRY_LATER, "phone_unreachable"),
    **_all((30008, 30017), Verdict.TRY_LATER, "network_failed"),
    **_all((30022, 30023, 30027, 30450), Verdict.TRY_LATER, "provider_limit_reached"),
    **_all((30410,), Verdict.UNKNOWN, "provider_timed_out"),
}
"""By Twilio's code, or by the HTTP status where an answer carried none. 3xxxx only ever arrive in delivery reports."""

NOT_LISTED = Meaning(Verdict.UNKNOWN, "not_listed")
NEVER_CONNECTED = Meaning(Verdict.TRY_LATER, "never_connected")
ANSWER_LOST = Meaning(Verdict.UNKNOWN, "answer_lost")


def read_code(code: int) -> Meaning:
    """What a code means. A code that is not listed means that nobody knows: Twilio adds and changes codes at will."""
    return MEANINGS.get(code, NOT_LISTED)


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
    code, meaning = _read_failure(failure)
    what = f"twilio {code or type(failure).__name__} {meaning.reason}"
    if meaning.verdict is Verdict.MEND_ACCOUNT:
        log.error("twilio_account_needs_mending", code=code, reason=meaning.reason)
    match meaning.verdict:
        case Verdict.REFUSED:
            return Refused(meaning.reason)
        case Verdict.TRY_LATER | Verdict.MEND_ACCOUNT:
            return TryLater(what)
        case Verdict.UNKNOWN:
            return OutcomeUnknown(what)


def _read_failure(failure: Exception) -> tuple[int | None, Meaning]:
    if isinstance(failure, TwilioRestException | TwilioServiceException):
        code = failure.code if isinstance(failure.code, int) else failure.status
        return code, MEANINGS.get(code) or MEANINGS.get(failure.status, NOT_LISTED)
    return None, NEVER_CONNECTED if _was_never_sent(failure) else ANSWER_LOST


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
