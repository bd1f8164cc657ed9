"""How a bridge stands now, for the page: whether one may be begun, what goes on, and how the try is written down."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from remote_cm.domain.access import Person
from remote_cm.domain.masked_bridge import BridgeEnd, BridgeMoment, propose_outcome, read_moment
from remote_cm.services.bridge_ground import read_helper
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.bridges import find_bridge_of_call, find_bridge_of_task, find_task, find_volunteer
from remote_cm.storage.database import Session
from remote_cm.storage.people import get_staff
from remote_cm.storage.tables.bridges import BridgeCall
from remote_cm.storage.tables.calls import AttemptOutcome


@dataclass(frozen=True)
class BridgeNow:
    """One bridge at one moment. ``proposed`` is how its try would be written down, None while it goes on and once it
    is written down.
    """

    id: uuid.UUID
    moment: BridgeMoment
    end: BridgeEnd | None
    joined_at: datetime | None
    joined_seconds: int | None
    ended_at: datetime | None
    proposed: AttemptOutcome | None
    is_mine: bool

    @property
    def is_over(self) -> bool:
        """True when nothing more can become of it."""
        return self.moment is BridgeMoment.OVER

    @property
    def is_ringing(self) -> bool:
        """True from its beginning until the two are joined or it is over."""
        return self.moment not in (BridgeMoment.JOINED, BridgeMoment.OVER)

    @property
    def is_joined(self) -> bool:
        """True while the two talk."""
        return self.moment is BridgeMoment.JOINED


@dataclass(frozen=True)
class CallBridge:
    """The bridge of a follow-up. ``is_agreed`` means that the family agreed to the programme's number and words, and
    ``has_own_number`` that the person who looks has a phone to be rung on; ``bridge`` is that of the newest try.
    """

    is_agreed: bool
    has_own_number: bool
    bridge: BridgeNow | None

    @property
    def is_offered(self) -> bool:
        """True when this family is rung over the bridge by default."""
        return self.is_agreed and self.has_own_number


@dataclass(frozen=True)
class TaskBridge:
    """The bridge of a duty: the code of whom it reaches, whether one may be begun, and the newest that there was."""

    other_code: str
    is_offered: bool
    bridge: BridgeNow | None


def show_call_bridge(around: Surroundings, person: Person, follow_up_id: uuid.UUID) -> CallBridge | None:
    """How the bridge of a follow-up stands; None when the follow-up does not exist for this person."""
    with around.database.unit_of_work() as work:
        found = find_bridge_of_call(work.session, person, follow_up_id)
    if found is None:
        return None
    is_open = found.attempt is not None and found.attempt.outcome is None
    now = _now(found.bridge, person, is_open=is_open) if found.bridge is not None else None
    return CallBridge(found.has_agreed, found.has_own_number, now)


def show_task_bridge(around: Surroundings, person: Person, task_id: uuid.UUID) -> TaskBridge | None:
    """How the bridge of a duty stands; None when nobody of the programme stands behind it, or another has it."""
    with around.database.unit_of_work() as work:
        task = find_task(work.session, task_id)
        helper = read_helper(work.session, task) if task is not None and task.assignee_id == person.id else None
        if task is None or helper is None or helper.staff_id == person.id:
            return None
        bridge = find_bridge_of_task(work.session, task.id)
        return TaskBridge(
            other_code=_code(work.session, helper.volunteer_id, helper.staff_id),
            is_offered=task.done_at is None and get_staff(work.session, person.id).phone_number is not None,
            bridge=_now(bridge, person, is_open=False) if bridge is not None else None,
        )


def _code(session: Session, volunteer_id: uuid.UUID | None, staff_id: uuid.UUID | None) -> str:
    volunteer = find_volunteer(session, volunteer_id) if volunteer_id is not None else None
    if volunteer is not None:
        return volunteer.code
    return get_staff(session, staff_id).code if staff_id is not None else ""


def _now(bridge: BridgeCall, person: Person, *, is_open: bool) -> BridgeNow:
    was_joined = bridge.joined_at is not None
    is_settled = bridge.end_reason is not None or was_joined
    proposed = None
    if is_open and is_settled:
        end = bridge.end_reason or BridgeEnd.TALKED
        told = propose_outcome(end, was_joined=was_joined, other_was_called=bridge.caller_pressed_at is not None)
        proposed = AttemptOutcome(told.value)
    moment = read_moment(
        bridge.state,
        caller_answered=bridge.caller_answered_at is not None,
        other_rung=bridge.other_rung_at is not None,
        other_answered=bridge.other_answered_at is not None,
    )
    return BridgeNow(
        id=bridge.id,
        moment=moment,
        end=bridge.end_reason,
        joined_at=bridge.joined_at,
        joined_seconds=bridge.joined_seconds,
        ended_at=bridge.ended_at,
        proposed=proposed,
        is_mine=bridge.caller_id == person.id,
    )
