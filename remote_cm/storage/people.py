"""How staff, duties, volunteers and aliases are found."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from remote_cm.domain.vocabulary import Duty, StaffRole
from remote_cm.storage.tables.people import Camp, Staff, Team, TeamDuty, Volunteer, VolunteerAlias


def find_staff_by_username(session: Session, username: str) -> Staff | None:
    """The member of staff who signs in with this name, active or not."""
    return session.scalar(select(Staff).where(Staff.username == username.strip().lower()))


def find_staff_by_session_mark(session: Session, mark: str) -> Staff | None:
    """The member of staff whose sessions carry this mark; changing the mark ends every session of theirs."""
    return session.scalar(select(Staff).where(Staff.session_mark == mark))


def get_staff(session: Session, staff_id: uuid.UUID) -> Staff:
    """One member of staff, who must exist."""
    return session.get_one(Staff, staff_id)


def list_staff(session: Session, ids: Iterable[uuid.UUID]) -> list[Staff]:
    """The active members of staff among these ids."""
    return list(session.scalars(select(Staff).where(Staff.id.in_(tuple(ids)), Staff.is_active)))


def list_staff_codes(session: Session, ids: Iterable[uuid.UUID | None]) -> Mapping[uuid.UUID, str]:
    """The codes by which members of staff are named on pages, by id."""
    wanted = {staff_id for staff_id in ids if staff_id is not None}
    rows = session.execute(select(Staff.id, Staff.code).where(Staff.id.in_(wanted))) if wanted else ()
    return {row[0]: row[1] for row in rows}


def list_team_caseworkers(session: Session, team_id: uuid.UUID) -> list[Staff]:
    """The active caseworkers of a team, by code."""
    return list(
        session.scalars(
            select(Staff)
            .where(Staff.team_id == team_id, Staff.role == StaffRole.CASEWORKER, Staff.is_active)
            .order_by(Staff.code)
        )
    )


def list_staff_of_role(session: Session, role: StaffRole) -> tuple[uuid.UUID, ...]:
    """The active members of staff of one role, whatever their team."""
    return tuple(session.scalars(select(Staff.id).where(Staff.role == role, Staff.is_active).order_by(Staff.code)))


def list_duties(session: Session, team_id: uuid.UUID) -> Mapping[Duty, tuple[uuid.UUID, ...]]:
    """Who holds each duty of a team, active people only, in a steady order."""
    rows = session.execute(
        select(TeamDuty.duty, TeamDuty.staff_id)
        .join(Staff, Staff.id == TeamDuty.staff_id)
        .where(TeamDuty.team_id == team_id, Staff.is_active)
        .order_by(TeamDuty.duty, Staff.code)
    )
    held: dict[Duty, list[uuid.UUID]] = defaultdict(list)
    for duty, staff_id in rows:
        held[duty].append(staff_id)
    return {duty: tuple(ids) for duty, ids in held.items()}


def find_staff_by_number(session: Session, fingerprint: bytes) -> list[Staff]:
    """The active members of staff who are reached on this number."""
    return list(session.scalars(select(Staff).where(Staff.phone_fingerprint == fingerprint, Staff.is_active)))


def find_volunteers_by_number(session: Session, fingerprint: bytes) -> list[Volunteer]:
    """The active volunteers who use this number; several share one phone now and then."""
    return list(
        session.scalars(
            select(Volunteer)
            .where(Volunteer.phone_fingerprint == fingerprint, Volunteer.is_active)
            .order_by(Volunteer.code)
        )
    )


def get_volunteer(session: Session, volunteer_id: uuid.UUID) -> Volunteer:
    """One volunteer, who must exist."""
    return session.get_one(Volunteer, volunteer_id)


def list_live_aliases(session: Session, volunteer_ids: Iterable[uuid.UUID]) -> list[VolunteerAlias]:
    """The aliases in use of these volunteers."""
    return list(
        session.scalars(
            select(VolunteerAlias)
            .where(VolunteerAlias.volunteer_id.in_(tuple(volunteer_ids)), VolunteerAlias.retired_at.is_(None))
            .order_by(VolunteerAlias.alias)
        )
    )


def list_teams(session: Session) -> list[Team]:
    """Every team, by code."""
    return list(session.scalars(select(Team).order_by(Team.code)))


def list_volunteers_of(session: Session, caseworker_id: uuid.UUID) -> list[Volunteer]:
    """A caseworker's active volunteers, by code."""
    return list(
        session.scalars(
            select(Volunteer)
            .where(Volunteer.caseworker_id == caseworker_id, Volunteer.is_active)
            .order_by(Volunteer.code)
        )
    )


def list_volunteers_of_team(session: Session, team_id: uuid.UUID) -> list[Volunteer]:
    """A team's active volunteers, by code."""
    return list(
        session.scalars(
            select(Volunteer).where(Volunteer.team_id == team_id, Volunteer.is_active).order_by(Volunteer.code)
        )
    )


def find_supervisor_id(session: Session, staff_id: uuid.UUID | None) -> uuid.UUID | None:
    """Who leads a member of staff."""
    if staff_id is None:
        return None
    return session.scalar(select(Staff.supervisor_id).where(Staff.id == staff_id))


def list_lines(session: Session) -> Mapping[uuid.UUID, uuid.UUID]:
    """For everybody who is led, who leads them."""
    rows = session.execute(select(Staff.id, Staff.supervisor_id).where(Staff.supervisor_id.is_not(None)))
    return {row[0]: row[1] for row in rows if row[1] is not None}


def get_camp(session: Session, camp_id: uuid.UUID) -> Camp:
    """One camp, which must exist."""
    return session.get_one(Camp, camp_id)


def list_camps_by_id(session: Session, ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, Camp]:
    """Camps by id."""
    wanted = set(ids)
    found = session.scalars(select(Camp).where(Camp.id.in_(wanted))) if wanted else ()
    return {camp.id: camp for camp in found}


def count_staff(session: Session) -> int:
    """How many members of staff there are, active or not."""
    return session.scalar(select(func.count()).select_from(Staff)) or 0


def list_active_staff(session: Session) -> list[Staff]:
    """Every active member of staff, by code."""
    return list(session.scalars(select(Staff).where(Staff.is_active).order_by(Staff.code)))


def list_active_volunteers(session: Session) -> list[Volunteer]:
    """Every active volunteer, by code."""
    return list(session.scalars(select(Volunteer).where(Volunteer.is_active).order_by(Volunteer.code)))


@dataclass(frozen=True)
class KnownPeople:
    """Everything that a people file may name by its code."""

    teams: dict[str, Team]
    camps: dict[str, Camp]
    staff: dict[str, Staff]
    volunteers: dict[str, Volunteer]
    duties: set[tuple[uuid.UUID, Duty, uuid.UUID]]


def list_known_people(session: Session) -> KnownPeople:
    """Everybody and everything that a people file may name, also who is not active."""
    return KnownPeople(
        teams={row.code: row for row in session.scalars(select(Team))},
        camps={row.code: row for row in session.scalars(select(Camp))},
        staff={row.code: row for row in session.scalars(select(Staff))},
        volunteers={row.code: row for row in session.scalars(select(Volunteer))},
        duties={(row.team_id, row.duty, row.staff_id) for row in session.scalars(select(TeamDuty))},
    )


def list_aliases_ever_given(session: Session, volunteer_id: uuid.UUID) -> frozenset[str]:
    """Every alias that a volunteer has or had."""
    return frozenset(session.scalars(select(VolunteerAlias.alias).where(VolunteerAlias.volunteer_id == volunteer_id)))
