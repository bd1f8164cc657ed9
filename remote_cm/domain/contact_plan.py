"""How a person of a family is reached, as a caseworker writes it: what is wrong with it is said all at once (CALL-21).

The words that were agreed are set and never shown again outside a call; one that was given up is never taken again,
since somebody may have heard it (N34).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.domain.safe_window import SafeWindow
from remote_cm.domain.vocabulary import CallBackSignal, ContactRole, LineDropPlan, Weekday

MAY_BE_PLANNED = (ContactRole.CHILD, ContactRole.CAREGIVER, ContactRole.SAFE_ADULT, ContactRole.FOCAL_PERSON)
SHORTEST_WORD, LONGEST_WORD = 2, 40


class PhoneOwner(StrEnum):
    """Whose the phone is on which somebody is reached."""

    THEIR_OWN = "their_own"
    FAMILY = "family"
    RELATIVE = "relative"
    NEIGHBOUR = "neighbour"


class AgreedWord(StrEnum):
    """The words that were agreed with a person for the phone (script §2.2, O5)."""

    OPENING = "opening_word"
    ANSWER = "answer_word"
    STOP = "stop_word"
    DANGER = "danger_word"


@dataclass(frozen=True)
class HoursTyped:
    """One row of safe hours as it was typed: days, and local clock times such as 10:00."""

    weekdays: tuple[Weekday, ...]
    starts: str
    ends: str

    @property
    def is_empty(self) -> bool:
        """True for a row that was left alone."""
        return not (self.weekdays or self.starts or self.ends)


@dataclass(frozen=True)
class ContactTyped:
    """Everything of one person's form. ``number`` is empty where it stays as it is, ``new_words`` holds only words that
    are set anew. ``is_checked_today``: somebody made sure that the phone is theirs.
    """

    role: ContactRole
    name: str = field(repr=False)
    relation: str = field(repr=False)
    number: str = field(repr=False)
    drops_number: bool
    is_checked_today: bool
    phone_owner: PhoneOwner | None
    shared_with: str = field(repr=False)
    hours: tuple[HoursTyped, ...]
    cover_topic: str = field(repr=False)
    language: str
    agrees_to_texts: bool
    agrees_to_bridge: bool
    line_drop_plan: LineDropPlan
    call_back_signal: CallBackSignal | None
    is_person_of_concern: bool
    new_words: Mapping[AgreedWord, str] = field(repr=False)


def check_contact(
    typed: ContactTyped,
    kept_words: Mapping[AgreedWord, str],
    *,
    is_number_readable: bool,
    is_spent: Callable[[str], bool],
) -> tuple[SafeWindow, ...]:
    """See to it that this can be written down; returns the safe hours.

    ``kept_words`` are those that stand already and are not set anew; ``is_spent`` tells of a word that was given up
    once. Raises BadInput with every fault.
    """
    faults: list[Fault] = []
    if typed.role not in MAY_BE_PLANNED:
        faults.append(Fault("role", "choose who this is to the child"))
    if not typed.name.strip():
        faults.append(Fault("name", "write how this person is called"))
    if not is_number_readable:
        faults.append(Fault("number", "this is no number that can ring: write it as on the phone, such as 01712345678"))
    windows = _read_hours(typed.hours, faults)
    _check_words(typed, kept_words, is_spent, faults)
    if faults:
        raise BadInput(*faults)
    return windows


def _read_hours(rows: Sequence[HoursTyped], faults: list[Fault]) -> tuple[SafeWindow, ...]:
    windows = []
    for place, row in enumerate(rows, 1):
        if row.is_empty:
            continue
        starts, ends = _clock(row.starts), _clock(row.ends)
        if not row.weekdays:
            faults.append(Fault("hours", f"row {place}: tick the days"))
        elif starts is None or ends is None:
            faults.append(Fault("hours", f"row {place}: give both hours, such as 10:00 and 12:00"))
        elif ends <= starts:
            faults.append(Fault("hours", f"row {place}: it must end after it starts; over midnight are two rows"))
        else:
            windows.append(SafeWindow(row.weekdays, starts, ends))
    return tuple(windows)


def _clock(typed: str) -> time | None:
    try:
        return time.fromisoformat(typed.strip()).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return None


def _check_words(
    typed: ContactTyped, kept: Mapping[AgreedWord, str], is_spent: Callable[[str], bool], faults: list[Fault]
) -> None:
    if typed.is_person_of_concern:
        if typed.new_words:
            faults.append(Fault("words", "no words are agreed with somebody who is never called"))
        return
    for kind, word in typed.new_words.items():
        if not SHORTEST_WORD <= len(word) <= LONGEST_WORD:
            faults.append(Fault(kind, f"take a word of {SHORTEST_WORD} to {LONGEST_WORD} letters"))
        elif is_spent(word):
            faults.append(Fault(kind, "this family gave this word up before: take one that nobody has heard"))
    together = [word.casefold() for word in {**kept, **typed.new_words}.values()]
    if len(set(together)) < len(together):
        faults.append(Fault("words", "the opening, answer, stop and danger words must all differ"))
