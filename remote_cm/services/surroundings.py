"""What every use case needs around it, handed in as one value; made in wiring.py and, with fakes, in tests."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from remote_cm.domain.call_script import Script
from remote_cm.domain.debrief_guide import DebriefGuide
from remote_cm.domain.failure_reason import FailureReason
from remote_cm.domain.message_grammar import SmsVocabulary
from remote_cm.ports import (
    CallPlacer,
    Clock,
    EventJournal,
    InboundHistory,
    OutboundHistory,
    OutsideHeartbeat,
    TextSender,
)
from remote_cm.script_library import Policy, Texts
from remote_cm.storage.database import Database
from remote_cm.storage.encrypted_text import BlindIndex


@dataclass(frozen=True)
class _StoppedClock:
    """Always the same moment."""

    at: datetime

    def now(self) -> datetime:
        return self.at


class _ClockSeenOnce:
    """The moment of the first look at another clock, for good."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: datetime | None = None

    def now(self) -> datetime:
        if self._seen is None:
            self._seen = self._clock.now()
        return self._seen


# Without a repr: whoever shows a failure with its values would write out every script, and the emergency numbers.
@dataclass(frozen=True, repr=False)
class Surroundings:
    """The database, the clock, the rules' numbers, the words, and the ways out to people.

    ``journal`` keeps what comes in while the database is away; ``emergency_numbers`` are rung when nobody else can be
    found without it. ``read_failure_code`` says what a code in a provider's report means.
    """

    database: Database
    clock: Clock
    policy: Policy
    texts: Texts
    script: Script
    vocabulary: SmsVocabulary
    debrief_guide: DebriefGuide
    blind_index: BlindIndex
    zone: ZoneInfo
    region: str
    text_sender: TextSender
    call_placer: CallPlacer
    inbound_history: InboundHistory
    outbound_history: OutboundHistory
    outside_heartbeat: OutsideHeartbeat | None
    journal: EventJournal
    emergency_numbers: tuple[str, ...]
    read_failure_code: Callable[[str], FailureReason]
    hash_password: Callable[[str], str]

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        return self.clock.now()

    def at(self, moment: datetime) -> "Surroundings":
        """The same at one moment, which does not pass; ``moment`` is aware."""
        return replace(self, clock=_StoppedClock(moment.astimezone(UTC)))

    def at_one_moment(self) -> "Surroundings":
        """The same at the moment at which somebody first asks for the time."""
        return replace(self, clock=_ClockSeenOnce(self.clock))

    def today(self) -> date:
        """The present day in the programme's zone."""
        return self.clock.now().astimezone(self.zone).date()
