"""A private folder for sockets whose path is short enough: the system cuts a socket's address at 107 bytes."""

import os
import tempfile
from pathlib import Path

from remote_cm.local_stack.server_account import ServerAccount

_LONGEST_ADDRESS = 107
_LONGEST_NAME = len("/.s.PGSQL.5432.lock")
_NOTE = "short-socket-folder"


def open_socket_folder(data: Path, account: ServerAccount, name: str) -> Path:
    """A 0700 folder that belongs to the server's account; outside the data folder, and noted there, only if it must."""
    inside = data / name
    if len(os.fsencode(inside)) + _LONGEST_NAME <= _LONGEST_ADDRESS:
        inside.mkdir(mode=0o700, exist_ok=True)
        return _made_private(inside, account)
    note = data / f"{name}.{_NOTE}"
    known = Path(note.read_text().strip()) if note.is_file() else None
    if known is None or not _is_private(known, account):
        known = Path(tempfile.mkdtemp(prefix="remote-cm-", dir=_short_base(account)))
        note.write_text(f"{known}\n")
    return _made_private(known, account)


def _short_base(account: ServerAccount) -> str:
    own = os.environ.get("XDG_RUNTIME_DIR", "")
    # Other accounts cannot enter the runtime folder. In the common one mkdtemp makes a closed folder with a new name.
    return own if own and account.owner is None and os.access(own, os.W_OK) else "/tmp"  # noqa: S108 - see above


def _made_private(folder: Path, account: ServerAccount) -> Path:
    folder.chmod(0o700)
    account.give(folder)
    return folder


def _is_private(folder: Path, account: ServerAccount) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    owner = account.owner[0] if account.owner else os.geteuid()
    return folder.is_dir() and not folder.is_symlink() and found.st_uid == owner and found.st_mode & 0o077 == 0
