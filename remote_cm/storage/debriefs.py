"""How daily talks and open questions are found, planned once, and moved on by their clock."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from remote_cm.domain.access import CaseAnchor, Person, may_see_volunteer
from remote_cm.domain.debriefs import DayToPlan, DebriefState, DebriefStep
from remote_cm.domain.open_questions import QuestionKind
from remote_cm.storage.tables.debriefs import AskedQuestion, Debrief
from remote_cm.storage.tables.messages import Message
from remote_cm.storage.tables.people import Volunteer

_HELD = (DebriefState.HELD, DebriefState.SHORT)


def list_volunteers_to_plan(session: Session, day: DayToPlan, limit: int) -> Sequence[Volunteer]:
    """Active volunteers with an agreed hour in this part of a day whose talk of the day is not planned yet."""
    planned = select(Debrief.id).where(Debrief.volunteer_id == Volunteer.id, Debrief.day == day.day)
    hours: list[ColumnElement[bool]] = [Volunteer.debrief_at.is_not(None)]
    if day.after is not None:
        hours.append(Volunteer.debrief_at > day.after)
    if day.until is not None:
        hours.append(Volunteer.debrief_at <= day.until)
    wanted = select(Volunteer).where(Volunteer.is_active, *hours, ~planned.exists())
    return list(session.scalars(wanted.order_by(Volunteer.code).limit(limit)))


def add_debrief_once(
    session: Session,
    *,
    volunteer_id: uuid.UUID,
    day: date,
    slot_at: datetime,
    next_step: DebriefStep,
    due_at: datetime,
) -> bool:
    """Plan a talk; False when that day has one already. Insert or nothing: two processes cannot both win."""
    row = (
        insert(Debrief)
        .values(
            id=uuid.uuid4(),
            volunteer_id=volunteer_id,
            day=day,
            slot_at=slot_at,
            state=DebriefState.PLANNED,
            next_step=next_step,
            due_at=due_at,
            attempts=0,
        )
        .on_conflict_do_nothing(index_elements=["volunteer_id", "day"])
        .returning(Debrief.id)
    )
    return session.execute(row).scalar_one_or_none() is not None


def lock_due_debriefs(session: Session, now: datetime, limit: int) -> Sequence[Debrief]:
    """Talks whose clock asks for something, locked; those held by another are left out."""
    due = select(Debrief).where(Debrief.due_at <= now).order_by(Debrief.due_at).limit(limit)
    return list(session.scalars(due.with_for_update(skip_locked=True)))


def lock_debrief_of_day(session: Session, volunteer_id: uuid.UUID, day: date) -> Debrief | None:
    """A volunteer's talk of one day, locked until the transaction ends."""
    found = select(Debrief).where(Debrief.volunteer_id == volunteer_id, Debrief.day == day)
    return session.scalar(found.with_for_update())


def list_coming_debriefs(session: Session, volunteer_id: uuid.UUID, after: datetime) -> Sequence[Debrief]:
    """A volunteer's planned talks whose hour lies ahead, locked."""
    coming = select(Debrief).where(
        Debrief.volunteer_id == volunteer_id, Debrief.state == DebriefState.PLANNED, Debrief.slot_at > after
    )
    return list(session.scalars(coming.with_for_update()))


def find_debrief_for(
    session: Session, person: Person, debrief_id: uuid.UUID, *, locks: bool = False
) -> tuple[Debrief, Volunteer] | None:
    """One talk with its volunteer; None when it does not exist for this person."""
    found = select(Debrief, Volunteer).join(Volunteer, Volunteer.id == Debrief.volunteer_id)
    one = found.where(Debrief.id == debrief_id)
    row = session.execute(one.with_for_update(of=Debrief) if locks else one).one_or_none()
    if row is None or not may_see_volunteer(person, CaseAnchor(row[1].caseworker_id, row[1].team_id)):
        return None
    return row[0], row[1]


def find_debrief_of_task(session: Session, task_id: uuid.UUID) -> Debrief | None:
    """The talk that a duty asks for, locked until the transaction ends."""
    return session.scalar(select(Debrief).where(Debrief.task_id == task_id).with_for_update())


def list_debriefs_to_show(session: Session, volunteer_ids: Sequence[uuid.UUID], day: date) -> Sequence[Debrief]:
    """The talks of a day, and those of earlier days whose clock still runs, by hour."""
    shown = select(Debrief).where(
        Debrief.volunteer_id.in_(volunteer_ids),
        or_(Debrief.day == day, (Debrief.day < day) & Debrief.due_at.is_not(None)),
    )
    return list(session.scalars(shown.order_by(Debrief.slot_at)))


def count_missed_debriefs(
    session: Session, volunteer_ids: Iterable[uuid.UUID], since: datetime
) -> Mapping[uuid.UUID, int]:
    """How many talks each volunteer missed since a moment and since the last one that was held."""
    wanted = tuple(volunteer_ids)
    held = select(Debrief.volunteer_id, func.max(Debrief.slot_at).label("last_at")).where(
        Debrief.volunteer_id.in_(wanted), Debrief.state.in_(_HELD)
    )
    last = held.group_by(Debrief.volunteer_id).subquery()
    rows = session.execute(
        select(Debrief.volunteer_id, func.count())
        .outerjoin(last, last.c.volunteer_id == Debrief.volunteer_id)
        .where(
            Debrief.volunteer_id.in_(wanted),
            Debrief.state == DebriefState.MISSED,
            Debrief.slot_at >= since,
            or_(last.c.last_at.is_(None), Debrief.slot_at > last.c.last_at),
        )
        .group_by(Debrief.volunteer_id)
    )
    return {row[0]: row[1] for row in rows}


def add_question(
    session: Session, kind: QuestionKind, message: Message, *, yes_digit: str, valid_until: datetime
) -> AskedQuestion:
    """Keep that the words of a message ask its volunteer something."""
    if message.volunteer_id is None:
        raise ValueError("only volunteers are asked by text")
    session.flush()
    asked = AskedQuestion(
        id=uuid.uuid4(),
        volunteer_id=message.volunteer_id,
        kind=kind,
        message_id=message.id,
        yes_digit=yes_digit,
        asked_at=message.owed_at,
        valid_until=valid_until,
    )
    session.add(asked)
    return asked


def find_open_question(session: Session, volunteer_id: uuid.UUID, now: datetime) -> AskedQuestion | None:
    """The newest question to a volunteer that may still be answered."""
    waiting = select(AskedQuestion).where(
        AskedQuestion.volunteer_id == volunteer_id,
        AskedQuestion.answered_at.is_(None),
        AskedQuestion.valid_until > now,
    )
    return session.scalar(waiting.order_by(AskedQuestion.asked_at.desc(), AskedQuestion.id).limit(1))


def close_questions(session: Session, debrief_id: uuid.UUID, now: datetime) -> None:
    """Let the questions about a talk run out: something else has answered them."""
    waiting = select(AskedQuestion).where(
        AskedQuestion.debrief_id == debrief_id, AskedQuestion.answered_at.is_(None), AskedQuestion.valid_until > now
    )
    for question in session.scalars(waiting):
        question.valid_until = now


def lock_volunteer_by_code(session: Session, code: str) -> Volunteer | None:
    """An active volunteer by code, locked until the transaction ends."""
    return session.scalar(select(Volunteer).where(Volunteer.code == code, Volunteer.is_active).with_for_update())
