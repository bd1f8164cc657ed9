"""A database that can be taken away from an app and given back, and one of its own that can be frozen."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy.exc import OperationalError

from remote_cm.storage.database import Database, UnitOfWork

_PROC = Path("/proc")
_PATIENCE_SECONDS = 30.0


class TakenAway(Database):
    """The real database, which answers nobody while ``is_away``."""

    is_away = False

    @contextmanager
    def unit_of_work(self) -> Iterator[UnitOfWork]:
        """A transaction, or the error that a stopped server gives."""
        if self.is_away:
            raise OperationalError("", None, ConnectionRefusedError("stopped"))
        with super().unit_of_work() as work:
            yield work

    def is_answering(self) -> bool:
        """False while it is away."""
        return not self.is_away and super().is_answering()


@contextmanager
def frozen(pid: int) -> Iterator[None]:
    """A server and all of its children take no step, and say so to nobody, until this ends."""
    stopped: list[int] = []
    # One that was just being born when the others were stopped is found by looking again.
    while new := [one for one in (pid, *_descendants(pid)) if one not in stopped]:
        for one in new:
            _tell(one, signal.SIGSTOP)
        stopped += new
    try:
        yield
    finally:
        for one in stopped:
            _tell(one, signal.SIGCONT)


def seconds_of(act: Callable[[], object]) -> float:
    """How long something takes on the wall."""
    began = time.monotonic()
    act()
    return time.monotonic() - began


def wait_for(holds: Callable[[], bool]) -> None:
    """Return once a condition holds that another thread brings about; fails after half a minute."""
    ends = time.monotonic() + _PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < ends, "it never came to hold"
        # Lets the other threads run; how long it takes decides nothing.
        os.sched_yield()


def _tell(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _descendants(pid: int) -> list[int]:
    parents = {int(entry.name): _parent(entry) for entry in _PROC.iterdir() if entry.name.isdigit()}
    found = [child for child, parent in parents.items() if parent == pid]
    return [*found, *(further for child in found for further in _descendants(child))]


def _parent(entry: Path) -> int | None:
    try:
        return int((entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[1])
    except OSError:
        return None
