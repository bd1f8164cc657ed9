"""Cases, the people we may call about them, their consent, their levels over time and the follow-ups that are owed."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ARRAY, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from remote_cm.domain.contact_plan import PhoneOwner
from remote_cm.domain.safe_window import SafeWindow
from remote_cm.domain.vocabulary import (
    AgeBand,
    CallBackSignal,
    ContactRole,
    DomainColour,
    LineDropPlan,
    RiskLevel,
    ScriptDomain,
)
from remote_cm.storage.encrypted_text import EncryptedText, Fingerprint
from remote_cm.storage.tables.base import Base, Id, SafeWindows, words


class CaseState(StrEnum):
    """Open until a supervisor closes it; never closed by itself (N26)."""

    OPEN = "open"
    CLOSED = "closed"


class FollowUpState(StrEnum):
    """A follow-up waits until the timetable puts it on a day, and is open until a conversation met it.

    It rests while the family has taken its yes back: nobody is asked to call, and it is owed anew when they agree again
    or two people decide against their no (N43).
    """

    WAITING = "waiting"
    RESTING = "resting"
    PLANNED = "planned"
    MET = "met"
    REPLACED = "replaced"

    @property
    def is_final(self) -> bool:
        """True when nothing more is owed by this row."""
        return self in (FollowUpState.MET, FollowUpState.REPLACED)


class CaseFile(Base):
    """One child, one case, one caseworker (ROLE-01); named by its code, never by the child's name."""

    __tablename__ = "case_file"
    __table_args__ = (
        Index("ix_case_file_review", "supervisor_review_on", postgresql_where=text("is_monitoring_only")),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(20), unique=True)
    team_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("team.id"), index=True)
    caseworker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    camp_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("camp.id"))
    state: Mapped[CaseState] = mapped_column(words(CaseState), default=CaseState.OPEN)
    age_band: Mapped[AgeBand] = mapped_column(words(AgeBand))
    sex: Mapped[str] = mapped_column(String(10))
    has_disability: Mapped[bool] = mapped_column(default=False)
    has_self_harm_history: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(8), default="rhg")
    level: Mapped[RiskLevel] = mapped_column(words(RiskLevel))
    level_since: Mapped[datetime]
    floor: Mapped[RiskLevel | None] = mapped_column(words(RiskLevel))
    last_call_level: Mapped[RiskLevel | None] = mapped_column(words(RiskLevel))
    opened_on: Mapped[date]
    first_review_done_on: Mapped[date | None]
    cadence_preset: Mapped[str] = mapped_column(String(40))
    last_contact_at: Mapped[datetime | None]
    child_heard_at: Mapped[datetime | None]
    caregiver_heard_at: Mapped[datetime | None]
    known_threat: Mapped[str | None] = mapped_column(EncryptedText)
    meeting_place: Mapped[str | None] = mapped_column(EncryptedText)
    tags: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list)
    is_monitoring_only: Mapped[bool] = mapped_column(default=False)
    supervisor_review_on: Mapped[date | None]


class Contact(Base):
    """A person we may call about a case, with the hours in which that is safe."""

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("case_id", "reference"),)

    id: Mapped[Id]
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id"))
    reference: Mapped[str] = mapped_column(String(20))
    role: Mapped[ContactRole] = mapped_column(words(ContactRole))
    relation: Mapped[str | None] = mapped_column(EncryptedText)
    name: Mapped[str] = mapped_column(EncryptedText)
    phone_number: Mapped[str | None] = mapped_column(EncryptedText)
    phone_owner: Mapped[PhoneOwner | None] = mapped_column(words(PhoneOwner))
    shared_with: Mapped[str | None] = mapped_column(EncryptedText)
    phone_fingerprint: Mapped[bytes | None] = mapped_column(Fingerprint, index=True)
    phone_suffix_fingerprint: Mapped[bytes | None] = mapped_column(Fingerprint, index=True)
    cover_topic: Mapped[str | None] = mapped_column(EncryptedText)
    language: Mapped[str] = mapped_column(String(8), default="rhg")
    safe_windows: Mapped[tuple[SafeWindow, ...]] = mapped_column(SafeWindows)
    is_person_of_concern: Mapped[bool] = mapped_column(default=False)
    verified_on: Mapped[date | None]
    has_agreed_to_texts: Mapped[bool] = mapped_column(default=False)
    has_agreed_to_bridge: Mapped[bool] = mapped_column(default=False)
    opted_out_at: Mapped[datetime | None]
    unsafe_end_at: Mapped[datetime | None]
    opening_word: Mapped[str | None] = mapped_column(EncryptedText)
    answer_word: Mapped[str | None] = mapped_column(EncryptedText)
    stop_word: Mapped[str | None] = mapped_column(EncryptedText)
    danger_word: Mapped[str | None] = mapped_column(EncryptedText)
    words_changed_on: Mapped[date | None]
    line_drop_plan: Mapped[LineDropPlan] = mapped_column(words(LineDropPlan), default=LineDropPlan.RING_BACK)
    call_back_signal: Mapped[CallBackSignal | None] = mapped_column(words(CallBackSignal))


class SpentWord(Base):
    """A word that a family gave up, known by its fingerprint only: it is never agreed again (N34)."""

    __tablename__ = "spent_word"

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    fingerprint: Mapped[bytes] = mapped_column(Fingerprint, primary_key=True)
    spent_at: Mapped[datetime]


class Consent(Base):
    """What a family has agreed to, by whom and until when; withdrawing it stops every contact (N43)."""

    __tablename__ = "consent"

    id: Mapped[Id]
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id"), unique=True)
    is_given: Mapped[bool]
    given_by: Mapped[ContactRole | None] = mapped_column(words(ContactRole))
    given_at: Mapped[datetime | None]
    valid_until: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None]


class DomainLevel(Base):
    """The last known colour of one domain of a case, with the moment it was heard."""

    __tablename__ = "domain_level"
    __table_args__ = (UniqueConstraint("case_id", "domain"),)

    id: Mapped[Id]
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id"))
    domain: Mapped[ScriptDomain] = mapped_column(words(ScriptDomain))
    colour: Mapped[DomainColour] = mapped_column(words(DomainColour))
    heard_at: Mapped[datetime]
    conversation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("conversation.id"))


class LevelChange(Base):
    """One change of a case's level, with who or what decided it."""

    __tablename__ = "level_change"

    id: Mapped[Id]
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    level_before: Mapped[RiskLevel] = mapped_column(words(RiskLevel))
    level_after: Mapped[RiskLevel] = mapped_column(words(RiskLevel))
    changed_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(60))
    conversation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("conversation.id"))


class FollowUp(Base):
    """The duty to have a conversation by a date; a case has exactly one that is open."""

    __tablename__ = "follow_up"
    __table_args__ = (
        Index(
            "uq_follow_up_open",
            "case_id",
            unique=True,
            postgresql_where=text("state in ('waiting', 'resting', 'planned')"),
        ),
        Index("ix_follow_up_waiting", "not_before", postgresql_where=text("state = 'waiting'")),
        Index("ix_follow_up_late", "due_by", postgresql_where=text("state = 'planned' and raised_at is null")),
        Index("ix_follow_up_day", "caseworker_id", "planned_on", postgresql_where=text("state = 'planned'")),
    )

    id: Mapped[Id]
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id"))
    caseworker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    state: Mapped[FollowUpState] = mapped_column(words(FollowUpState), default=FollowUpState.WAITING)
    made_at: Mapped[datetime]
    not_before: Mapped[datetime]
    due_by: Mapped[datetime]
    window_from: Mapped[datetime | None]
    window_to: Mapped[datetime | None]
    planned_on: Mapped[date | None]
    contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id"))
    reasons: Mapped[list[str]] = mapped_column(ARRAY(String(60)))
    begin_with: Mapped[list[str]] = mapped_column(ARRAY(String(4)))
    has_no_safe_window: Mapped[bool] = mapped_column(default=False)
    raised_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
