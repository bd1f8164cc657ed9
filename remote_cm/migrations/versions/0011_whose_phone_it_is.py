"""Whose phone it is on which somebody is reached, and the words that a family gave up."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this shape."""
    op.add_column("contact", sa.Column("phone_owner", sa.String(length=40), nullable=True))
    op.add_column("contact", sa.Column("shared_with", sa.Text(), nullable=True))
    op.create_table(
        "spent_word",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("spent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_spent_word_case_id")),
        sa.PrimaryKeyConstraint("case_id", "fingerprint", name=op.f("pk_spent_word")),
    )


def downgrade() -> None:
    """Go back to the shape before."""
    op.drop_table("spent_word")
    op.drop_column("contact", "shared_with")
    op.drop_column("contact", "phone_owner")
