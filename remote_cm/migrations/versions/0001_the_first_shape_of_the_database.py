"""The first shape of the database."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this shape."""
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("act", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=30), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("request_id", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_actor", "audit_entry", ["actor_id", "happened_at"], unique=False)
    op.create_index("ix_audit_entry_subject", "audit_entry", ["subject_kind", "subject_id"], unique=False)
    op.create_table(
        "camp",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("access", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_camp")),
        sa.UniqueConstraint("code", name=op.f("uq_camp_code")),
    )
    op.create_table(
        "clock_offset",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_clock_offset_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_offset")),
    )
    op.create_table(
        "delivery_report",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("error_code", sa.String(length=12), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_report")),
        sa.UniqueConstraint(
            "provider_id",
            "status",
            "sequence",
            name=op.f("uq_delivery_report_provider_id_status_sequence"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_delivery_report_message_id"), "delivery_report", ["message_id"], unique=False)
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "team",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("code", name=op.f("uq_team_code")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("username", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("supervisor_id", sa.Uuid(), nullable=True),
        sa.Column("sex", sa.String(length=10), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone_number", sa.Text(), nullable=True),
        sa.Column("phone_fingerprint", sa.LargeBinary(length=32), nullable=True),
        sa.Column("phone_suffix_fingerprint", sa.LargeBinary(length=32), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("session_mark", sa.String(length=64), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["supervisor_id"], ["staff.id"], name=op.f("fk_staff_supervisor_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_staff_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("code", name=op.f("uq_staff_code")),
        sa.UniqueConstraint("session_mark", name=op.f("uq_staff_session_mark")),
        sa.UniqueConstraint("username", name=op.f("uq_staff_username")),
    )
    op.create_index(op.f("ix_staff_phone_fingerprint"), "staff", ["phone_fingerprint"], unique=False)
    op.create_index(op.f("ix_staff_phone_suffix_fingerprint"), "staff", ["phone_suffix_fingerprint"], unique=False)
    op.create_table(
        "case_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("caseworker_id", sa.Uuid(), nullable=False),
        sa.Column("camp_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("age_band", sa.String(length=40), nullable=False),
        sa.Column("sex", sa.String(length=10), nullable=False),
        sa.Column("has_disability", sa.Boolean(), nullable=False),
        sa.Column("has_self_harm_history", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("level_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("floor", sa.String(length=40), nullable=True),
        sa.Column("last_call_level", sa.String(length=40), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("first_review_done_on", sa.Date(), nullable=True),
        sa.Column("cadence_preset", sa.String(length=40), nullable=False),
        sa.Column("last_contact_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("child_heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_case_file_camp_id")),
        sa.ForeignKeyConstraint(["caseworker_id"], ["staff.id"], name=op.f("fk_case_file_caseworker_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_case_file_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("code", name=op.f("uq_case_file_code")),
    )
    op.create_index(op.f("ix_case_file_caseworker_id"), "case_file", ["caseworker_id"], unique=False)
    op.create_index(op.f("ix_case_file_team_id"), "case_file", ["team_id"], unique=False)
    op.create_table(
        "team_duty",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("duty", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_team_duty_staff_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_duty_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_duty")),
        sa.UniqueConstraint("team_id", "duty", "staff_id", name=op.f("uq_team_duty_team_id_duty_staff_id")),
    )
    op.create_table(
        "volunteer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("caseworker_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("camp_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone_number", sa.Text(), nullable=True),
        sa.Column("phone_fingerprint", sa.LargeBinary(length=32), nullable=True),
        sa.Column("phone_suffix_fingerprint", sa.LargeBinary(length=32), nullable=True),
        sa.Column("has_shared_phone", sa.Boolean(), nullable=False),
        sa.Column("pin_fingerprint", sa.LargeBinary(length=32), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("trained_on", sa.Date(), nullable=True),
        sa.Column("texts_stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_volunteer_camp_id")),
        sa.ForeignKeyConstraint(["caseworker_id"], ["staff.id"], name=op.f("fk_volunteer_caseworker_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_volunteer_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer")),
        sa.UniqueConstraint("code", name=op.f("uq_volunteer_code")),
    )
    op.create_index(op.f("ix_volunteer_caseworker_id"), "volunteer", ["caseworker_id"], unique=False)
    op.create_index(op.f("ix_volunteer_phone_fingerprint"), "volunteer", ["phone_fingerprint"], unique=False)
    op.create_index(
        op.f("ix_volunteer_phone_suffix_fingerprint"), "volunteer", ["phone_suffix_fingerprint"], unique=False
    )
    op.create_index(op.f("ix_volunteer_team_id"), "volunteer", ["team_id"], unique=False)
    op.create_table(
        "consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("given_by", sa.String(length=40), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_consent_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint("case_id", name=op.f("uq_consent_case_id")),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone_number", sa.Text(), nullable=True),
        sa.Column("phone_fingerprint", sa.LargeBinary(length=32), nullable=True),
        sa.Column("phone_suffix_fingerprint", sa.LargeBinary(length=32), nullable=True),
        sa.Column("cover_topic", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("safe_windows", postgresql.JSONB(), nullable=False),
        sa.Column("is_person_of_concern", sa.Boolean(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("has_agreed_to_texts", sa.Boolean(), nullable=False),
        sa.Column("has_agreed_to_bridge", sa.Boolean(), nullable=False),
        sa.Column("opted_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unsafe_end_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_contact_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("case_id", "reference", name=op.f("uq_contact_case_id_reference")),
    )
    op.create_index(op.f("ix_contact_phone_fingerprint"), "contact", ["phone_fingerprint"], unique=False)
    op.create_index(op.f("ix_contact_phone_suffix_fingerprint"), "contact", ["phone_suffix_fingerprint"], unique=False)
    op.create_table(
        "volunteer_alias",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("alias", sa.String(length=3), nullable=False),
        sa.Column("introduced_on", sa.Date(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_volunteer_alias_case_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_volunteer_alias_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_alias")),
    )
    op.create_index(op.f("ix_volunteer_alias_case_id"), "volunteer_alias", ["case_id"], unique=False)
    op.create_index(
        "uq_volunteer_alias_case",
        "volunteer_alias",
        ["volunteer_id", "case_id"],
        unique=True,
        postgresql_where=sa.text("retired_at is null"),
    )
    op.create_index(
        "uq_volunteer_alias_live",
        "volunteer_alias",
        ["volunteer_id", "alias"],
        unique=True,
        postgresql_where=sa.text("retired_at is null"),
    )
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("caseworker_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("window_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("window_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("reasons", sa.ARRAY(sa.String(length=60)), nullable=False),
        sa.Column("begin_with", sa.ARRAY(sa.String(length=4)), nullable=False),
        sa.Column("has_no_safe_window", sa.Boolean(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_follow_up_case_id")),
        sa.ForeignKeyConstraint(["caseworker_id"], ["staff.id"], name=op.f("fk_follow_up_caseworker_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_follow_up_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    op.create_index(
        "ix_follow_up_day",
        "follow_up",
        ["caseworker_id", "planned_on"],
        unique=False,
        postgresql_where=sa.text("state = 'planned'"),
    )
    op.create_index(
        "ix_follow_up_late",
        "follow_up",
        ["due_by"],
        unique=False,
        postgresql_where=sa.text("state = 'planned' and raised_at is null"),
    )
    op.create_index(
        "ix_follow_up_waiting", "follow_up", ["not_before"], unique=False, postgresql_where=sa.text("state = 'waiting'")
    )
    op.create_index(
        "uq_follow_up_open",
        "follow_up",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("state in ('waiting', 'planned')"),
    )
    op.create_table(
        "inbound_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sender_number", sa.Text(), nullable=False),
        sa.Column("sender_fingerprint", sa.LargeBinary(length=32), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("sender_kind", sa.String(length=40), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("intent", sa.String(length=40), nullable=True),
        sa.Column("effects", sa.ARRAY(sa.String(length=40)), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_inbound_event_case_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_inbound_event_contact_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_inbound_event_staff_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_inbound_event_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_event")),
        sa.UniqueConstraint("provider", "provider_id", name=op.f("uq_inbound_event_provider_provider_id")),
    )
    op.create_index("ix_inbound_event_sender", "inbound_event", ["sender_fingerprint", "received_at"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("follow_up_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("caseworker_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number_shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_attempt_case_id")),
        sa.ForeignKeyConstraint(["caseworker_id"], ["staff.id"], name=op.f("fk_attempt_caseworker_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_attempt_contact_id")),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name=op.f("fk_attempt_follow_up_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index(op.f("ix_attempt_case_id"), "attempt", ["case_id"], unique=False)
    op.create_index("ix_attempt_contact", "attempt", ["contact_id", "claimed_at"], unique=False)
    op.create_index(op.f("ix_attempt_follow_up_id"), "attempt", ["follow_up_id"], unique=False)
    op.create_index(
        "uq_attempt_open", "attempt", ["follow_up_id"], unique=True, postgresql_where=sa.text("outcome is null")
    )
    op.create_table(
        "volunteer_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_volunteer_report_case_id")),
        sa.ForeignKeyConstraint(["event_id"], ["inbound_event.id"], name=op.f("fk_volunteer_report_event_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_volunteer_report_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_report")),
        sa.UniqueConstraint("event_id", name=op.f("uq_volunteer_report_event_id")),
    )
    op.create_index(op.f("ix_volunteer_report_case_id"), "volunteer_report", ["case_id"], unique=False)
    op.create_table(
        "conversation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("follow_up_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("caseworker_id", sa.Uuid(), nullable=False),
        sa.Column("track", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("script_version", sa.String(length=20), nullable=False),
        sa.Column("gates", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.String(length=40), nullable=True),
        sa.Column("call_level", sa.String(length=40), nullable=True),
        sa.Column("is_provisional", sa.Boolean(), nullable=True),
        sa.Column("codes", sa.ARRAY(sa.String(length=4)), nullable=True),
        sa.Column("effective", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("chase_within_hours", sa.Integer(), nullable=True),
        sa.Column("has_danger_pressed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_conversation_attempt_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_conversation_case_id")),
        sa.ForeignKeyConstraint(["caseworker_id"], ["staff.id"], name=op.f("fk_conversation_caseworker_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_conversation_contact_id")),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name=op.f("fk_conversation_follow_up_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_conversation_attempt_id")),
    )
    op.create_index(op.f("ix_conversation_case_id"), "conversation", ["case_id"], unique=False)
    op.create_index(op.f("ix_conversation_follow_up_id"), "conversation", ["follow_up_id"], unique=False)
    op.create_table(
        "alert",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), sa.Identity(always=False, start=101), nullable=False),
        sa.Column("ladder", sa.String(length=40), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("volunteer_id", sa.Uuid(), nullable=True),
        sa.Column("caseworker_id", sa.Uuid(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("trigger", sa.String(length=40), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("climbed_to", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("holder_id", sa.Uuid(), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_aside", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("holder_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("next_contact_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(ended_at is null) = (ended_by_id is null) and (ended_at is null or outcome is not null)",
            name=op.f("ck_alert_ended_by_a_person"),
        ),
        sa.CheckConstraint(
            "(holder_id is null) = (holder_due_at is null)", name=op.f("ck_alert_a_holder_has_a_promise")
        ),
        sa.CheckConstraint(
            "ended_at is not null or due_at is not null or (holder_id is not null and holder_due_at is not null)",
            name=op.f("ck_alert_always_has_a_clock"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_alert_case_id")),
        sa.ForeignKeyConstraint(["caseworker_id"], ["staff.id"], name=op.f("fk_alert_caseworker_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_alert_conversation_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["staff.id"], name=op.f("fk_alert_ended_by_id")),
        sa.ForeignKeyConstraint(["event_id"], ["inbound_event.id"], name=op.f("fk_alert_event_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["staff.id"], name=op.f("fk_alert_holder_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_alert_team_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_alert_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("number", name=op.f("uq_alert_number")),
    )
    op.create_index(op.f("ix_alert_case_id"), "alert", ["case_id"], unique=False)
    op.create_index(
        "ix_alert_due",
        "alert",
        [sa.literal_column("coalesce(due_at, holder_due_at)")],
        unique=False,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_index(op.f("ix_alert_team_id"), "alert", ["team_id"], unique=False)
    op.create_table(
        "answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("track", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("red_reply", sa.String(length=20), nullable=True),
        sa.Column("trigger", sa.String(length=40), nullable=True),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("heard", sa.Text(), nullable=True),
        sa.Column("view", sa.Text(), nullable=True),
        sa.Column("script_version", sa.String(length=20), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revisions", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_answer_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint(
            "conversation_id", "track", "item_id", name=op.f("uq_answer_conversation_id_track_item_id")
        ),
    )
    op.create_table(
        "domain_level",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("domain", sa.String(length=40), nullable=False),
        sa.Column("colour", sa.String(length=40), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_domain_level_case_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_domain_level_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_domain_level")),
        sa.UniqueConstraint("case_id", "domain", name=op.f("uq_domain_level_case_id_domain")),
    )
    op.create_table(
        "level_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("level_before", sa.String(length=40), nullable=False),
        sa.Column("level_after", sa.String(length=40), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_level_change_case_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_level_change_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_change")),
    )
    op.create_index(op.f("ix_level_change_case_id"), "level_change", ["case_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("volunteer_id", sa.Uuid(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("detail", sa.String(length=60), nullable=True),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["assignee_id"], ["staff.id"], name=op.f("fk_task_assignee_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_task_case_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_task_conversation_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["staff.id"], name=op.f("fk_task_done_by_id")),
        sa.ForeignKeyConstraint(["event_id"], ["inbound_event.id"], name=op.f("fk_task_event_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_task_team_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_task_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    op.create_index(
        "ix_task_open_assignee",
        "task",
        ["assignee_id", "due_at"],
        unique=False,
        postgresql_where=sa.text("done_at is null"),
    )
    op.create_index(
        "ix_task_open_due",
        "task",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("done_at is null and raised_at is null"),
    )
    op.create_index(op.f("ix_task_team_id"), "task", ["team_id"], unique=False)
    op.create_table(
        "alert_avoid",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_alert_avoid_alert_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_alert_avoid_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_avoid")),
        sa.UniqueConstraint("alert_id", "staff_id", name=op.f("uq_alert_avoid_alert_id_staff_id")),
    )
    op.create_index(op.f("ix_alert_avoid_staff_id"), "alert_avoid", ["staff_id"], unique=False)
    op.create_table(
        "alert_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_alert_code_alert_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_alert_code_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_code")),
        sa.UniqueConstraint("alert_id", "staff_id", name=op.f("uq_alert_code_alert_id_staff_id")),
    )
    op.create_index("ix_alert_code_staff", "alert_code", ["staff_id", "made_at"], unique=False)
    op.create_table(
        "alert_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("detail", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_alert_event_alert_id")),
        sa.ForeignKeyConstraint(["event_id"], ["inbound_event.id"], name=op.f("fk_alert_event_event_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_alert_event_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_event")),
    )
    op.create_index("ix_alert_event_alert", "alert_event", ["alert_id", "happened_at"], unique=False)
    op.create_table(
        "answer_revision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("red_reply", sa.String(length=20), nullable=True),
        sa.Column("trigger", sa.String(length=40), nullable=True),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("heard", sa.Text(), nullable=True),
        sa.Column("view", sa.Text(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name=op.f("fk_answer_revision_answer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_revision")),
    )
    op.create_index(op.f("ix_answer_revision_answer_id"), "answer_revision", ["answer_id"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("volunteer_id", sa.Uuid(), nullable=True),
        sa.Column("alert_id", sa.Uuid(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("phone_number", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("provider_id", sa.String(length=64), nullable=True),
        sa.Column("owed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("try_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_sequence", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=True),
        sa.CheckConstraint("(kind = 'text') = (body is not null)", name=op.f("ck_message_a_text_has_words")),
        sa.CheckConstraint("num_nonnulls(staff_id, volunteer_id) = 1", name=op.f("ck_message_one_recipient")),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_message_alert_id")),
        sa.ForeignKeyConstraint(["event_id"], ["inbound_event.id"], name=op.f("fk_message_event_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_message_staff_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_message_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("provider_id", name=op.f("uq_message_provider_id")),
    )
    op.create_index(op.f("ix_message_alert_id"), "message", ["alert_id"], unique=False)
    op.create_index(
        "ix_message_unfinished",
        "message",
        ["state", "owed_at"],
        unique=False,
        postgresql_where=sa.text("state in ('owed', 'claimed', 'outcome_unknown')"),
    )
    op.create_table(
        "rung_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("paged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_rung_notice_alert_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_rung_notice_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rung_notice")),
        sa.UniqueConstraint(
            "alert_id", "step", "staff_id", "channel", name=op.f("uq_rung_notice_alert_id_step_staff_id_channel")
        ),
    )


def downgrade() -> None:
    """Go back to the shape before."""
    op.drop_table("rung_notice")
    op.drop_index(
        "ix_message_unfinished",
        table_name="message",
        postgresql_where=sa.text("state in ('owed', 'claimed', 'outcome_unknown')"),
    )
    op.drop_index(op.f("ix_message_alert_id"), table_name="message")
    op.drop_table("message")
    op.drop_index(op.f("ix_answer_revision_answer_id"), table_name="answer_revision")
    op.drop_table("answer_revision")
    op.drop_index("ix_alert_event_alert", table_name="alert_event")
    op.drop_table("alert_event")
    op.drop_index("ix_alert_code_staff", table_name="alert_code")
    op.drop_table("alert_code")
    op.drop_index(op.f("ix_alert_avoid_staff_id"), table_name="alert_avoid")
    op.drop_table("alert_avoid")
    op.drop_index(op.f("ix_task_team_id"), table_name="task")
    op.drop_index(
        "ix_task_open_due", table_name="task", postgresql_where=sa.text("done_at is null and raised_at is null")
    )
    op.drop_index("ix_task_open_assignee", table_name="task", postgresql_where=sa.text("done_at is null"))
    op.drop_table("task")
    op.drop_index(op.f("ix_level_change_case_id"), table_name="level_change")
    op.drop_table("level_change")
    op.drop_table("domain_level")
    op.drop_table("answer")
    op.drop_index(op.f("ix_alert_team_id"), table_name="alert")
    op.drop_index("ix_alert_due", table_name="alert", postgresql_where=sa.text("ended_at is null"))
    op.drop_index(op.f("ix_alert_case_id"), table_name="alert")
    op.drop_table("alert")
    op.drop_index(op.f("ix_conversation_follow_up_id"), table_name="conversation")
    op.drop_index(op.f("ix_conversation_case_id"), table_name="conversation")
    op.drop_table("conversation")
    op.drop_index(op.f("ix_volunteer_report_case_id"), table_name="volunteer_report")
    op.drop_table("volunteer_report")
    op.drop_index("uq_attempt_open", table_name="attempt", postgresql_where=sa.text("outcome is null"))
    op.drop_index(op.f("ix_attempt_follow_up_id"), table_name="attempt")
    op.drop_index("ix_attempt_contact", table_name="attempt")
    op.drop_index(op.f("ix_attempt_case_id"), table_name="attempt")
    op.drop_table("attempt")
    op.drop_index("ix_inbound_event_sender", table_name="inbound_event")
    op.drop_table("inbound_event")
    op.drop_index(
        "uq_follow_up_open", table_name="follow_up", postgresql_where=sa.text("state in ('waiting', 'planned')")
    )
    op.drop_index("ix_follow_up_waiting", table_name="follow_up", postgresql_where=sa.text("state = 'waiting'"))
    op.drop_index(
        "ix_follow_up_late", table_name="follow_up", postgresql_where=sa.text("state = 'planned' and raised_at is null")
    )
    op.drop_index("ix_follow_up_day", table_name="follow_up", postgresql_where=sa.text("state = 'planned'"))
    op.drop_table("follow_up")
    op.drop_index(
        "uq_volunteer_alias_live", table_name="volunteer_alias", postgresql_where=sa.text("retired_at is null")
    )
    op.drop_index(
        "uq_volunteer_alias_case", table_name="volunteer_alias", postgresql_where=sa.text("retired_at is null")
    )
    op.drop_index(op.f("ix_volunteer_alias_case_id"), table_name="volunteer_alias")
    op.drop_table("volunteer_alias")
    op.drop_index(op.f("ix_contact_phone_suffix_fingerprint"), table_name="contact")
    op.drop_index(op.f("ix_contact_phone_fingerprint"), table_name="contact")
    op.drop_table("contact")
    op.drop_table("consent")
    op.drop_index(op.f("ix_volunteer_team_id"), table_name="volunteer")
    op.drop_index(op.f("ix_volunteer_phone_suffix_fingerprint"), table_name="volunteer")
    op.drop_index(op.f("ix_volunteer_phone_fingerprint"), table_name="volunteer")
    op.drop_index(op.f("ix_volunteer_caseworker_id"), table_name="volunteer")
    op.drop_table("volunteer")
    op.drop_table("team_duty")
    op.drop_index(op.f("ix_case_file_team_id"), table_name="case_file")
    op.drop_index(op.f("ix_case_file_caseworker_id"), table_name="case_file")
    op.drop_table("case_file")
    op.drop_index(op.f("ix_staff_phone_suffix_fingerprint"), table_name="staff")
    op.drop_index(op.f("ix_staff_phone_fingerprint"), table_name="staff")
    op.drop_table("staff")
    op.drop_table("team")
    op.drop_table("heartbeat")
    op.drop_index(op.f("ix_delivery_report_message_id"), table_name="delivery_report")
    op.drop_table("delivery_report")
    op.drop_table("clock_offset")
    op.drop_table("camp")
    op.drop_index("ix_audit_entry_subject", table_name="audit_entry")
    op.drop_index("ix_audit_entry_actor", table_name="audit_entry")
    op.drop_table("audit_entry")
