"""Opens an alert in the transaction of what caused it, and takes the first step of its ladder there and then."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from remote_cm.domain.escalation import next_move, open_ladder, with_their_line
from remote_cm.domain.vocabulary import LadderName, Trigger
from remote_cm.ports import Job
from remote_cm.services.alert_roster import roster_of, state_of, write_state
from remote_cm.services.page_staff import page_again, page_move
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.alerts import (
    add_alert_avoid,
    add_alert_event,
    find_open_alert_about,
    find_open_alert_of_sender,
    lock_about,
)
from remote_cm.storage.database import Session, UnitOfWork
from remote_cm.storage.people import list_lines
from remote_cm.storage.tables.alerts import Alert, AlertAct


@dataclass(frozen=True)
class AlertCause:
    """What an alert is about, in ids. ``caseworker_id`` is whose case or volunteer it is.

    ``perhaps_meant`` are all caseworkers of whom somebody speaks who says *not my caseworker*: a shared phone may be
    in the hands of several people, and none of their caseworkers may hear of it (N28).
    """

    ladder: LadderName
    team_id: uuid.UUID
    caseworker_id: uuid.UUID | None = None
    perhaps_meant: frozenset[uuid.UUID] = frozenset()
    case_id: uuid.UUID | None = None
    volunteer_id: uuid.UUID | None = None
    event_id: uuid.UUID | None = None
    conversation_id: uuid.UUID | None = None
    trigger: Trigger | None = None


def open_alert(around: Surroundings, work: UnitOfWork, cause: AlertCause) -> Alert:
    """Open an alert, or join the one that is open about the same child or volunteer. The caller commits.

    A second report is never swallowed: it is a line in the timeline, and whoever holds the alert is paged again.
    """
    now = around.now()
    known = _find_open(work.session, cause)
    if known is not None:
        return _join(around, work, known, cause.event_id, now)
    opened = open_ladder(cause.ladder, now)
    alert = Alert(
        id=uuid.uuid4(),
        ladder=cause.ladder,
        team_id=cause.team_id,
        caseworker_id=cause.caseworker_id,
        case_id=cause.case_id,
        volunteer_id=cause.volunteer_id,
        event_id=cause.event_id,
        conversation_id=cause.conversation_id,
        trigger=cause.trigger,
        opened_at=opened.opened_at,
        climbed_to=opened.climbed_to,
        due_at=opened.due_at,
        set_aside=[],
    )
    work.session.add(alert)
    work.session.flush()
    _avoid_the_line(work.session, alert, cause)
    trigger = cause.trigger.value if cause.trigger else None
    add_alert_event(work.session, alert.id, now, AlertAct.OPENED, detail=trigger, event_id=cause.event_id)
    _climb(around, work, alert, now)
    return alert


def _find_open(session: Session, cause: AlertCause) -> Alert | None:
    about = cause.case_id or cause.volunteer_id
    if about is not None:
        lock_about(session, about)
        return find_open_alert_about(session, cause.ladder, cause.case_id, cause.volunteer_id)
    if cause.event_id is not None:
        return find_open_alert_of_sender(session, cause.ladder, cause.caseworker_id, cause.event_id)
    return None


def _avoid_the_line(session: Session, alert: Alert, cause: AlertCause) -> None:
    """Danger "and not to my caseworker": the caseworker and everybody above them are out before any name is
    resolved.
    """
    if alert.ladder is LadderName.E0_WITHOUT_LINE:
        named = cause.perhaps_meant | ({cause.caseworker_id} if cause.caseworker_id is not None else set())
        for staff_id in with_their_line(named, list_lines(session)):
            add_alert_avoid(session, alert.id, staff_id)
        session.flush()


def _climb(around: Surroundings, work: UnitOfWork, alert: Alert, now: datetime) -> None:
    ladder = around.policy.escalation.ladders[alert.ladder]
    move = next_move(state_of(alert), now, ladder, roster_of(work.session, alert))
    write_state(alert, move.state)
    page_move(around, work, alert, move, now)
    if move.due_at is not None and move.due_at <= now:
        work.owe(Job.CLIMB_ALERT, alert.id)


def _join(around: Surroundings, work: UnitOfWork, alert: Alert, event_id: uuid.UUID | None, now: datetime) -> Alert:
    add_alert_event(work.session, alert.id, now, AlertAct.JOINED, event_id=event_id)
    if alert.holder_id is not None:
        page_again(around, work, alert, alert.holder_id, now)
    return alert
