"""Runs a command that must end well before the service can start; Ctrl-C is heeded meanwhile."""

import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from remote_cm.local_stack.cannot_start import CannotStart
from remote_cm.local_stack.processes import ended_within, launch, stop
from remote_cm.local_stack.supervisor import Say, Supervisor

_LOOK_EVERY_SECONDS = 0.1
_TELL_EVERY_SECONDS = 5.0
_STOP_SECONDS = 5.0


class Interrupted(Exception):
    """The wish to stop came while something was still being prepared."""


def run_to_end(
    command: Sequence[str], environ: Mapping[str, str], mark: Path, supervisor: Supervisor, say: Say
) -> list[str]:
    """Run a command and return the lines of its output.

    Raises CannotStart when it fails, after telling what it said, and Interrupted when the stack is asked to stop.
    """
    try:
        process = launch(command, mark=mark, environ=environ, output=subprocess.PIPE)
    except OSError as missing:
        raise CannotStart(f"{command[0]} cannot be executed ({missing.strerror}): run make again") from missing
    lines: list[str] = []
    reader = threading.Thread(target=_collect, args=(process, lines), daemon=True)
    reader.start()
    try:
        _wait(process, command, supervisor, say)
    finally:
        stop(process, mark, 0)
        reader.join(_STOP_SECONDS)
    if process.returncode != 0:
        for line in lines:
            say(line)
        raise CannotStart(f"`{_shown(command)}` failed with exit code {process.returncode}; what it said is above")
    return lines


def _wait(process: subprocess.Popen[bytes], command: Sequence[str], supervisor: Supervisor, say: Say) -> None:
    began = told = time.monotonic()
    while not ended_within(process, _LOOK_EVERY_SECONDS):
        if supervisor.is_asked_to_stop:
            process.terminate()
            ended_within(process, _STOP_SECONDS)
            raise Interrupted
        now = time.monotonic()
        if now - told > _TELL_EVERY_SECONDS:
            told = now
            say(f"`{_shown(command)}`: still at it, after {now - began:.0f} s")


def _collect(process: subprocess.Popen[bytes], lines: list[str]) -> None:
    if process.stdout is not None:
        with process.stdout as output:
            lines.extend(line.decode(errors="replace").rstrip() for line in output)


def _shown(command: Sequence[str]) -> str:
    return " ".join((Path(command[0]).name, *command[1:]))
