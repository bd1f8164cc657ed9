"""Calls that join two telephones without showing either number."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this shape."""
    op.create_table(
        "bridge_call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("caller_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("volunteer_id", sa.Uuid(), nullable=True),
        sa.Column("other_staff_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("end_reason", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=True),
        sa.Column("caller_call_id", sa.String(length=64), nullable=True),
        sa.Column("other_call_id", sa.String(length=64), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("try_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("caller_answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("caller_pressed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("other_rung_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("other_answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("other_answered_by", sa.String(length=40), nullable=True),
        sa.Column("other_pressed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined_seconds", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_to_cut", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(contact_id, volunteer_id, other_staff_id) = 1", name=op.f("ck_bridge_call_one_other_side")
        ),
        sa.CheckConstraint(
            "(attempt_id is null) = (contact_id is null)", name=op.f("ck_bridge_call_a_family_is_rung_in_an_attempt")
        ),
        sa.CheckConstraint(
            "joined_at is null or (caller_pressed_at is not null and other_pressed_at is not null)",
            name=op.f("ck_bridge_call_joined_by_two_keys"),
        ),
        sa.CheckConstraint(
            "(end_reason is null) = (ended_at is null)", name=op.f("ck_bridge_call_an_end_has_a_reason")
        ),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_bridge_call_attempt_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_bridge_call_task_id")),
        sa.ForeignKeyConstraint(["caller_id"], ["staff.id"], name=op.f("fk_bridge_call_caller_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_bridge_call_contact_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_bridge_call_volunteer_id")),
        sa.ForeignKeyConstraint(["other_staff_id"], ["staff.id"], name=op.f("fk_bridge_call_other_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bridge_call")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_bridge_call_attempt_id")),
        sa.UniqueConstraint("caller_call_id", name=op.f("uq_bridge_call_caller_call_id")),
        sa.UniqueConstraint("other_call_id", name=op.f("uq_bridge_call_other_call_id")),
    )
    op.create_index(op.f("ix_bridge_call_task_id"), "bridge_call", ["task_id"], unique=False)
    op.create_index("ix_bridge_call_volunteer", "bridge_call", ["volunteer_id", "claimed_at"], unique=False)
    op.create_index(
        "ix_bridge_call_to_cut", "bridge_call", ["claimed_at"], unique=False, postgresql_where=sa.text("is_to_cut")
    )
    op.create_index(
        "uq_bridge_call_open",
        "bridge_call",
        ["caller_id"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )


def downgrade() -> None:
    """Go back to the shape before."""
    op.drop_table("bridge_call")
