"""Teams, camps, staff, their duties, volunteers and the aliases by which a volunteer names a family."""

import uuid
from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from remote_cm.domain.vocabulary import Duty, StaffRole
from remote_cm.storage.encrypted_text import EncryptedText, Fingerprint
from remote_cm.storage.tables.base import Base, Id, words


class CampAccess(StrEnum):
    """Whether staff may enter a camp today (ACC-01)."""

    OPEN = "open"
    RESTRICTED = "restricted"
    NO_ACCESS = "no_access"


class Team(Base):
    """Caseworkers under supervisors; a supervisor sees their own team."""

    __tablename__ = "team"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(20), unique=True)


class Camp(Base):
    """A place with its code and today's access. ``outage_since`` is set while the phones of many are down there."""

    __tablename__ = "camp"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    access: Mapped[CampAccess] = mapped_column(words(CampAccess), default=CampAccess.OPEN)
    outage_since: Mapped[datetime | None]


class Staff(Base):
    """A member of staff, known by a code on every page; the name and the number are for their own line only."""

    __tablename__ = "staff"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(20), unique=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    role: Mapped[StaffRole] = mapped_column(words(StaffRole))
    team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("team.id"))
    supervisor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    sex: Mapped[str | None] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(EncryptedText)
    phone_number: Mapped[str | None] = mapped_column(EncryptedText)
    phone_fingerprint: Mapped[bytes | None] = mapped_column(Fingerprint, index=True)
    phone_suffix_fingerprint: Mapped[bytes | None] = mapped_column(Fingerprint, index=True)
    language: Mapped[str] = mapped_column(String(8), default="en")
    password_hash: Mapped[str | None] = mapped_column(String(255))
    session_mark: Mapped[str] = mapped_column(String(64), unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)


class TeamDuty(Base):
    """Who holds a place on a team's ladder."""

    __tablename__ = "team_duty"
    __table_args__ = (UniqueConstraint("team_id", "duty", "staff_id"),)

    id: Mapped[Id]
    team_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("team.id"))
    duty: Mapped[Duty] = mapped_column(words(Duty))
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))


class Volunteer(Base):
    """A volunteer in a camp, guided by one caseworker; never the owner of a case (VOL-04).

    ``debrief_at``: the local hour that was agreed for the daily talk (VOL-09).
    """

    __tablename__ = "volunteer"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(20), unique=True)
    caseworker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    team_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("team.id"), index=True)
    camp_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("camp.id"))
    name: Mapped[str] = mapped_column(EncryptedText)
    phone_number: Mapped[str | None] = mapped_column(EncryptedText)
    phone_fingerprint: Mapped[bytes | None] = mapped_column(Fingerprint, index=True)
    phone_suffix_fingerprint: Mapped[bytes | None] = mapped_column(Fingerprint, index=True)
    has_shared_phone: Mapped[bool] = mapped_column(default=False)
    pin_fingerprint: Mapped[bytes | None] = mapped_column(Fingerprint)
    language: Mapped[str] = mapped_column(String(8), default="bn")
    trained_on: Mapped[date | None]
    texts_stopped_at: Mapped[datetime | None]
    debrief_at: Mapped[time | None]
    is_active: Mapped[bool] = mapped_column(default=True)


class VolunteerAlias(Base):
    """Two digits and a check letter by which one volunteer names one family; it means nothing to anybody else."""

    __tablename__ = "volunteer_alias"
    __table_args__ = (
        Index(
            "uq_volunteer_alias_live", "volunteer_id", "alias", unique=True, postgresql_where=text("retired_at is null")
        ),
        Index(
            "uq_volunteer_alias_case",
            "volunteer_id",
            "case_id",
            unique=True,
            postgresql_where=text("retired_at is null"),
        ),
    )

    id: Mapped[Id]
    volunteer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("volunteer.id"))
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    alias: Mapped[str] = mapped_column(String(3))
    introduced_on: Mapped[date | None]
    retired_at: Mapped[datetime | None]
