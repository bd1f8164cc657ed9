"""Runs the command line as whoever types it: in this process where nothing is shared, in one of its own where it is."""

import io
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest

from remote_cm.cli import main


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def faults(self) -> list[str]:
        """The lines on standard error."""
        return self.err.splitlines()


class CommandLine:
    """Types commands in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: str, stdin: str = "") -> Said:
        self._monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        try:
            code = main(arguments)
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
        said = self._capsys.readouterr()
        return Said(code, said.out, said.err)


def in_its_own_process(
    arguments: Sequence[str], environ: Mapping[str, str], *, stdin: str = "", code: str | None = None
) -> Said:
    """Run a command, or a few lines of Python, in a process with exactly this environment."""
    program = ["-c", code, *arguments] if code is not None else ["-c", "from remote_cm.cli import main; exit(main())"]
    command = [sys.executable, *program, *([] if code is not None else arguments)]
    done = subprocess.run(command, env=environ, input=stdin, capture_output=True, text=True, timeout=60, check=False)
    return Said(done.returncode, done.stdout, done.stderr)
