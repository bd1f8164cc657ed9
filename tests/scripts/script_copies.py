"""Copies of the scripts folder that a test may break."""

import shutil
from pathlib import Path

from remote_cm.script_library import ScriptFault, check_scripts, find_scripts_dir

SCRIPTS = find_scripts_dir()


class ScriptCopy:
    """A copy of the scripts as they are shipped."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "scripts"
        shutil.copytree(SCRIPTS, self.folder)

    def replace(self, file: str, old: str, new: str) -> int:
        """Change the first place where some words stand and return its line, from 1."""
        path = self.folder / file
        content = path.read_text(encoding="utf-8")
        before, found, after = content.partition(old)
        assert found, f"{old!r} does not stand in {file}"
        path.write_text(f"{before}{new}{after}", encoding="utf-8")
        return before.count("\n") + 1

    def line_of(self, file: str, words: str) -> int:
        """The line, from 1, of the first line that begins with these words."""
        content = (self.folder / file).read_text(encoding="utf-8")
        before, found, _ = content.partition(f"\n{words}")
        assert found, f"no line of {file} begins with {words!r}"
        return before.count("\n") + 2

    def faults(self) -> tuple[ScriptFault, ...]:
        """Everything that the check finds."""
        return check_scripts(self.folder)

    def only_fault(self) -> ScriptFault:
        """The one thing that the check finds."""
        (fault,) = self.faults()
        return fault
