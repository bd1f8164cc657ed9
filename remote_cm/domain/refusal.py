"""Every refusal that a rule or a use case may raise, as one small tree; none knows a status code or a page.

Refusal
├── BadInput            what was given is wrong; carries every fault with its place
├── NotFound            it does not exist, or not for this person: the two are never told apart
├── NotAllowed          this role may never do this
├── GateClosed          the safety gate says no; carries the reasons and the next moment that is safe
└── StaleStep           the page was old: what it asked for has been done or overtaken meanwhile
"""

from dataclasses import dataclass
from datetime import datetime


class Refusal(Exception):
    """Base of all refusals."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, and what would be right."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


class BadInput(Refusal):
    """What was given is wrong. ``faults`` holds every one that was found, so that all can be mended at once."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults


class NotFound(Refusal):
    """It does not exist for the person who asks; that it may exist for another is not told."""


class NotAllowed(Refusal):
    """The role of the person who asks may never do this."""


class GateClosed(Refusal):
    """The safety gate says no. ``reasons`` are the gate's own words, ``next_allowed_at`` an aware moment or None."""

    def __init__(self, reasons: tuple[str, ...], next_allowed_at: datetime | None) -> None:
        super().__init__(", ".join(reasons))
        self.reasons = reasons
        self.next_allowed_at = next_allowed_at


class StaleStep(Refusal):
    """The page was old: what it asked for has been done, or was overtaken by something else."""
