"""The ladders whose clocks run in hours and days, their steps among the tasks, and camps whose phones are down."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OPEN = sa.text("ended_at is null")
A_STEP = "(slow_step is null) = (slow_round is null) and (slow_step is null or slow_ladder_id is not null)"


def upgrade() -> None:
    """Go to this shape."""
    op.add_column("camp", sa.Column("outage_since", sa.DateTime(timezone=True), nullable=True))
    _make_ladders()
    _make_voices()
    op.add_column("task", sa.Column("slow_ladder_id", sa.Uuid(), nullable=True))
    op.add_column("task", sa.Column("slow_step", sa.Integer(), nullable=True))
    op.add_column("task", sa.Column("slow_round", sa.Integer(), nullable=True))
    op.add_column("task", sa.Column("done_as", sa.String(length=40), nullable=True))
    op.create_foreign_key(op.f("fk_task_slow_ladder_id"), "task", "slow_ladder", ["slow_ladder_id"], ["id"])
    op.create_check_constraint(op.f("ck_task_a_step_is_of_a_ladder"), "task", A_STEP)
    op.create_index(
        "uq_task_slow_step",
        "task",
        ["slow_ladder_id", "slow_step", "slow_round"],
        unique=True,
        postgresql_where=sa.text("slow_step is not null"),
    )
    op.create_index(
        "ix_task_slow_ladder", "task", ["slow_ladder_id"], postgresql_where=sa.text("slow_ladder_id is not null")
    )


def downgrade() -> None:
    """Go back to the shape before."""
    op.drop_index("ix_task_slow_ladder", table_name="task")
    op.drop_index("uq_task_slow_step", table_name="task")
    op.drop_constraint(op.f("ck_task_a_step_is_of_a_ladder"), "task", type_="check")
    op.drop_constraint(op.f("fk_task_slow_ladder_id"), "task", type_="foreignkey")
    for column in ("done_as", "slow_round", "slow_step", "slow_ladder_id"):
        op.drop_column("task", column)
    op.drop_table("other_voice")
    op.drop_table("slow_ladder")
    op.drop_column("camp", "outage_since")


def _make_ladders() -> None:
    op.create_table(
        "slow_ladder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ladder", sa.String(length=40), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("volunteer_id", sa.Uuid(), nullable=True),
        sa.Column("begun_with", sa.String(length=40), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries_used_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_task", sa.String(length=40), nullable=True),
        sa.Column("next_who", sa.String(length=40), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("put_off", sa.String(length=40), nullable=True),
        sa.Column("waits_for_day_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waits_agreed_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_as", sa.String(length=40), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(ended_at is null) = (ended_as is null)", name=op.f("ck_slow_ladder_ended_for_a_reason")),
        sa.CheckConstraint(
            "ended_as is null or ended_as = 'settled' or ended_by_id is not null",
            name=op.f("ck_slow_ladder_ended_by_a_person"),
        ),
        sa.CheckConstraint(
            "(ended_at is null) = (look_at is not null)", name=op.f("ck_slow_ladder_always_has_a_clock")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_slow_ladder_case_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["staff.id"], name=op.f("fk_slow_ladder_ended_by_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_slow_ladder_team_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_slow_ladder_volunteer_id")),
        sa.ForeignKeyConstraint(["waits_agreed_by_id"], ["staff.id"], name=op.f("fk_slow_ladder_waits_agreed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slow_ladder")),
    )
    op.create_index("uq_slow_ladder_open", "slow_ladder", ["ladder", "subject_id"], unique=True, postgresql_where=OPEN)
    op.create_index("ix_slow_ladder_due", "slow_ladder", ["look_at"], postgresql_where=OPEN)
    op.create_index("ix_slow_ladder_team", "slow_ladder", ["team_id"], postgresql_where=OPEN)
    op.create_index("ix_slow_ladder_subject", "slow_ladder", ["subject_id"])


def _make_voices() -> None:
    op.create_table(
        "other_voice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("voice", sa.String(length=40), nullable=False),
        sa.Column("was_aggressive", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_other_voice_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_other_voice")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_other_voice_attempt_id")),
    )
