"""Ladders of hours and days that were begun, and who else picked up a family's phone. No ladder is ended by time."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from remote_cm.domain.no_answer import Voice
from remote_cm.domain.slow_ladder import PutOff, SlowEnd, SlowLadderName, StepOwner
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.storage.tables.base import Base, Id, words


class SlowLadderRun(Base):
    """One ladder about one child or volunteer; the same cause again while it is open joins it.

    ``subject_id`` is the case, or the volunteer where no case is meant. ``look_at`` is when the timetable looks at it
    next, and ``next_task``, ``next_who``, ``next_at`` and ``put_off`` are what it found there last time, for the pages.
    ``ended_by_id`` is None when its duties were settled; ``waits_for_day_since`` is set when the supervisor has agreed
    that the first contact may wait for the day.
    """

    __tablename__ = "slow_ladder"
    __table_args__ = (
        CheckConstraint("(ended_at is null) = (ended_as is null)", name="ended_for_a_reason"),
        CheckConstraint(
            "ended_as is null or ended_as = 'settled' or ended_by_id is not null", name="ended_by_a_person"
        ),
        CheckConstraint("(ended_at is null) = (look_at is not null)", name="always_has_a_clock"),
        Index("uq_slow_ladder_open", "ladder", "subject_id", unique=True, postgresql_where=text("ended_at is null")),
        Index("ix_slow_ladder_due", "look_at", postgresql_where=text("ended_at is null")),
        Index("ix_slow_ladder_team", "team_id", postgresql_where=text("ended_at is null")),
        Index("ix_slow_ladder_subject", "subject_id"),
    )

    id: Mapped[Id]
    ladder: Mapped[SlowLadderName] = mapped_column(words(SlowLadderName))
    team_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("team.id"))
    subject_id: Mapped[uuid.UUID]
    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case_file.id"))
    volunteer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("volunteer.id"))
    begun_with: Mapped[TaskKind | None] = mapped_column(words(TaskKind))
    opened_at: Mapped[datetime]
    tries_used_up_at: Mapped[datetime | None]
    look_at: Mapped[datetime | None]
    next_task: Mapped[TaskKind | None] = mapped_column(words(TaskKind))
    next_who: Mapped[StepOwner | None] = mapped_column(words(StepOwner))
    next_at: Mapped[datetime | None]
    put_off: Mapped[PutOff | None] = mapped_column(words(PutOff))
    waits_for_day_since: Mapped[datetime | None]
    waits_agreed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[datetime | None]
    ended_as: Mapped[SlowEnd | None] = mapped_column(words(SlowEnd))
    ended_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))


class OtherVoice(Base):
    """Somebody else picked up: whose voice it was, as far as could be heard, and whether it was aggressive."""

    __tablename__ = "other_voice"

    id: Mapped[Id]
    attempt_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("attempt.id"), unique=True)
    voice: Mapped[Voice] = mapped_column(words(Voice))
    was_aggressive: Mapped[bool]
