"""A small HTTP server that plays the two lists of Twilio that we use, and fails as it is told."""

import json
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from remote_cm.gateways.twilio.call_placer import TwilioCallPlacer
from remote_cm.gateways.twilio.client import make_client
from remote_cm.gateways.twilio.text_sender import TwilioTextSender
from remote_cm.ports import Ring, RingPurpose, Text

ACCOUNT = "AC" + "0" * 32
OUR_NUMBER = "+12025550100"
THEIR_NUMBER = "+12025550147"
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
OUR_ADDRESS = "https://line.example/"
PATIENCE_SECONDS = 0.4

Fields = dict[str, list[str]]
NO_HEADERS: Mapping[str, str] = {}


@dataclass
class MovableClock:
    """A clock that stands still until it is moved."""

    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment


@dataclass
class Accepted:
    """One message or call that the server took on."""

    sid: str
    fields: Fields
    created_at: datetime

    def as_json(self) -> dict[str, object]:
        body = self.fields.get("Body", [None])[0]
        return {
            "sid": self.sid,
            "to": self.fields["To"][0],
            "from": self.fields["From"][0],
            "body": body,
            "date_created": format_datetime(self.created_at),
            "status": "queued",
        }


@dataclass
class Answer:
    """How the server treats one request: take it on or not, then answer, hang up or say nothing for too long."""

    takes_it: bool = True
    status: int = 201
    body: str | None = None
    hangs_up: bool = False
    is_too_slow: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class ProviderServer:
    """Twilio's two lists, messages and calls, as far as we use them."""

    clock: MovableClock
    answers: deque[Answer] = field(default_factory=deque)
    accepted: list[Accepted] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    ended: list[tuple[str, str]] = field(default_factory=list)
    connections: list[int] = field(default_factory=list)
    answers_after_list: deque[Answer] = field(default_factory=deque)
    released: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def take(self, prefix: str, fields: Fields) -> Accepted:
        taken = Accepted(f"{prefix}{len(self.accepted):032x}", fields, self.clock.now())
        self.accepted.append(taken)
        return taken

    def end(self, path: str, status: str) -> Accepted:
        """End one call, which the path names."""
        sid = urlsplit(path).path.rpartition("/")[2].removesuffix(".json")
        self.ended.append((sid, status))
        return next(kept for kept in self.accepted if kept.sid == sid)

    def take_answer_to_list(self) -> Answer | None:
        """How a request for a list is treated; afterwards those for the request behind it are next."""
        answer = self.answers.popleft() if self.answers else None
        self.answers.extend(self.answers_after_list)
        self.answers_after_list.clear()
        return answer

    def list_kind(self, prefix: str, query: Fields) -> list[dict[str, object]]:
        return [
            kept.as_json()
            for kept in reversed(self.accepted)
            if kept.sid.startswith(prefix) and kept.fields["To"] == query["To"] and kept.fields["From"] == query["From"]
        ]

    def refuse_next(self, status: int, code: int | None, message: str = "no") -> None:
        body = {"message": message, "status": status, **({"code": code} if code else {})}
        self.answers.append(Answer(takes_it=False, status=status, body=json.dumps(body)))


def send_headers(handler: BaseHTTPRequestHandler, headers: Mapping[str, str]) -> None:
    """Send what an answer has in its head beside the usual."""
    for name, value in headers.items():
        handler.send_header(name, value)


def handler_for(server: ProviderServer) -> type[BaseHTTPRequestHandler]:
    """A request handler that speaks for this server."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            fields = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode(), keep_blank_values=True)
            server.requests.append(self.path)
            server.connections.append(self.client_address[1])
            answer = server.answers.popleft() if server.answers else Answer()
            if "Status" in fields:
                taken = server.end(self.path, fields["Status"][0]) if answer.takes_it else None
            else:
                taken = server.take(self._prefix(), fields) if answer.takes_it else None
            if answer.is_too_slow:
                server.released.wait(10)
            if answer.hangs_up or answer.is_too_slow:
                self.close_connection = True
                return
            own = json.dumps(taken.as_json()) if taken else ""
            self._answer(answer.status, own if answer.body is None else answer.body, answer.headers)

        def do_GET(self) -> None:
            server.requests.append(self.path)
            answer = server.take_answer_to_list()
            if answer is not None:
                self._answer(answer.status, answer.body or "")
                return
            name = "messages" if self._prefix() == "SM" else "calls"
            found = server.list_kind(self._prefix(), parse_qs(urlsplit(self.path).query))
            self._answer(200, json.dumps({name: found, "page": 0, "page_size": 50, "next_page_uri": None}))

        def _prefix(self) -> str:
            return "SM" if urlsplit(self.path).path.endswith("/Messages.json") else "CA"

        def _answer(self, status: int, body: str, headers: Mapping[str, str] = NO_HEADERS) -> None:
            data = body.encode()
            self.send_response(status)
            send_headers(self, headers)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
            """Keep quiet."""

    return Handler


@contextmanager
def running_provider(clock: MovableClock) -> Iterator[ProviderServer]:
    """The server while it runs, on a port of its own."""
    provider = ProviderServer(clock)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler_for(provider)) as http:
        provider.port = http.server_address[1]
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield provider
        provider.released.set()
        http.shutdown()
        thread.join()


def sender_to(address: str) -> TwilioTextSender:
    """The real text sender, speaking to this address."""
    return TwilioTextSender(make_client(ACCOUNT, "invented-token", PATIENCE_SECONDS, address), OUR_NUMBER, OUR_ADDRESS)


def placer_to(address: str) -> TwilioCallPlacer:
    """The real call placer, speaking to this address."""
    return TwilioCallPlacer(make_client(ACCOUNT, "invented-token", PATIENCE_SECONDS, address), OUR_NUMBER, OUR_ADDRESS)


def text_to(phone_number: str, body: str = "OK. We will phone.") -> Text:
    return Text("7c1f", phone_number, body, valid_for_seconds=300)


def ring_to(phone_number: str) -> Ring:
    return Ring("7c1f", phone_number, ring_seconds=25, limit_seconds=120)


def bridge_to(phone_number: str) -> Ring:
    return Ring("7c1f", phone_number, ring_seconds=25, limit_seconds=5400, purpose=RingPurpose.BRIDGE)
