"""The daily talks with volunteers, and the questions by text that wait for a yes or no. No words of a talk are kept."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from remote_cm.domain.debriefs import DebriefState, DebriefStep
from remote_cm.domain.open_questions import QuestionKind
from remote_cm.storage.tables.base import Base, Id, words


class Debrief(Base):
    """One volunteer's talk of one day.

    ``next_step`` is what its clock asks for at ``due_at``; without one the clock stands still: it was held, missed,
    declined or put off to another day. ``attempts`` counts rings that nobody answered.
    """

    __tablename__ = "debrief"
    __table_args__ = (
        UniqueConstraint("volunteer_id", "day"),
        CheckConstraint("(next_step is null) = (due_at is null)", name="a_step_has_its_time"),
        Index("ix_debrief_due", "due_at", postgresql_where=text("due_at is not null")),
    )

    id: Mapped[Id]
    volunteer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("volunteer.id"))
    day: Mapped[date] = mapped_column(index=True)
    slot_at: Mapped[datetime]
    state: Mapped[DebriefState] = mapped_column(words(DebriefState))
    next_step: Mapped[DebriefStep | None] = mapped_column(words(DebriefStep))
    due_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_attempt_at: Mapped[datetime | None]
    held_at: Mapped[datetime | None]
    held_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    minutes: Mapped[int | None]
    task_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("task.id"))


class AskedQuestion(Base):
    """A question that we asked a volunteer by text. It can be answered once, before ``valid_until``."""

    __tablename__ = "open_question"
    __table_args__ = (
        CheckConstraint("(answered_at is null) = (is_yes is null)", name="an_answer_has_its_time"),
        Index("ix_open_question_waiting", "volunteer_id", "valid_until", postgresql_where=text("answered_at is null")),
    )

    id: Mapped[Id]
    volunteer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("volunteer.id"))
    kind: Mapped[QuestionKind] = mapped_column(words(QuestionKind))
    debrief_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("debrief.id"), index=True)
    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("message.id"))
    yes_digit: Mapped[str | None] = mapped_column(String(1))
    no_digit: Mapped[str | None] = mapped_column(String(1))
    asked_at: Mapped[datetime]
    valid_until: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    is_yes: Mapped[bool | None]
    event_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("inbound_event.id"))
