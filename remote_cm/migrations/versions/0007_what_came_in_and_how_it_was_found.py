"""How what came in was found, and what could not be handled."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this shape."""
    op.add_column(
        "inbound_event", sa.Column("found_by", sa.String(length=40), server_default="webhook", nullable=False)
    )
    op.alter_column("inbound_event", "found_by", server_default=None)
    op.add_column("inbound_event", sa.Column("tries", sa.Integer(), server_default="0", nullable=False))
    op.alter_column("inbound_event", "tries", server_default=None)
    op.add_column("inbound_event", sa.Column("try_after", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_inbound_event_unhandled",
        "inbound_event",
        ["received_at"],
        unique=False,
        postgresql_where=sa.text("handled_at is null"),
    )
    op.add_column("task", sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Go back to the shape before."""
    op.drop_column("task", "sent_at")
    op.drop_index("ix_inbound_event_unhandled", table_name="inbound_event")
    op.drop_column("inbound_event", "try_after")
    op.drop_column("inbound_event", "tries")
    op.drop_column("inbound_event", "found_by")
