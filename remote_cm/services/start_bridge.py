"""Begins a masked bridge: the gate is asked, a row is claimed and committed, and the job that rings the caller owed.

Rung over the bridge are volunteers and staff, and families who agreed to the programme's number and its words.
"""

import uuid

from remote_cm.domain.access import Person, TaskAnchor, may_see_task
from remote_cm.domain.refusal import GateClosed, NotAllowed, NotFound, StaleStep
from remote_cm.domain.vocabulary import Channel
from remote_cm.ports import Job
from remote_cm.services.attempt_contact import claim_attempt
from remote_cm.services.bridge_ground import HelperBehindTask, ask_gate_about_volunteer, read_helper
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.bridges import find_open_bridge_of, find_volunteer, lock_caller
from remote_cm.storage.database import Session, UnitOfWork
from remote_cm.storage.people import list_staff
from remote_cm.storage.tables.bridges import BridgeCall
from remote_cm.storage.tables.tasks import Task
from remote_cm.storage.tasks import lock_task


def start_bridge(
    around: Surroundings, person: Person, follow_up_id: uuid.UUID, self_checks: frozenset[str]
) -> uuid.UUID:
    """Begin a bridge to the family of a follow-up; returns the bridge's id.

    Raises what ``attempt_contact`` raises, the gate being asked about the bridge; NotAllowed when the caller has no
    number of their own, and StaleStep when another bridge of theirs is not over.
    """
    with around.database.unit_of_work() as work:
        claimed = claim_attempt(around, work, person, follow_up_id, self_checks, Channel.BRIDGE)
        work.session.flush()
        bridge = BridgeCall(attempt_id=claimed.attempt.id, contact_id=claimed.contact.id)
        _claim(around, work, person, bridge)
        work.commit()
    return bridge.id


def start_bridge_to_volunteer(around: Surroundings, person: Person, task_id: uuid.UUID) -> uuid.UUID:
    """Begin a bridge to the volunteer or colleague behind a duty; returns the bridge's id.

    Raises NotFound, NotAllowed when another has the duty or nobody of ours stands behind it, GateClosed for a call of
    our own making in quiet hours, and StaleStep when the duty is done or a bridge of the caller is not over.
    """
    with around.database.unit_of_work() as work:
        task = lock_task(work.session, task_id)
        if task is None or not may_see_task(person, TaskAnchor(task.assignee_id, task.team_id)):
            raise NotFound
        if task.assignee_id != person.id:
            raise NotAllowed("take the task first: whoever calls back is the one who has it")
        if task.done_at is not None:
            raise StaleStep("this is done already")
        helper = _reachable_helper(around, work.session, person, task)
        bridge = BridgeCall(task_id=task.id, volunteer_id=helper.volunteer_id, other_staff_id=helper.staff_id)
        _claim(around, work, person, bridge)
        work.commit()
    return bridge.id


def _reachable_helper(around: Surroundings, session: Session, person: Person, task: Task) -> HelperBehindTask:
    helper = read_helper(session, task)
    if helper is None or helper.staff_id == person.id:
        raise NotAllowed("nobody of the programme stands behind this whom the line could ring")
    if helper.volunteer_id is None:
        if not any(colleague.phone_number for colleague in list_staff(session, [helper.staff_id or uuid.UUID(int=0)])):
            raise NotAllowed("no number of this person is known")
        return helper
    volunteer = find_volunteer(session, helper.volunteer_id)
    if volunteer is None or not volunteer.is_active or volunteer.phone_number is None:
        raise NotAllowed("no number of this person is known")
    decision = ask_gate_about_volunteer(around, session, volunteer, task)
    if not decision.allowed:
        raise GateClosed(tuple(reason.value for reason in decision.reasons), decision.next_allowed_at)
    return helper


def _claim(around: Surroundings, work: UnitOfWork, person: Person, bridge: BridgeCall) -> None:
    caller = lock_caller(work.session, person.id)
    if caller.phone_number is None:
        raise NotAllowed("your own number is not known here: ask your coordinator to add it")
    if find_open_bridge_of(work.session, person.id) is not None:
        raise StaleStep("a call of yours is going on already")
    bridge.id, bridge.caller_id, bridge.claimed_at = uuid.uuid4(), person.id, around.now()
    work.session.add(bridge)
    work.owe(Job.PLACE_BRIDGE, bridge.id)
    add_audit_entry(
        work.session,
        at=bridge.claimed_at,
        actor_id=person.id,
        act="bridge:begun",
        subject_kind="bridge_call",
        subject_id=bridge.id,
    )
