"""The word outside is one request that says nothing of us, and never a failure."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from structlog.testing import capture_logs

from remote_cm.gateways.outside_heartbeat import HttpHeartbeat


@dataclass
class Outside:
    """A server that keeps what it is asked, and answers as it is told; ``is_silent`` until it is released."""

    status: int = 200
    is_silent: bool = False
    port: int = 0
    asked: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/a-secret"


@contextmanager
def running(outside: Outside) -> Iterator[Outside]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            outside.asked.append(self.path)
            if outside.is_silent:
                outside.released.wait(10)
            self.send_response(outside.status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        outside.port = http.server_address[1]
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield outside
        outside.released.set()
        http.shutdown()
        thread.join()


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running(Outside()) as server:
        yield server


def test_it_is_heard(outside: Outside) -> None:
    assert HttpHeartbeat(outside.address).ping()
    assert outside.asked == ["/a-secret"]


@pytest.mark.parametrize("status", [302, 404, 503])
def test_any_other_answer_is_not_heard_and_is_not_followed(outside: Outside, status: int) -> None:
    outside.status = status
    with capture_logs() as logs:
        assert not HttpHeartbeat(outside.address).ping()
    assert outside.asked == ["/a-secret"]
    assert [line["event"] for line in logs] == ["heartbeat_not_heard"]


def test_one_that_does_not_answer_is_waited_for_so_long_and_no_address_stands_in_the_log(outside: Outside) -> None:
    outside.is_silent = True
    with capture_logs() as logs:
        assert not HttpHeartbeat(outside.address, timeout_seconds=0.2).ping()
        assert not HttpHeartbeat("http://127.0.0.1:9/a-secret").ping()
    assert "a-secret" not in repr(logs)
