"""What leads a caller beside the questions: before the call, when it goes wrong, when a child tells, and the nevers.

The words are data (``scripts/monitoring``). Sources: script §2.1, §2.14, §2.15 and the never-rules.
"""

from dataclasses import dataclass
from enum import StrEnum

from remote_cm.domain.vocabulary import AnswerCode, Trigger


@dataclass(frozen=True)
class BeforeStep:
    """One of the steps before dialling (script §2.1); ``checks`` are what to look at or to have ready, one by one."""

    id: str
    title: str
    do: str
    checks: tuple[str, ...] = ()


@dataclass(frozen=True)
class GuidedStep:
    """One thing to do, with the words for it where there are any; ``checks`` are its parts, one by one."""

    do: str
    say: str | None = None
    checks: tuple[str, ...] = ()


@dataclass(frozen=True)
class GuidedPath:
    """A way through a difficult moment, step by step.

    ``when`` is how to recognise it, ``never`` is what must not be done on it, ``after`` is what follows once the line
    is closed.
    """

    id: str
    title: str
    when: str
    steps: tuple[GuidedStep, ...]
    never: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.steps:
            raise ValueError("a path needs a step")


@dataclass(frozen=True)
class Protocol:
    """What to do when a call does not go to plan (script §2.14, A to G): one path, or one for each case of it."""

    id: str
    title: str
    paths: tuple[GuidedPath, ...]

    def __post_init__(self) -> None:
        if not self.paths:
            raise ValueError("a protocol needs a path")

    def path(self, path_id: str) -> GuidedPath | None:
        """The path of this id, None where the script has none."""
        return next((path for path in self.paths if path.id == path_id), None)


@dataclass(frozen=True)
class GuideOpening:
    """An answer that opens a guide by itself: this item with one of these codes."""

    item: str
    codes: tuple[AnswerCode, ...]


@dataclass(frozen=True)
class Guide:
    """The steps when a child tells of harm, and those on suicide (script §2.15).

    It opens at an answer of ``opens_at`` and at a danger of ``opens_at_triggers``. ``by_volunteer`` is all that a
    volunteer does who hears of it; empty where a volunteer never gets so far.
    """

    id: str
    title: str
    when: str
    steps: tuple[GuidedStep, ...]
    never: tuple[str, ...]
    opens_at: tuple[GuideOpening, ...]
    opens_at_triggers: tuple[Trigger, ...] = ()
    after: tuple[str, ...] = ()
    by_volunteer: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.steps:
            raise ValueError("a guide needs a step")

    def opens(self, item_id: str, code: AnswerCode, trigger: Trigger | None = None) -> bool:
        """Whether this answer, or the danger that it turned out to be, opens the guide."""
        is_answer = any(one.item == item_id and code in one.codes for one in self.opens_at)
        return is_answer or trigger in self.opens_at_triggers


class ReminderPlace(StrEnum):
    """Where on the way of a call a reminder is shown."""

    BEFORE = "before"
    OPENING = "opening"
    QUESTION = "question"
    RED = "red"
    CLOSING = "closing"
    AFTER = "after"


@dataclass(frozen=True)
class Reminder:
    """A never-rule in words for the caller, with its id, such as N14, and where it is shown.

    With ``items`` it is shown at those items only, where one is being asked.
    """

    id: str
    text: str
    shown_at: tuple[ReminderPlace, ...]
    items: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.shown_at:
            raise ValueError("shown_at must name a place")

    def is_shown(self, place: ReminderPlace, item_id: str | None = None) -> bool:
        """Whether it stands at this place; ``item_id`` is the item in question, None where there is none."""
        return place in self.shown_at and (not self.items or item_id is None or item_id in self.items)
