"""`make run`: in what order everything is started, how it is seen to be ready, and how it is stopped."""

import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.local_stack.cannot_start import CannotStart
from remote_cm.local_stack.data_folder import DataFolder, lock, open_data_folder, wanted_data_folder
from remote_cm.local_stack.embedded_postgres import launch_postgres, start_postgres
from remote_cm.local_stack.embedded_redis import launch_redis, redis_files, start_redis
from remote_cm.local_stack.environment import (
    JOURNAL_DIR,
    OWNER_URL,
    publish_environment,
    read_port,
    servers_given,
    service_environment,
    simulator_environment,
    withdraw_environment,
    without_owner,
)
from remote_cm.local_stack.one_off import Interrupted, run_to_end
from remote_cm.local_stack.postgres_files import postgres_files
from remote_cm.local_stack.processes import MARK_SUFFIX, stop_left_running
from remote_cm.local_stack.readiness import Readiness
from remote_cm.local_stack.secrets_file import StackSecrets, read_or_make_secrets
from remote_cm.local_stack.supervisor import Part, Supervisor, command_part, write_line
from remote_cm.settings import read_settings

_POSTGRES, _REDIS = "postgres", "redis"
_FOUNDATIONS_LAST = (_REDIS, _POSTGRES)


@dataclass(frozen=True)
class _Ports:
    service: int
    simulator: int


def run_everything(environ: Mapping[str, str]) -> int:
    """Bring the whole service up on this machine and keep it up until asked to stop.

    Returns the exit code: 0 after being asked to stop, 1 when a part could not be kept up, 2 for a wrong environment.
    """
    try:
        return _bring_up(environ)
    except Interrupted:
        return 0
    except BadInput as wrong:
        sys.stderr.writelines(f"remote-cm: {fault}\n" for fault in wrong.faults)
        return 2
    except CannotStart as failed:
        sys.stderr.write(f"remote-cm: {failed}\n")
        return 1


def _bring_up(environ: Mapping[str, str]) -> int:
    if environ.get("REMOTE_CM_ENV", "").strip() == "production":
        raise BadInput(Fault("REMOTE_CM_ENV", "is production: `up` is for a demo; start each process by itself"))
    ports = _Ports(read_port(environ, "PORT", 8000), read_port(environ, "SIMULATOR_PORT", 8010))
    with ExitStack() as undo:
        supervisor = Supervisor(_say)
        undo.enter_context(supervisor.listening_to_signals())
        folder = open_data_folder(wanted_data_folder(environ))
        undo.enter_context(lock(folder))
        _stop_what_an_earlier_run_left(folder)
        _refuse_taken_ports(ports)
        secrets = read_or_make_secrets(folder.path / "secrets.env", data_exists=(folder.path / _POSTGRES).exists())
        undo.callback(_say, f"stopped; the data stays in {folder.path}")
        undo.callback(supervisor.stop_all)
        servers = _start_servers(folder, secrets, supervisor, servers_given(environ))
        lasting = {**servers, JOURNAL_DIR: str(folder.path.absolute() / "journal")}
        whole = service_environment(environ, secrets, lasting, port=ports.service, simulator_port=ports.simulator)
        read_settings(whole)
        publish_environment(folder.path, whole, environ)
        undo.callback(withdraw_environment, folder.path)
        sign_ins = _prepare(whole, folder, supervisor)
        for part in _parts(whole, ports, folder):
            supervisor.keep(part)
        ready = Readiness(ports.service, _say)
        if supervisor.watch(until=ready):
            _tell_where(whole, folder, sign_ins)
            supervisor.watch()
        _say("stopping")
        return 0 if supervisor.is_asked_to_stop else 1


def _start_servers(
    folder: DataFolder, secrets: StackSecrets, supervisor: Supervisor, given: Mapping[str, str]
) -> dict[str, str]:
    servers = dict(given)
    if "DATABASE_URL" not in given:
        _say("PostgreSQL: starting")
        postgres = start_postgres(folder, secrets, say=_say)
        files = postgres_files(folder)
        supervisor.keep(
            Part(_POSTGRES, lambda: launch_postgres(files), files.mark, signal.SIGINT, 20, is_foundation=True),
            postgres.process,
        )
        servers |= {"DATABASE_URL": postgres.app_url, OWNER_URL: postgres.owner_url}
    elif given[OWNER_URL] == given["DATABASE_URL"]:
        _say(f"{OWNER_URL} is not set: the role of DATABASE_URL owns the tables too, so no row is kept from it")
    if "REDIS_URL" not in given:
        _say("Redis: starting")
        redis = start_redis(folder, secrets)
        places = redis_files(folder, secrets)
        supervisor.keep(
            Part(_REDIS, lambda: launch_redis(places), places.mark, stop_seconds=15, is_foundation=True), redis.process
        )
        servers["REDIS_URL"] = redis.url
    return servers


def _prepare(whole: Mapping[str, str], folder: DataFolder, supervisor: Supervisor) -> list[str]:
    command = str(Path(sys.executable).with_name("remote-cm"))
    mark = folder.marks / f"preparing{MARK_SUFFIX}"
    _say("database: bringing its tables up to date")
    run_to_end([command, "migrate"], whole, mark, supervisor, _say)
    _say("demo: loading it, if this is the first start")
    return run_to_end([command, "demo", "--first-start"], without_owner(whole), mark, supervisor, _say)


def _parts(whole: Mapping[str, str], ports: _Ports, folder: DataFolder) -> list[Part]:
    python, here, service = sys.executable, Path.cwd(), without_owner(whole)
    gunicorn = "-m gunicorn --worker-class gthread --threads 16 --graceful-timeout 5 --no-control-socket --bind"
    web = [python, *gunicorn.split(), f"127.0.0.1:{ports.service}", "remote_cm.web.app:create_app()"]
    simulator = [python, "-m", "remote_cm.phone_simulator"]
    return [
        command_part("simulator", simulator, simulator_environment(whole), here, folder.marks),
        command_part("web", web, service, here, folder.marks),
        command_part("worker", [python, "-m", "workers"], service, here, folder.marks),
        command_part("timetable", [python, "-m", "workers.timetable"], service, here, folder.marks),
        command_part("watch", [python, "-m", "workers.watch"], service, here, folder.marks),
    ]


def _stop_what_an_earlier_run_left(folder: DataFolder) -> None:
    marks = folder.marks.glob(f"*{MARK_SUFFIX}") if folder.marks.is_dir() else ()
    last = {f"{name}{MARK_SUFFIX}": place for place, name in enumerate(_FOUNDATIONS_LAST)}
    for mark in sorted(marks, key=lambda mark: last.get(mark.name, -1)):
        stopped = stop_left_running(mark)
        if stopped:
            numbers = ", ".join(map(str, stopped))
            _say(f"stopped what an earlier run had left behind: {mark.stem} (process {numbers})")


def _refuse_taken_ports(ports: _Ports) -> None:
    faults = []
    for variable, port in (("PORT", ports.service), ("SIMULATOR_PORT", ports.simulator)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as taken:
                faults.append(Fault(variable, f"{port} cannot be used ({taken.strerror}): give another port"))
    if ports.service == ports.simulator:
        faults.append(Fault("SIMULATOR_PORT", "is the same as PORT: give another port"))
    if faults:
        raise BadInput(*faults)


def _tell_where(whole: Mapping[str, str], folder: DataFolder, sign_ins: list[str]) -> None:
    for line in (
        "ready; Ctrl-C stops it all",
        f"  service          {whole['PUBLIC_BASE_URL']}",
        f"  phone simulator  {whole['REMOTE_CM_SIMULATOR_URL']}",
        f"  data             {folder.path}",
        *sign_ins,
    ):
        _say(line)


def _say(line: str) -> None:
    write_line("remote-cm", line)
