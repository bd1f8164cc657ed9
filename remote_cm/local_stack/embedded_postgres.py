"""Starts the PostgreSQL that comes inside a Python package: its binaries only, never that package's own start-up code.

Sockets in a private folder, no port, a password for every role, and an application role that owns nothing.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg

from remote_cm.local_stack.cannot_start import CannotStart
from remote_cm.local_stack.data_folder import DataFolder
from remote_cm.local_stack.postgres_files import (
    SERVER_ENVIRONMENT,
    SUPERUSER,
    PostgresFiles,
    last_line,
    make_data,
    postgres_files,
)
from remote_cm.local_stack.postgres_roles import APPLICATION, DATABASE, OWNER, connect, ensure_roles_and_database
from remote_cm.local_stack.processes import command_line, ended_within, is_alive, launch, stop, stop_left_running
from remote_cm.local_stack.secrets_file import StackSecrets

_SOCKET = ".s.PGSQL.5432"
_READY_SECONDS = 120.0
_STOP_SECONDS = 20.0
_TELL_EVERY_SECONDS = 5.0
_ASK_EVERY_SECONDS = 0.05
_LARGEST_LOG_BYTES = 5_000_000
_MEMORY_STILL_HELD = "shared memory block"

_SMALL_AND_QUIET = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    "shared_buffers": "32MB",
    "max_wal_size": "256MB",
    "min_wal_size": "32MB",
    "io_method": "sync",
    "max_parallel_workers": "0",
    "max_logical_replication_workers": "0",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # A failing statement and its details can hold people's names and numbers.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class RunningPostgres:
    """A server that answers. The addresses carry passwords, so they are not in its ``repr``."""

    superuser_url: str = field(repr=False)
    """For tests that make databases of their own; the service never has it."""
    owner_url: str = field(repr=False)
    app_url: str = field(repr=False)
    process: subprocess.Popen[bytes]
    stop: Callable[[], None] = field(repr=False)
    """End every session and shut down; the data stays."""


def start_postgres(
    folder: DataFolder, secrets: StackSecrets, *, durable: bool = True, say: Callable[[str], None] = lambda _: None
) -> RunningPostgres:
    """Make the server's data on the first start, start it, and see to its roles and database.

    ``durable=False`` gives up safety on power loss for speed: for tests only. Raises CannotStart.
    """
    files = postgres_files(folder)
    stop_left_running(files.mark)
    if not files.data.exists():
        say("PostgreSQL: making its data (first start only)")
        make_data(files, secrets.postgres_superuser_password, durable=durable)
    process = _start_until_it_answers(files, secrets.postgres_superuser_password, say, durable=durable)
    try:
        ensure_roles_and_database(files, secrets)
    except BaseException:
        stop_postgres(process, files)
        raise
    return RunningPostgres(
        superuser_url=_url(files, SUPERUSER, secrets.postgres_superuser_password),
        owner_url=_url(files, OWNER, secrets.postgres_owner_password),
        app_url=_url(files, APPLICATION, secrets.postgres_app_password),
        process=process,
        stop=lambda: stop_postgres(process, files),
    )


def launch_postgres(files: PostgresFiles, *, durable: bool = True) -> subprocess.Popen[bytes]:
    """Start the server on data that is there, also after a crash; does not wait until it answers."""
    _free_from_stale_locks(files)
    settings = {**_SMALL_AND_QUIET, **({} if durable else _FORGETFUL), "unix_socket_directories": f'"{files.sockets}"'}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    command = (*files.account.prefix, str(files.binaries / "postgres"), "-D", str(files.data), *options)
    with files.log.open("wb" if _is_too_long(files.log) else "ab") as log:
        files.log.chmod(0o600)
        return launch(
            command,
            mark=files.mark,
            environ=SERVER_ENVIRONMENT,
            folder=files.data,
            output=log,
            stop_signal=signal.SIGINT,
        )


def stop_postgres(process: subprocess.Popen[bytes], files: PostgresFiles) -> None:
    """Shut down at once but in order ("fast"): sessions are ended, what was committed is kept."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    stop(process, files.mark, _STOP_SECONDS)


def _free_from_stale_locks(files: PostgresFiles) -> None:
    lock = files.data / "postmaster.pid"
    if lock.exists():
        pid, *others = lock.read_text().splitlines() or [""]
        if pid.isdecimal() and is_alive(int(pid)) and str(files.data) in command_line(int(pid)):
            raise CannotStart(f"{files.data} is in use by the PostgreSQL of process {pid}: stop that first")
        # The number may be another program's by now, which the server would take for itself; its parent's it does not.
        # The file stays, since the rest of it tells whether children of the dead server still hold its memory.
        lock.write_text("\n".join([str(os.getpid()), *others, ""])) if others else lock.unlink()
    for name in (_SOCKET, f"{_SOCKET}.lock"):
        (files.sockets / name).unlink(missing_ok=True)


def _start_until_it_answers(
    files: PostgresFiles, password: str, say: Callable[[str], None], *, durable: bool
) -> subprocess.Popen[bytes]:
    ends = time.monotonic() + _STOP_SECONDS
    while True:
        said_before = files.log.stat().st_size if files.log.exists() else 0
        process = launch_postgres(files, durable=durable)
        try:
            _wait_until_it_answers(process, files, password, say)
        except BaseException as failed:
            stop_postgres(process, files)
            if not isinstance(failed, _Died):
                raise
        else:
            return process
        reason = _why_it_died(files.log, said_before)
        # Children of a server that was killed let go of its memory a moment later.
        if _MEMORY_STILL_HELD not in reason or time.monotonic() > ends:
            raise CannotStart(f"PostgreSQL does not start: {reason} (see {files.log})")


class _Died(Exception):
    """The server ended while it was waited for."""


def _wait_until_it_answers(
    process: subprocess.Popen[bytes], files: PostgresFiles, password: str, say: Callable[[str], None]
) -> None:
    began = told = time.monotonic()
    while not _answers(files, password):
        if ended_within(process, _ASK_EVERY_SECONDS):
            raise _Died
        now = time.monotonic()
        if now - began > _READY_SECONDS:
            raise CannotStart(f"PostgreSQL does not answer after {_READY_SECONDS:.0f} s (see {files.log})")
        if now - told > _TELL_EVERY_SECONDS:
            told = now
            say(f"PostgreSQL: not answering yet, after {now - began:.0f} s")


def _why_it_died(log: Path, said_before: int) -> str:
    with log.open("rb") as written:
        written.seek(said_before if said_before <= log.stat().st_size else 0)
        lines = written.read().decode(errors="replace").splitlines()
    # Our own asking is refused in the log while the server starts up.
    return last_line("\n".join(line for line in lines if "starting up" not in line))


def _answers(files: PostgresFiles, password: str) -> bool:
    try:
        connect(files, SUPERUSER, password, "postgres").close()
    except psycopg.OperationalError as refused:
        if "password authentication failed" in str(refused):
            raise CannotStart(f"{files.data} has other passwords than {files.data.parent / 'secrets.env'}") from None
        return False
    return True


def _url(files: PostgresFiles, role: str, password: str) -> str:
    return f"postgresql+psycopg://{role}:{quote(password, safe='')}@/{DATABASE}?host={quote(str(files.sockets))}"


def _is_too_long(log: Path) -> bool:
    return log.exists() and log.stat().st_size > _LARGEST_LOG_BYTES
