"""What a run was, what came of it, and the table of many: written line by line, so that runs can be added up."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.chaos.account import Account

HEADS = (
    "seed",
    "events",
    "texts",
    "troubles",
    "deaths at steps",
    "alerts",
    "replies",
    "journal",
    "found late",
    "broken",
)


@dataclass(frozen=True)
class Plan:
    """One run: its seed, how many troubles, how long between two, and how fast people send."""

    seed: int
    troubles: int
    seconds_between_troubles: float
    texts_a_second: float
    danger_in_a_hundred: int = 3


@dataclass(frozen=True)
class Outcome:
    """What one run did and what came of it; counts by kind."""

    plan: Plan
    sent: Mapping[str, int]
    troubles: Mapping[str, int]
    deaths_at_steps: Mapping[str, int]
    account: Account

    @property
    def row(self) -> tuple[int, ...]:
        """The figures below the heads."""
        return (
            self.plan.seed,
            self.account.events + self.account.reports,
            sum(self.sent.values()),
            sum(self.troubles.values()),
            sum(self.deaths_at_steps.values()),
            self.account.alerts,
            self.account.replies,
            self.account.from_journal,
            self.account.found_late,
            sum(self.account.faults.values()),
        )


def write_table(outcomes: Sequence[Outcome]) -> str:
    """All runs below one another, added up, and how often each kind of trouble came."""
    rows = [one.row for one in outcomes]
    sums = [sum(column) for column in zip(*rows, strict=True)]
    lines = [HEADS, *(tuple(map(str, row)) for row in rows), ("all", *map(str, sums[1:]))]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADS))]
    table = ["  ".join(word.rjust(width) for word, width in zip(line, widths, strict=True)) for line in lines]
    counts = (
        ("troubles", [one.troubles for one in outcomes]),
        ("deaths at named steps", [one.deaths_at_steps for one in outcomes]),
        ("broken promises", [one.account.faults for one in outcomes]),
    )
    return "\n".join([*table, *(line for title, counted in counts for line in _added_up(title, counted))])


def _added_up(title: str, counted: Iterable[Mapping[str, int]]) -> Iterator[str]:
    all_of_them: Counter[str] = Counter()
    for one in counted:
        all_of_them.update(one)
    yield f"{title}:" if all_of_them else f"{title}: none"
    yield from (f"  {count:6}  {name}" for name, count in sorted(all_of_them.items()))


def keep(outcome: Outcome, file: Path) -> None:
    """Add one run to those of a file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as lines:
        lines.write(json.dumps(asdict(outcome)) + "\n")


def read_kept(file: Path) -> list[Outcome]:
    """The runs of a file; none when there is no such file."""
    written = file.read_text().splitlines() if file.exists() else []
    rows = [json.loads(line) for line in written]
    return [Outcome(**{**row, "plan": Plan(**row["plan"]), "account": Account(**row["account"])}) for row in rows]
