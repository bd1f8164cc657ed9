"""What we need of the outside, said without naming who provides it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Job(StrEnum):
    """The jobs that use cases owe, each by the dotted name of the function that a worker runs; a test resolves every
    one.
    """

    CLIMB_ALERT = "workers.alert_jobs.climb_alert"
    HAND_OVER_PAGE = "workers.alert_jobs.hand_over_page"
    HAND_OVER_MESSAGE = "workers.contact_jobs.hand_over_message"
    PLACE_BRIDGE = "workers.contact_jobs.place_bridge"
    CUT_BRIDGE = "workers.contact_jobs.cut_bridge"


class ProviderError(Exception):
    """A provider did not do what was asked.

    ProviderError
    ├── TryLater         nothing was sent; the same request may be made again
    ├── Refused          the provider said no, for good; ``reason`` is our word for it
    └── OutcomeUnknown   nobody knows if it was done; ask the provider by our own reference first
    """


class TryLater(ProviderError):
    """Nothing was sent; the same request may be made again later."""


class Refused(ProviderError):
    """The provider said no, for good. ``reason`` is one lower-snake word of ours, never the provider's sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class OutcomeUnknown(ProviderError):
    """The answer was lost: it may have been sent or not."""


@dataclass(frozen=True)
class Text:
    """One SMS to hand over. ``reference`` is our own id, which comes back in each delivery report."""

    reference: str
    phone_number: str
    body: str
    valid_for_seconds: int


class RingPurpose(StrEnum):
    """What is heard in a call: the question of an alert, or of the side that begins a masked bridge."""

    ALERT = "alert"
    BRIDGE = "bridge"


@dataclass(frozen=True)
class Ring:
    """One call to place. What is heard is fetched from our own address for ``reference`` when it is answered."""

    reference: str
    phone_number: str
    ring_seconds: int
    limit_seconds: int
    purpose: RingPurpose = RingPurpose.ALERT


class TextSender(Protocol):
    """Hands an SMS to a provider."""

    def send_text(self, text: Text) -> str:
        """Hand over one text and return the provider's id. Raises TryLater, Refused or OutcomeUnknown."""
        ...

    def find_text(self, text: Text, since: datetime) -> str | None:
        """The provider's id of a text whose answer was lost, or None when the provider never had it."""
        ...


class CallPlacer(Protocol):
    """Places a call through a provider."""

    def place_call(self, ring: Ring) -> str:
        """Ring one phone and return the provider's id. Raises TryLater, Refused or OutcomeUnknown."""
        ...

    def find_call(self, ring: Ring, since: datetime) -> str | None:
        """The provider's id of a call whose answer was lost, or None when the provider never had it."""
        ...

    def end_call(self, provider_id: str, *, is_answered: bool) -> None:
        """End a call, ringing or not; one that is over already is no error. Raises TryLater, Refused or
        OutcomeUnknown.
        """
        ...


class JobQueue(Protocol):
    """Nudges a worker. A lost nudge costs time, never work: the row that owes the job is already committed."""

    def nudge(self, job: Job, row_id: str) -> None:
        """Ask that the job of this name runs for this row soon; failures are logged and swallowed."""
        ...

    def is_answering(self) -> bool:
        """True when the queue can be reached; never raises."""
        ...


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present as an aware UTC datetime."""
        ...
