"""What a caller says and asks: the opening, the ranked domains with their items, the closing.

The words are data (``scripts/monitoring``). What opens the questions is in ``call_gates``, which question comes next in
``next_question``, and what a red answer leads to in ``red_answers``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from remote_cm.domain.spoken_words import SpokenWords
from remote_cm.domain.vocabulary import AgeBand, AnswerCode, DomainColour, ScriptDomain, Track, Trigger

if TYPE_CHECKING:
    # The rules that a command explains need the questions and none of these: each value class takes a while to make.
    from remote_cm.domain.call_extras import CollateralScript, Extras, HouseholdLine, Packs
    from remote_cm.domain.call_guidance import BeforeStep, Guide, GuidedStep, Protocol, Reminder, ReminderPlace


class GateKind(StrEnum):
    """What a step of the opening finds out (script §2.2, O1 to O8)."""

    NEUTRAL_HELLO = "neutral_hello"
    RIGHT_PERSON = "right_person"
    SAFE_TO_TALK = "safe_to_talk"
    PRIVACY = "privacy"
    STOP_SIGNAL = "stop_signal"
    LINE_DROP = "line_drop"
    CONSENT = "consent"
    CHILD_TALK = "child_talk"


class AskOnlyIf(StrEnum):
    """What must be true before a question is put at all, beside track and age."""

    DISABILITY = "disability"
    """The child has a disability."""

    KNOWN_THREAT = "known_threat"
    """The case plan names a threat that may be spoken of."""

    LOW_MOOD_OR_HISTORY = "low_mood_or_history"
    """The anchor of the same domain was orange or red in this call, or there is a history of it (script §2.6, D3.3)."""

    HINTED = "hinted"
    """The child or the caregiver hinted at it."""

    NOT_PERSON_OF_CONCERN = "not_person_of_concern"
    """The listener is not the person of concern."""

    WOMAN_TO_GIRL = "woman_to_girl"
    """To a girl only a woman puts this question."""

    PRIVATE = "private"
    """Nobody can hear: this is never asked with ears around, not even as a closed question."""


class DangerAnswer(StrEnum):
    """The answer to the question after a red that means danger now."""

    YES = "yes"
    NO = "no"


class ActionOwner(StrEnum):
    """Who does an action after the call, as the script proposes it; the caseworker confirms owner and date (MON-04)."""

    CASEWORKER = "caseworker"
    SUPERVISOR = "supervisor"
    VOLUNTEER = "volunteer"


@dataclass(frozen=True)
class OpeningStep:
    """One step before any question: what it finds out, what to say, what to do at yes and at no or unsure.

    ``if_no_protocol`` is the protocol that leads on from a no, None where the call goes on.
    """

    id: str
    title: str
    gate: GateKind
    say: SpokenWords
    if_yes: str
    if_no: str
    if_no_protocol: str | None = None


@dataclass(frozen=True)
class ClosingStep:
    """One step at the end of every conversation; ``say`` is None where there is only something to do."""

    id: str
    title: str
    do: str
    say: SpokenWords | None = None


@dataclass(frozen=True)
class Ask:
    """How one item is put to one kind of listener; ``bands`` is the age of the child who is spoken of.

    ``if_overheard`` is the same as a question for yes, no or a number.
    """

    track: Track
    bands: tuple[AgeBand, ...]
    say: str
    if_overheard: str | None = None
    only_if: tuple[AskOnlyIf, ...] = ()
    volunteer_may_ask: bool = False

    def __post_init__(self) -> None:
        if (self.if_overheard is None) is not (AskOnlyIf.PRIVATE in self.only_if):
            raise ValueError("give if_overheard, or say only_if: [private]; one of the two")
        if not self.bands:
            raise ValueError("bands must name an age band")


@dataclass(frozen=True)
class Criteria:
    """What must really have been said or heard for each colour."""

    green: tuple[str, ...]
    orange: tuple[str, ...]
    red: tuple[str, ...]

    def __post_init__(self) -> None:
        if not (self.green and self.orange and self.red):
            raise ValueError("green, orange and red each need a criterion")


@dataclass(frozen=True)
class TriggerChoice:
    """One immediate danger that a red answer may be, with the short label on its button."""

    code: Trigger
    label: str


@dataclass(frozen=True)
class RedTrigger:
    """What decides between danger now and a supervisor's task when an item is red (script §2.12).

    Without a ``question`` nothing is asked: the trigger stands at once, or, where there is none, it is E1. ``also`` are
    triggers that do not hang on the answer, such as a helper being the source of harm.
    """

    triggers: tuple[TriggerChoice, ...]
    question: str | None = None
    danger_when: DangerAnswer | None = None
    also: tuple[TriggerChoice, ...] = ()

    def __post_init__(self) -> None:
        if (self.question is None) is not (self.danger_when is None):
            raise ValueError("a question needs danger_when, and danger_when a question")
        if self.question is not None and not self.triggers:
            raise ValueError("a question needs the triggers that it may lead to")


@dataclass(frozen=True)
class Item:
    """One thing to find out. ``is_anchor`` marks the item without which its domain is not covered.

    ``notes`` are for the one who asks and are never read out. ``also_score`` are items that get a colour too when this
    one is red, since the same words tell of them (script §2.12).
    """

    id: str
    title: str
    asks: tuple[Ask, ...]
    criteria: Criteria
    trigger: RedTrigger
    is_anchor: bool = False
    notes: tuple[str, ...] = ()
    also_score: tuple[str, ...] = ()

    @property
    def domain(self) -> ScriptDomain:
        """The domain that its id begins with. Raises ValueError for an id of none."""
        return ScriptDomain(self.id.partition(".")[0])


@dataclass(frozen=True)
class Action:
    """Something to do after the call; ``due_hours`` None means that it needs no date."""

    text: str
    owner: ActionOwner
    due_hours: int | None = None


@dataclass(frozen=True)
class Advice:
    """What to tell the family and what to do afterwards when a domain has a colour (MON-02)."""

    messages: tuple[str, ...]
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class LevelAdvice:
    """The advice for each colour of a domain."""

    green: Advice
    orange: Advice
    red: Advice


@dataclass(frozen=True)
class DomainScript:
    """One domain with its items in the order of asking. Raises ValueError unless one anchor comes first."""

    domain: ScriptDomain
    title: str
    purpose: str
    items: tuple[Item, ...]
    advice: LevelAdvice

    def __post_init__(self) -> None:
        anchors = [item.id for item in self.items if item.is_anchor]
        if len(anchors) != 1:
            raise ValueError(f"{self.domain} needs exactly one anchor item, and has {len(anchors)}")
        if not self.items[0].is_anchor:
            raise ValueError(f"the anchor {anchors[0]} must be the first item of {self.domain}")

    @property
    def anchor(self) -> Item:
        """The item without which the domain is not covered."""
        return self.items[0]

    def advice_for(self, colour: DomainColour) -> Advice | None:
        """Messages and actions for a colour, None when the domain was not covered."""
        match colour:
            case DomainColour.GREEN:
                return self.advice.green
            case DomainColour.ORANGE:
                return self.advice.orange
            case DomainColour.RED:
                return self.advice.red
            case DomainColour.UNCOVERED:
                return None


def _no_extras() -> "Extras":
    from remote_cm.domain.call_extras import Extras

    return Extras()


def _no_packs() -> "Packs":
    from remote_cm.domain.call_extras import Packs

    return Packs()


@dataclass(frozen=True)
class Script:
    """Everything said and asked in one language. ``domains`` are in rank order, which is fixed (MON-06).

    ``after`` are the steps when the line is closed. ``guides`` stand with the most urgent first.
    """

    version: str
    language: str
    is_reviewed: bool
    opening: tuple[OpeningStep, ...]
    domains: tuple[DomainScript, ...]
    closing: tuple[ClosingStep, ...]
    before: "tuple[BeforeStep, ...]" = ()
    after: "tuple[GuidedStep, ...]" = ()
    protocols: "tuple[Protocol, ...]" = ()
    guides: "tuple[Guide, ...]" = ()
    household: "HouseholdLine | None" = None
    extras: "Extras" = field(default_factory=_no_extras)
    collateral: "CollateralScript | None" = None
    packs: "Packs" = field(default_factory=_no_packs)
    reminders: "tuple[Reminder, ...]" = ()

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Every item by its id, in the order of the script."""
        return {item.id: item for domain in self.domains for item in domain.items}

    def domain(self, domain: ScriptDomain) -> DomainScript | None:
        """The script of one domain, None while it has none."""
        return next((script for script in self.domains if script.domain is domain), None)

    def protocol(self, protocol_id: str) -> "Protocol | None":
        """The protocol of this letter (script §2.14), None where the script has none."""
        return next((protocol for protocol in self.protocols if protocol.id == protocol_id), None)

    def guide(self, guide_id: str) -> "Guide | None":
        """The guide of this id, None where the script has none."""
        return next((guide for guide in self.guides if guide.id == guide_id), None)

    def guides_opened_by(self, item_id: str, code: AnswerCode, trigger: Trigger | None = None) -> "tuple[Guide, ...]":
        """The guides that an answer, or the danger that it turned out to be, opens; the most urgent first."""
        return tuple(guide for guide in self.guides if guide.opens(item_id, code, trigger))

    def reminders_at(self, place: "ReminderPlace", item_id: str | None = None) -> "tuple[Reminder, ...]":
        """The never-rules that stand at this place of a call, and at this item where one is asked."""
        return tuple(one for one in self.reminders if one.is_shown(place, item_id))


def volunteer_items(script: Script) -> tuple[str, ...]:
    """The items that a trained volunteer may ask, in the order of the script: their short version (script §2.16).

    What a volunteer hears is a report: it can raise an alert, and can neither lower a level nor cover a domain.
    """
    return tuple(item.id for item in script.items.values() if any(ask.volunteer_may_ask for ask in item.asks))
