"""Which requirements are met, area by area: ``python tests/structure/requirements_report.py [RESULTS_FILE]``.

Met means that a test which carries the id ran and passed, and that none which carries it failed. The results file is
what ``tests/requirement_marks.py`` wrote at the end of the last run; a run of a few tests tells of those few only.
"""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = Path("docs/requirements.md")
RESULTS = Path(".test-data/requirements.json")

_HEADING = re.compile(r"^## ([A-Z]+) — (.+)$")
_LINE = re.compile(r"^- (([A-Z]+)-\d{2}|N\d{1,2}) — (.+)$")


@dataclass(frozen=True)
class Area:
    """One area of the list: its letters, its title and its ids in their order."""

    letters: str
    title: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Proof:
    """The tests that carry one id, by how they ended in the last run."""

    passed: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()

    @property
    def is_met(self) -> bool:
        """True when a test proved it and none denies it."""
        return bool(self.passed) and not self.failed


def read_areas(text: str) -> tuple[Area, ...]:
    """The areas of docs/requirements.md. Raises ValueError for a line that is out of place or stands twice."""
    found: dict[str, tuple[str, list[str]]] = {}
    letters = ""
    for line in text.splitlines():
        if heading := _HEADING.match(line):
            letters = heading[1]
            found[letters] = (heading[2], [])
        elif entry := _LINE.match(line):
            if (entry[2] or "N") != letters or entry[1] in found[letters][1]:
                raise ValueError(f"{entry[1]} is out of place or stands twice")
            found[letters][1].append(entry[1])
    return tuple(Area(letters, title, tuple(ids)) for letters, (title, ids) in found.items())


def read_proofs(file: Path) -> Mapping[str, Proof]:
    """What the last run proved, by id; empty when there was none."""
    if not file.is_file():
        return {}
    written: dict[str, dict[str, list[str]]] = json.loads(file.read_text(encoding="utf-8"))
    return {known: Proof(tuple(tests["passed"]), tuple(tests["failed"])) for known, tests in written.items()}


def draw_report(areas: Sequence[Area], proofs: Mapping[str, Proof]) -> str:
    """The table of areas with its totals, then the ids that are not met and the tests that failed."""
    met = {known for known, proof in proofs.items() if proof.is_met}
    total = sum(len(area.ids) for area in areas)
    all_met = sum(known in met for area in areas for known in area.ids)
    lines = [_row("area", "met", "not met", "")]
    for area in areas:
        count = sum(known in met for known in area.ids)
        lines.append(_row(area.letters, count, len(area.ids) - count, area.title))
    lines += [_row("all", all_met, total - all_met, f"{total} requirements"), ""]
    for area in areas:
        missing = [known for known in area.ids if known not in met]
        if missing:
            numbers = " ".join(known.removeprefix(f"{area.letters}-").removeprefix("N") for known in missing)
            lines.append(f"not met {area.letters:<5} {numbers}")
    lines += [f"failed {known}: {test}" for known, proof in sorted(proofs.items()) for test in proof.failed]
    return "\n".join(lines) + "\n"


def _row(area: str, met: str | int, not_met: str | int, title: str) -> str:
    return f"{area:<5} {met:>4} {not_met:>8}  {title}".rstrip()


def main(arguments: Sequence[str]) -> int:
    """Print the report; a requirement that is not met is no failure."""
    results = Path(arguments[0]) if arguments else ROOT / RESULTS
    if not results.is_file():
        sys.stdout.write("No test has run yet, so nothing is proved: make test\n\n")
    areas = read_areas((ROOT / REQUIREMENTS).read_text(encoding="utf-8"))
    sys.stdout.write(draw_report(areas, read_proofs(results)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
