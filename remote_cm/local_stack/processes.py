"""How a process is started, known again after a crash of ours, and stopped.

A process is never known by its name alone. What is started leads a session of its own and is written down with the
moment it began; a number that was given to another program since then does not match.
"""

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

MARK_SUFFIX = ".process"
_PROC = Path("/proc")
_LAST_WORD_SECONDS = 5.0


@dataclass(frozen=True)
class ProcessMark:
    """What tells a process of ours from all others: its number, when it began (ticks since boot), which boot."""

    pid: int
    began: int
    boot: str
    stop_signal: int


@dataclass(frozen=True)
class _Stat:
    pid: int
    state: str
    session: int
    began: int


def launch(
    command: Sequence[str | Path],
    *,
    mark: Path,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
    stdin: bytes = b"",
    output: IO[bytes] | int | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a command as the leader of a new session, so that Ctrl-C reaches us alone, and write its mark.

    ``output`` takes both of its streams. Raises OSError when the program cannot be executed.
    """
    process = subprocess.Popen(  # noqa: S603 - every command is made by this package, none from input
        [str(word) for word in command],
        env=None if environ is None else dict(environ),
        cwd=folder,
        stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        start_new_session=True,
    )
    mark.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    stat = _stat_of(process.pid)
    if stat is not None:
        mark.write_text(json.dumps(asdict(ProcessMark(stat.pid, stat.began, _boot(), stop_signal))))
    if process.stdin is not None:
        process.stdin.write(stdin)
        process.stdin.close()
    return process


def left_running(mark: Path) -> tuple[int, ...]:
    """The live processes of the session that this mark describes; empty when it is gone or the number is another's."""
    known = _read_mark(mark)
    if known is None or known.boot != _boot():
        return ()
    return tuple(
        stat.pid
        for stat in _all_stats()
        if stat.session == known.pid and stat.began >= known.began and stat.state != "Z"
    )


def stop_left_running(mark: Path, seconds: float = 20) -> tuple[int, ...]:
    """Stop what an earlier run left behind under this mark, gently and then by force. Returns what was stopped."""
    known, left = _read_mark(mark), left_running(mark)
    if known is not None and left:
        _signal((known.pid,) if known.pid in left else left, known.stop_signal)
        if not wait_until(lambda: not left_running(mark), seconds):
            _signal(left_running(mark), signal.SIGKILL)
            wait_until(lambda: not left_running(mark), _LAST_WORD_SECONDS)
    mark.unlink(missing_ok=True)
    return left


def stop(process: subprocess.Popen[bytes], mark: Path, seconds: float) -> None:
    """Wait for a process that was asked to stop, then end what is left of its session by force."""
    if not ended_within(process, seconds):
        process.kill()
        process.wait()
    _signal(left_running(mark), signal.SIGKILL)
    mark.unlink(missing_ok=True)


def ended_within(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Whether a process of ours has ended, after waiting for that so many seconds at most."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def wait_until(holds: Callable[[], bool], seconds: float, pause: float = 0.05) -> bool:
    """Whether a condition came to hold within so many seconds."""
    ends = time.monotonic() + seconds
    tick = threading.Event()
    while not holds():
        if time.monotonic() >= ends:
            return False
        tick.wait(pause)
    return True


def is_alive(pid: int) -> bool:
    """Whether this number belongs to a process that still runs; one that only waits to be buried does not."""
    stat = _stat_of(pid)
    return stat is not None and stat.state != "Z"


def command_line(pid: int) -> tuple[str, ...]:
    """The words that a process was started with; empty when it is gone."""
    try:
        return tuple((_PROC / str(pid) / "cmdline").read_bytes().decode(errors="replace").split("\0"))
    except OSError:
        return ()


def _read_mark(mark: Path) -> ProcessMark | None:
    try:
        return ProcessMark(**json.loads(mark.read_text()))
    except (OSError, ValueError, TypeError):
        return None


def _signal(pids: Sequence[int], number: int) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def _boot() -> str:
    return (_PROC / "sys/kernel/random/boot_id").read_text().strip()


def _all_stats() -> list[_Stat]:
    stats = (_stat_of(int(entry.name)) for entry in _PROC.iterdir() if entry.name.isdigit())
    return [stat for stat in stats if stat is not None]


def _stat_of(pid: int) -> _Stat | None:
    try:
        # The name in brackets may hold spaces and brackets of its own; the fields of proc(5) go on after the last one.
        fields = (_PROC / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return _Stat(pid, state=fields[0], session=int(fields[3]), began=int(fields[19]))
