"""The page of one call as values: its phases, and what stands on it in each of them."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from remote_cm.domain.call_extras import ExtraQuestion
from remote_cm.domain.call_script import ActionOwner, Advice, ClosingStep, Item, OpeningStep
from remote_cm.domain.consent import ConsentItem, ConsentKind, ExplainedPoint
from remote_cm.domain.next_question import LockedItem, Question
from remote_cm.domain.safety_gate import GateDecision
from remote_cm.domain.vocabulary import (
    AgeBand,
    AnswerCode,
    ContactRole,
    DomainColour,
    Household,
    LineDropPlan,
    RemoteReason,
    RiskLevel,
    ScriptDomain,
    Track,
)
from remote_cm.services.alert_board import AlertCard
from remote_cm.services.judge_call import JudgedTalk
from remote_cm.services.red_question import RedNow
from remote_cm.storage.tables.calls import ActionState, Attempt, ConversationEnding


class CallPhase(StrEnum):
    """Where a call stands; each has its own page."""

    BEFORE = "before"
    RINGING = "ringing"
    OPENING = "opening"
    QUESTION = "question"
    RED_QUESTION = "red_question"
    CLOSING = "closing"
    AFTER = "after"
    ENDED = "ended"


@dataclass(frozen=True)
class SavedAnswer:
    """One answer as it stands, with the words beside it; ``title`` and ``asked`` are the words of that day, not of
    today's script.
    """

    item_id: str
    track: Track
    title: str
    asked: str | None
    code: AnswerCode
    said: str | None
    heard: str | None
    view: str | None
    saved_at: datetime
    script_version: str


@dataclass(frozen=True)
class OpeningNow:
    """The step of the opening that is asked now: its words for this listener, and how far along it is."""

    step: OpeningStep
    words: str
    place: int
    of: int


@dataclass(frozen=True)
class QuestionNow:
    """The question that is asked now, with its place, its domain's title and the answer that stands, if it was
    given. ``passed_over`` are the unanswered items before it: answering it skips them, which asks for a reason.
    ``extras`` are the unscored questions that the marks of the case bring to its domain (MON-13).
    """

    question: Question
    domain_title: str
    place: int
    of: int
    answer: SavedAnswer | None
    passed_over: tuple[Item, ...] = ()
    extras: tuple[ExtraQuestion, ...] = ()


@dataclass(frozen=True)
class TurnNow:
    """Whose turn it is to talk, and what holds for that listener alone."""

    track: Track
    is_private: bool | None
    is_overheard: bool
    has_consented: bool
    other_track: Track | None
    """Who else of the family may be given the phone now; None when there is nobody."""

    other_had_turn: bool
    """True when the other has talked already, so that the phone is given back."""

    other_is_only_heard: bool
    """True for a child under six: it is not asked anything, only heard."""


@dataclass(frozen=True)
class HeardLast:
    """When each of the family was last heard in a talk of their own (CALL-07).

    ``is_child_overdue`` is raised when several calls in a row have not heard the child (CALL-05).
    """

    child_at: datetime | None
    caregiver_at: datetime | None
    is_child_overdue: bool


@dataclass(frozen=True)
class ConsentForm:
    """The checklist behind the opening's agreement step, for this listener (CALL-11, CALL-12, CALL-14)."""

    kind: ConsentKind
    given_by: ContactRole
    """Whose yes it would be."""

    points: tuple[ExplainedPoint, ...]
    items: tuple[ConsentItem, ...]
    is_first: bool
    """True when no recorded yes of this listener holds: the whole list is gone through; else a short yes is enough."""


@dataclass(frozen=True)
class AgreedWords:
    """The words agreed with this contact, shown only while a call is open, to its caseworker (script §2.3)."""

    opening_word: str | None
    answer_word: str | None
    stop_word: str | None
    danger_word: str | None
    line_drop_plan: LineDropPlan


@dataclass(frozen=True)
class OpenAction:
    """An agreed action that is not settled, from an earlier call."""

    id: uuid.UUID
    what: str
    owner: ActionOwner
    state: ActionState
    due_at: datetime | None
    is_late: bool


@dataclass(frozen=True)
class ProposedAction:
    """An action that the script proposes after this call, for the caseworker to confirm: owner and date (MON-04)."""

    id: uuid.UUID
    domain: ScriptDomain | None
    what: str
    owner: ActionOwner
    due_at: datetime | None


@dataclass(frozen=True)
class DomainChange:
    """How one domain stands against the last time it was heard; ``before`` is U when it never was."""

    domain: ScriptDomain
    before: DomainColour
    after: DomainColour


@dataclass(frozen=True)
class AfterCall:
    """What is left to do when the line is quiet: confirm the actions, write the notes, say how hard it was."""

    actions: tuple[ProposedAction, ...]
    changes: tuple[DomainChange, ...]
    notes_due_at: datetime | None
    """By when said, heard and my view are written down; None once they are (MON-24)."""

    household: Household | None
    remote_reason: RemoteReason | None
    was_hard: bool


@dataclass(frozen=True)
class DomainNow:
    """One domain on the way of the call: its colour so far, and the advice that goes with it.

    While somebody talks, both come from this listener's answers alone (N16). ``locked`` are its items that may not be
    put to them here, with the reason.
    """

    domain: ScriptDomain
    title: str
    colour: DomainColour
    is_current: bool
    advice: Advice | None
    locked: tuple[LockedItem, ...] = ()


@dataclass(frozen=True)
class NextCall:
    """The follow-up that is owed next."""

    due_by: datetime
    window_from: datetime | None
    window_to: datetime | None
    reasons: tuple[str, ...]
    begin_with: tuple[str, ...]
    has_no_safe_window: bool
    speak_with: ContactRole | None = None
    is_by_bridge: bool = False
    agreed_words: str | None = None
    """What was agreed with the family in their own terms, such as a weekday and a prayer (script §2.13, C5)."""


@dataclass(frozen=True)
class CallPage:
    """One call at one moment; what does not belong to its phase is None or empty."""

    phase: CallPhase
    follow_up_id: uuid.UUID
    case_code: str
    level: RiskLevel
    may_work: bool
    may_read_case: bool
    """False for the back-up to whom this one call was handed over: the case stays closed to them."""

    is_own_talk: bool
    """True when the talk in view is this person's: nobody else settles it or writes its notes."""

    handed_to: str | None
    """Who has this call after it was handed over, by code; None for whoever has it, and where nobody else does."""

    role: ContactRole | None
    contact_name: str | None
    cover_topic: str | None
    track: Track | None
    is_private: bool | None
    is_closed_mode: bool
    due_by: datetime
    reasons: tuple[str, ...]
    begin_with: tuple[str, ...]
    attempts: tuple[Attempt, ...]
    next_try_at: datetime | None
    gate: GateDecision | None
    turn: TurnNow | None
    agreed: AgreedWords | None
    consent: ConsentForm | None
    open_actions: tuple[OpenAction, ...]
    band: AgeBand | None
    """How old the child is, as a band; with name, threat and tags only when it is safe to have them in view (N6)."""

    known_threat: str | None
    tags: tuple[str, ...]
    heard: HeardLast
    opening: OpeningNow | None
    question: QuestionNow | None
    red: RedNow | None
    domains: tuple[DomainNow, ...]
    answers: tuple[SavedAnswer, ...]
    closing: tuple[tuple[ClosingStep, str | None], ...]
    judged: JudgedTalk | None
    is_contact_only: bool
    """True while nobody in this call has answered for any domain: at its end it is asked why (MON-09)."""

    ending: ConversationEnding | None
    result_level: RiskLevel | None
    result_codes: tuple[str, ...]
    after: AfterCall | None
    next_call: NextCall | None
    guides: tuple[str, ...]
    """The guided steps that what was heard opens by itself, by their ids in the script, the most urgent first."""

    alerts: tuple[AlertCard, ...]
    script_is_reviewed: bool
    saved_at: datetime | None
    now: datetime


@dataclass(frozen=True)
class Wish:
    """Where the reader wants to be: back at a question that was answered, or at the closing before all is asked."""

    item_id: str | None = None
    wants_to_close: bool = False


NO_WISH = Wish()
"""What is asked of a page by most who open it."""
