"""Owes the texts and rings of one move of a ladder: one row for each person and channel, never twice for one step."""

import secrets
import uuid
from datetime import datetime, timedelta

import structlog

from remote_cm.domain.escalation import LadderMove, Page
from remote_cm.domain.staff_reply import choose_code
from remote_cm.domain.vocabulary import Channel
from remote_cm.ports import Job
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.alerts import (
    add_alert_code,
    add_alert_event,
    add_rung_notice,
    find_alert_code,
    list_recent_codes,
)
from remote_cm.storage.database import UnitOfWork
from remote_cm.storage.people import list_staff
from remote_cm.storage.tables.alerts import Alert, AlertAct
from remote_cm.storage.tables.messages import Message, MessageKind, MessagePurpose
from remote_cm.storage.tables.people import Staff

log = structlog.get_logger(__name__)


def page_move(around: Surroundings, work: UnitOfWork, alert: Alert, move: LadderMove, now: datetime) -> None:
    """Write down what a move does: the timeline's lines, and a message for each page. The caller commits."""
    session = work.session
    if move.promise_missed_by is not None:
        add_alert_event(session, alert.id, now, AlertAct.PROMISE_MISSED, move.promise_missed_by)
    for rung in move.empty_rungs:
        add_alert_event(
            session, alert.id, now, AlertAct.EMPTY_RUNG, detail=",".join(role.value for role in rung.who)[:80]
        )
    if move.found_nobody:
        # The ladder goes on trying; somebody outside it has to learn that it has nobody to ring.
        log.error("alert_found_nobody", alert=str(alert.id))
    if not move.pages:
        return
    late = (
        f"late_seconds:{move.late_seconds}" if move.late_seconds >= around.policy.messages.late_after_seconds else None
    )
    add_alert_event(session, alert.id, now, AlertAct.CLIMBED, detail=late)
    staff = {person.id: person for person in list_staff(session, [page.staff_id for page in move.pages])}
    for page in move.pages:
        person = staff.get(page.staff_id)
        if person is None or person.phone_number is None:
            add_alert_event(session, alert.id, now, AlertAct.PAGE_FAILED, page.staff_id, "no_number")
        else:
            _page(around, work, alert, page, person, person.phone_number, now, move.state.climbed_to)


def _page(
    around: Surroundings,
    work: UnitOfWork,
    alert: Alert,
    page: Page,
    person: Staff,
    phone_number: str,
    now: datetime,
    climbed_to: int,
) -> None:
    for channel in page.channels:
        if add_rung_notice(work.session, alert.id, page.step, person.id, channel, now):
            _owe(around, work, alert, person, phone_number, channel, now, climbed_to)


def page_again(around: Surroundings, work: UnitOfWork, alert: Alert, staff_id: uuid.UUID, now: datetime) -> None:
    """Text and ring one person apart from the ladder's steps: something new was heard about an alert that they hold."""
    for person in list_staff(work.session, [staff_id]):
        if person.phone_number is not None:
            for channel in (Channel.TEXT, Channel.CALL):
                _owe(around, work, alert, person, person.phone_number, channel, now)


def _owe(
    around: Surroundings,
    work: UnitOfWork,
    alert: Alert,
    person: Staff,
    phone_number: str,
    channel: Channel,
    now: datetime,
    climbed_to: int | None = None,
) -> None:
    message = Message(
        id=uuid.uuid4(),
        kind=MessageKind.TEXT if channel is Channel.TEXT else MessageKind.RING,
        purpose=MessagePurpose.ALERT,
        staff_id=person.id,
        alert_id=alert.id,
        phone_number=phone_number,
        body=_words(around, work, alert, person, now) if channel is Channel.TEXT else None,
        language=person.language,
        owed_at=now,
        send_before=now + timedelta(seconds=around.policy.messages.alert_valid_seconds),
        climbed_to=climbed_to,
    )
    work.session.add(message)
    work.owe(Job.HAND_OVER_PAGE, message.id)
    add_alert_event(work.session, alert.id, now, AlertAct.PAGED, person.id, channel.value)


def _words(around: Surroundings, work: UnitOfWork, alert: Alert, person: Staff, now: datetime) -> str:
    """The neutral text of a page, with the code by which this person takes this alert."""
    code = find_alert_code(work.session, alert.id, person.id)
    if code is None:
        policy = around.policy.escalation.codes
        recent = list_recent_codes(work.session, person.id, now - timedelta(days=policy.not_reused_days))
        used = frozenset(row.code for row in recent)
        # When every code was used within the days, the oldest is the one least likely to be meant by a late reply.
        code = choose_code(used, frozenset(policy.never), secrets.choice) or recent[0].code
        add_alert_code(work.session, alert.id, person.id, code, now)
    return around.texts.get("staff-alert", person.language, code=code)
