"""Up to where the provider was asked for what came in."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this shape."""
    op.create_table(
        "reconciliation_mark",
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("asked_up_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("provider", name=op.f("pk_reconciliation_mark")),
    )
    op.create_table(
        "asked_message",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("ask_after", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_asked_message_message_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_asked_message")),
    )
    op.create_table(
        "stopped_process",
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rung_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_stopped_process")),
    )
    op.create_index(
        "ix_message_on_its_way",
        "message",
        ["sent_at"],
        unique=False,
        postgresql_where=sa.text("state in ('queued', 'sent', 'ringing', 'in_progress')"),
    )
    op.create_index(
        "ix_message_not_arrived",
        "message",
        ["owed_at"],
        unique=False,
        postgresql_where=sa.text("state in ('expired', 'refused', 'undelivered', 'failed')"),
    )


def downgrade() -> None:
    """Go back to the shape before."""
    op.drop_index("ix_message_not_arrived", table_name="message")
    op.drop_index("ix_message_on_its_way", table_name="message")
    op.drop_table("stopped_process")
    op.drop_table("asked_message")
    op.drop_table("reconciliation_mark")
