"""Carries out what a text or a ring leads to: each effect becomes a row in the transaction of the event that caused
it.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from call_flows.effects import Effect, KeepInInbox, LockAway, MakeTask, OpenAlert, StopTexts
from remote_cm.domain.task_deadlines import falls_to_on_call
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import Duty, LadderName, SenderKind, StaffRole
from remote_cm.services.concerned import Concerned, Said
from remote_cm.services.found_late import note_late_alert
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.open_alert import AlertCause, open_alert
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.volunteer_effects import carry_out_of_volunteer
from remote_cm.storage.database import Session, UnitOfWork
from remote_cm.storage.people import find_supervisor_id, list_duties, list_teams
from remote_cm.storage.tables.inbound import InboundEvent
from remote_cm.storage.volunteer_reports import find_open_task_of_volunteer

#: Whom a volunteer may talk to about themselves has these, and not the caseworker who guides their work (N44).
_ABOUT_THEMSELVES = frozenset({TaskKind.WELLBEING, TaskKind.WELLBEING_CALL})


#: A text or a ring that says nothing besides its meaning.
NOTHING_MORE = Said()


def carry_out(
    around: Surroundings,
    work: UnitOfWork,
    effects: Iterable[Effect],
    event: InboundEvent,
    concerned: Concerned,
    said: Said = NOTHING_MORE,
) -> None:
    """Do every effect of one event. The caller commits."""
    wanted = tuple(effects)
    for effect in wanted:
        match effect:
            case OpenAlert(ladder=ladder):
                alert = open_alert(around, work, cause_of(work.session, ladder, event, concerned))
                note_late_alert(around, work.session, alert, event)
            case MakeTask():
                _make_task(around, work.session, effect, event, concerned, said.asked_for_at)
            case StopTexts():
                _stop_texts(around, concerned)
            case KeepInInbox():
                # A task beside it lies in the same inbox, and says more.
                if not any(isinstance(other, MakeTask) for other in wanted):
                    _keep_in_inbox(around, work.session, event, concerned)
            case LockAway():
                event.is_locked = True
            case _:
                carry_out_of_volunteer(around, work.session, effect, event, concerned, said)


def cause_of(session: Session, ladder: LadderName, event: InboundEvent, concerned: Concerned) -> AlertCause:
    """What an alert is about that one event opens, for one of those whom it concerns."""
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


def _make_task(
    around: Surroundings,
    session: Session,
    wanted: MakeTask,
    event: InboundEvent,
    concerned: Concerned,
    asked_for_at: datetime | None,
) -> None:
    if wanted.kind is TaskKind.NEW_CHILD and _is_told_again(around, session, concerned):
        return
    hour = asked_for_at if wanted.kind is TaskKind.CALL_AT else None
    about = TaskAbout(
        team_id=concerned.team_id,
        assignee_id=_assignee(around, session, wanted, concerned, hour),
        case_id=concerned.case.id if concerned.case else None,
        volunteer_id=concerned.volunteer.id if concerned.volunteer else None,
        event_id=event.id,
        level=concerned.case.level if concerned.case else None,
        role=wanted.role,
        asked_for_at=hour,
        detail=f"{hour.astimezone(around.zone):%H:%M}" if hour is not None else None,
    )
    make_task(around, session, wanted.kind, about)


def _is_told_again(around: Surroundings, session: Session, concerned: Concerned) -> bool:
    """Another text about a new child within minutes is counted on the duty that is there (SMS vocabulary §5.3)."""
    since = around.now() - timedelta(minutes=around.policy.debriefs.new_child_together_minutes)
    volunteer = concerned.volunteer
    known = find_open_task_of_volunteer(session, volunteer.id, TaskKind.NEW_CHILD, since) if volunteer else None
    if known is None:
        return False
    known.detail = str(int(known.detail or "1") + 1)
    return True


def _assignee(
    around: Surroundings, session: Session, wanted: MakeTask, concerned: Concerned, hour: datetime | None
) -> uuid.UUID | None:
    """The person of this role for the sender; nobody, so that it lies in the inbox, where the sender is nobody's.

    A volunteer's wish for a call outside working hours is for who is on call (SMS vocabulary §5.3, digit 3): outside
    them is when the call is wanted. A family's is for its own caseworker at any hour, whose voice it knows.
    """
    if wanted.role is StaffRole.SUPERVISOR:
        return find_supervisor_id(session, concerned.caseworker_id or (concerned.staff.id if concerned.staff else None))
    if concerned.kind is not SenderKind.VOLUNTEER or concerned.team_id is None:
        return concerned.caseworker_id
    if wanted.kind in _ABOUT_THEMSELVES:
        trusted = list_duties(session, concerned.team_id).get(Duty.WELLBEING, ())
        return trusted[0] if trusted else find_supervisor_id(session, concerned.caseworker_id)
    called_at = max(around.now(), hour or around.now())
    if falls_to_on_call(wanted.kind, called_at, around.policy.tasks, around.zone):
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
