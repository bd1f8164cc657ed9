"""Alerts, the ladder each one climbs, who was paged when, and who took it. No alert row is ever ended by time (N27)."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    String,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from remote_cm.domain.vocabulary import Channel, LadderName, Trigger
from remote_cm.storage.encrypted_text import EncryptedText
from remote_cm.storage.tables.base import Base, Id, words


class AlertAct(StrEnum):
    """What happened to an alert, for its timeline."""

    OPENED = "opened"
    JOINED = "joined"
    FOUND_LATE = "found_late"
    CLIMBED = "climbed"
    EMPTY_RUNG = "empty_rung"
    PAGED = "paged"
    PAGE_FAILED = "page_failed"
    NUMBER_FLAGGED = "number_flagged"
    """This number did not work before; a page is tried all the same."""

    NOBODY_REACHED = "nobody_reached"
    """None of the phones that were rung led to a person: it climbs at once."""

    ACKNOWLEDGED = "acknowledged"
    PASSED_ON = "passed_on"
    PROMISE_KEPT = "promise_kept"
    PROMISE_MISSED = "promise_missed"
    ENDED = "ended"


class Alert(Base):
    """Somebody may be in danger. Ends only by a person who may end it, with an outcome and a next contact date."""

    __tablename__ = "alert"
    __table_args__ = (
        CheckConstraint(
            "(ended_at is null) = (ended_by_id is null) and (ended_at is null or outcome is not null)",
            name="ended_by_a_person",
        ),
        CheckConstraint(
            "ended_at is not null or due_at is not null or (holder_id is not null and holder_due_at is not null)",
            name="always_has_a_clock",
        ),
        CheckConstraint("(holder_id is null) = (holder_due_at is null)", name="a_holder_has_a_promise"),
        Index("ix_alert_due", text("coalesce(due_at, holder_due_at)"), postgresql_where=text("ended_at is null")),
    )

    id: Mapped[Id]
    number: Mapped[int] = mapped_column(Identity(start=101), unique=True)
    ladder: Mapped[LadderName] = mapped_column(words(LadderName))
    team_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("team.id"), index=True)
    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case_file.id"), index=True)
    volunteer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("volunteer.id"))
    caseworker_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    event_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("inbound_event.id"))
    conversation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("conversation.id"))
    trigger: Mapped[Trigger | None] = mapped_column(words(Trigger))
    opened_at: Mapped[datetime]
    climbed_to: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    holder_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    held_at: Mapped[datetime | None]
    set_aside: Mapped[list[uuid.UUID]] = mapped_column(ARRAY(Uuid), default=list)
    holder_due_at: Mapped[datetime | None]
    called_back_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    outcome: Mapped[str | None] = mapped_column(EncryptedText)
    next_contact_on: Mapped[date | None]


class AlertAvoid(Base):
    """Somebody who must not hear of this alert: out of every rung, list and text before any name on it is resolved."""

    __tablename__ = "alert_avoid"
    __table_args__ = (UniqueConstraint("alert_id", "staff_id"),)

    id: Mapped[Id]
    alert_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alert.id"))
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"), index=True)


class RungNotice(Base):
    """One page that one step of the ladder owes to one person by one channel; a step never pages anybody twice."""

    __tablename__ = "rung_notice"
    __table_args__ = (UniqueConstraint("alert_id", "step", "staff_id", "channel"),)

    id: Mapped[Id]
    alert_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alert.id"))
    step: Mapped[int]
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    channel: Mapped[Channel] = mapped_column(words(Channel))
    paged_at: Mapped[datetime]


class AlertCode(Base):
    """The three digits by which one person takes one alert by text; not given again to them for 30 days."""

    __tablename__ = "alert_code"
    __table_args__ = (UniqueConstraint("alert_id", "staff_id"), Index("ix_alert_code_staff", "staff_id", "made_at"))

    id: Mapped[Id]
    alert_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alert.id"))
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    code: Mapped[str] = mapped_column(String(3))
    made_at: Mapped[datetime]


class AlertEvent(Base):
    """One line of an alert's timeline; lines are only ever added."""

    __tablename__ = "alert_event"
    __table_args__ = (Index("ix_alert_event_alert", "alert_id", "happened_at"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    alert_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alert.id"))
    happened_at: Mapped[datetime]
    act: Mapped[AlertAct] = mapped_column(words(AlertAct))
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    event_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("inbound_event.id"))
    detail: Mapped[str | None] = mapped_column(String(80))
