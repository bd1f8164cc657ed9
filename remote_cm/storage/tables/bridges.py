"""Calls that join two telephones: which of them was rung when, who pressed a key, and for how long they were joined.

No number stands here. Both are read at the moment of ringing, so that a changed contact plan counts at once.
"""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from remote_cm.domain.masked_bridge import AnsweredBy, BridgeEnd, BridgeState
from remote_cm.storage.tables.base import Base, Id, words


class BridgeCall(Base):
    """One masked bridge. Claimed and committed before the provider is spoken to; our id comes back in its requests.

    ``asked_at`` is when the provider was last asked to ring the caller without an answer that is known. ``is_to_cut``
    means that the caller's line still has to be ended at the provider.
    """

    __tablename__ = "bridge_call"
    __table_args__ = (
        CheckConstraint("num_nonnulls(contact_id, volunteer_id, other_staff_id) = 1", name="one_other_side"),
        CheckConstraint("(attempt_id is null) = (contact_id is null)", name="a_family_is_rung_in_an_attempt"),
        CheckConstraint(
            "joined_at is null or (caller_pressed_at is not null and other_pressed_at is not null)",
            name="joined_by_two_keys",
        ),
        CheckConstraint("(end_reason is null) = (ended_at is null)", name="an_end_has_a_reason"),
        Index("uq_bridge_call_open", "caller_id", unique=True, postgresql_where=text("ended_at is null")),
        Index("ix_bridge_call_to_cut", "claimed_at", postgresql_where=text("is_to_cut")),
        Index("ix_bridge_call_volunteer", "volunteer_id", "claimed_at"),
    )

    id: Mapped[Id]
    attempt_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("attempt.id"), unique=True)
    task_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("task.id"), index=True)
    caller_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id"))
    volunteer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("volunteer.id"))
    other_staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    state: Mapped[BridgeState] = mapped_column(words(BridgeState), default=BridgeState.CLAIMED)
    end_reason: Mapped[BridgeEnd | None] = mapped_column(words(BridgeEnd))
    reason: Mapped[str | None] = mapped_column(String(60))
    caller_call_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    other_call_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    claimed_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    try_after: Mapped[datetime | None]
    caller_answered_at: Mapped[datetime | None]
    caller_pressed_at: Mapped[datetime | None]
    other_rung_at: Mapped[datetime | None]
    other_answered_at: Mapped[datetime | None]
    other_answered_by: Mapped[AnsweredBy | None] = mapped_column(words(AnsweredBy))
    other_pressed_at: Mapped[datetime | None]
    joined_at: Mapped[datetime | None]
    joined_seconds: Mapped[int | None]
    ended_at: Mapped[datetime | None]
    is_to_cut: Mapped[bool] = mapped_column(default=False)
