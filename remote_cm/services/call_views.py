"""The page of one call as values: its phases, and what stands on it in each of them."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from remote_cm.domain.call_script import Advice, ClosingStep, Item, OpeningStep
from remote_cm.domain.next_question import Question
from remote_cm.domain.safety_gate import GateDecision
from remote_cm.domain.vocabulary import AnswerCode, ContactRole, DomainColour, RiskLevel, ScriptDomain, Track
from remote_cm.services.alert_board import AlertCard
from remote_cm.services.judge_call import JudgedTalk
from remote_cm.storage.tables.calls import Attempt, ConversationEnding


class CallPhase(StrEnum):
    """Where a call stands; each has its own page."""

    BEFORE = "before"
    RINGING = "ringing"
    OPENING = "opening"
    QUESTION = "question"
    RED_QUESTION = "red_question"
    CLOSING = "closing"
    ENDED = "ended"


@dataclass(frozen=True)
class SavedAnswer:
    """One answer as it stands, with the words beside it."""

    item_id: str
    title: str
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
    given.
    """

    question: Question
    domain_title: str
    place: int
    of: int
    answer: SavedAnswer | None


@dataclass(frozen=True)
class RedNow:
    """The question after a red: what decides between danger now and a task for the supervisor."""

    item: Item
    question: str


@dataclass(frozen=True)
class DomainNow:
    """One domain on the way of the call: its colour so far, and the advice that goes with it."""

    domain: ScriptDomain
    title: str
    colour: DomainColour
    is_current: bool
    advice: Advice | None


@dataclass(frozen=True)
class NextCall:
    """The follow-up that is owed next."""

    due_by: datetime
    window_from: datetime | None
    window_to: datetime | None
    reasons: tuple[str, ...]
    begin_with: tuple[str, ...]
    has_no_safe_window: bool


@dataclass(frozen=True)
class CallPage:
    """One call at one moment; what does not belong to its phase is None or empty."""

    phase: CallPhase
    follow_up_id: uuid.UUID
    case_code: str
    level: RiskLevel
    may_work: bool
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
    gate: GateDecision | None
    opening: OpeningNow | None
    question: QuestionNow | None
    red: RedNow | None
    domains: tuple[DomainNow, ...]
    answers: tuple[SavedAnswer, ...]
    closing: tuple[tuple[ClosingStep, str | None], ...]
    judged: JudgedTalk | None
    ending: ConversationEnding | None
    result_level: RiskLevel | None
    result_codes: tuple[str, ...]
    next_call: NextCall | None
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
