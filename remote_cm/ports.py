"""What we need of the outside, said without naming who provides it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from remote_cm.domain.emergency import EmergencyNote
from remote_cm.domain.failure_reason import FailureReason


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
    ├── TryLater             nothing was sent; the same request may be made again
    │   └── AccountRefused   nothing of the kind is sent before somebody mends our account
    ├── Refused              the provider said no, for good; ``reason`` is our word for it
    └── OutcomeUnknown       nobody knows if it was done; ask the provider by our own reference first
    """


class TryLater(ProviderError):
    """Nothing was sent; the same request may be made again later, ``after_seconds`` from now where the provider said
    when. ``reason`` is our word for why.
    """

    def __init__(
        self, reason: FailureReason = FailureReason.TOO_MANY_REQUESTS, after_seconds: int | None = None
    ) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.after_seconds = after_seconds


class AccountRefused(TryLater):
    """Nothing was sent, and nothing of the kind will be before somebody has mended our account at the provider."""


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
    """What is heard in a call: the question of an alert, of the side that begins a masked bridge, or that the service
    itself needs a person.
    """

    ALERT = "alert"
    BRIDGE = "bridge"
    EMERGENCY = "emergency"


@dataclass(frozen=True)
class Ring:
    """One call to place. What is heard is fetched from our own address for ``reference`` when it is answered."""

    reference: str
    phone_number: str
    ring_seconds: int
    limit_seconds: int
    purpose: RingPurpose = RingPurpose.ALERT


IsAnother = Callable[[str], bool]


def nothing_is_known(provider_id: str) -> bool:  # noqa: ARG001 - the form of what is asked
    """Of no id is it known whose it is."""
    return False


class TextSender(Protocol):
    """Hands an SMS to a provider."""

    def send_text(self, text: Text) -> str:
        """Hand over one text and return the provider's id. Raises TryLater, Refused or OutcomeUnknown."""
        ...

    def find_text(self, text: Text, since: datetime, is_another: IsAnother = nothing_is_known) -> str | None:
        """The provider's id of a text whose answer was lost, or None when the provider never had it.

        ``is_another`` says of an id that it is known to be of another message, which is then passed over.
        """
        ...


class CallPlacer(Protocol):
    """Places a call through a provider."""

    def place_call(self, ring: Ring) -> str:
        """Ring one phone and return the provider's id. Raises TryLater, Refused or OutcomeUnknown."""
        ...

    def find_call(self, ring: Ring, since: datetime, is_another: IsAnother = nothing_is_known) -> str | None:
        """The provider's id of a call whose answer was lost, or None when the provider never had it.

        ``is_another`` says of an id that it is known to be of another call, which is then passed over.
        """
        ...

    def end_call(self, provider_id: str, *, is_answered: bool) -> None:
        """End a call, ringing or not; one that is over already is no error. Raises TryLater, Refused or
        OutcomeUnknown.
        """
        ...


@dataclass(frozen=True)
class PastText:
    """A text to our number that the provider has on its list: its id, the number shown, the words and when it came."""

    provider_id: str
    sender: str
    body: str = field(repr=False)
    received_at: datetime


@dataclass(frozen=True)
class PastRing:
    """A call to our number that the provider has on its list, as with a text."""

    provider_id: str
    sender: str
    received_at: datetime


class InboundHistory(Protocol):
    """What the provider says came to our number, whether we were told of it or not."""

    @property
    def provider(self) -> str:
        """The name under which the provider's ids are kept; the same as for what its webhooks tell."""
        ...

    def list_texts(self, since: datetime) -> Sequence[PastText]:
        """Every text to our number since an aware moment, and perhaps older ones, in the order in which they came.
        Raises ProviderError.
        """
        ...

    def list_rings(self, since: datetime) -> Sequence[PastRing]:
        """Every call to our number, as with texts. Raises ProviderError."""
        ...


@dataclass(frozen=True)
class Whereabouts:
    """What the provider says of something that we sent: its word for the state, and a code where it failed."""

    status: str
    error_code: str | None


class OutboundHistory(Protocol):
    """What the provider says became of what we sent."""

    def find_text_state(self, provider_id: str) -> Whereabouts:
        """Where a text of ours stands. Raises ProviderError."""
        ...

    def find_call_state(self, provider_id: str) -> Whereabouts:
        """Where a call of ours stands. Raises ProviderError."""
        ...


@dataclass(frozen=True)
class NumberSetup:
    """How our number is set up at the provider, by the provider's names of the settings, and its clock."""

    addresses: Mapping[str, str]
    """Where each kind of event is told; an empty string where nothing is set."""
    methods: Mapping[str, str]
    """By which HTTP method, for those addresses that have one."""
    provider_time: datetime | None
    """The provider's clock as it answered, aware; None when it did not say."""


class ProviderAccount(Protocol):
    """Our account at the provider, as an operator's check looks at it."""

    def look_at_number(self) -> NumberSetup | None:
        """How our number is set up; None when the account has no such number. Raises ProviderError."""
        ...


class OutsideHeartbeat(Protocol):
    """Somebody outside who sounds an alarm when they do not hear from us."""

    def ping(self) -> bool:
        """Say that all is well; False when that could not be said. Never raises."""
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


class JournalKind(StrEnum):
    """What can wait in the journal: whatever a provider tells us only once."""

    TEXT = "text"
    RING = "ring"
    DELIVERY = "delivery"
    LEG = "leg"
    KEY = "key"


@dataclass(frozen=True)
class JournalRecord:
    """One event as it came: at which aware moment, and what it consisted of, by names of ours."""

    kind: JournalKind
    came_at: datetime
    fields: Mapping[str, str | int | None] = field(repr=False)


class Unreadable(Exception):
    """A record that no key of ours opens, or that is not whole."""


class EventJournal(Protocol):
    """Keeps on this machine what came in while it could not be handled, until it has been handled.

    A *place* orders records by their arrival and says nothing else of them.
    """

    def take_place(self) -> str:
        """The next place in the order of arrival; taken before anything else is tried."""
        ...

    def keep(self, place: str, record: JournalRecord) -> None:
        """Have the record safely on the disk when this returns. Raises OSError when it cannot be, for example on a
        full disk.
        """
        ...

    def list_waiting(self) -> Sequence[str]:
        """The places of all records, earliest first. Raises OSError."""
        ...

    def read(self, place: str) -> JournalRecord:
        """One record. Raises Unreadable, and FileNotFoundError when somebody has removed it."""
        ...

    def remove(self, place: str) -> None:
        """Take out a record that has been handled; one that is gone already is no error."""
        ...

    def refuse(self, place: str) -> None:
        """Put a record aside that cannot be handled. It is kept, and counted apart."""
        ...

    def count_waiting(self) -> int:
        """How many records wait; never raises."""
        ...

    def count_refused(self) -> int:
        """How many records were put aside; never raises."""
        ...

    def held_alone(self) -> AbstractContextManager[bool]:
        """Hold the right to handle the records, which one process of this machine has at a time; False without it."""
        ...

    def change_note(self, change: Callable[[EmergencyNote], EmergencyNote]) -> EmergencyNote:
        """Change what is noted of the emergency, one process at a time, and return it as it is then. Raises OSError."""
        ...
