"""The daily debriefs of volunteers and the questions that wait for their yes or no."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Duties whose kind the other shape does not know become the nearest that it does know.
UP = {"menu_asked": "training_needed"}
DOWN = {"training_needed": "menu_asked", "wellbeing_call": "wellbeing", "debriefs_missed": "volunteer_silent"}


def upgrade() -> None:
    """Go to this shape."""
    _add_debriefs()
    _add_questions()
    op.add_column("volunteer", sa.Column("debrief_at", sa.Time(), nullable=True))
    _add_filled("inbound_event", sa.Column("is_locked", sa.Boolean(), nullable=False), "false")
    op.execute("update inbound_event set is_locked = true where effects && array['lock_away']::varchar[]")
    _add_filled("volunteer_report", sa.Column("met", sa.Boolean(), nullable=False), "true")
    op.alter_column("volunteer_report", "level", nullable=True)
    op.create_check_constraint(
        op.f("ck_volunteer_report_a_level_of_who_was_met"), "volunteer_report", "met = (level is not null)"
    )
    _rename_kinds(UP)


def downgrade() -> None:
    """Go back to the shape before; visits at which nobody was met, talks and questions have no place in it."""
    _rename_kinds(DOWN)
    op.execute("update message set purpose = 'reply' where purpose = 'reminder'")
    op.drop_constraint(op.f("ck_volunteer_report_a_level_of_who_was_met"), "volunteer_report", type_="check")
    op.execute("delete from volunteer_report where not met")
    op.alter_column("volunteer_report", "level", nullable=False)
    op.drop_column("volunteer_report", "met")
    op.drop_column("inbound_event", "is_locked")
    op.drop_column("volunteer", "debrief_at")
    op.drop_index(
        "ix_open_question_waiting", table_name="open_question", postgresql_where=sa.text("answered_at is null")
    )
    op.drop_index(op.f("ix_open_question_debrief_id"), table_name="open_question")
    op.drop_table("open_question")
    op.drop_index("ix_debrief_due", table_name="debrief", postgresql_where=sa.text("due_at is not null"))
    op.drop_index(op.f("ix_debrief_day"), table_name="debrief")
    op.drop_table("debrief")


def _add_debriefs() -> None:
    op.create_table(
        "debrief",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slot_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("next_step", sa.String(length=40), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_by_id", sa.Uuid(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(next_step is null) = (due_at is null)", name=op.f("ck_debrief_a_step_has_its_time")),
        sa.ForeignKeyConstraint(["held_by_id"], ["staff.id"], name=op.f("fk_debrief_held_by_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_debrief_task_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_debrief_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debrief")),
        sa.UniqueConstraint("volunteer_id", "day", name=op.f("uq_debrief_volunteer_id_day")),
    )
    op.create_index(op.f("ix_debrief_day"), "debrief", ["day"], unique=False)
    op.create_index("ix_debrief_due", "debrief", ["due_at"], postgresql_where=sa.text("due_at is not null"))


def _add_questions() -> None:
    op.create_table(
        "open_question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("debrief_id", sa.Uuid(), nullable=True),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("yes_digit", sa.String(length=1), nullable=True),
        sa.Column("no_digit", sa.String(length=1), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_yes", sa.Boolean(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(answered_at is null) = (is_yes is null)", name=op.f("ck_open_question_an_answer_has_its_time")
        ),
        sa.ForeignKeyConstraint(["debrief_id"], ["debrief.id"], name=op.f("fk_open_question_debrief_id")),
        sa.ForeignKeyConstraint(["event_id"], ["inbound_event.id"], name=op.f("fk_open_question_event_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_open_question_message_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_open_question_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_question")),
    )
    op.create_index(op.f("ix_open_question_debrief_id"), "open_question", ["debrief_id"], unique=False)
    op.create_index(
        "ix_open_question_waiting",
        "open_question",
        ["volunteer_id", "valid_until"],
        postgresql_where=sa.text("answered_at is null"),
    )


def _add_filled(table: str, column: sa.Column[object], value: str) -> None:
    """Add a column that is never empty: rows that are there already get this value, new ones bring their own."""
    column.server_default = sa.DefaultClause(value)
    op.add_column(table, column)
    op.alter_column(table, column.name, server_default=None)


def _rename_kinds(names: dict[str, str]) -> None:
    for old, new in names.items():
        op.execute(f"update task set kind = '{new}' where kind = '{old}'")  # noqa: S608 - both are words of this file
