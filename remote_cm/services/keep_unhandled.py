"""Keeps what came in although handling it failed: the raw event, a duty to read it, and an alert where its words may
tell of danger.
"""

from dataclasses import dataclass
from datetime import timedelta

import structlog

from remote_cm.domain.phone_number import PhoneNumber, read_phone_number
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import Intent, LadderName, SenderKind
from remote_cm.services.carry_out import cause_of
from remote_cm.services.concerned import Concerned
from remote_cm.services.found_late import note_late_alert, note_late_tasks
from remote_cm.services.hear_danger import hear_alarm
from remote_cm.services.identify_sender import Sender, identify_sender
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.open_alert import open_alert
from remote_cm.services.read_sender_text import concerned_of
from remote_cm.services.receive_ring import InboundRing
from remote_cm.services.receive_text import InboundText
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session, UnitOfWork
from remote_cm.storage.inbound import add_event_once, lock_sender
from remote_cm.storage.tables.inbound import EventKind, InboundEvent

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Came:
    """What a text and a ring have in common."""

    what: InboundText | InboundRing
    kind: EventKind
    body: str | None


def keep_unhandled(around: Surroundings, what: InboundText | InboundRing) -> None:
    """Keep it once, for people now and for the sweep later. Kept already, it changes nothing."""
    came = _Came(what, *((EventKind.TEXT, what.body) if isinstance(what, InboundText) else (EventKind.RING, None)))
    with around.database.unit_of_work() as work:
        sender = _sender(around, work.session, what.sender)
        if sender.fingerprint is not None:
            lock_sender(work.session, sender.fingerprint)
        event = _keep(around, work.session, came, sender)
        if event is None:
            return
        for concerned in concerned_of(sender):
            _tell(around, work, event, concerned)
        note_late_tasks(around, work.session, event)
        work.commit()


def _sender(around: Surroundings, session: Session, shown: str) -> Sender:
    """Who it is, where that is not the very thing that fails."""
    try:
        with session.begin_nested():
            return identify_sender(around, session, shown)
    except Exception as failure:  # noqa: BLE001 - what came in is kept, whatever is wrong with the rest
        log.error("sender_not_identified", kind=type(failure).__name__)
    read = read_phone_number(shown, around.region)
    fingerprint = around.blind_index.of(read.e164) if isinstance(read, PhoneNumber) else None
    return Sender(SenderKind.UNKNOWN, shown, fingerprint)


def _keep(around: Surroundings, session: Session, came: _Came, sender: Sender) -> InboundEvent | None:
    now = around.now()
    return add_event_once(
        session,
        provider=came.what.provider,
        provider_id=came.what.provider_id,
        kind=came.kind,
        received_at=came.what.received_at or now,
        found_by=came.what.found_by,
        sender_number=sender.number,
        sender_fingerprint=sender.fingerprint,
        sender_kind=sender.kind,
        staff_id=sender.staff.id if sender.staff is not None else None,
        body=came.body,
        tries=1,
        try_after=now + timedelta(minutes=around.policy.reliability.unhandled_again_minutes),
    )


def _tell(around: Surroundings, work: UnitOfWork, event: InboundEvent, concerned: Concerned) -> None:
    volunteer, case = concerned.volunteer, concerned.case
    about = TaskAbout(
        team_id=concerned.team_id,
        assignee_id=None,
        case_id=case.id if case is not None else None,
        volunteer_id=volunteer.id if volunteer is not None else None,
        event_id=event.id,
    )
    make_task(around, work.session, TaskKind.HANDLING_FAILED, about)
    ladder = _ladder(around, event, concerned.kind)
    if ladder is not None:
        alert = open_alert(around, work, cause_of(work.session, ladder, event, concerned))
        note_late_alert(around, work.session, alert, event)


def _ladder(around: Surroundings, event: InboundEvent, kind: SenderKind) -> LadderName | None:
    if event.body is None:
        return None
    match hear_alarm(around, event.body, is_volunteer=kind is SenderKind.VOLUNTEER):
        case None:
            return None
        case Intent.HELP if not kind.is_stranger:
            return LadderName.HELP
        case _ if kind.is_stranger:
            return LadderName.E0_UNKNOWN_SENDER
        case Intent.DANGER_NOT_MY_CASEWORKER:
            return LadderName.E0_WITHOUT_LINE
        case _:
            return LadderName.E0
