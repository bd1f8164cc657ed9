"""Where the data of the local stack lives: `.data` beside the code, or for root, where that fails, a folder it names.

Nothing outside this folder has its permissions changed.
"""

import fcntl
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import remote_cm
from remote_cm.local_stack.cannot_start import CannotStart
from remote_cm.local_stack.secrets_file import write_private
from remote_cm.local_stack.server_account import ServerAccount, as_started, as_unprivileged, in_user_namespace

_ELSEWHERE = "elsewhere-for-root"
_LOCK = "lock"


@dataclass(frozen=True)
class DataFolder:
    """A private folder, and the account that the PostgreSQL in it runs as."""

    path: Path
    account: ServerAccount

    @property
    def marks(self) -> Path:
        """Where running processes are written down."""
        return self.path / "running"


def wanted_data_folder(environ: Mapping[str, str]) -> Path:
    """`REMOTE_CM_DATA_DIR`, else `.data` in the checkout that this code is in, else `.data` in the current folder."""
    named = environ.get("REMOTE_CM_DATA_DIR", "").strip()
    if named:
        return Path(named).absolute()
    beside_code = Path(remote_cm.__file__).resolve().parent.parent
    return (beside_code if (beside_code / "pyproject.toml").is_file() else Path.cwd()) / ".data"


def known_data_folder(wanted: Path) -> Path:
    """Where the data is, without making anything: the wanted folder, or the one that root was given instead."""
    return (_elsewhere(wanted) or wanted) if os.geteuid() == 0 else wanted


def open_data_folder(wanted: Path) -> DataFolder:
    """Make or find the private data folder for whoever runs this. Raises CannotStart when none can be had."""
    if os.geteuid() != 0:
        _make_private(wanted)
        return DataFolder(wanted, as_started())
    return _open_as_root(wanted, in_user_namespace())


def lock(folder: DataFolder) -> IO[str]:
    """Hold the folder for this process until the file is closed or we die. Raises CannotStart when another holds it."""
    held = (folder.path / _LOCK).open("a+")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as taken:
        held.seek(0)
        by = held.read().strip() or "unknown"
        held.close()
        raise CannotStart(
            f"{folder.path} is in use: the service already runs as process {by}; stop that first"
        ) from taken
    held.truncate(0)
    held.write(f"{os.getpid()}\n")
    held.flush()
    return held


def _open_as_root(wanted: Path, namespace: ServerAccount | None) -> DataFolder:
    known = _elsewhere(wanted)
    if known is None and _is_ours(wanted):
        _make_private(wanted)
        if namespace is not None and namespace.can_write_in(wanted):
            return DataFolder(wanted, namespace)
        if (wanted / "postgres").exists():
            raise CannotStart(f"{wanted} needs user namespaces, which are refused now: allow them, or move it away")
    account = as_unprivileged()
    if account is None or not account.can_write_in(Path(tempfile.gettempdir())):
        raise CannotStart("root cannot become an ordinary account here: start as an ordinary user instead")
    return DataFolder(known or _make_elsewhere(wanted), account)


def _is_ours(folder: Path) -> bool:
    return not folder.exists() or folder.stat().st_uid == os.geteuid()


def _make_private(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(folder):
            raise CannotStart(f"{folder} belongs to another user: start as that user, or set REMOTE_CM_DATA_DIR")
        folder.chmod(0o700)
    except OSError as refused:
        reason = refused.strerror or refused
        raise CannotStart(f"{folder} cannot be made ({reason}): set REMOTE_CM_DATA_DIR to another folder") from refused


def _elsewhere(wanted: Path) -> Path | None:
    note = wanted / _ELSEWHERE
    try:
        # Only root's own note is believed: the folder may be another user's.
        if note.is_symlink() or note.stat().st_uid != 0:
            return None
        folder = Path(note.read_text().strip())
        return folder if folder.is_absolute() and folder.stat().st_uid == 0 else None
    except OSError:
        return None


def _make_elsewhere(wanted: Path) -> Path:
    state = Path("/var/lib")
    folder = Path(tempfile.mkdtemp(prefix="remote-cm-", dir=state if os.access(state, os.W_OK) else None))
    # The server's account passes through to the one folder inside that is its own.
    folder.chmod(0o711)
    wanted.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written as a new file: in another user's folder the name could be a link that leads to a file of root's.
    write_private(wanted / _ELSEWHERE, f"{folder}\n")
    return folder
