"""Talks with people beside the family about how a child is."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this shape."""
    op.create_table(
        "collateral_talk",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("caseworker_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("caregiver_agreed", sa.Boolean(), nullable=False),
        sa.Column("child_agreed", sa.Boolean(), nullable=False),
        sa.Column("talked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("view", sa.Text(), nullable=False),
        sa.Column("has_told_danger", sa.Boolean(), nullable=False),
        sa.CheckConstraint("caregiver_agreed or child_agreed", name=op.f("ck_collateral_talk_somebody_agreed")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_collateral_talk_case_id")),
        sa.ForeignKeyConstraint(["caseworker_id"], ["staff.id"], name=op.f("fk_collateral_talk_caseworker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collateral_talk")),
    )
    op.create_index(op.f("ix_collateral_talk_case_id"), "collateral_talk", ["case_id"], unique=False)


def downgrade() -> None:
    """Go back to the shape before."""
    op.drop_table("collateral_talk")
