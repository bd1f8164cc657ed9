"""How alerts are found by those who may know of them, and how the ones whose clock has run out are taken."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Text, and_, cast, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from remote_cm.domain.access import Person
from remote_cm.domain.vocabulary import Channel, LadderName, StaffRole
from remote_cm.storage.tables.alerts import Alert, AlertAct, AlertAvoid, AlertCode, AlertEvent, RungNotice
from remote_cm.storage.tables.inbound import InboundEvent


def known_to(person: Person) -> ColumnElement[bool]:
    """The condition under which an alert exists for a person; whoever must be avoided never finds it (N27, N28)."""
    avoided = exists().where(AlertAvoid.alert_id == Alert.id, AlertAvoid.staff_id == person.id)
    paged = exists().where(RungNotice.alert_id == Alert.id, RungNotice.staff_id == person.id)
    if person.role is StaffRole.CASEWORKER:
        concerned = or_(Alert.caseworker_id == person.id, paged)
    elif person.role is StaffRole.SUPERVISOR:
        of_team = and_(Alert.team_id == person.team_id, Alert.ladder != LadderName.E0_WITHOUT_LINE)
        concerned = or_(of_team, paged)
    elif person.role is StaffRole.SAFEGUARDING:
        concerned = or_(Alert.ladder == LadderName.E0_WITHOUT_LINE, paged)
    else:
        concerned = Alert.id.is_(None)
    return and_(concerned, ~avoided)


def list_open_alerts_for(session: Session, person: Person) -> Sequence[Alert]:
    """The alerts that nobody has ended and that exist for this person, oldest first."""
    return list(
        session.scalars(select(Alert).where(known_to(person), Alert.ended_at.is_(None)).order_by(Alert.opened_at))
    )


def list_open_alerts_about(
    session: Session, person: Person, case_id: uuid.UUID
) -> tuple[Sequence[Alert], Sequence[AlertEvent]]:
    """The alerts about one case that nobody has ended and that exist for this person, oldest first, and the lines of
    their timelines.
    """
    rows = session.execute(
        select(Alert, AlertEvent)
        .outerjoin(AlertEvent, AlertEvent.alert_id == Alert.id)
        .where(known_to(person), Alert.case_id == case_id, Alert.ended_at.is_(None))
        .order_by(Alert.opened_at, AlertEvent.happened_at, AlertEvent.id)
    ).all()
    return list(dict.fromkeys(row[0] for row in rows)), [row[1] for row in rows if row[1] is not None]


def list_ended_alerts_for(session: Session, person: Person, since: datetime, limit: int) -> Sequence[Alert]:
    """The alerts of this person that were ended since a moment, newest first."""
    return list(
        session.scalars(
            select(Alert).where(known_to(person), Alert.ended_at >= since).order_by(Alert.ended_at.desc()).limit(limit)
        )
    )


def find_alert_for(session: Session, person: Person, alert_id: uuid.UUID) -> Alert | None:
    """One alert, if it exists for this person."""
    return session.scalar(select(Alert).where(Alert.id == alert_id, known_to(person)))


def find_alert(session: Session, alert_id: uuid.UUID) -> Alert | None:
    """One alert, whoever may know of it: for no page."""
    return session.get(Alert, alert_id)


def lock_alert(session: Session, alert_id: uuid.UUID) -> Alert:
    """One alert as it is once the lock is held, until the transaction ends."""
    locked = select(Alert).where(Alert.id == alert_id).with_for_update()
    return session.execute(locked.execution_options(populate_existing=True)).scalar_one()


def list_due_alerts(session: Session, now: datetime, limit: int) -> Sequence[uuid.UUID]:
    """Unended alerts whose clock, or whose holder's promise, has run out: longest overdue first."""
    clock = func.coalesce(Alert.due_at, Alert.holder_due_at)
    return list(
        session.scalars(select(Alert.id).where(Alert.ended_at.is_(None), clock <= now).order_by(clock).limit(limit))
    )


def lock_due_alert(session: Session, alert_id: uuid.UUID) -> Alert | None:
    """One alert, locked; None when another process is climbing it right now."""
    return session.scalar(select(Alert).where(Alert.id == alert_id).with_for_update(skip_locked=True))


def lock_about(session: Session, about: uuid.UUID) -> None:
    """Hold a case or a volunteer until the transaction ends, so that two reports at one moment are one alert."""
    key = int.from_bytes(about.bytes[:8], "big", signed=True)
    session.execute(select(cast(func.pg_advisory_xact_lock(key), Text)))


def find_open_alert_about(
    session: Session, ladder: LadderName, case_id: uuid.UUID | None, volunteer_id: uuid.UUID | None
) -> Alert | None:
    """An unended alert on the same ladder about the same case, or about the same volunteer where no case is named."""
    if case_id is None and volunteer_id is None:
        return None
    about = Alert.case_id == case_id if case_id else and_(Alert.case_id.is_(None), Alert.volunteer_id == volunteer_id)
    return _lock_oldest_open(session, ladder, about)


def find_open_alert_of_sender(
    session: Session, ladder: LadderName, caseworker_id: uuid.UUID | None, event_id: uuid.UUID
) -> Alert | None:
    """An unended alert on the same ladder that names no child and no volunteer and came from the same number."""
    number = select(InboundEvent.sender_fingerprint).where(InboundEvent.id == event_id).scalar_subquery()
    from_number = select(InboundEvent.id).where(InboundEvent.sender_fingerprint == number)
    about_nobody = and_(Alert.case_id.is_(None), Alert.volunteer_id.is_(None))
    same_line = Alert.caseworker_id.is_not_distinct_from(caseworker_id)
    return _lock_oldest_open(session, ladder, and_(about_nobody, same_line, Alert.event_id.in_(from_number)))


def _lock_oldest_open(session: Session, ladder: LadderName, about: ColumnElement[bool]) -> Alert | None:
    return session.scalar(
        select(Alert)
        .where(Alert.ladder == ladder, about, Alert.ended_at.is_(None))
        .order_by(Alert.opened_at)
        .limit(1)
        .with_for_update()
    )


def add_rung_notice(
    session: Session, alert_id: uuid.UUID, step: int, staff_id: uuid.UUID, channel: Channel, at: datetime
) -> bool:
    """Note that a step pages a person by a channel; False when it did so already."""
    row = (
        insert(RungNotice)
        .values(id=uuid.uuid4(), alert_id=alert_id, step=step, staff_id=staff_id, channel=channel, paged_at=at)
        .on_conflict_do_nothing()
        .returning(RungNotice.id)
    )
    return session.execute(row).scalar_one_or_none() is not None


def list_avoided(session: Session, alert_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """Who must not hear of an alert."""
    return frozenset(session.scalars(select(AlertAvoid.staff_id).where(AlertAvoid.alert_id == alert_id)))


def add_alert_event(
    session: Session,
    alert_id: uuid.UUID,
    at: datetime,
    act: AlertAct,
    staff_id: uuid.UUID | None = None,
    detail: str | None = None,
    event_id: uuid.UUID | None = None,
) -> None:
    """Add one line to an alert's timeline; ``event_id`` is the text or ring that the line is about."""
    line = AlertEvent(alert_id=alert_id, happened_at=at, act=act, staff_id=staff_id, detail=detail, event_id=event_id)
    session.add(line)


def list_alert_events(session: Session, alert_ids: Sequence[uuid.UUID]) -> Sequence[AlertEvent]:
    """The timelines of alerts, oldest line first."""
    return list(
        session.scalars(
            select(AlertEvent).where(AlertEvent.alert_id.in_(alert_ids)).order_by(AlertEvent.happened_at, AlertEvent.id)
        )
    )


def list_alert_words(session: Session, alert_id: uuid.UUID) -> Sequence[InboundEvent]:
    """The texts and rings that opened an alert or joined it, in the order in which they came."""
    return list(
        session.scalars(
            select(InboundEvent)
            .join(AlertEvent, AlertEvent.event_id == InboundEvent.id)
            .where(AlertEvent.alert_id == alert_id)
            .order_by(AlertEvent.id)
        )
    )


def find_alert_code(session: Session, alert_id: uuid.UUID, staff_id: uuid.UUID) -> str | None:
    """The code that a person was given for an alert."""
    return session.scalar(select(AlertCode.code).where(AlertCode.alert_id == alert_id, AlertCode.staff_id == staff_id))


def list_recent_codes(session: Session, staff_id: uuid.UUID, since: datetime) -> Sequence[AlertCode]:
    """The codes a person was given since a moment, and those of alerts that are open still; oldest first."""
    unended = select(Alert.id).where(Alert.ended_at.is_(None))
    return list(
        session.scalars(
            select(AlertCode)
            .where(AlertCode.staff_id == staff_id, or_(AlertCode.made_at >= since, AlertCode.alert_id.in_(unended)))
            .order_by(AlertCode.made_at)
        )
    )


def add_alert_code(session: Session, alert_id: uuid.UUID, staff_id: uuid.UUID, code: str, at: datetime) -> None:
    """Give a person the code by which they take an alert."""
    session.add(AlertCode(alert_id=alert_id, staff_id=staff_id, code=code, made_at=at))
    session.flush()


def add_alert_avoid(session: Session, alert_id: uuid.UUID, staff_id: uuid.UUID) -> None:
    """Keep an alert from somebody for good."""
    session.add(AlertAvoid(alert_id=alert_id, staff_id=staff_id))


def has_open_danger(session: Session, case_id: uuid.UUID) -> bool:
    """True while an alert of danger about this child has not been ended by a person.

    One that leaves out the line is not told of: the line would learn of it by a level or the end of a call (N28).
    """
    told_nothing = (LadderName.HELP, LadderName.E0_WITHOUT_LINE)
    open_ones = (
        select(Alert.id)
        .where(Alert.case_id == case_id, Alert.ended_at.is_(None), Alert.ladder.not_in(told_nothing))
        .limit(1)
    )
    return session.scalar(open_ones) is not None


def has_any_open_alert(session: Session, case_id: uuid.UUID) -> bool:
    """True while an alert about this child has not been ended by a person, whoever may know of it.

    The answer is for no page: it speaks of alerts that leave out the line too (N28).
    """
    open_ones = select(Alert.id).where(Alert.case_id == case_id, Alert.ended_at.is_(None)).limit(1)
    return session.scalar(open_ones) is not None


def list_unended(session: Session, alert_ids: Iterable[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Those of these alerts that nobody has ended."""
    wanted = tuple(alert_ids)
    if not wanted:
        return frozenset()
    return frozenset(session.scalars(select(Alert.id).where(Alert.id.in_(wanted), Alert.ended_at.is_(None))))
