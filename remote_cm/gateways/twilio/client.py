"""The Twilio client as we use it: one answer awaited for so long, nothing repeated by itself, no number in a log."""

import logging
import threading
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit, urlunsplit

from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

__all__ = ["Client", "TwilioTransport", "make_client"]

LOGGERS_THAT_WRITE_ADDRESSES = ("twilio.http_client", "urllib3.connectionpool")


TOO_MANY_REQUESTS = 429


class Throttled(Exception):
    """Twilio took nothing and said after how many seconds it may be asked again, which the library does not hand on."""

    def __init__(self, after_seconds: int) -> None:
        super().__init__(str(after_seconds))
        self.after_seconds = after_seconds


class TwilioTransport:
    """Carries the client's requests, to another base address where one is given.

    Each thread has its own connections: the library hands an answer over through a field that its callers share, and
    an answer that came to the wrong thread would file a text under the id of another.
    """

    is_async = False

    def __init__(self, timeout_seconds: float, base_url: str | None) -> None:
        self._timeout_seconds = timeout_seconds
        self._base = urlsplit(base_url) if base_url else None
        self._own = threading.local()

    def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """One request and its answer, sent once. Raises what ``requests`` raises, and Throttled."""
        response = self._http_client().request(
            method,
            self._address_of(url),
            params=params,
            data=data,
            headers=headers,
            auth=auth,
            timeout=timeout,
            allow_redirects=allow_redirects,
        )
        after_seconds = _read_retry_after(response.headers or {}) if response.status_code == TOO_MANY_REQUESTS else None
        if after_seconds is not None:
            raise Throttled(after_seconds)
        return response

    def _address_of(self, url: str) -> str:
        if self._base is None:
            return url
        asked = urlsplit(url)
        return urlunsplit((self._base.scheme, self._base.netloc, asked.path, asked.query, ""))

    def _http_client(self) -> TwilioHttpClient:
        if not hasattr(self._own, "http_client"):
            self._own.http_client = TwilioHttpClient(timeout=self._timeout_seconds)
        return self._own.http_client


def _read_retry_after(head: Mapping[str, str]) -> int | None:
    """The seconds that an answer asks us to wait: told as such, or as a moment beside the provider's own clock."""
    told = head.get("Retry-After", "").strip()
    if told.isascii() and told.isdigit():
        return int(told)
    try:
        return max(0, int((parsedate_to_datetime(told) - parsedate_to_datetime(head["Date"])).total_seconds()))
    except (KeyError, TypeError, ValueError):
        return None


def make_client(account_sid: str, auth_token: str, timeout_seconds: float, base_url: str | None = None) -> Client:
    """A Twilio client that waits ``timeout_seconds`` for a connection and as long again for an answer.

    ``base_url`` replaces Twilio's own address; settings refuse one that is not https in production. The process's
    environment is kept out, since an edge or region named there would rewrite the address. Retries belong to the
    jobs: a request that the library repeats by itself may ring a phone twice.
    """
    for name in LOGGERS_THAT_WRITE_ADDRESSES:
        logging.getLogger(name).setLevel(logging.WARNING)
    return Client(
        account_sid,
        auth_token,
        http_client=TwilioTransport(timeout_seconds, base_url),
        environment={"_": "_"},
    )
