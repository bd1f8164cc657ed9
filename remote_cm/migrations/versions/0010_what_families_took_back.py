"""What families took back, and what two people decided against a no."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_OPEN_BEFORE = "state in ('waiting', 'planned')"
_OPEN = "state in ('waiting', 'resting', 'planned')"


def upgrade() -> None:
    """Go to this shape."""
    op.create_table(
        "consent_withdrawal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.String(length=40), nullable=False),
        sa.Column("heard_how", sa.String(length=40), nullable=False),
        sa.Column("items", sa.ARRAY(sa.String(length=40)), nullable=False),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_consent_withdrawal_case_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_consent_withdrawal_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_withdrawal")),
    )
    op.create_index(op.f("ix_consent_withdrawal_case_id"), "consent_withdrawal", ["case_id"], unique=False)
    _create_contact_override()
    op.drop_index("uq_follow_up_open", table_name="follow_up")
    op.create_index("uq_follow_up_open", "follow_up", ["case_id"], unique=True, postgresql_where=sa.text(_OPEN))


def _create_contact_override() -> None:
    op.create_table(
        "contact_override",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("harm", sa.Text(), nullable=False),
        sa.Column("other_ways", sa.Text(), nullable=False),
        sa.Column("child_view", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_approved", sa.Boolean(), nullable=True),
        sa.Column("decision_words", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("not_told_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["staff.id"], name=op.f("fk_contact_override_asked_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_contact_override_case_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["staff.id"], name=op.f("fk_contact_override_decided_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["staff.id"], name=op.f("fk_contact_override_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_override")),
    )
    op.create_index("ix_contact_override_case", "contact_override", ["case_id", "asked_at"], unique=False)
    op.create_index(
        "ix_contact_override_holds",
        "contact_override",
        ["until"],
        unique=False,
        postgresql_where=sa.text("is_approved and ended_at is null"),
    )
    op.create_index(
        "uq_contact_override_asked",
        "contact_override",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("decided_at is null and ended_at is null"),
    )


def downgrade() -> None:
    """Go back to the shape before. What rested is owed again, since the shape before knows no rest."""
    op.drop_index("uq_follow_up_open", table_name="follow_up")
    op.execute("update follow_up set state = 'waiting' where state = 'resting'")
    op.create_index("uq_follow_up_open", "follow_up", ["case_id"], unique=True, postgresql_where=sa.text(_OPEN_BEFORE))
    op.drop_table("contact_override")
    op.drop_table("consent_withdrawal")
