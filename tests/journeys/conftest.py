"""The whole service as `make run` starts it, a real browser, and the handsets of the phone simulator."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys import staff
from tests.journeys.handsets import Simulator
from tests.journeys.patience import wait_until

START_SECONDS = 120.0
QUIET_CHROMIUM = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class RunningService:
    """Every process of `make run` on free ports, with the demo's people and the handsets beside it."""

    def __init__(self, data: Path) -> None:
        service_port, simulator_port = _free_port(), _free_port()
        self.data = data
        self.password = "the demo password of the journeys"
        self.address = f"http://127.0.0.1:{service_port}"
        self.simulator = Simulator(f"http://127.0.0.1:{simulator_port}")
        self._environ = {
            **os.environ,
            "REMOTE_CM_DATA_DIR": str(data),
            "PORT": str(service_port),
            "SIMULATOR_PORT": str(simulator_port),
            "REMOTE_CM_DEMO_PASSWORD": self.password,
            "TIMEZONE": _where_it_is_ten_in_the_morning(),
        }
        self.start()

    def start(self) -> None:
        """Start everything and wait until it is ready."""
        program = Path(sys.executable).with_name("remote-cm")
        with (self.data / "output.log").open("ab") as log:
            self._command = subprocess.Popen(
                [str(program), "up"], env=self._environ, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        ready = f"{self.address}/readyz"
        wait_until(lambda: self.simulator.status_of(ready) == 200, START_SECONDS, "the service to be ready")

    def kill_everything_and_start_again(self) -> None:
        """SIGKILL to every process there is, without a word of warning, and the same command once more."""
        everybody = _with_descendants(self._command.pid)
        for pid in everybody:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._command.wait(timeout=30)
        self.start()

    def stop(self) -> None:
        """As Ctrl-C does it."""
        self._command.send_signal(signal.SIGTERM)
        self._command.wait(timeout=60)


def _where_it_is_ten_in_the_morning() -> str:
    """A zone in which a journey begins at ten, whatever the hour is here: no story runs into the night by chance."""
    ahead = 10 - datetime.now(UTC).hour
    ahead += 24 if ahead < -12 else 0
    # These names count the other way round: what lies three hours ahead is called GMT-3.
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _with_descendants(pid: int) -> list[int]:
    """A process and all that it started, in whatever session they are."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    children: dict[int, list[int]] = {}
    for line in listed.splitlines():
        child, parent = map(int, line.split())
        children.setdefault(parent, []).append(child)
    found = [pid]
    for known in found:
        found += children.get(known, [])
    return found


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """One service for all journeys: each tells its story with people of its own."""
    running = RunningService(tmp_path_factory.mktemp("journey"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, which `make test` has seen to."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    return {**browser_type_launch_args, "executable_path": found, "args": [*QUIET_CHROMIUM, *sandbox]}


@pytest.fixture
def desk(browser: Browser, service: RunningService) -> Iterator["Desk"]:
    """Desks of staff: each person has a browser of their own."""
    opened: list[BrowserContext] = []

    def open_page() -> Page:
        context = browser.new_context(base_url=service.address, viewport={"width": 1280, "height": 900})
        context.set_default_timeout(15_000)
        opened.append(context)
        return context.new_page()

    yield Desk(open_page, service.password)
    for context in opened:
        context.close()


@dataclass(frozen=True)
class Desk:
    """Where somebody signs in."""

    open_page: Any
    password: str

    def sign_in(self, username: str) -> Page:
        """Somebody signs in and stands on their first page."""
        page: Page = self.open_page()
        staff.signs_in(page, username, self.password)
        return page
