"""How ladders of hours and days are begun once, found when they are due, and what is known of each of them."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import exists, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from remote_cm.domain.slow_ladder import SlowLadderName
from remote_cm.domain.vocabulary import LadderName
from remote_cm.storage.tables.alerts import Alert
from remote_cm.storage.tables.calls import ActionState, PlanAction
from remote_cm.storage.tables.cases import CaseFile, CaseState, FollowUp, FollowUpState
from remote_cm.storage.tables.debriefs import Debrief
from remote_cm.storage.tables.inbound import InboundEvent
from remote_cm.storage.tables.people import Camp, VolunteerAlias
from remote_cm.storage.tables.slow_ladders import SlowLadderRun
from remote_cm.storage.tables.tasks import Task

UNDER_WAY = (ActionState.OPEN, ActionState.REPORTED_DONE, ActionState.DONE)


def begin_once(session: Session, run: SlowLadderRun) -> SlowLadderRun:
    """The open ladder of this name about this subject, locked: the given one, or the one that is open already."""
    session.flush()
    columns = SlowLadderRun.__table__.columns
    given = {column.name: value for column in columns if (value := getattr(run, column.name)) is not None}
    session.execute(
        insert(SlowLadderRun)
        .values(**given)
        .on_conflict_do_nothing(index_elements=["ladder", "subject_id"], index_where=text("ended_at is null"))
    )
    found = find_open_ladder(session, run.ladder, run.subject_id)
    if found is None:
        raise AssertionError("a ladder that was begun is open")
    return found


def find_open_ladder(session: Session, name: SlowLadderName, subject_id: uuid.UUID) -> SlowLadderRun | None:
    """The open ladder of this name about this child or volunteer, as it is once the lock is held."""
    wanted = select(SlowLadderRun).where(
        SlowLadderRun.ladder == name, SlowLadderRun.subject_id == subject_id, SlowLadderRun.ended_at.is_(None)
    )
    return session.scalar(wanted.with_for_update().execution_options(populate_existing=True))


def list_ladders_to_look_at(session: Session, now: datetime, limit: int) -> Sequence[uuid.UUID]:
    """The open ladders whose time to be looked at has come, earliest first; read by an index on what is open only."""
    due = select(SlowLadderRun.id).where(SlowLadderRun.ended_at.is_(None), SlowLadderRun.look_at <= now)
    return list(session.scalars(due.order_by(SlowLadderRun.look_at).limit(limit)))


def find_case_of_ladder(session: Session, run_id: uuid.UUID) -> uuid.UUID | None:
    """The case that a ladder is about; None for one about a volunteer."""
    return session.scalar(select(SlowLadderRun.case_id).where(SlowLadderRun.id == run_id))


def find_ladder(session: Session, run_id: uuid.UUID) -> SlowLadderRun | None:
    """One ladder, open or ended."""
    return session.get(SlowLadderRun, run_id)


def lock_ladder(session: Session, run_id: uuid.UUID) -> SlowLadderRun | None:
    """One ladder as it is once the lock is held, until the transaction ends; None when there is none."""
    wanted = select(SlowLadderRun).where(SlowLadderRun.id == run_id)
    return session.scalar(wanted.with_for_update().execution_options(populate_existing=True))


def list_tasks_of_ladders(session: Session, run_ids: Iterable[uuid.UUID]) -> Sequence[Task]:
    """Every task that was ever made on these ladders, oldest first."""
    made = select(Task).where(Task.slow_ladder_id.in_(tuple(run_ids)))
    return list(session.scalars(made.order_by(Task.made_at, Task.slow_step, Task.id)))


def list_open_ladders_with_tasks(
    session: Session, subject_id: uuid.UUID
) -> tuple[Sequence[SlowLadderRun], Sequence[Task]]:
    """The open ladders about one child or volunteer, oldest first, and every task that was ever made on them."""
    rows = session.execute(
        select(SlowLadderRun, Task)
        .outerjoin(Task, Task.slow_ladder_id == SlowLadderRun.id)
        .where(SlowLadderRun.subject_id == subject_id, SlowLadderRun.ended_at.is_(None))
        .order_by(SlowLadderRun.opened_at, SlowLadderRun.ladder, Task.made_at, Task.slow_step, Task.id)
    ).all()
    return list(dict.fromkeys(row[0] for row in rows)), [row[1] for row in rows if row[1] is not None]


def list_contacts_since(session: Session, case_id: uuid.UUID, since: datetime) -> Sequence[datetime]:
    """When follow-ups of a case were met by a conversation that counts, since a moment, in their order."""
    met = (FollowUp.case_id == case_id, FollowUp.state == FollowUpState.MET, FollowUp.closed_at > since)
    return [at for at in session.scalars(select(FollowUp.closed_at).where(*met).order_by(FollowUp.closed_at)) if at]


def has_action_under_way(session: Session, case_id: uuid.UUID, since: datetime) -> bool:
    """True when an action that was agreed since a moment has an owner who is on it, or is done."""
    wanted = exists().where(PlanAction.case_id == case_id, PlanAction.made_at >= since, PlanAction.state.in_(UNDER_WAY))
    return bool(session.scalar(select(wanted)))


def find_visiting_volunteer(session: Session, case_id: uuid.UUID) -> uuid.UUID | None:
    """A volunteer who looks after this family."""
    return session.scalar(
        select(VolunteerAlias.volunteer_id)
        .where(VolunteerAlias.case_id == case_id, VolunteerAlias.retired_at.is_(None))
        .order_by(VolunteerAlias.introduced_on.nulls_last(), VolunteerAlias.id)
        .limit(1)
    )


def has_open_alert_about(session: Session, case_id: uuid.UUID | None, volunteer_id: uuid.UUID | None) -> bool:
    """True while an alert about this child, or else about this volunteer, has not been ended by a person.

    One that leaves out the line is not told of: the line would learn of it by its own ladder standing still (N28).
    """
    about = Alert.case_id == case_id if case_id is not None else Alert.volunteer_id == volunteer_id
    is_known = Alert.ladder != LadderName.E0_WITHOUT_LINE
    return bool(session.scalar(select(exists().where(about, is_known, Alert.ended_at.is_(None)))))


def was_heard_of(session: Session, volunteer_id: uuid.UUID, since: datetime) -> bool:
    """True when a text or a ring of this volunteer came in after a moment, or their talk of the day was held."""
    came = exists().where(InboundEvent.volunteer_id == volunteer_id, InboundEvent.received_at > since)
    talked = exists().where(Debrief.volunteer_id == volunteer_id, Debrief.held_at > since)
    return bool(session.scalar(select(came | talked)))


def look_again_in_camp(session: Session, camp_id: uuid.UUID, now: datetime) -> None:
    """Let the timetable look at every open ladder about a child of this camp at once."""
    cases = select(CaseFile.id).where(CaseFile.camp_id == camp_id)
    open_ones = (SlowLadderRun.ended_at.is_(None), SlowLadderRun.case_id.in_(cases))
    session.execute(update(SlowLadderRun).where(*open_ones).values(look_at=now))


def list_camps_of_team(session: Session, team_id: uuid.UUID) -> Sequence[Camp]:
    """The camps in which a team has open cases, by code."""
    of_team = select(CaseFile.camp_id).where(CaseFile.team_id == team_id, CaseFile.state == CaseState.OPEN)
    return list(session.scalars(select(Camp).where(Camp.id.in_(of_team)).order_by(Camp.code)))
