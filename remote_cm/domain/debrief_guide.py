"""What a caseworker asks a volunteer in the daily talk, and in which order (debrief form §7.1)."""

from dataclasses import dataclass
from enum import StrEnum


class DebriefPart(StrEnum):
    """Where in the talk a line has its place."""

    OPENING = "opening"
    WORK = "work"
    CLOSING = "closing"


@dataclass(frozen=True)
class DebriefLine:
    """One thing to ask or to do: ``ask`` are the words to say, ``do`` what follows from the answer."""

    id: str
    part: DebriefPart
    title: str
    ask: str
    do: str


@dataclass(frozen=True)
class DebriefGuide:
    """The lines of the talk in their order.

    Raises ValueError when an id stands twice, a part is cut by another, the talk does not begin with whether the
    volunteer can talk alone (VOL-23), or its work does not begin with danger (§7.1, line 5).
    """

    version: str
    language: str
    reviewed: bool
    lines: tuple[DebriefLine, ...]

    def __post_init__(self) -> None:
        ids = [line.id for line in self.lines]
        faults = [f"{one} stands twice" for one in sorted({one for one in ids if ids.count(one) > 1})]
        order = [list(DebriefPart).index(line.part) for line in self.lines]
        if order != sorted(order):
            faults.append("lines must stand in the order opening, work, closing")
        if ids[:1] != ["can_talk_alone"]:
            faults.append("the first line must be can_talk_alone")
        if [line.id for line in self.part(DebriefPart.WORK)][:1] != ["danger_seen"]:
            faults.append("the first line of the work must be danger_seen")
        if faults:
            raise ValueError("; ".join(faults))

    def part(self, part: DebriefPart) -> tuple[DebriefLine, ...]:
        """The lines of one part."""
        return tuple(line for line in self.lines if line.part is part)
