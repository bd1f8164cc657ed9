"""The real processes of the service, each of them more than once, on servers of their own that can be struck too."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from remote_cm.local_stack.data_folder import open_data_folder
from remote_cm.local_stack.embedded_postgres import launch_postgres, start_postgres
from remote_cm.local_stack.embedded_redis import launch_redis, redis_files, start_redis
from remote_cm.local_stack.environment import service_environment, simulator_environment, without_owner
from remote_cm.local_stack.postgres_files import postgres_files
from remote_cm.local_stack.processes import launch, left_running, stop_left_running
from remote_cm.local_stack.secrets_file import new_secrets
from remote_cm.local_stack.supervisor import Part, Patience, Supervisor
from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import Settings, read_settings
from remote_cm.wiring import make_surroundings
from tests.chaos.named_steps import FULL_DISK, ORDERS, ROLE
from tests.process_environment import ROOT

POSTGRES, REDIS, WEB, WORKER, TIMETABLE, WATCH = "postgres", "redis", "web", "worker", "timetable", "watch"
SERVERS = (POSTGRES, REDIS)
HOW_MANY: Mapping[str, int] = {WORKER: 4, TIMETABLE: 2, WATCH: 2}
"""Of the web there is one address with two processes behind it."""

OPERATORS = ("+16175550190", "+16175550191")
"""Whom the service rings when its records are away."""

NEVER_GIVE_UP = Patience(deaths=1_000_000)
_NOTHING = ("sleep", "infinity")
_Start = Callable[[], "subprocess.Popen[bytes]"]
_GUNICORN = "gunicorn --worker-class gthread --workers 2 --threads 8 --graceful-timeout 2 --no-control-socket --bind"


@dataclass(frozen=True)
class Struck:
    """A part of the stack that can be struck: its mark leads to its processes."""

    name: str
    part: Part

    def signal(self, number: signal.Signals) -> int:
        """Send every process of the part a signal; returns how many there were."""
        pids = left_running(self.part.mark)
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        return len(pids)


class Stack:
    """Started whole, kept running as an operator's process manager would, and stopped whole."""

    def __init__(self, folder: Path) -> None:
        self.orders = folder / "orders"
        self.orders.mkdir()
        self.journal = folder / "journal"
        self.log = folder / "output.log"
        self._supervisor = Supervisor(self._say, NEVER_GIVE_UP)
        self._watching = threading.Thread(target=self._supervisor.watch, daemon=True)
        self._parts: dict[str, Part] = {}
        self._down: set[str] = set()
        data = open_data_folder(folder / "data")
        secrets = new_secrets()
        postgres, redis = start_postgres(data, secrets), start_redis(data, secrets)
        files, places = postgres_files(data), redis_files(data, secrets)
        self._keep(
            Part(POSTGRES, self._unless_down(POSTGRES, files.mark, lambda: launch_postgres(files)), files.mark),
            postgres.process,
        )
        self._keep(
            Part(REDIS, self._unless_down(REDIS, places.mark, lambda: launch_redis(places)), places.mark), redis.process
        )
        ports = [_free_port(), _free_port()]
        self.simulator = f"http://127.0.0.1:{ports[1]}"
        given = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "EMERGENCY_PHONE_NUMBERS": ",".join(OPERATORS),
            "REMOTE_CM_JOURNAL_DIR": str(self.journal),
            ORDERS: str(self.orders),
        }
        servers = {
            "DATABASE_URL": postgres.app_url,
            "REMOTE_CM_OWNER_DATABASE_URL": postgres.owner_url,
            "REDIS_URL": redis.url,
        }
        self._environ = service_environment(given, secrets, servers, port=ports[0], simulator_port=ports[1])
        self.settings: Settings = read_settings(self._environ)
        self._marks = data.marks
        self._run("migrate")
        self._run("demo", "--first-start")
        self.around: Surroundings = make_surroundings(self.settings)
        self._start_programs(ports[0])
        self._watching.start()

    def parts(self, role: str) -> list[Struck]:
        """Every part of this role."""
        return [Struck(name, part) for name, part in self._parts.items() if name.rstrip("0123456789-") == role]

    def keep_down(self, struck: Struck) -> None:
        """Kill a part, and let nobody start it again until it is let up."""
        self._down.add(struck.name)
        struck.signal(signal.SIGKILL)

    def let_up(self, struck: Struck) -> None:
        """Let a part that was kept down be started again; one that runs is left alone."""
        if struck.name in self._down:
            self._down.discard(struck.name)
            struck.signal(signal.SIGKILL)

    def fill_disk(self) -> None:
        """Nothing can be written to the journal any more; what is in it can be read."""
        (self.orders / FULL_DISK).touch()

    def free_disk(self) -> None:
        """The journal can be written again."""
        (self.orders / FULL_DISK).unlink(missing_ok=True)

    def stop(self) -> None:
        """End everything."""
        self._supervisor.ask_to_stop()
        self._watching.join(10)
        for struck in [one for role in (*SERVERS, WEB, *HOW_MANY, "simulator") for one in self.parts(role)]:
            struck.signal(signal.SIGCONT)
        self._supervisor.stop_all()
        self.around.database.close()

    def _start_programs(self, port: int) -> None:
        simulator = simulator_environment(self._environ)
        self._keep(self._program("simulator", [sys.executable, "-m", "remote_cm.phone_simulator"], simulator))
        self._keep(
            self._of_service(WEB, 1, [*_GUNICORN.split(), f"127.0.0.1:{port}", "remote_cm.web.app:create_app()"])
        )
        for role, module in ((WORKER, "workers"), (TIMETABLE, "workers.timetable"), (WATCH, "workers.watch")):
            for number in range(1, HOW_MANY[role] + 1):
                self._keep(self._of_service(role, number, [module]))

    def _of_service(self, role: str, number: int, words: Sequence[str]) -> Part:
        command = [sys.executable, "-m", "tests.chaos.named_steps", *words]
        return self._program(f"{role}-{number}", command, {**without_owner(self._environ), ROLE: role})

    def _program(self, name: str, command: Sequence[str], environ: Mapping[str, str]) -> Part:
        mark = self._marks / f"{name}.process"

        def start() -> subprocess.Popen[bytes]:
            stop_left_running(mark, 0)
            with self.log.open("ab") as log:
                return launch(command, mark=mark, environ=environ, folder=ROOT, output=log)

        return Part(name, self._unless_down(name, mark, start), mark)

    def _unless_down(self, name: str, mark: Path, start: _Start) -> _Start:
        """Something that does nothing stands in for a part that is kept down."""
        return lambda: launch(_NOTHING, mark=mark) if name in self._down else start()

    def _keep(self, part: Part, process: subprocess.Popen[bytes] | None = None) -> None:
        self._parts[part.name] = part
        self._supervisor.keep(part, process)

    def _run(self, *words: str) -> None:
        command = [str(Path(sys.executable).with_name("remote-cm")), *words]
        subprocess.run(command, env=self._environ, cwd=ROOT, check=True, capture_output=True)

    def _say(self, line: str) -> None:
        with self.log.open("a") as log:
            log.write(f"stack: {line}\n")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
