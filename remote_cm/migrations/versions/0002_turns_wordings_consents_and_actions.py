"""What a whole call leaves behind: turns, the words that were asked, consents and agreed actions.

What was known of a whole conversation, its opening and its privacy, is from here on known of each listener's turn.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TURN_OF_EACH_CONVERSATION = """
insert into turn (id, conversation_id, track, started_at, is_handed_over, gates, is_private, is_hinted)
select gen_random_uuid(), id, track, started_at, false, gates, is_private, false from conversation
"""

# The older shape has room for one listener: it is the one whose turn it was when the talk began.
BACK_INTO_THE_CONVERSATION = """
update conversation set gates = turn.gates, is_private = turn.is_private
from turn where turn.conversation_id = conversation.id and not turn.is_handed_over
"""

THE_CAREGIVER_WAS_HEARD_LAST = """
update case_file set caregiver_heard_at = last_contact_at
where exists (
    select from conversation
    where conversation.case_id = case_file.id
      and conversation.started_at = case_file.last_contact_at and conversation.track = 'caregiver'
)
"""


def upgrade() -> None:
    """Go to this shape."""
    _add_turns()
    _add_wordings()
    _add_actions()
    _add_consent_records()
    _widen_conversations()
    _widen_cases()
    _widen_contacts()


def downgrade() -> None:
    """Go back to the shape before; a second turn, wordings, consents and actions have no place in it."""
    for name in ("call_back_signal", "line_drop_plan", "words_changed_on", "danger_word", "stop_word", "answer_word"):
        op.drop_column("contact", name)
    op.drop_column("contact", "opening_word")
    op.drop_index("ix_case_file_review", table_name="case_file", postgresql_where=sa.text("is_monitoring_only"))
    for name in (
        "supervisor_review_on",
        "is_monitoring_only",
        "tags",
        "known_threat",
        "meeting_place",
        "caregiver_heard_at",
    ):
        op.drop_column("case_file", name)
    op.drop_index(
        "ix_conversation_unsettled",
        table_name="conversation",
        postgresql_where=sa.text("settled_at is null or notes_written_at is null"),
    )
    for name in ("settled_at", "notes_written_at", "was_hard", "agreed_words", "remote_reason", "skips", "household"):
        op.drop_column("conversation", name)
    op.add_column(
        "conversation", sa.Column("gates", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False)
    )
    op.add_column("conversation", sa.Column("is_private", sa.Boolean(), nullable=True))
    op.execute(BACK_INTO_THE_CONVERSATION)
    op.alter_column("conversation", "gates", server_default=None)
    op.drop_index(op.f("ix_consent_record_case_id"), table_name="consent_record")
    op.drop_table("consent_record")
    op.drop_index(op.f("ix_plan_action_conversation_id"), table_name="plan_action")
    op.drop_index("ix_plan_action_open", table_name="plan_action", postgresql_where=sa.text("settled_at is null"))
    op.drop_table("plan_action")
    for table in ("answer_revision", "answer"):
        op.drop_constraint(op.f(f"fk_{table}_wording_id"), table, type_="foreignkey")
        op.drop_column(table, "wording_id")
    op.drop_table("script_wording")
    op.drop_table("turn")


def _add_turns() -> None:
    op.create_table(
        "turn",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("track", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_handed_over", sa.Boolean(), nullable=False),
        sa.Column("gates", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=True),
        sa.Column("overheard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_hinted", sa.Boolean(), nullable=False),
        sa.Column("interpreter", sa.String(length=40), nullable=True),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("child_refused_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_turn_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn")),
        sa.UniqueConstraint("conversation_id", "track", name=op.f("uq_turn_conversation_id_track")),
    )
    op.execute(TURN_OF_EACH_CONVERSATION)


def _add_wordings() -> None:
    op.create_table(
        "script_wording",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("item_id", sa.String(length=8), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("green", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("orange", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("red", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_script_wording")),
        sa.UniqueConstraint("digest", name=op.f("uq_script_wording_digest")),
    )
    for table in ("answer", "answer_revision"):
        op.add_column(table, sa.Column("wording_id", sa.Uuid(), nullable=True))
        op.create_foreign_key(op.f(f"fk_{table}_wording_id"), table, "script_wording", ["wording_id"], ["id"])


def _add_actions() -> None:
    op.create_table(
        "plan_action",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("domain", sa.String(length=40), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_plan_action_case_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_plan_action_conversation_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["staff.id"], name=op.f("fk_plan_action_settled_by_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_plan_action_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_action")),
    )
    op.create_index(op.f("ix_plan_action_conversation_id"), "plan_action", ["conversation_id"], unique=False)
    op.create_index(
        "ix_plan_action_open",
        "plan_action",
        ["case_id"],
        unique=False,
        postgresql_where=sa.text("settled_at is null"),
    )


def _add_consent_records() -> None:
    op.create_table(
        "consent_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("track", sa.String(length=40), nullable=False),
        sa.Column("given_by", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("interpreter", sa.String(length=40), nullable=False),
        sa.Column("explained", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("agreed", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("not_to_inform", sa.Text(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_consent_record_case_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_consent_record_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_record")),
    )
    op.create_index(op.f("ix_consent_record_case_id"), "consent_record", ["case_id"], unique=False)


def _widen_conversations() -> None:
    op.drop_column("conversation", "gates")
    op.drop_column("conversation", "is_private")
    op.add_column("conversation", sa.Column("household", sa.String(length=40), nullable=True))
    _add_filled("conversation", sa.Column("skips", postgresql.JSONB(astext_type=sa.Text()), nullable=False), "{}")
    op.add_column("conversation", sa.Column("remote_reason", sa.String(length=40), nullable=True))
    op.add_column("conversation", sa.Column("agreed_words", sa.Text(), nullable=True))
    _add_filled("conversation", sa.Column("was_hard", sa.Boolean(), nullable=False), "false")
    op.add_column("conversation", sa.Column("notes_written_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("conversation", sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
    # What ended before there was anything to settle is settled: nobody has to go back to it.
    op.execute("update conversation set settled_at = ended_at, notes_written_at = ended_at where ended_at is not null")
    op.create_index(
        "ix_conversation_unsettled",
        "conversation",
        ["ended_at"],
        unique=False,
        postgresql_where=sa.text("settled_at is null or notes_written_at is null"),
    )


def _widen_cases() -> None:
    op.add_column("case_file", sa.Column("caregiver_heard_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(THE_CAREGIVER_WAS_HEARD_LAST)
    op.add_column("case_file", sa.Column("known_threat", sa.Text(), nullable=True))
    op.add_column("case_file", sa.Column("meeting_place", sa.Text(), nullable=True))
    _add_filled("case_file", sa.Column("tags", sa.ARRAY(sa.String(length=40)), nullable=False), "{}")
    _add_filled("case_file", sa.Column("is_monitoring_only", sa.Boolean(), nullable=False), "false")
    op.add_column("case_file", sa.Column("supervisor_review_on", sa.Date(), nullable=True))
    op.create_index(
        "ix_case_file_review",
        "case_file",
        ["supervisor_review_on"],
        unique=False,
        postgresql_where=sa.text("is_monitoring_only"),
    )


def _widen_contacts() -> None:
    for name in ("opening_word", "answer_word", "stop_word", "danger_word"):
        op.add_column("contact", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("contact", sa.Column("words_changed_on", sa.Date(), nullable=True))
    _add_filled("contact", sa.Column("line_drop_plan", sa.String(length=40), nullable=False), "ring_back")
    op.add_column("contact", sa.Column("call_back_signal", sa.String(length=40), nullable=True))


def _add_filled(table: str, column: sa.Column[object], value: str) -> None:
    """Add a column that is never empty: rows that are there already get this value, new ones bring their own."""
    column.server_default = sa.DefaultClause(value)
    op.add_column(table, column)
    op.alter_column(table, column.name, server_default=None)
