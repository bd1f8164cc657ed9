"""Carries out what a text or a ring leads to: each effect becomes a row in the transaction of the event that caused
it.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from call_flows.effects import Effect, KeepInInbox, LockAway, MakeTask, OpenAlert, RecordReport, StopTexts
from remote_cm.domain.task_deadlines import falls_to_on_call
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import Duty, LadderName, SenderKind, StaffRole
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.open_alert import AlertCause, open_alert
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session, UnitOfWork
from remote_cm.storage.people import find_supervisor_id, list_duties, list_teams
from remote_cm.storage.tables.cases import CaseFile, Contact
from remote_cm.storage.tables.inbound import InboundEvent, VolunteerReport
from remote_cm.storage.tables.people import Staff, Volunteer


@dataclass(frozen=True)
class Concerned:
    """Whom an event concerns, as far as is known. ``team_id`` is None only where nothing at all is known of the
    sender; ``perhaps_meant`` are the caseworkers of everybody who may have sent it.
    """

    kind: SenderKind
    team_id: uuid.UUID | None
    caseworker_id: uuid.UUID | None
    volunteer: Volunteer | None = None
    staff: Staff | None = None
    contacts: tuple[Contact, ...] = ()
    case: CaseFile | None = None
    perhaps_meant: frozenset[uuid.UUID] = frozenset()


def carry_out(
    around: Surroundings,
    work: UnitOfWork,
    effects: Iterable[Effect],
    event: InboundEvent,
    concerned: Concerned,
    asked_for_at: datetime | None = None,
) -> None:
    """Do every effect of one event. The caller commits."""
    wanted = tuple(effects)
    for effect in wanted:
        match effect:
            case OpenAlert(ladder=ladder):
                open_alert(around, work, _cause(work.session, ladder, event, concerned))
            case RecordReport(level=level):
                _record_report(work.session, event, concerned, level)
            case MakeTask(kind=kind, role=role):
                _make_task(around, work.session, kind, role, event, concerned, asked_for_at)
            case StopTexts():
                _stop_texts(around, concerned)
            case KeepInInbox():
                # A task beside it lies in the same inbox, and says more.
                if not any(isinstance(other, MakeTask) for other in wanted):
                    _keep_in_inbox(around, work.session, event, concerned)
            case LockAway():
                # Every text is encrypted and shown to whoever has its task only; the task beside this effect says no
                # more.
                continue


def _cause(session: Session, ladder: LadderName, event: InboundEvent, concerned: Concerned) -> AlertCause:
    return AlertCause(
        ladder=ladder,
        # An unknown sender belongs to no team; the first one's people on duty decide whether and how to call.
        team_id=concerned.team_id or list_teams(session)[0].id,
        caseworker_id=concerned.caseworker_id,
        perhaps_meant=concerned.perhaps_meant,
        case_id=concerned.case.id if concerned.case else None,
        volunteer_id=concerned.volunteer.id if concerned.volunteer else None,
        event_id=event.id,
    )


def _record_report(session: Session, event: InboundEvent, concerned: Concerned, level: int) -> None:
    if concerned.volunteer is not None and concerned.case is not None:
        session.add(
            VolunteerReport(
                id=uuid.uuid4(),
                event_id=event.id,
                volunteer_id=concerned.volunteer.id,
                case_id=concerned.case.id,
                level=level,
                received_at=event.received_at,
            )
        )


def _make_task(
    around: Surroundings,
    session: Session,
    kind: TaskKind,
    role: StaffRole,
    event: InboundEvent,
    concerned: Concerned,
    asked_for_at: datetime | None,
) -> None:
    make_task(
        around,
        session,
        kind,
        TaskAbout(
            team_id=concerned.team_id,
            assignee_id=_assignee(around, session, kind, role, concerned),
            case_id=concerned.case.id if concerned.case else None,
            volunteer_id=concerned.volunteer.id if concerned.volunteer else None,
            event_id=event.id,
            level=concerned.case.level if concerned.case else None,
            role=role,
            asked_for_at=asked_for_at,
        ),
    )


def _assignee(
    around: Surroundings, session: Session, kind: TaskKind, role: StaffRole, concerned: Concerned
) -> uuid.UUID | None:
    """The person of this role for the sender; nobody, so that it lies in the inbox, where the sender is nobody's.

    A volunteer's wish for a call outside working hours is for who is on call (SMS vocabulary §5.3, digit 3). A family's
    is for its own caseworker at any hour, whose voice it knows.
    """
    if role is StaffRole.SUPERVISOR:
        return find_supervisor_id(session, concerned.caseworker_id or (concerned.staff.id if concerned.staff else None))
    is_for_on_call = falls_to_on_call(kind, around.now(), around.policy.tasks, around.zone)
    if concerned.kind is SenderKind.VOLUNTEER and concerned.team_id is not None and is_for_on_call:
        on_call = list_duties(session, concerned.team_id).get(Duty.ON_CALL, ())
        return on_call[0] if on_call else concerned.caseworker_id
    return concerned.caseworker_id


def _stop_texts(around: Surroundings, concerned: Concerned) -> None:
    now = around.now()
    if concerned.volunteer is not None:
        concerned.volunteer.texts_stopped_at = concerned.volunteer.texts_stopped_at or now
    for contact in concerned.contacts:
        contact.opted_out_at = contact.opted_out_at or now
        contact.has_agreed_to_texts = False


def _keep_in_inbox(around: Surroundings, session: Session, event: InboundEvent, concerned: Concerned) -> None:
    kind = TaskKind.NUMBER_WITHHELD if concerned.kind is SenderKind.WITHHELD else TaskKind.UNKNOWN_SENDER
    make_task(around, session, kind, TaskAbout(team_id=concerned.team_id, assignee_id=None, event_id=event.id))
