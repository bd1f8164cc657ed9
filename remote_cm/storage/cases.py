"""How cases, contacts, consents, levels and follow-ups are found; what a person may not see is not found at all."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from remote_cm.domain.access import Person
from remote_cm.domain.safe_window import SafeWindow
from remote_cm.domain.vocabulary import ContactRole, DomainColour, RiskLevel, ScriptDomain, StaffRole
from remote_cm.storage.tables.cases import (
    CaseFile,
    CaseState,
    Consent,
    Contact,
    DomainLevel,
    FollowUp,
    FollowUpState,
    LevelChange,
)
from remote_cm.storage.tables.people import Camp

OPEN_FOLLOW_UPS = (FollowUpState.WAITING, FollowUpState.RESTING, FollowUpState.PLANNED)


def visible_to(person: Person) -> ColumnElement[bool]:
    """The condition under which a case exists for a person: own for caseworkers, the team's for supervisors, else
    none.
    """
    if person.role is StaffRole.CASEWORKER:
        return CaseFile.caseworker_id == person.id
    if person.role is StaffRole.SUPERVISOR:
        return CaseFile.team_id == person.team_id
    return CaseFile.id.is_(None)


def find_case_for(session: Session, person: Person, code: str) -> CaseFile | None:
    """The case of this code, if it exists for this person."""
    return session.scalar(select(CaseFile).where(CaseFile.code == code.strip().upper(), visible_to(person)))


def list_cases_for(session: Session, person: Person, after_code: str, limit: int) -> Sequence[CaseFile]:
    """One page of the open cases that exist for a person, by code."""
    return list(
        session.scalars(
            select(CaseFile)
            .where(visible_to(person), CaseFile.state == CaseState.OPEN, CaseFile.code > after_code)
            .order_by(CaseFile.code)
            .limit(limit)
        )
    )


def get_case(session: Session, case_id: uuid.UUID) -> CaseFile:
    """One case, which must exist. For use cases that act for nobody in particular; pages use ``find_case_for``."""
    return session.get_one(CaseFile, case_id)


def lock_case(session: Session, case_id: uuid.UUID) -> CaseFile:
    """One case as it is once the lock is held, until the transaction ends: two changes of its level or its next call
    queue up.
    """
    locked = select(CaseFile).where(CaseFile.id == case_id).with_for_update()
    return session.execute(locked.execution_options(populate_existing=True)).scalar_one()


def list_cases_by_id(session: Session, ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, CaseFile]:
    """Cases by id."""
    wanted = set(ids)
    found = session.scalars(select(CaseFile).where(CaseFile.id.in_(wanted))) if wanted else ()
    return {case.id: case for case in found}


def list_contacts(session: Session, case_id: uuid.UUID) -> Sequence[Contact]:
    """The people whom we may call about a case."""
    return list(session.scalars(select(Contact).where(Contact.case_id == case_id).order_by(Contact.role, Contact.id)))


def list_contacts_of_cases(session: Session, case_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, list[Contact]]:
    """The contacts of several cases, by case."""
    wanted = set(case_ids)
    found: dict[uuid.UUID, list[Contact]] = {case_id: [] for case_id in wanted}
    if wanted:
        for contact in session.scalars(
            select(Contact).where(Contact.case_id.in_(wanted)).order_by(Contact.role, Contact.id)
        ):
            found[contact.case_id].append(contact)
    return found


def find_contacts_by_number(session: Session, fingerprint: bytes) -> Sequence[Contact]:
    """The contacts who are reached on this number, oldest case first; several may share one phone."""
    return list(
        session.scalars(
            select(Contact)
            .join(CaseFile, CaseFile.id == Contact.case_id)
            .where(Contact.phone_fingerprint == fingerprint)
            .order_by(CaseFile.state.desc(), CaseFile.code)
        )
    )


def find_consent(session: Session, case_id: uuid.UUID) -> Consent | None:
    """What the family has agreed to, if it was ever asked."""
    return session.scalar(select(Consent).where(Consent.case_id == case_id))


def list_domain_levels(session: Session, case_id: uuid.UUID) -> Mapping[ScriptDomain, DomainLevel]:
    """The last known colour of each domain."""
    found = session.scalars(select(DomainLevel).where(DomainLevel.case_id == case_id))
    return {row.domain: row for row in found}


def list_level_changes(session: Session, case_id: uuid.UUID) -> Sequence[LevelChange]:
    """How a case's level changed, newest first."""
    return list(
        session.scalars(
            select(LevelChange).where(LevelChange.case_id == case_id).order_by(LevelChange.changed_at.desc())
        )
    )


def find_open_follow_up(session: Session, case_id: uuid.UUID) -> FollowUp | None:
    """The one follow-up of a case that is still owed."""
    return session.scalar(select(FollowUp).where(FollowUp.case_id == case_id, FollowUp.state.in_(OPEN_FOLLOW_UPS)))


def list_waiting_follow_ups(session: Session, horizon: datetime, limit: int) -> Sequence[FollowUp]:
    """Follow-ups that begin before the horizon and are on no day yet, locked; read by an index on what waits only."""
    due = (
        select(FollowUp)
        .where(FollowUp.state == FollowUpState.WAITING, FollowUp.not_before <= horizon)
        .order_by(FollowUp.not_before)
        .limit(limit)
    )
    return list(session.scalars(due.with_for_update(skip_locked=True)))


def count_planned_by_day(
    session: Session, caseworker_ids: Iterable[uuid.UUID], first: date
) -> Mapping[tuple[uuid.UUID, date], int]:
    """How many follow-ups each of these caseworkers has on each day from the first on."""
    rows = session.execute(
        select(FollowUp.caseworker_id, FollowUp.planned_on, func.count())
        .where(
            FollowUp.caseworker_id.in_(tuple(caseworker_ids)),
            FollowUp.state == FollowUpState.PLANNED,
            FollowUp.planned_on >= first,
        )
        .group_by(FollowUp.caseworker_id, FollowUp.planned_on)
    )
    return {(row[0], row[1]): row[2] for row in rows if row[1] is not None}


@dataclass(frozen=True)
class ContactHours:
    """Who a contact is to the child, and in which hours of the week a call is safe; no name and no number."""

    role: ContactRole
    safe_windows: tuple[SafeWindow, ...]


@dataclass(frozen=True)
class CallOfDay:
    """One follow-up of a day with its case, and the hours of whom it is meant for."""

    follow_up: FollowUp
    case: CaseFile
    hours: ContactHours | None


def list_calls_of_day(session: Session, caseworker_id: uuid.UUID, day: date) -> Sequence[CallOfDay]:
    """A caseworker's follow-ups that are planned for this day or were left from earlier ones."""
    rows = session.execute(
        select(FollowUp, CaseFile, Contact.role, Contact.safe_windows)
        .join(CaseFile, CaseFile.id == FollowUp.case_id)
        .outerjoin(Contact, Contact.id == FollowUp.contact_id)
        .where(
            FollowUp.caseworker_id == caseworker_id,
            FollowUp.state == FollowUpState.PLANNED,
            or_(FollowUp.planned_on <= day, FollowUp.planned_on.is_(None)),
        )
        .order_by(FollowUp.due_by)
    )
    return [CallOfDay(row[0], row[1], ContactHours(row[2], row[3]) if row[2] else None) for row in rows]


@dataclass(frozen=True)
class CallOfWeek:
    """One follow-up of the coming days with its case, its camp and whom it is meant for."""

    follow_up: FollowUp
    case: CaseFile
    camp_code: str
    with_role: ContactRole | None


def list_calls_until(
    session: Session, caseworker_id: uuid.UUID, planned_before: date, due_before: datetime
) -> Sequence[CallOfWeek]:
    """A caseworker's follow-ups on days before one, and those without a day that are due before a moment."""
    is_placed = and_(FollowUp.state == FollowUpState.PLANNED, FollowUp.planned_on < planned_before)
    is_coming = and_(FollowUp.state == FollowUpState.WAITING, FollowUp.due_by < due_before)
    rows = session.execute(
        select(FollowUp, CaseFile, Camp.code, Contact.role)
        .join(CaseFile, CaseFile.id == FollowUp.case_id)
        .join(Camp, Camp.id == CaseFile.camp_id)
        .outerjoin(Contact, Contact.id == FollowUp.contact_id)
        .where(FollowUp.caseworker_id == caseworker_id, or_(is_placed, is_coming))
    )
    return [CallOfWeek(row[0], row[1], row[2], row[3]) for row in rows]


def count_met_since(session: Session, caseworker_id: uuid.UUID, since: datetime) -> int:
    """How many follow-ups a caseworker has met since a moment."""
    return (
        session.scalar(
            select(func.count())
            .select_from(FollowUp)
            .where(
                FollowUp.caseworker_id == caseworker_id,
                FollowUp.state == FollowUpState.MET,
                FollowUp.closed_at >= since,
            )
        )
        or 0
    )


def list_due_dates(session: Session, case_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, datetime]:
    """When the open follow-up of each case is due; none that rests."""
    wanted = tuple(case_ids)
    is_due = FollowUp.state.in_((FollowUpState.WAITING, FollowUpState.PLANNED))
    rows = session.execute(select(FollowUp.case_id, FollowUp.due_by).where(FollowUp.case_id.in_(wanted), is_due))
    return {row[0]: row[1] for row in rows}


def get_contact(session: Session, contact_id: uuid.UUID) -> Contact:
    """One contact, who must exist."""
    return session.get_one(Contact, contact_id)


def is_blocked_by_unsafe_end(session: Session, case_id: uuid.UUID) -> bool:
    """True while a call to anybody of this family ended unsafely and no route has been chosen since (N8)."""
    blocked = select(Contact.id).where(Contact.case_id == case_id, Contact.unsafe_end_at.is_not(None)).limit(1)
    return session.scalar(blocked) is not None


def set_domain_level(
    session: Session,
    case_id: uuid.UUID,
    domain: ScriptDomain,
    colour: DomainColour,
    heard_at: datetime,
    conversation_id: uuid.UUID,
) -> None:
    """Keep the colour that was heard last for one domain of a case."""
    row = insert(DomainLevel).values(
        id=uuid.uuid4(),
        case_id=case_id,
        domain=domain,
        colour=colour,
        heard_at=heard_at,
        conversation_id=conversation_id,
    )
    heard = row.excluded
    session.execute(
        row.on_conflict_do_update(
            index_elements=["case_id", "domain"],
            set_={"colour": heard.colour, "heard_at": heard.heard_at, "conversation_id": heard.conversation_id},
        )
    )


def lock_late_follow_ups(
    session: Session, due_before: Mapping[RiskLevel, datetime], limit: int
) -> Sequence[tuple[FollowUp, CaseFile]]:
    """Planned follow-ups of each level that were due before a moment and of which no supervisor was told, locked."""
    late_for_level = [and_(CaseFile.level == level, FollowUp.due_by < moment) for level, moment in due_before.items()]
    late = (
        select(FollowUp, CaseFile)
        .join(CaseFile, CaseFile.id == FollowUp.case_id)
        .where(
            FollowUp.state == FollowUpState.PLANNED,
            FollowUp.raised_at.is_(None),
            FollowUp.due_by < max(due_before.values()),
            or_(*late_for_level),
        )
        .order_by(FollowUp.due_by)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(late.with_for_update(skip_locked=True, of=FollowUp))]


def list_contacts_with_codes(session: Session) -> Sequence[tuple[str, Contact]]:
    """Every contact beside the code of their case."""
    rows = select(CaseFile.code, Contact).join(CaseFile, CaseFile.id == Contact.case_id)
    return [(row[0], row[1]) for row in session.execute(rows.order_by(CaseFile.code, Contact.role))]


def find_case_by_code(session: Session, code: str) -> CaseFile | None:
    """The case of this code, whoever asks. For the loader; pages use ``find_case_for``."""
    return session.scalar(select(CaseFile).where(CaseFile.code == code))
