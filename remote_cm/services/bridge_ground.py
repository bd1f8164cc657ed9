"""What a masked bridge stands on: whom it reaches, on which number, and whether that is allowed at this moment.

Read anew each time it is asked: a contact plan that was changed a second ago counts (N5, N9, N43).
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, time

from remote_cm.domain.access import Person
from remote_cm.domain.refusal import Refusal
from remote_cm.domain.safety_gate import ContactRequest, GateConsent, GateContact, GateDecision, decide_contact
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import Channel, ContactPurpose, ContactRole, SenderKind
from remote_cm.services.call_ground import ask_gate, find_ground_to_work
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.bridges import (
    count_bridges_to_volunteer,
    find_contact_of_bridge,
    find_task,
    find_volunteer,
)
from remote_cm.storage.calls import lock_attempt
from remote_cm.storage.database import Session
from remote_cm.storage.inbound import find_event
from remote_cm.storage.people import get_staff, list_staff
from remote_cm.storage.tables.bridges import BridgeCall
from remote_cm.storage.tables.people import Volunteer
from remote_cm.storage.tables.tasks import Task


@dataclass(frozen=True)
class ReachedSide:
    """The other side of a bridge as it may be rung now: never stored, never shown."""

    phone_number: str = field(repr=False)


@dataclass(frozen=True)
class HelperBehindTask:
    """The volunteer or member of staff whom a duty asks to phone; exactly one of the two is given."""

    volunteer_id: uuid.UUID | None
    staff_id: uuid.UUID | None


def read_helper(session: Session, task: Task) -> HelperBehindTask | None:
    """Whom a duty asks to phone over the bridge; None for a family, a stranger, and nobody.

    A family is rung by its contact plan, and whoever a concern is about is not rung because of it (N17, N28).
    """
    if task.kind is TaskKind.SAFEGUARDING_CONCERN:
        return None
    if task.volunteer_id is not None:
        return HelperBehindTask(task.volunteer_id, None)
    event = find_event(session, task.event_id) if task.event_id is not None else None
    if event is None or event.sender_kind not in (SenderKind.VOLUNTEER, SenderKind.STAFF):
        return None
    if event.volunteer_id is not None:
        return HelperBehindTask(event.volunteer_id, None)
    return HelperBehindTask(None, event.staff_id) if event.staff_id is not None else None


def find_reached_side(around: Surroundings, session: Session, bridge: BridgeCall) -> ReachedSide | None:
    """The other side, if it may be rung at this moment; None when anything says no."""
    if bridge.contact_id is not None:
        return _family(around, session, bridge)
    if bridge.volunteer_id is not None:
        volunteer = find_volunteer(session, bridge.volunteer_id)
        return _volunteer(around, session, volunteer, bridge) if volunteer is not None else None
    for colleague in list_staff(session, [bridge.other_staff_id] if bridge.other_staff_id else []):
        if colleague.phone_number is not None:
            return ReachedSide(colleague.phone_number)
    return None


def _family(around: Surroundings, session: Session, bridge: BridgeCall) -> ReachedSide | None:
    if bridge.attempt_id is None:
        return None
    attempt, caller = lock_attempt(session, bridge.attempt_id), get_staff(session, bridge.caller_id)
    if attempt.outcome is not None or not caller.is_active:
        return None
    try:
        ground = find_ground_to_work(session, Person(caller.id, caller.role, caller.team_id), attempt.follow_up_id)
    except Refusal:
        return None
    contact = ground.contact
    if contact is None or contact.id != bridge.contact_id or contact.phone_number is None:
        return None
    decision = ask_gate(around, session, ground, contact, ContactPurpose.FOLLOW_UP, Channel.BRIDGE, attempt)
    return ReachedSide(contact.phone_number) if decision.allowed else None


def _volunteer(around: Surroundings, session: Session, volunteer: Volunteer, bridge: BridgeCall) -> ReachedSide | None:
    task = find_task(session, bridge.task_id) if bridge.task_id is not None else None
    if volunteer.phone_number is None or not volunteer.is_active or task is None:
        return None
    decision = ask_gate_about_volunteer(around, session, volunteer, task)
    return ReachedSide(volunteer.phone_number) if decision.allowed else None


def ask_gate_about_volunteer(around: Surroundings, session: Session, volunteer: Volunteer, task: Task) -> GateDecision:
    """Ask the safety gate about ringing this volunteer for a duty, now.

    Whoever wrote or rang has asked for the call, at whatever hour and however often; a call of our own making keeps
    the quiet hours and the day's limit (N45). A volunteer's number is given and kept up by the programme itself.
    """
    now = around.now()
    midnight = datetime.combine(now.astimezone(around.zone).date(), time(), around.zone)
    is_asked_for = task.event_id is not None
    contact = GateContact(
        role=ContactRole.VOLUNTEER,
        is_person_of_concern=False,
        verified_on=midnight.date(),
        safe_windows=(),
        has_agreed_to_texts=volunteer.texts_stopped_at is None,
        has_agreed_to_bridge=True,
        has_opted_out=volunteer.texts_stopped_at is not None,
    )
    request = ContactRequest(
        at=now,
        channel=Channel.BRIDGE,
        purpose=ContactPurpose.CALL_BACK if is_asked_for else ContactPurpose.FOLLOW_UP,
        contact=contact,
        consent=GateConsent(is_given=False, valid_until=None, is_withdrawn=False),
        has_unsafe_end=False,
        attempts_today=0 if is_asked_for else count_bridges_to_volunteer(session, volunteer.id, midnight),
        rings_in_window=0,
    )
    return decide_contact(request, around.policy.safety_gate, around.zone)


def language_of_other_side(session: Session, bridge: BridgeCall) -> str:
    """The language in which the other side is asked for its key."""
    if bridge.contact_id is not None:
        return find_contact_of_bridge(session, bridge.contact_id).language
    if bridge.volunteer_id is not None:
        volunteer = find_volunteer(session, bridge.volunteer_id)
        return volunteer.language if volunteer is not None else ""
    return get_staff(session, bridge.other_staff_id).language if bridge.other_staff_id is not None else ""
