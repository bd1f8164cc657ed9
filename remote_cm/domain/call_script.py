"""What a caller says and asks: the opening, the ranked domains with their items, the closing.

The words are data (``scripts/monitoring``). What opens the questions is in ``call_gates``, which question comes next in
``next_question``, and what a red answer leads to in ``red_answers``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from remote_cm.domain.vocabulary import AgeBand, DomainColour, ScriptDomain, Track, Trigger


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
class SpokenWords:
    """What is said at a step of the opening or closing: to a grown-up, and to a child of each age band.

    A band without words of its own hears those for the caregiver.
    """

    caregiver: str
    child: Mapping[AgeBand, str] = field(default_factory=dict)

    def said_to(self, track: Track, band: AgeBand) -> str:
        """The words for this listener."""
        return self.child.get(band, self.caregiver) if track is Track.CHILD else self.caregiver


@dataclass(frozen=True)
class OpeningStep:
    """One step before any question: what it finds out, what to say, what to do at yes and at no or unsure."""

    id: str
    title: str
    gate: GateKind
    say: SpokenWords
    if_yes: str
    if_no: str


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
    """One thing to find out. ``is_anchor`` marks the item without which its domain is not covered."""

    id: str
    title: str
    asks: tuple[Ask, ...]
    criteria: Criteria
    trigger: RedTrigger
    is_anchor: bool = False

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


@dataclass(frozen=True)
class Script:
    """Everything said and asked in one language. ``domains`` are in rank order, which is fixed (MON-06)."""

    version: str
    language: str
    is_reviewed: bool
    opening: tuple[OpeningStep, ...]
    domains: tuple[DomainScript, ...]
    closing: tuple[ClosingStep, ...]

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Every item by its id, in the order of the script."""
        return {item.id: item for domain in self.domains for item in domain.items}

    def domain(self, domain: ScriptDomain) -> DomainScript | None:
        """The script of one domain, None while it has none."""
        return next((script for script in self.domains if script.domain is domain), None)


@dataclass(frozen=True)
class CallScriptPolicy:
    """The numbers around a scripted call (section ``call_script`` of the policy file).

    ``coverage_debt_days``: from when a domain that was not asked is shown (MON-08). ``notes_nudge_hours``: by when the
    notes of a call are written (MON-24). ``child_refusals_in_a_row``, ``not_now_in_a_row``: after how many refusals or
    bad moments somebody thinks again.
    """

    coverage_debt_days: int
    notes_nudge_hours: int
    child_refusals_in_a_row: int
    not_now_in_a_row: int
