"""A case with what hangs on it, found by one question: for every step of a call, and for the page of the case."""

import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import Session

from remote_cm.domain.access import Person
from remote_cm.domain.vocabulary import StaffRole
from remote_cm.storage.cases import OPEN_FOLLOW_UPS, visible_to
from remote_cm.storage.tables.calls import Conversation
from remote_cm.storage.tables.cases import CaseFile, Consent, Contact, FollowUp
from remote_cm.storage.tables.people import Camp
from remote_cm.storage.tables.registrations import CaseRegistration


@dataclass(frozen=True)
class FollowUpFound:
    """One follow-up with its case. ``family`` is everybody in the contact plan, by role; ``is_theirs_to_settle`` tells
    that a talk that this person had for it waits for its notes and actions.
    """

    follow_up: FollowUp
    case: CaseFile
    camp: Camp
    consent: Consent | None
    family: tuple[Contact, ...]
    is_theirs_to_settle: bool


@dataclass(frozen=True)
class CaseFound:
    """One case with its contact plan by role, the follow-up that it is owed, and how it came to be; None where it was
    loaded from elsewhere.
    """

    case: CaseFile
    camp: Camp
    consent: Consent | None
    follow_up: FollowUp | None
    family: tuple[Contact, ...]
    registration: CaseRegistration | None


def find_follow_up_for(session: Session, person: Person, follow_up_id: uuid.UUID) -> FollowUpFound | None:
    """One follow-up, if its case exists for this person or the call was handed over to them."""
    rows = session.execute(
        select(FollowUp, CaseFile, Camp, Consent, _has_talk_to_settle(person.id), Contact)
        .join(CaseFile, CaseFile.id == FollowUp.case_id)
        .join(Camp, Camp.id == CaseFile.camp_id)
        .outerjoin(Consent, Consent.case_id == CaseFile.id)
        .outerjoin(Contact, Contact.case_id == CaseFile.id)
        .where(FollowUp.id == follow_up_id, or_(visible_to(person), is_lent_to(person)))
        .order_by(Contact.role, Contact.id)
    ).all()
    if not rows:
        return None
    follow_up, case, camp, consent, is_to_settle, _ = rows[0]
    return FollowUpFound(follow_up, case, camp, consent, tuple(row[5] for row in rows if row[5]), is_to_settle)


def find_whole_case_for(session: Session, person: Person, code: str) -> CaseFound | None:
    """The case of this code, if it exists for this person."""
    rows = session.execute(
        select(CaseFile, Camp, Consent, FollowUp, Contact, CaseRegistration)
        .join(Camp, Camp.id == CaseFile.camp_id)
        .outerjoin(Consent, Consent.case_id == CaseFile.id)
        .outerjoin(FollowUp, and_(FollowUp.case_id == CaseFile.id, FollowUp.state.in_(OPEN_FOLLOW_UPS)))
        .outerjoin(Contact, Contact.case_id == CaseFile.id)
        .outerjoin(CaseRegistration, CaseRegistration.case_id == CaseFile.id)
        .where(CaseFile.code == code.strip().upper(), visible_to(person))
        .order_by(Contact.role, Contact.id)
    ).all()
    if not rows:
        return None
    case, camp, consent, follow_up, _, registration = rows[0]
    return CaseFound(case, camp, consent, follow_up, tuple(row[4] for row in rows if row[4]), registration)


def is_lent_to(person: Person) -> ColumnElement[bool]:
    """The condition under which a follow-up was handed over to a person and is still theirs (script §2.14 G)."""
    if person.role is not StaffRole.CASEWORKER:
        return false()
    is_lent = or_(FollowUp.state.in_(OPEN_FOLLOW_UPS), _has_talk_to_settle(person.id))
    return and_(FollowUp.caseworker_id == person.id, CaseFile.team_id == person.team_id, is_lent)


def _has_talk_to_settle(staff_id: uuid.UUID) -> ColumnElement[bool]:
    return exists().where(
        Conversation.follow_up_id == FollowUp.id,
        Conversation.caseworker_id == staff_id,
        Conversation.settled_at.is_(None),
    )
