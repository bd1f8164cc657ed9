"""What a person must do by a time: nothing that came in, was missed or was not understood is without such a row."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.task_outcomes import TaskOutcome
from remote_cm.storage.tables.base import Base, Id, words


class Task(Base):
    """A duty on one person's page, or in the team's inbox when nobody is named. Late ones are raised to the
    supervisor.

    ``sent_at`` is when what it is about was sent to us, where we heard of that late.
    ``slow_ladder_id`` names the ladder that it belongs to, ``slow_step`` and ``slow_round`` the step that it is.
    """

    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_open_assignee", "assignee_id", "due_at", postgresql_where=text("done_at is null")),
        Index("ix_task_open_due", "due_at", postgresql_where=text("done_at is null and raised_at is null")),
        Index(
            "uq_task_slow_step",
            "slow_ladder_id",
            "slow_step",
            "slow_round",
            unique=True,
            postgresql_where=text("slow_step is not null"),
        ),
        Index("ix_task_slow_ladder", "slow_ladder_id", postgresql_where=text("slow_ladder_id is not null")),
        CheckConstraint(
            "(slow_step is null) = (slow_round is null) and (slow_step is null or slow_ladder_id is not null)",
            name="a_step_is_of_a_ladder",
        ),
    )

    id: Mapped[Id]
    kind: Mapped[TaskKind] = mapped_column(words(TaskKind))
    team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("team.id"), index=True)
    assignee_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case_file.id"))
    volunteer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("volunteer.id"))
    event_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("inbound_event.id"))
    conversation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("conversation.id"))
    slow_ladder_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("slow_ladder.id"))
    slow_step: Mapped[int | None]
    slow_round: Mapped[int | None]
    detail: Mapped[str | None] = mapped_column(String(60))
    is_urgent: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime | None]
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    raised_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_as: Mapped[TaskOutcome | None] = mapped_column(words(TaskOutcome))
    done_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
