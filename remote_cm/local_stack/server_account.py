"""As whom the embedded PostgreSQL runs: it refuses root, and root's home is closed to everybody else."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

_UNPRIVILEGED = "nobody"


@dataclass(frozen=True)
class ServerAccount:
    """Words put before a server's command, and the owner that its files must have (None: whoever makes them)."""

    prefix: tuple[str, ...] = ()
    owner: tuple[int, int] | None = None

    def can_run(self, program: Path) -> bool:
        """Whether this account reaches a program and may execute it; asked by running it with ``--version``.

        A shell stands between: what changes the account still has root's powers when it executes its first program.
        """
        return self._succeeds("sh", "-c", 'exec "$0" --version', str(program))

    def can_write_in(self, folder: Path) -> bool:
        """Whether this account may make files in a folder."""
        return self._succeeds("test", "-w", str(folder), "-a", "-x", str(folder))

    def give(self, path: Path) -> None:
        """Make a file or folder that we own this account's."""
        if self.owner is not None:
            os.chown(path, *self.owner)

    def _succeeds(self, *command: str) -> bool:
        try:
            done = subprocess.run(  # noqa: S603 - a fixed probe, no input in it
                [*self.prefix, *command], capture_output=True, stdin=subprocess.DEVNULL, timeout=20, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        return done.returncode == 0


def as_started() -> ServerAccount:
    """The account that started us; for everybody but root."""
    return ServerAccount()


def in_user_namespace() -> ServerAccount | None:
    """Root without root's powers: one user namespace where it is seen as an ordinary account. None without the tool.

    Files stay root's on the outside, so data can live in a folder that only root reaches. ``initdb`` looks its user
    up by number, so an account is taken that every Debian has.
    """
    unshare = shutil.which("unshare")
    if unshare is None:
        return None
    account = pwd.getpwnam(_UNPRIVILEGED)
    return ServerAccount((unshare, "--user", f"--map-user={account.pw_uid}", f"--map-group={account.pw_gid}", "--"))


def as_unprivileged() -> ServerAccount | None:
    """An ordinary account of the machine, for where user namespaces are refused. None without the tool."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return None
    account = pwd.getpwnam(_UNPRIVILEGED)
    change = (f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups", "--no-new-privs", "--")
    return ServerAccount((setpriv, *change), (account.pw_uid, account.pw_gid))
