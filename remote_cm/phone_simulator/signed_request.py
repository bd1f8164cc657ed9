"""One signed request to the service, made as Twilio makes it: its timeouts, its retries, its signature.

The request goes out through http.client and not through a friendlier library: the address must leave exactly as it was
signed, and "the connection could not be opened" must be told apart from "the answer never came", because Twilio by
default repeats only the first.
"""

import http.client
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urldefrag, urlencode, urlsplit
from uuid import uuid4

from twilio.request_validator import (  # type: ignore[import-untyped, unused-ignore] # twilio ships no types
    RequestValidator,
)

# Twilio reads no answer beyond this (error 11750).
MAX_ANSWER_BYTES = 64 * 1024

Fields = Sequence[tuple[str, str]]


class NoAnswer(Exception):
    """The service gave no answer. ``kind`` is ``ct`` (connection not opened) or ``rt`` (opened, but nothing came)."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class BadAddress(Exception):
    """The address is not one that can be asked: not http or https, or not plain ASCII."""


@dataclass(frozen=True)
class Answer:
    """What the service said."""

    status: int
    content_type: str
    body: str

    @property
    def is_ok(self) -> bool:
        """True for 2xx; a redirect would break the signature and is a failure here."""
        return 200 <= self.status < 300

    @property
    def failure_kind(self) -> str | None:
        """``4xx`` or ``5xx`` in the sense of the retry policy, else None."""
        return f"{self.status // 100}xx" if self.status >= 400 else None


@dataclass(frozen=True)
class ConnectionOverride:
    """Timeouts and retries of one address: ``#ct=&rt=&tt=&rc=&rp=`` (fact sheet 1.5). The defaults are Twilio's."""

    connect_seconds: float = 5.0
    read_seconds: float = 15.0
    total_seconds: float = 15.0
    retries: int = 1
    retry_on: frozenset[str] = frozenset({"ct"})

    def repeats(self, kind: str | None) -> bool:
        """True when a failure of this kind is tried again."""
        return kind is not None and (kind in self.retry_on or "all" in self.retry_on)


def read_connection_override(address: str) -> ConnectionOverride:
    """The override in the fragment of ``address``; what is out of range is pulled to the nearest allowed value."""
    given = {key: values[-1] for key, values in parse_qs(urldefrag(address).fragment).items()}
    default = ConnectionOverride()

    def number(key: str, low: int, high: int, otherwise: int) -> int:
        text = given.get(key, "")
        return min(max(int(text), low), high) if text.isascii() and text.isdigit() else otherwise

    return ConnectionOverride(
        connect_seconds=number("ct", 100, 10_000, 5_000) / 1000,
        read_seconds=number("rt", 100, 15_000, 15_000) / 1000,
        total_seconds=number("tt", 100, 15_000, 15_000) / 1000,
        retries=number("rc", 0, 5, default.retries),
        retry_on=frozenset(given["rp"].split(",")) if "rp" in given else default.retry_on,
    )


class SignedRequests:
    """Makes requests that carry the account's signature. Safe to share between threads."""

    def __init__(self, auth_token: str) -> None:
        self._validator = RequestValidator(auth_token)

    def post(self, address: str, fields: Fields) -> Answer:
        """POST ``fields`` as a form, repeating as the address's fragment asks, always with one idempotency token.

        Returns the last answer, of whatever status. Raises NoAnswer or BadAddress.
        """
        override = read_connection_override(address)
        bare = urldefrag(address).url
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "Accept": "*/*",
            "User-Agent": "TwilioProxy/1.1",
            "I-Twilio-Idempotency-Token": str(uuid4()),
            "X-Twilio-Signature": self._sign(bare, fields),
        }
        body = urlencode(fields).encode("ascii")
        give_up_at = time.monotonic() + override.total_seconds
        for tries_left in range(override.retries, -1, -1):
            may_repeat = tries_left > 0 and time.monotonic() < give_up_at
            try:
                answer = _exchange("POST", bare, body, headers, override)
            except NoAnswer as failure:
                if not may_repeat or not override.repeats(failure.kind):
                    raise
            else:
                if not may_repeat or not override.repeats(answer.failure_kind):
                    return answer
        raise AssertionError("the last try either answers or raises")

    def get(self, address: str, at_most_seconds: float) -> Answer:
        """GET ``address`` once, signed. Raises NoAnswer or BadAddress."""
        override = ConnectionOverride(connect_seconds=at_most_seconds, read_seconds=at_most_seconds)
        headers = {"Accept": "application/json", "X-Twilio-Signature": self._sign(address, ())}
        return _exchange("GET", address, None, headers, override)

    def _sign(self, address: str, fields: Fields) -> str:
        signature: str = self._validator.compute_signature(address, dict(fields))
        return signature


def _exchange(
    method: str, address: str, body: bytes | None, headers: dict[str, str], override: ConnectionOverride
) -> Answer:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or not address.isascii() or " " in address:
        raise BadAddress(address)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname, parts.port, timeout=override.connect_seconds)
    try:
        _open(connection)
        connection.sock.settimeout(override.read_seconds)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body, headers)
        response = connection.getresponse()
        text = response.read(MAX_ANSWER_BYTES).decode("utf-8", errors="replace")
        return Answer(response.status, response.headers.get_content_type(), text)
    except (OSError, http.client.HTTPException) as broken:
        raise NoAnswer("rt") from broken
    finally:
        connection.close()


def _open(connection: http.client.HTTPConnection) -> None:
    try:
        connection.connect()
    except OSError as refused:
        raise NoAnswer("ct") from refused
