"""How cases came to be, and the fingerprints of the numbers of their children."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this shape."""
    op.create_table(
        "case_registration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("referred_by", sa.String(length=40), nullable=False),
        sa.Column("referred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by_id", sa.Uuid(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("concern", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_registration_case_id")),
        sa.ForeignKeyConstraint(["registered_by_id"], ["staff.id"], name=op.f("fk_case_registration_registered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_registration")),
        sa.UniqueConstraint("case_id", name=op.f("uq_case_registration_case_id")),
    )
    op.create_table(
        "case_identifier",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_identifier_case_id")),
        sa.PrimaryKeyConstraint("kind", "fingerprint", name=op.f("pk_case_identifier")),
    )
    op.create_index(op.f("ix_case_identifier_case_id"), "case_identifier", ["case_id"], unique=False)


def downgrade() -> None:
    """Go back to the shape before."""
    op.drop_table("case_identifier")
    op.drop_table("case_registration")
