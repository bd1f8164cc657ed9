"""Attempts to reach a family, the conversations that came of them, and each answer as it was given."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ARRAY, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from remote_cm.domain.call_script import ActionOwner
from remote_cm.domain.consent import ConsentKind
from remote_cm.domain.vocabulary import (
    AnswerCode,
    Channel,
    ContactRole,
    Household,
    Interpreter,
    RemoteReason,
    RiskLevel,
    ScriptDomain,
    Track,
    Trigger,
)
from remote_cm.storage.encrypted_text import EncryptedText
from remote_cm.storage.tables.base import Base, Id, words


class AttemptOutcome(StrEnum):
    """How one try ended."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    OTHER_PERSON = "other_person"
    NOT_NOW = "not_now"
    NUMBER_DEAD = "number_dead"
    NOT_MADE = "not_made"
    UNKNOWN = "unknown"
    """Rung over the line, and nobody knows how it went; a person never says so."""


class ConversationEnding(StrEnum):
    """How a conversation came to its end."""

    FINISHED = "finished"
    ENDED_SAFELY = "ended_safely"
    UNSAFE = "unsafe"
    DROPPED = "dropped"
    DECLINED = "declined"
    OTHER_PERSON = "other_person"
    NOT_NOW = "not_now"
    UNEASY = "uneasy"
    MONITORED = "monitored"
    HANDED_OVER = "handed_over"


class ActionState(StrEnum):
    """Where an agreed action stands (MON-04)."""

    PROPOSED = "proposed"
    OPEN = "open"
    REPORTED_DONE = "reported_done"
    DONE = "done"
    BLOCKED = "blocked"
    DROPPED = "dropped"

    @property
    def is_settled(self) -> bool:
        """True when nobody has to do anything more for it."""
        return self in (ActionState.DONE, ActionState.DROPPED)


class Attempt(Base):
    """One try to reach one contact; a number is shown to the caseworker once per attempt (N31)."""

    __tablename__ = "attempt"
    __table_args__ = (
        Index("uq_attempt_open", "follow_up_id", unique=True, postgresql_where=text("outcome is null")),
        Index("ix_attempt_contact", "contact_id", "claimed_at"),
    )

    id: Mapped[Id]
    follow_up_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("follow_up.id"), index=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    contact_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact.id"))
    caseworker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    channel: Mapped[Channel] = mapped_column(words(Channel))
    claimed_at: Mapped[datetime]
    number_shown_at: Mapped[datetime | None]
    outcome: Mapped[AttemptOutcome | None] = mapped_column(words(AttemptOutcome))
    outcome_at: Mapped[datetime | None]


class Conversation(Base):
    """A talk that took place: whose turn it is, how it ended, what the rule made of it and what was agreed."""

    __tablename__ = "conversation"
    __table_args__ = (
        Index(
            "ix_conversation_unsettled",
            "ended_at",
            postgresql_where=text("settled_at is null or notes_written_at is null"),
        ),
    )

    id: Mapped[Id]
    attempt_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("attempt.id"), unique=True)
    follow_up_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("follow_up.id"), index=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    contact_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact.id"))
    caseworker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    track: Mapped[Track] = mapped_column(words(Track))
    started_at: Mapped[datetime]
    script_version: Mapped[str] = mapped_column(String(20))
    ended_at: Mapped[datetime | None]
    ending: Mapped[ConversationEnding | None] = mapped_column(words(ConversationEnding))
    call_level: Mapped[RiskLevel | None] = mapped_column(words(RiskLevel))
    is_provisional: Mapped[bool | None]
    codes: Mapped[list[str] | None] = mapped_column(ARRAY(String(4)))
    effective: Mapped[dict[str, str] | None] = mapped_column(JSONB)
    chase_within_hours: Mapped[int | None]
    has_danger_pressed: Mapped[bool] = mapped_column(default=False)
    household: Mapped[Household | None] = mapped_column(words(Household))
    skips: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    remote_reason: Mapped[RemoteReason | None] = mapped_column(words(RemoteReason))
    agreed_words: Mapped[str | None] = mapped_column(EncryptedText)
    was_hard: Mapped[bool] = mapped_column(default=False)
    notes_written_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]


class Turn(Base):
    """One listener's part of a conversation, with privacy and consent of its own; ``track`` of the conversation says
    whose turn it is now.
    """

    __tablename__ = "turn"
    __table_args__ = (UniqueConstraint("conversation_id", "track"),)

    id: Mapped[Id]
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversation.id"))
    track: Mapped[Track] = mapped_column(words(Track))
    started_at: Mapped[datetime]
    is_handed_over: Mapped[bool] = mapped_column(default=False)
    gates: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    is_private: Mapped[bool | None]
    overheard_at: Mapped[datetime | None]
    is_hinted: Mapped[bool] = mapped_column(default=False)
    interpreter: Mapped[Interpreter | None] = mapped_column(words(Interpreter))
    consented_at: Mapped[datetime | None]
    child_refused_by: Mapped[ContactRole | None] = mapped_column(words(ContactRole))


class ScriptWording(Base):
    """The words of one item as they were asked, kept for as long as an answer stands beside them.

    ``digest`` is of all the other columns but the version, so that the same words are one row.
    """

    __tablename__ = "script_wording"

    id: Mapped[Id]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    item_id: Mapped[str] = mapped_column(String(8))
    language: Mapped[str] = mapped_column(String(8))
    version: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(120))
    asked: Mapped[str] = mapped_column(Text)
    green: Mapped[list[str]] = mapped_column(JSONB)
    orange: Mapped[list[str]] = mapped_column(JSONB)
    red: Mapped[list[str]] = mapped_column(JSONB)


class Answer(Base):
    """What was heard for one item, saved as it was given; the version says which words were asked."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("conversation_id", "track", "item_id"),)

    id: Mapped[Id]
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversation.id"))
    track: Mapped[Track] = mapped_column(words(Track))
    item_id: Mapped[str] = mapped_column(String(8))
    code: Mapped[AnswerCode] = mapped_column(words(AnswerCode))
    red_reply: Mapped[str | None] = mapped_column(String(20))
    trigger: Mapped[Trigger | None] = mapped_column(words(Trigger))
    said: Mapped[str | None] = mapped_column(EncryptedText)
    heard: Mapped[str | None] = mapped_column(EncryptedText)
    view: Mapped[str | None] = mapped_column(EncryptedText)
    script_version: Mapped[str] = mapped_column(String(20))
    wording_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("script_wording.id"))
    saved_at: Mapped[datetime]
    revisions: Mapped[int] = mapped_column(default=0)


class AnswerRevision(Base):
    """An earlier answer that was changed: nothing that was said is overwritten."""

    __tablename__ = "answer_revision"

    id: Mapped[Id]
    answer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("answer.id"), index=True)
    code: Mapped[AnswerCode] = mapped_column(words(AnswerCode))
    red_reply: Mapped[str | None] = mapped_column(String(20))
    trigger: Mapped[Trigger | None] = mapped_column(words(Trigger))
    said: Mapped[str | None] = mapped_column(EncryptedText)
    heard: Mapped[str | None] = mapped_column(EncryptedText)
    view: Mapped[str | None] = mapped_column(EncryptedText)
    wording_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("script_wording.id"))
    saved_at: Mapped[datetime]
    replaced_at: Mapped[datetime]


class PlanAction(Base):
    """Something that was agreed or has to be done after a call: who does what by when (MON-04)."""

    __tablename__ = "plan_action"
    __table_args__ = (Index("ix_plan_action_open", "case_id", postgresql_where=text("settled_at is null")),)

    id: Mapped[Id]
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id"))
    conversation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("conversation.id"), index=True)
    domain: Mapped[ScriptDomain | None] = mapped_column(words(ScriptDomain))
    what: Mapped[str] = mapped_column(EncryptedText)
    owner: Mapped[ActionOwner] = mapped_column(words(ActionOwner))
    state: Mapped[ActionState] = mapped_column(words(ActionState))
    made_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    task_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("task.id"))
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))


class ConsentRecord(Base):
    """What one person agreed to in one talk, each item by itself; a later record stands beside it, never over it
    (CALL-11, CALL-12).
    """

    __tablename__ = "consent_record"

    id: Mapped[Id]
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversation.id"))
    track: Mapped[Track] = mapped_column(words(Track))
    given_by: Mapped[ContactRole] = mapped_column(words(ContactRole))
    kind: Mapped[ConsentKind] = mapped_column(words(ConsentKind))
    given_at: Mapped[datetime]
    language: Mapped[str] = mapped_column(String(8))
    interpreter: Mapped[Interpreter] = mapped_column(words(Interpreter))
    explained: Mapped[dict[str, str]] = mapped_column(JSONB)
    agreed: Mapped[dict[str, str]] = mapped_column(JSONB)
    not_to_inform: Mapped[str | None] = mapped_column(EncryptedText)
    valid_until: Mapped[date | None]
