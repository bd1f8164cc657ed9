"""Keeps the parts of the stack running: what dies is started again, what keeps dying stops everything loudly."""

import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from remote_cm.local_stack.processes import ended_within, launch, stop

Say = Callable[[str], None]

_LOOK_EVERY_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 10.0
_WIDEST_NAME = 10


@dataclass(frozen=True)
class Patience:
    """How many deaths within how many seconds are too many."""

    deaths: int = 6
    within_seconds: float = 120.0


@dataclass(frozen=True)
class Part:
    """One process that is kept running. Foundations (databases) are stopped after all that stands on them."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    mark: Path
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10.0
    is_foundation: bool = False


class Supervisor:
    """Starts parts, watches them and stops them. Used by one thread; each part's output has a thread of its own."""

    def __init__(self, say: Say, patience: Patience = Patience()) -> None:
        self._say = say
        self._patience = patience
        self._running: dict[str, _Kept] = {}
        self._stop_asked = threading.Event()
        self._in_a_hurry = threading.Event()

    def ask_to_stop(self) -> None:
        """Make `watch` return; asked a second time, stopping no longer waits for anyone. Safe in a signal handler."""
        if self._stop_asked.is_set():
            self._in_a_hurry.set()
        self._stop_asked.set()

    @property
    def is_asked_to_stop(self) -> bool:
        """Whether the stack is to go down."""
        return self._stop_asked.is_set()

    @contextmanager
    def listening_to_signals(self) -> Iterator[None]:
        """Take Ctrl-C, a plain kill and a closed terminal as the wish to stop, for as long as this lasts."""
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, lambda *_: self.ask_to_stop()) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def keep(self, part: Part, process: subprocess.Popen[bytes] | None = None) -> None:
        """Keep a part running from now on; ``process`` is given when it already runs."""
        kept = _Kept(part, process or part.start(), deque(maxlen=self._patience.deaths))
        self._running[part.name] = kept
        self._pass_on_output(kept)

    def watch(self, until: Callable[[], bool] = lambda: False) -> bool:
        """Watch over all parts. True when ``until`` came to hold, False when asked to stop or when one gave up."""
        while not self._stop_asked.wait(_LOOK_EVERY_SECONDS):
            if not all(self._tend(kept) for kept in self._running.values()):
                return False
            if until():
                return True
        return False

    def stop_all(self) -> None:
        """Ask all to stop, wait for each as long as it may take, end by force what is left; foundations last."""
        standing = [kept for kept in self._running.values() if not kept.part.is_foundation]
        foundations = [kept for kept in self._running.values() if kept.part.is_foundation]
        self._stop_together(standing)
        for kept in reversed(foundations):
            self._stop_together([kept])
        self._running.clear()

    def _tend(self, kept: "_Kept") -> bool:
        now = time.monotonic()
        if kept.starts_at is not None:
            if now >= kept.starts_at:
                self._start_again(kept)
            return True
        code = kept.process.poll()
        if code is None:
            return True
        kept.deaths.append(now)
        recent = [died for died in kept.deaths if now - died <= self._patience.within_seconds]
        if len(recent) >= self._patience.deaths:
            self._say(f"{kept.part.name} {_ended(code)} {len(recent)} times in a short while: GIVING UP, all stops now")
            return False
        pause = min(2.0 ** (len(recent) - 1) - 1, _LONGEST_PAUSE_SECONDS)
        kept.starts_at = now + pause
        self._say(f"{kept.part.name} {_ended(code)}: starting it again" + (f" in {pause:.0f} s" if pause else ""))
        return True

    def _start_again(self, kept: "_Kept") -> None:
        # Children of the dead process must not go on beside the new one.
        stop(kept.process, kept.part.mark, 0)
        kept.process = kept.part.start()
        kept.starts_at = None
        self._pass_on_output(kept)

    def _stop_together(self, group: Sequence["_Kept"]) -> None:
        for kept in group:
            if kept.process.poll() is None:
                kept.process.send_signal(kept.part.stop_signal)
        asked = time.monotonic()
        for kept in group:
            while not ended_within(kept.process, _LOOK_EVERY_SECONDS):
                if self._in_a_hurry.is_set() or time.monotonic() - asked > kept.part.stop_seconds:
                    break
            stop(kept.process, kept.part.mark, 0)

    def _pass_on_output(self, kept: "_Kept") -> None:
        if kept.process.stdout is not None:
            threading.Thread(target=_copy_lines, args=(kept.part.name, kept.process), daemon=True).start()


@dataclass
class _Kept:
    part: Part
    process: subprocess.Popen[bytes]
    deaths: deque[float]
    starts_at: float | None = None


def command_part(
    name: str, command: Sequence[str | Path], environ: Mapping[str, str], folder: Path, marks: Path
) -> Part:
    """A part that is a plain command with this environment, run in this folder."""
    mark = marks / f"{name}.process"

    def start() -> subprocess.Popen[bytes]:
        return launch(command, mark=mark, environ=environ, folder=folder, output=subprocess.PIPE)

    return Part(name, start, mark)


def write_line(name: str, line: str) -> None:
    """One line on standard output with the name of the part that says it; a closed terminal is no reason to fail."""
    try:
        sys.stdout.write(f"{name:<{_WIDEST_NAME}}| {line}\n")
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        return


def _copy_lines(name: str, process: subprocess.Popen[bytes]) -> None:
    if process.stdout is not None:
        with process.stdout as lines:
            for line in lines:
                write_line(name, line.decode(errors="replace").rstrip())


def _ended(code: int) -> str:
    return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
