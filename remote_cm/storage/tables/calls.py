"""Attempts to reach a family, the conversations that came of them, and each answer as it was given."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ARRAY, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from remote_cm.domain.vocabulary import AnswerCode, Channel, RiskLevel, Track, Trigger
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

    @property
    def is_try(self) -> bool:
        """True when the phone was really rung; a call that was not made does not count against the day's limit."""
        return self is not AttemptOutcome.NOT_MADE


class ConversationEnding(StrEnum):
    """How a conversation came to its end."""

    FINISHED = "finished"
    ENDED_SAFELY = "ended_safely"
    UNSAFE = "unsafe"
    DROPPED = "dropped"
    DECLINED = "declined"
    OTHER_PERSON = "other_person"
    NOT_NOW = "not_now"


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
    """A talk that took place: its gates, its privacy, how it ended and what the rule made of it."""

    __tablename__ = "conversation"

    id: Mapped[Id]
    attempt_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("attempt.id"), unique=True)
    follow_up_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("follow_up.id"), index=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    contact_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact.id"))
    caseworker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    track: Mapped[Track] = mapped_column(words(Track))
    started_at: Mapped[datetime]
    script_version: Mapped[str] = mapped_column(String(20))
    gates: Mapped[dict[str, str]] = mapped_column(JSONB)
    is_private: Mapped[bool | None]
    ended_at: Mapped[datetime | None]
    ending: Mapped[ConversationEnding | None] = mapped_column(words(ConversationEnding))
    call_level: Mapped[RiskLevel | None] = mapped_column(words(RiskLevel))
    is_provisional: Mapped[bool | None]
    codes: Mapped[list[str] | None] = mapped_column(ARRAY(String(4)))
    effective: Mapped[dict[str, str] | None] = mapped_column(JSONB)
    chase_within_hours: Mapped[int | None]
    has_danger_pressed: Mapped[bool] = mapped_column(default=False)


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
    saved_at: Mapped[datetime]
    replaced_at: Mapped[datetime]
