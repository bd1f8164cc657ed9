"""What a telephone network remembers: handsets, texts and calls, with their states in Twilio's own words."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

# Digits and words that stand for a caller whose number is withheld (Twilio fact sheet, section 3).
WITHHELD_CALLERS = {
    "anonymous": "anonymous",
    "restricted": "restricted",
    "unknown": "unknown",
    "unavailable": "unavailable",
    "private": "private",
    "anonymous in digits": "+266696687",
    "restricted in digits": "+7378742833",
    "unknown in digits": "+8656696",
    "unavailable in digits": "+86282452253",
    "blocked in digits": "+2562533",
}


class HandsetKind(StrEnum):
    """Whose phone it is, as the service's list says; strangers are typed in by hand."""

    VOLUNTEER = "volunteer"
    CHILD = "child"
    CAREGIVER = "caregiver"
    STAFF = "staff"
    STRANGER = "stranger"
    WITHHELD = "withheld"


class HandsetHabit(StrEnum):
    """What a handset does when nobody touches it; ``behaviours`` says what each means."""

    BY_HAND = "by_hand"
    SWITCHED_OFF = "switched_off"
    ENGAGED = "engaged"
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no_answer"
    SILENT = "silent"
    PRESSES_KEY = "presses_key"
    WRONG_KEY = "wrong_key"
    HANGS_UP = "hangs_up"
    DROPS_WHEN_JOINED = "drops_when_joined"
    OUT_OF_SERVICE = "out_of_service"


class Direction(StrEnum):
    """Who began it, seen from the service's number."""

    INBOUND = "inbound"
    OUTBOUND_API = "outbound-api"
    OUTBOUND_DIAL = "outbound-dial"
    OUTBOUND_REPLY = "outbound-reply"

    @property
    def seen_from_the_handset(self) -> str:
        """``outgoing`` when the handset began it, else ``incoming``."""
        return "outgoing" if self is Direction.INBOUND else "incoming"


class MessageStatus(StrEnum):
    """How far a text has come."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    RECEIVED = "received"

    @property
    def is_final(self) -> bool:
        """True when no further report follows."""
        return self in (MessageStatus.DELIVERED, MessageStatus.UNDELIVERED, MessageStatus.RECEIVED)


class CallState(StrEnum):
    """How far a call has come, in the words of ``CallStatus``."""

    QUEUED = "queued"
    INITIATED = "initiated"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    FAILED = "failed"
    NO_ANSWER = "no-answer"
    CANCELED = "canceled"

    @property
    def is_final(self) -> bool:
        """True when the call is over."""
        return self not in (CallState.QUEUED, CallState.INITIATED, CallState.RINGING, CallState.IN_PROGRESS)


class CallEvent(StrEnum):
    """The four moments of a call that a status callback can ask for."""

    INITIATED = "initiated"
    RINGING = "ringing"
    ANSWERED = "answered"
    COMPLETED = "completed"


class RingReply(StrEnum):
    """What the person beside a ringing handset does."""

    ANSWER = "answer"
    DECLINE = "decline"
    RING_OUT = "ring_out"


@dataclass(frozen=True)
class StatusCallback:
    """Where reports of a call go, and which; without an address there are none."""

    address: str | None = None
    events: frozenset[CallEvent] = frozenset({CallEvent.COMPLETED})


@dataclass(frozen=True)
class CallOrder:
    """What a leg was asked to be. ``address`` or ``twiml`` says what is heard after an answer; a leg that the
    ``<Dial>`` verb opened may have neither."""

    to: str
    caller_id: str
    address: str | None = None
    twiml: str | None = None
    fallback_address: str | None = None
    status_callback: StatusCallback = StatusCallback()
    ring_seconds: int = 60
    limit_seconds: int = 14_400
    detects_machines: bool = False


@dataclass
class HandsetText:
    """One text as the handset keeps it; what Twilio's copy is blanked or deleted to does not change it."""

    sid: str
    direction: Direction
    body: str
    at: datetime


@dataclass
class Handset:
    """One phone. ``name`` is the code that the service shows, never a person's name.

    ``habit_keys`` are pressed instead of the habit's own. ``off_until``, on the moved counter of seconds, is when a
    phone that is off for a while is on again. ``withheld_as`` is the word or number that a call from it shows.
    """

    phone_number: str
    name: str
    kind: HandsetKind
    language: str | None = None
    alias_hint: str | None = None
    habit: HandsetHabit = HandsetHabit.BY_HAND
    habit_keys: str = ""
    off_until: float | None = None
    withheld_as: str | None = None
    texts: list[HandsetText] = field(default_factory=list)
    texts_read: int = 0

    @property
    def new_texts(self) -> int:
        """How many texts came in since somebody last looked at the handset."""
        unread = self.texts[self.texts_read :]
        return sum(text.direction is not Direction.INBOUND for text in unread)


@dataclass
class Message:
    """Twilio's record of one text."""

    sid: str
    direction: Direction
    from_number: str
    to_number: str
    body: str
    created_at: datetime
    status: MessageStatus
    status_callback: str | None = None
    sent_at: datetime | None = None
    error_code: int | None = None


@dataclass(eq=False)
class CallLeg:
    """One leg of a call: the service's number on one side, one handset on the other."""

    sid: str
    direction: Direction
    order: CallOrder
    created_at: datetime
    parent: "CallLeg | None" = None
    state: CallState = CallState.QUEUED
    reports_sent: int = 0
    ring_reply: RingReply | None = None
    is_cut: bool = False
    asked_end: CallState | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    connected_seconds: float | None = None
    limit_at: float | None = None
    duration_seconds: int | None = None
    answered_by: str | None = None
    heard: list[str] = field(default_factory=list)
    redirects: int = 0
    pressed: str = ""
    is_awaiting_keys: bool = False
    is_dialling: bool = False
    bridged_with: "CallLeg | None" = None
    is_forgotten: bool = False
    placed_from: str | None = None

    @property
    def handset_number(self) -> str:
        """The number of the handset on the leg's far side, also when it hides that from the service."""
        if self.direction is Direction.INBOUND:
            return self.placed_from or self.order.caller_id
        return self.order.to

    @property
    def number_passed_on(self) -> str:
        """The number of the person on this leg, as a careless ``<Dial>`` shows it to the other side."""
        return self.order.caller_id if self.direction is Direction.INBOUND else self.order.to

    @property
    def is_at_the_handset(self) -> bool:
        """True while the handset knows of the call: it rings, or somebody speaks."""
        return self.state in (CallState.RINGING, CallState.IN_PROGRESS)


def new_sid(prefix: str) -> str:
    """A fresh id in Twilio's form: two letters and 32 hexadecimal digits."""
    return prefix + uuid4().hex
