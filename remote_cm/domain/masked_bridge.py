"""The masked bridge on paper: where a call of two legs stands, when it is given up, and how the try is written down.

The caseworker is rung and presses a key, then the other side is rung and presses a key, then the two are joined.
Neither sees the other's number (N31), and a voicemail or a stranger who presses nothing is never joined (N3).
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum


class BridgeLeg(StrEnum):
    """The two telephones of a bridge: who began it, and who is reached."""

    CALLER = "caller"
    OTHER = "other"


class BridgeState(StrEnum):
    """Where a bridge stands; it only ever moves down this list, and the last two are final."""

    CLAIMED = "claimed"
    RINGING_CALLER = "ringing_caller"
    RINGING_OTHER = "ringing_other"
    JOINED = "joined"
    ENDED = "ended"
    FAILED = "failed"

    @property
    def is_final(self) -> bool:
        """True when nothing more can become of it."""
        return self in (BridgeState.ENDED, BridgeState.FAILED)


class BridgeEnd(StrEnum):
    """Why a bridge is over. Only ``talked`` means that two people were joined."""

    TALKED = "talked"
    CALLER_NOT_REACHED = "caller_not_reached"
    CALLER_NO_KEY = "caller_no_key"
    CALLER_HUNG_UP = "caller_hung_up"
    CANCELLED = "cancelled"
    GATE_CLOSED = "gate_closed"
    OTHER_NO_ANSWER = "other_no_answer"
    OTHER_BUSY = "other_busy"
    OTHER_FAILED = "other_failed"
    OTHER_NO_KEY = "other_no_key"
    """Somebody or something picked up and pressed nothing: a voicemail, or a stranger."""

    NOT_STARTED = "not_started"
    REFUSED = "refused"
    REPORTS_LOST = "reports_lost"

    @property
    def is_failure(self) -> bool:
        """True when it was we or the provider who could not do it."""
        return self in (BridgeEnd.NOT_STARTED, BridgeEnd.REFUSED, BridgeEnd.REPORTS_LOST)


class AnsweredBy(StrEnum):
    """What the provider took the other side for, where it was asked to listen."""

    HUMAN = "human"
    MACHINE = "machine"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class BridgePolicy:
    """The numbers of a bridge (section ``bridge`` of the policy file). Raises ValueError when they contradict.

    ``caller_ring_seconds``, ``other_ring_seconds``: how long each phone rings. ``key_wait_seconds`` and
    ``prompts_at_most``: how long a key is waited for, and how often it is asked for, the first time included.
    ``limit_seconds``: when a talk is ended by the provider. ``start_within_seconds``: a bridge that the provider did
    not take by then is given up and not rung out of the blue. ``lost_after_seconds``: how long after the last moment
    at which a report was to come a bridge is taken for over. ``unconfirmed_after_minutes``: how long after its end
    nobody has to say how the try went.
    """

    caller_ring_seconds: int
    other_ring_seconds: int
    key_wait_seconds: int
    prompts_at_most: int
    limit_seconds: int
    start_within_seconds: int
    lost_after_seconds: int
    unconfirmed_after_minutes: int

    def __post_init__(self) -> None:
        low = [field.name for field in fields(self) if getattr(self, field.name) < 1]
        if low:
            raise ValueError(f"must be 1 or more: {', '.join(low)}")
        if self.limit_seconds <= self.other_ring_seconds + self.key_seconds:
            raise ValueError("limit_seconds must leave time to talk after the ringing and every prompt")

    @property
    def key_seconds(self) -> int:
        """The longest time that one side may take to press its key."""
        return self.key_wait_seconds * self.prompts_at_most


@dataclass(frozen=True)
class BridgeTimes:
    """The moments of a bridge that decide when it is given up; all are aware."""

    claimed_at: datetime
    caller_pressed_at: datetime | None
    joined_at: datetime | None


def decide_end_of_waiting(state: BridgeState, times: BridgeTimes, now: datetime, policy: BridgePolicy) -> bool:
    """True when a bridge that is not over has been silent for so long that it must be taken for over.

    Reports of the provider can be lost; without this a bridge would ring for ever on the page and its caller could
    not begin another.
    """
    if state.is_final:
        return False
    begun, seconds = times.claimed_at, policy.start_within_seconds + policy.caller_ring_seconds + policy.key_seconds
    if state is BridgeState.CLAIMED:
        return now >= times.claimed_at + timedelta(seconds=policy.start_within_seconds)
    if state is BridgeState.RINGING_OTHER and times.caller_pressed_at is not None:
        begun, seconds = times.caller_pressed_at, policy.other_ring_seconds + policy.key_seconds
    if state is BridgeState.JOINED and times.joined_at is not None:
        begun, seconds = times.joined_at, policy.limit_seconds
    return now >= begun + timedelta(seconds=seconds + policy.lost_after_seconds)


class PlacingDecision(StrEnum):
    """What to do with a bridge that is owed."""

    PLACE = "place"
    LOOK_UP_FIRST = "look_up_first"
    LEAVE = "leave"
    GIVE_UP = "give_up"


def decide_placing(
    state: BridgeState,
    *,
    now: datetime,
    claimed_at: datetime,
    asked_at: datetime | None,
    try_after: datetime | None,
    patience: timedelta,
    policy: BridgePolicy,
) -> PlacingDecision:
    """Whether the caller is rung now.

    ``asked_at`` is when the provider was last asked without an answer that is known: for ``patience`` that is left to
    whoever asked, after it the provider is asked what became of it before anything is placed again. The moment at
    which a bridge is given up stands above all that: nobody's phone rings late, out of the blue.
    """
    if state is not BridgeState.CLAIMED:
        return PlacingDecision.LEAVE
    if now >= claimed_at + timedelta(seconds=policy.start_within_seconds):
        return PlacingDecision.GIVE_UP
    if asked_at is not None:
        return PlacingDecision.LEAVE if now < asked_at + patience else PlacingDecision.LOOK_UP_FIRST
    if try_after is not None and now < try_after:
        return PlacingDecision.LEAVE
    return PlacingDecision.PLACE


@dataclass(frozen=True)
class DialEnd:
    """What the provider says once its ringing of the other side is over: its word, and if it joined the two."""

    status: str
    was_bridged: bool


_ENDS_BY_WORD: Mapping[str, BridgeEnd] = {
    "busy": BridgeEnd.OTHER_BUSY,
    "no_answer": BridgeEnd.OTHER_NO_ANSWER,
    "failed": BridgeEnd.OTHER_FAILED,
    "canceled": BridgeEnd.CALLER_HUNG_UP,
}


def read_end_of_dial(dial: DialEnd, *, other_pressed: bool) -> BridgeEnd:
    """Why the ringing of the other side is over.

    ``completed`` alone also covers a phone that was picked up and pressed nothing, so what counts is if the two were
    joined (twilio notes §4.1); and whoever pressed no key was not, whatever is said.
    """
    if dial.was_bridged and other_pressed:
        return BridgeEnd.TALKED
    by_word = _ENDS_BY_WORD.get(_plain(dial.status))
    if by_word is not None:
        return by_word
    return BridgeEnd.CALLER_HUNG_UP if other_pressed else BridgeEnd.OTHER_NO_KEY


@dataclass(frozen=True)
class LegPassed:
    """How far a bridge had come when a leg's end is reported."""

    state: BridgeState
    caller_answered: bool


def read_end_of_leg(leg: BridgeLeg, status: str, passed: LegPassed) -> BridgeEnd | None:
    """Why a bridge is over by the last report of one leg; None for a report that ends nothing."""
    word = _plain(status)
    if word not in ("completed", *_ENDS_BY_WORD) or passed.state.is_final:
        return None
    if passed.state is BridgeState.JOINED:
        return BridgeEnd.TALKED
    if leg is BridgeLeg.OTHER:
        return _ENDS_BY_WORD.get(word, BridgeEnd.OTHER_NO_KEY) if passed.state is BridgeState.RINGING_OTHER else None
    if passed.state is BridgeState.RINGING_OTHER:
        return BridgeEnd.CALLER_HUNG_UP
    return BridgeEnd.CALLER_NO_KEY if passed.caller_answered or word == "completed" else BridgeEnd.CALLER_NOT_REACHED


def read_answered_by(word: str | None) -> AnsweredBy | None:
    """The provider's word for who picked up, as one of ours; None when it did not listen."""
    if not word:
        return None
    if _plain(word) == "human":
        return AnsweredBy.HUMAN
    return AnsweredBy.MACHINE if _plain(word).startswith(("machine", "fax")) else AnsweredBy.UNKNOWN


def _plain(word: str) -> str:
    return word.strip().lower().replace("-", "_")


class ProposedOutcome(StrEnum):
    """How a try over the bridge is to be written down; the caseworker confirms it with one press."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    NOT_MADE = "not_made"
    UNKNOWN = "unknown"
    """Never proposed to a person: nobody has said how it went, and the telephones cannot tell."""


_NEVER_RUNG = frozenset(
    {
        BridgeEnd.CALLER_NOT_REACHED,
        BridgeEnd.CALLER_NO_KEY,
        BridgeEnd.GATE_CLOSED,
        BridgeEnd.NOT_STARTED,
        BridgeEnd.REFUSED,
    }
)


def propose_outcome(end: BridgeEnd, *, was_joined: bool, other_was_called: bool) -> ProposedOutcome:
    """How the try went, as far as the telephones tell.

    A try in which the other phone was never rung does not count against the day's limit. A voicemail, or a stranger
    who pressed nothing, has rung out: it draws eyes like any other ring (monitoring script §2.14 E). That a number is
    dead is for a person to say.
    """
    if was_joined:
        return ProposedOutcome.ANSWERED
    if end in _NEVER_RUNG or not other_was_called:
        return ProposedOutcome.NOT_MADE
    return ProposedOutcome.NO_ANSWER


def decide_unconfirmed(end: BridgeEnd, *, was_joined: bool, other_was_called: bool) -> ProposedOutcome:
    """How a try is written down that nobody confirmed: as the telephones told it.

    It stays unknown, and is rung again, where nothing more was heard of it, or where two were joined and nobody began
    to write: that somebody was spoken to is for a person to say (N24).
    """
    if was_joined or (end is BridgeEnd.REPORTS_LOST and other_was_called):
        return ProposedOutcome.UNKNOWN
    return propose_outcome(end, was_joined=was_joined, other_was_called=other_was_called)


class BridgeMoment(StrEnum):
    """What goes on at this moment, for the page."""

    WAITING = "waiting"
    CALLER_RINGS = "caller_rings"
    CALLER_ASKED = "caller_asked"
    OTHER_CALLED = "other_called"
    OTHER_RINGS = "other_rings"
    OTHER_ASKED = "other_asked"
    JOINED = "joined"
    OVER = "over"


def read_moment(state: BridgeState, *, caller_answered: bool, other_rung: bool, other_answered: bool) -> BridgeMoment:
    """What goes on, from where the bridge stands and what was reported of each phone."""
    match state:
        case BridgeState.CLAIMED:
            return BridgeMoment.WAITING
        case BridgeState.RINGING_CALLER:
            return BridgeMoment.CALLER_ASKED if caller_answered else BridgeMoment.CALLER_RINGS
        case BridgeState.RINGING_OTHER if other_answered:
            return BridgeMoment.OTHER_ASKED
        case BridgeState.RINGING_OTHER:
            return BridgeMoment.OTHER_RINGS if other_rung else BridgeMoment.OTHER_CALLED
        case BridgeState.JOINED:
            return BridgeMoment.JOINED
        case BridgeState.ENDED | BridgeState.FAILED:
            return BridgeMoment.OVER
