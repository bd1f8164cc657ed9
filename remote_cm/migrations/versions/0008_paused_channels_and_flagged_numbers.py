"""Paused channels and numbers that cannot be reached."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this shape."""
    op.create_table(
        "channel_pause",
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("probe_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_by_report", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_channel_pause")),
    )
    op.create_table(
        "flagged_number",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("phone_fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flagged_number")),
        sa.UniqueConstraint("phone_fingerprint", "channel", name=op.f("uq_flagged_number_phone_fingerprint_channel")),
    )
    op.add_column("message", sa.Column("lost_answers", sa.Integer(), server_default="0", nullable=False))
    op.alter_column("message", "lost_answers", server_default=None)
    op.add_column("message", sa.Column("follows_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_message_follows_id"), "message", "message", ["follows_id"], ["id"])
    op.add_column("message", sa.Column("resends", sa.Integer(), server_default="0", nullable=False))
    op.alter_column("message", "resends", server_default=None)
    op.add_column("message", sa.Column("climbed_to", sa.Integer(), nullable=True))
    op.create_index(
        "uq_message_follows",
        "message",
        ["follows_id"],
        unique=True,
        postgresql_where=sa.text("follows_id is not null"),
    )
    op.alter_column("delivery_report", "message_id", nullable=True)


def downgrade() -> None:
    """Go back to the shape before; reports that never found their message are given up."""
    op.execute("delete from delivery_report where message_id is null")
    op.alter_column("delivery_report", "message_id", nullable=False)
    op.drop_index("uq_message_follows", table_name="message")
    op.drop_column("message", "climbed_to")
    op.drop_column("message", "resends")
    op.drop_constraint(op.f("fk_message_follows_id"), "message", type_="foreignkey")
    op.drop_column("message", "follows_id")
    op.drop_column("message", "lost_answers")
    op.drop_table("flagged_number")
    op.drop_table("channel_pause")
