"""How masked bridges are found and locked: by their own id, by what they were begun for, and those that wait."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from remote_cm.domain.access import Person
from remote_cm.domain.masked_bridge import BridgeState
from remote_cm.storage.cases import visible_to
from remote_cm.storage.tables.bridges import BridgeCall
from remote_cm.storage.tables.calls import Attempt
from remote_cm.storage.tables.cases import CaseFile, Contact, FollowUp
from remote_cm.storage.tables.people import Staff, Volunteer
from remote_cm.storage.tables.tasks import Task
from remote_cm.storage.whole_case import is_lent_to


def lock_bridge(session: Session, bridge_id: uuid.UUID, *, waits: bool = True) -> BridgeCall | None:
    """One bridge as it is once the lock is held; None when there is none, or another has it and ``waits`` is off."""
    locked = select(BridgeCall).where(BridgeCall.id == bridge_id).with_for_update(skip_locked=not waits)
    return session.execute(locked.execution_options(populate_existing=True)).scalar_one_or_none()


def find_bridge_by_call(session: Session, provider_id: str) -> BridgeCall | None:
    """The bridge whose caller is rung by the call to which the provider gave this id."""
    return session.scalar(select(BridgeCall).where(BridgeCall.caller_call_id == provider_id))


def lock_caller(session: Session, staff_id: uuid.UUID) -> Staff:
    """Whoever is about to begin a bridge, locked until the transaction ends, so that two begun at once queue up."""
    return session.execute(select(Staff).where(Staff.id == staff_id).with_for_update()).scalar_one()


def find_open_bridge_of(session: Session, staff_id: uuid.UUID) -> BridgeCall | None:
    """The bridge of this caller that is not over; a phone has one."""
    return session.scalar(select(BridgeCall).where(BridgeCall.caller_id == staff_id, BridgeCall.ended_at.is_(None)))


def find_volunteer(session: Session, volunteer_id: uuid.UUID) -> Volunteer | None:
    """One volunteer, active or not."""
    return session.get(Volunteer, volunteer_id)


def find_task(session: Session, task_id: uuid.UUID) -> Task | None:
    """The duty for which a bridge is begun."""
    return session.get(Task, task_id)


def find_contact_of_bridge(session: Session, contact_id: uuid.UUID) -> Contact:
    """The person of a family whom a bridge reaches, who must exist."""
    return session.get_one(Contact, contact_id)


def count_bridges_to_volunteer(session: Session, volunteer_id: uuid.UUID, since: datetime) -> int:
    """How often a volunteer was rung over the bridge since a moment."""
    rung = select(func.count()).where(
        BridgeCall.volunteer_id == volunteer_id, BridgeCall.claimed_at >= since, BridgeCall.other_rung_at.is_not(None)
    )
    return session.execute(rung).scalar_one()


@dataclass(frozen=True)
class BridgeOfCall:
    """What a page needs of a follow-up's bridge: whether there may be one, and the newest that there was.

    ``has_own_number`` is about the person who looks.
    """

    has_agreed: bool
    has_own_number: bool
    bridge: BridgeCall | None
    attempt: Attempt | None


def find_bridge_of_call(session: Session, person: Person, follow_up_id: uuid.UUID) -> BridgeOfCall | None:
    """The bridge of one follow-up; None when the follow-up does not exist for this person."""
    row = session.execute(
        select(Contact.has_agreed_to_bridge, Staff.phone_number.is_not(None), BridgeCall, Attempt)
        .select_from(FollowUp)
        .join(CaseFile, CaseFile.id == FollowUp.case_id)
        .join(Staff, Staff.id == person.id)
        .outerjoin(Contact, Contact.id == FollowUp.contact_id)
        .outerjoin(Attempt, Attempt.follow_up_id == FollowUp.id)
        .outerjoin(BridgeCall, BridgeCall.attempt_id == Attempt.id)
        .where(FollowUp.id == follow_up_id, or_(visible_to(person), is_lent_to(person)))
        .order_by(Attempt.claimed_at.desc().nulls_last())
        .limit(1)
    ).one_or_none()
    return BridgeOfCall(bool(row[0]), bool(row[1]), row[2], row[3]) if row is not None else None


def lock_open_bridges_of_case(session: Session, case_id: uuid.UUID) -> list[BridgeCall]:
    """The bridges to this family that are not over, as they are once they are locked."""
    to_family = select(BridgeCall).join(Attempt, Attempt.id == BridgeCall.attempt_id).where(Attempt.case_id == case_id)
    locked = to_family.where(BridgeCall.ended_at.is_(None)).with_for_update(of=BridgeCall)
    return list(session.scalars(locked.execution_options(populate_existing=True)))


def find_bridge_of_task(session: Session, task_id: uuid.UUID) -> BridgeCall | None:
    """The newest bridge that was begun for a task."""
    newest = select(BridgeCall).where(BridgeCall.task_id == task_id).order_by(BridgeCall.claimed_at.desc())
    return session.scalar(newest.limit(1))


def get_bridge_of_attempt(session: Session, attempt_id: uuid.UUID) -> BridgeCall:
    """The bridge over which a try was made, which must exist."""
    return session.scalars(select(BridgeCall).where(BridgeCall.attempt_id == attempt_id)).one()


def list_tries_to_settle(session: Session, *, over_before: datetime, limit: int) -> list[uuid.UUID]:
    """The tries without an outcome whose bridge has been over since then, longest waiting first."""
    unsettled = select(Attempt.id).join(BridgeCall, BridgeCall.attempt_id == Attempt.id)
    return _ids(session, unsettled.where(Attempt.outcome.is_(None), BridgeCall.ended_at <= over_before), limit)


def list_bridges_to_place(session: Session, *, owed_before: datetime, now: datetime, limit: int) -> list[uuid.UUID]:
    """Bridges that a worker should have taken by now, longest waiting first."""
    return _ids(
        session,
        select(BridgeCall.id).where(
            BridgeCall.state == BridgeState.CLAIMED,
            BridgeCall.claimed_at <= owed_before,
            BridgeCall.try_after.is_(None) | (BridgeCall.try_after <= now),
        ),
        limit,
    )


def list_bridges_to_cut(session: Session, limit: int) -> list[uuid.UUID]:
    """Bridges whose line still has to be ended at the provider, longest waiting first. A line of which the provider
    has not told its id yet cannot be ended; it ends itself when it is answered.
    """
    known = select(BridgeCall.id).where(BridgeCall.is_to_cut, BridgeCall.caller_call_id.is_not(None))
    return _ids(session, known, limit)


def list_open_bridges(session: Session, limit: int) -> list[BridgeCall]:
    """Bridges that are not over, oldest first; there are as many as people who are on the phone."""
    is_open = select(BridgeCall).where(BridgeCall.ended_at.is_(None)).order_by(BridgeCall.claimed_at)
    return list(session.scalars(is_open.limit(limit)))


def _ids(session: Session, found: Select[uuid.UUID], limit: int) -> list[uuid.UUID]:
    return list(session.scalars(found.order_by(BridgeCall.claimed_at).limit(limit)))
