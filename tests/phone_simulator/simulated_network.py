"""A recording service and a simulator, each behind a real port of this machine, for the tests of the simulator."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import requests
from flask import Flask, Response, jsonify, request
from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped, unused-ignore] # ships no types
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped, unused-ignore] # ships no types
from twilio.rest import Client  # type: ignore[import-untyped, unused-ignore] # ships no types
from werkzeug.serving import BaseWSGIServer

from remote_cm.phone_simulator import SimulatorSettings, create_simulator, simulator_of
from remote_cm.phone_simulator.server import make_simulator_server
from remote_cm.phone_simulator.service_clock import ServiceClock
from remote_cm.phone_simulator.simulator import Simulator

ACCOUNT_SID = "AC" + "0" * 32
AUTH_TOKEN = "an-invented-token"
SERVICE_NUMBER = "+12025550100"
VOLUNTEER = "+12025550114"
CHILD = "+12025550147"
STAFF = "+12025550101"
NOBODY = "+12025550199"
PATIENCE_SECONDS = 5.0
ALL_EVENTS = ["initiated", "ringing", "answered", "completed"]

HANDSETS = [
    {"name": "V-014", "kind": "volunteer", "phone_number": VOLUNTEER, "language": "bn", "alias_hint": "47K"},
    {"name": "C-047", "kind": "child", "phone_number": CHILD, "language": "bn", "alias_hint": None},
    {"name": "S-001", "kind": "staff", "phone_number": STAFF, "language": "en", "alias_hint": None},
]


@dataclass(frozen=True)
class Webhook:
    """One request that the service received."""

    path: str
    query: str
    fields: dict[str, str]
    is_signed: bool
    idempotency_token: str

    @property
    def address(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path


@dataclass
class RecordingService:
    """Stands where the product stands: it keeps what it is sent and answers what a test put in ``answers``.

    An answer is a document, a list of statuses to be used up, or what a function returns that is called first.
    """

    answers: dict[str, str | list[int] | Callable[[], str]] = field(default_factory=dict)
    webhooks: list[Webhook] = field(default_factory=list)
    clock_moves: list[str] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    is_listing_handsets: bool = True

    def application(self) -> Flask:
        app = Flask("recording_service")
        app.add_url_rule("/development/handsets", "handsets", self.list_handsets)
        app.add_url_rule("/development/clock", "clock", self.move_clock, methods=["POST"])
        app.add_url_rule("/<path:anything>", "webhook", self.take_webhook, methods=["POST"])
        return app

    def list_handsets(self) -> Response:
        if not self.is_listing_handsets:
            return Response(status=503)
        return jsonify(HANDSETS) if self._is_signed() else Response(status=403)

    def move_clock(self) -> Response:
        if not self._is_signed():
            return Response(status=403)
        self.clock_moves.append(request.form["advance_seconds"])
        return Response(status=204)

    def take_webhook(self, anything: str) -> Response:
        webhook = Webhook(
            path=f"/{anything}",
            query=request.query_string.decode(),
            fields=request.form.to_dict(),
            is_signed=self._is_signed(),
            idempotency_token=request.headers["I-Twilio-Idempotency-Token"],
        )
        with self.changed:
            self.webhooks.append(webhook)
            self.changed.notify_all()
            answer = self.answers.get(webhook.path, "<Response/>")
            if isinstance(answer, list):
                return Response("<Response/>", status=answer.pop(0) if answer else 200, mimetype="text/xml")
        return Response(answer if isinstance(answer, str) else answer(), mimetype="text/xml")

    def forget_everything(self) -> None:
        with self.changed:
            self.answers.clear()
            self.webhooks.clear()
            self.clock_moves.clear()
            self.is_listing_handsets = True

    def sent_to(self, path: str) -> list[Webhook]:
        with self.changed:
            return [webhook for webhook in self.webhooks if webhook.path == path]

    def wait_for(self, path: str, count: int = 1, **fields: str) -> list[Webhook]:
        """Wait until ``path`` was asked ``count`` times with these fields; all such requests to it so far."""

        def such() -> list[Webhook]:
            return [one for one in self.sent_to(path) if fields.items() <= one.fields.items()]

        with self.changed:
            assert self.changed.wait_for(lambda: len(such()) >= count, PATIENCE_SECONDS), self.webhooks
            return such()

    def _is_signed(self) -> bool:
        address = request.host_url.rstrip("/") + request.environ["REQUEST_URI"]
        signature = request.headers.get("X-Twilio-Signature", "")
        is_valid: bool = RequestValidator(AUTH_TOKEN).validate(address, request.form, signature)
        return is_valid


@dataclass
class SteadyHand:
    """A counter of seconds that stands still until a test moves it."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Network:
    """Everything a test touches: the service, Twilio's client, and hands on the handsets."""

    service: RecordingService
    service_url: str
    simulator_url: str
    twilio: Any
    session: requests.Session
    simulator: Simulator

    def wake(self) -> None:
        """Let everybody who waits look at the clock again."""
        self.simulator.telephone.touch()

    def reset(self) -> None:
        """An empty network for the next test; nothing of the last one runs any more."""
        self.simulator.reset()
        self.simulator.threads.wait_for_all(PATIENCE_SECONDS)
        self.simulator.reset()
        self.simulator.clock.follow(0)
        self.service.forget_everything()

    def control(self, path: str, **body: str | float | list[str]) -> Any:
        answer = self.session.post(f"{self.simulator_url}/control/{path}", json=body, timeout=PATIENCE_SECONDS)
        assert answer.ok, answer.text
        return answer.json()

    def hand(self, number: str, act: str, **body: str | float) -> Any:
        return self.control(f"handsets/{number.removeprefix('+')}/{act}", **body)

    def get(self, path: str) -> Any:
        return self.session.get(f"{self.simulator_url}{path}", timeout=15).json()

    def handset(self, number: str) -> Any:
        return self.get(f"/control/handsets/{number.removeprefix('+')}")

    def last_call(self, number: str) -> Any:
        calls = self.handset(number)["calls"]
        return calls[-1] if calls else {"state": None, "is_awaiting_keys": False, "heard": []}

    def faults(self) -> list[str]:
        return [fault["kind"] for fault in self.get("/faults")["faults"]]

    def until(self, is_met: Callable[[], bool]) -> None:
        """Wait for a condition, looking again after each event of the simulator, and only so long."""
        give_up_after, seen = 200, self.get("/control/state")["events"]
        for _ in range(give_up_after):
            if is_met():
                return
            answer = self.get(f"/control/wait?since={seen}")
            assert answer["events"] > seen, "nothing happens any more, and what was waited for did not come"
            seen = answer["events"]
        raise AssertionError("much happened, but not what was waited for")

    def until_call(self, number: str, state: str) -> Any:
        self.until(lambda: self.last_call(number)["state"] == state)
        return self.last_call(number)

    def until_keys_are_awaited(self, number: str) -> None:
        self.until(lambda: self.last_call(number)["is_awaiting_keys"])

    def until_idle(self) -> None:
        self.until(lambda: self.get("/control/state")["webhooks_idle"])

    def place_call(self, to: str = STAFF, **more: object) -> Any:
        order: dict[str, object] = {"url": f"{self.service_url}/step/first", **more}
        if "twiml" in more:
            del order["url"]
        return self.twilio.calls.create(to=to, from_=SERVICE_NUMBER, **order)


@contextmanager
def _serving(app: Flask) -> Iterator[BaseWSGIServer]:
    server = make_simulator_server(app, "127.0.0.1", 0)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(PATIENCE_SECONDS)


def _twilio_client(simulator_url: str, token: str) -> Any:
    http_client = TwilioHttpClient(timeout=PATIENCE_SECONDS)
    client = Client(ACCOUNT_SID, token, http_client=http_client, environment={"_": "_"})
    client.api.base_url = simulator_url
    return client


@contextmanager
def running_network(steady: SteadyHand | None = None, token: str = AUTH_TOKEN) -> Iterator[Network]:
    """Start both servers. With ``steady`` no second passes by itself, and one call a second is started."""
    service = RecordingService()
    with _serving(service.application()) as service_server:
        service_url = f"http://127.0.0.1:{service_server.server_port}"
        settings = SimulatorSettings(
            ACCOUNT_SID,
            AUTH_TOKEN,
            SERVICE_NUMBER,
            public_base_url=service_url,
            calls_per_second=1.0 if steady else 1000.0,
        )
        clock = ServiceClock(steady, lambda: datetime(2026, 11, 22, 4, 0, tzinfo=UTC)) if steady else ServiceClock()
        app = create_simulator(settings, clock)
        with _serving(app) as server, requests.Session() as session:
            session.trust_env = False
            url = f"http://127.0.0.1:{server.server_port}"
            client = _twilio_client(url, token)
            try:
                yield Network(service, service_url, url, client, session, simulator_of(app))
            finally:
                simulator_of(app).close()
                client.http_client.session.close()


def answer_with(network: Network, twiml: str, path: str = "/step/first") -> None:
    network.service.answers[path] = twiml


def call_with_reports(network: Network, to: str = STAFF, **more: object) -> Any:
    callback = f"{network.service_url}/call-status?a=7"
    return network.place_call(to, status_callback=callback, status_callback_event=ALL_EVENTS, **more)


def answer(network: Network, number: str) -> None:
    network.until_call(number, "ringing")
    network.hand(number, "answer")


def reported(network: Network, path: str = "/call-status") -> list[tuple[str, str]]:
    reports = network.service.sent_to(path)
    return [(report.fields["SequenceNumber"], report.fields["CallStatus"]) for report in reports]


def send(network: Network, to: str = STAFF, body: str = "You have a task. Ref K7Q2", path: str = "/status?a=7") -> str:
    message = network.twilio.messages.create(
        to=to, from_=SERVICE_NUMBER, body=body, status_callback=network.service_url + path
    )
    assert message.status == "queued"
    return str(message.sid)
