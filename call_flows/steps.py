"""What a talk by phone is made of: where it stands, what was heard, what comes next. Words are named by their keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MOST_DIGITS = 3
KEYS = frozenset("0123456789*#")


class VoiceWords(StrEnum):
    """The keys of what may be said aloud by a machine; the words stand in ``scripts/texts``, in each language.

    All of them are neutral: whoever picks up the phone learns nothing of a child (N2, N3, escalation lessons §7).
    """

    ALERT_CALL = "alert-call"
    ALERT_CALL_REPEAT = "alert-call-repeat"
    ALERT_CALL_TAKEN = "alert-call-taken"
    ALERT_CALL_PASSED_ON = "alert-call-passed-on"
    ALERT_CALL_WRONG_KEY = "alert-call-wrong-key"
    ALERT_CALL_OVER = "alert-call-over"
    ALERT_CALL_GOODBYE = "alert-call-goodbye"
    ONE_MOMENT = "one-moment"
    KEY_NOTED = "key-noted"
    EMERGENCY_CALL = "emergency-call"
    EMERGENCY_CALL_NOTED = "emergency-call-noted"
    BRIDGE_CALLER = "bridge-caller"
    BRIDGE_OTHER = "bridge-other"
    BRIDGE_WRONG_KEY = "bridge-wrong-key"
    BRIDGE_NOT_NOW = "bridge-not-now"
    BRIDGE_NOT_REACHED = "bridge-not-reached"
    BRIDGE_GOODBYE = "bridge-goodbye"


class CallEffect(StrEnum):
    """What a step asks to be done before it is heard."""

    NONE = "none"
    ACKNOWLEDGE = "acknowledge"
    PASS_ON = "pass_on"  # noqa: S105 - an act, not a password
    KEEP_KEY = "keep_key"
    """The database cannot be reached: the key is kept on this machine, and acted upon when it can."""


@dataclass(frozen=True)
class State:
    """Where a talk stands. It travels in the address of the next request, so it holds two counts and at most one key.

    ``key`` was pressed and could not be acted upon yet, ``tries`` times.
    """

    wrong_keys: int = 0
    key: str = ""
    tries: int = 0

    def as_query(self) -> dict[str, str]:
        """The state as query parameters: short and ASCII, since a signature covers the address (twilio notes §2.1)."""
        waiting = {"k": self.key, "t": str(self.tries)} if self.key else {}
        return {"n": str(self.wrong_keys), **waiting}

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "State":
        """The state that ``as_query`` wrote. Anything else reads as the beginning: nobody is met by an error."""
        key = query.get("k", "")
        if key not in KEYS:
            return cls(_count(query.get("n", "")))
        return cls(_count(query.get("n", "")), key, _count(query.get("t", "")))


def _count(written: str) -> int:
    is_count = len(written) <= MOST_DIGITS and written.isascii() and written.isdigit()
    return int(written) if is_count else 0


@dataclass(frozen=True)
class Heard:
    """What came from the other end: ``keys`` is None before anything was asked and empty when no key was pressed."""

    keys: str | None = None


@dataclass(frozen=True)
class Say:
    """One sentence to be said, by its key."""

    key: VoiceWords


@dataclass(frozen=True)
class TurnAway:
    """The call is not answered at all: the caller hears a busy line and pays nothing."""

    effect: CallEffect = CallEffect.NONE


@dataclass(frozen=True)
class AskForKey:
    """Say something, then wait ``wait_seconds`` for one key, with which the talk goes on at ``state``.

    Without a key ``if_silent`` is said, if there is anything, and the call ends: silence is never an answer.
    """

    says: tuple[Say, ...]
    wait_seconds: int
    state: State
    if_silent: Say | None
    effect: CallEffect = CallEffect.NONE


@dataclass(frozen=True)
class HoldOn:
    """Say something, and come back at once with the key that ``state`` holds: what it asks for is not done yet."""

    says: tuple[Say, ...]
    state: State
    effect: CallEffect = CallEffect.NONE


@dataclass(frozen=True)
class SayAndHangUp:
    """Say something, or nothing, and end the call."""

    says: tuple[Say, ...]
    effect: CallEffect = CallEffect.NONE


@dataclass(frozen=True)
class RingOther:
    """Ring the other side for ``ring_seconds``, which is asked for a key of its own; a talk ends after
    ``limit_seconds``.
    """

    ring_seconds: int
    limit_seconds: int
    effect: CallEffect = CallEffect.NONE


@dataclass(frozen=True)
class JoinSides:
    """Nothing more is said to the other side: it is joined with the one that waits."""

    effect: CallEffect = CallEffect.NONE


Step = TurnAway | AskForKey | HoldOn | SayAndHangUp | RingOther | JoinSides
