"""What it means that the same person wrote, or let it ring, twice within a short while.

SMS vocabulary §5.1.7 (two flashes), §5.4 (the same text twice, two texts that could not be read).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from remote_cm.domain.message_text import normalise
from remote_cm.domain.sms_vocabulary import GrammarPolicy
from remote_cm.domain.vocabulary import Intent


@dataclass(frozen=True)
class ArrivedText:
    """A text of one sender and the aware moment at which it arrived."""

    text: str
    at: datetime


@dataclass(frozen=True)
class UnknownDecision:
    """What a text that could not be read asks for. The minutes are None when the usual time of such a task holds."""

    is_repeated: bool
    call_back_within_minutes: int | None


def is_same_text(first: ArrivedText, second: ArrivedText, policy: GrammarPolicy) -> bool:
    """True when two texts of one number are one: alike but for case, accents and separators, and close in time.

    ``9 47K`` and ``9 12F`` are two. Which of them arrived first does not matter.
    """
    is_close = abs(second.at - first.at) <= timedelta(minutes=policy.same_text_minutes)
    return is_close and _likeness(first.text) == _likeness(second.text)


def decide_unknown(earlier_unknown: Iterable[datetime], at: datetime, policy: GrammarPolicy) -> UnknownDecision:
    """How soon to call somebody whose text could not be read, given when others of theirs could not be read either."""
    is_repeated = _any_within(earlier_unknown, at, policy.repeated_unknown_minutes)
    return UnknownDecision(is_repeated, policy.repeated_unknown_call_back_minutes if is_repeated else None)


def decide_flash(earlier_flashes: Iterable[datetime], at: datetime, policy: GrammarPolicy) -> Intent:
    """What a volunteer's missed call means: call me, or help when another one came a moment ago (as the digit 8)."""
    return Intent.HELP if _any_within(earlier_flashes, at, policy.urgent_flash_minutes) else Intent.CALL_ME


def _any_within(moments: Iterable[datetime], at: datetime, minutes: int) -> bool:
    return any(abs(at - moment) <= timedelta(minutes=minutes) for moment in moments)


def _likeness(text: str) -> str:
    """What two sendings of one text share; texts of signs alone are told apart by the signs."""
    return normalise(text) or text.strip()
