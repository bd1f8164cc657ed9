"""What each side of a masked bridge hears and presses; what a key does is committed before it is answered."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from call_flows.masked_call import LegStanding, last_step, next_step, read_standing
from call_flows.steps import Heard, JoinSides, RingOther, SayAndHangUp, State, Step
from remote_cm.domain.access import Person
from remote_cm.domain.masked_bridge import (
    BridgeEnd,
    BridgeLeg,
    BridgeState,
    DialEnd,
    read_answered_by,
    read_end_of_dial,
)
from remote_cm.domain.refusal import NotFound, Refusal
from remote_cm.services.bridge_ground import find_reached_side, language_of_other_side
from remote_cm.services.close_bridge import close_bridge
from remote_cm.services.record_attempt import record_attempt
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.bridges import lock_bridge
from remote_cm.storage.calls import lock_attempt
from remote_cm.storage.database import Session
from remote_cm.storage.people import get_staff
from remote_cm.storage.tables.bridges import BridgeCall
from remote_cm.storage.tables.calls import AttemptOutcome

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class LegRequest:
    """Which leg of which bridge asks: our own reference, the provider's id of the leg and of the leg that opened it,
    and for what the provider took whoever picked up.
    """

    reference: str
    leg: BridgeLeg
    provider_id: str
    parent_id: str | None = None
    answered_by: str | None = None


@dataclass(frozen=True)
class BridgeReply:
    """The next step, the language to say it in, and, where the other side is to be rung, its number."""

    step: Step
    language: str
    other_number: str | None = field(default=None, repr=False)


def hear_bridge(around: Surroundings, request: LegRequest, heard: Heard, state: State) -> BridgeReply:
    """The next step of one leg. The same request twice is answered the same and changes nothing more.

    The gate is asked again at the moment at which the caller presses the key. Raises NotFound when there is no such
    bridge, or when the leg is that of another call: an old address, played again, does nothing.
    """
    now = around.now()
    with around.database.unit_of_work() as work:
        bridge = _find(work.session, request)
        standing = read_standing(bridge.state, request.leg)
        _note_answer(bridge, request, standing, now)
        step = next_step(request.leg, state, heard, standing, around.policy.bridge)
        number = None
        if isinstance(step, RingOther):
            reached = find_reached_side(around, work.session, bridge)
            if reached is None:
                step = next_step(request.leg, state, heard, LegStanding.REFUSED, around.policy.bridge)
                close_bridge(bridge, BridgeEnd.GATE_CLOSED, now)
            else:
                number = reached.phone_number
        if standing is LegStanding.ASKED:
            _move_on(bridge, request.leg, step, now)
        language = _language(work.session, bridge, request.leg)
        work.commit()
    if isinstance(step, JoinSides) and standing is LegStanding.ASKED:
        _begin_talk(around, bridge)
    return BridgeReply(step, language, number)


def hear_end_of_dial(around: Surroundings, request: LegRequest, dial: DialEnd, leg_seconds: int | None) -> BridgeReply:
    """What the caller hears once the ringing of the other side, or the talk, is over. Raises NotFound as above.

    Only the provider knows if it joined the two: where it says that it did not, a talk that we had taken for held is
    written down as none.
    """
    with around.database.unit_of_work() as work:
        bridge = _find(work.session, request)
        end = read_end_of_dial(dial, other_pressed=bridge.other_pressed_at is not None)
        is_news = not bridge.state.is_final and bridge.caller_pressed_at is not None
        if end is not BridgeEnd.TALKED and (is_news or bridge.end_reason is BridgeEnd.TALKED):
            bridge.joined_at = bridge.joined_seconds = None
            bridge.end_reason = end
        if is_news:
            close_bridge(bridge, end, around.now(), leg_seconds)
        reply = BridgeReply(last_step(bridge.joined_at is not None), _language(work.session, bridge, request.leg))
        work.commit()
    return reply


def _find(session: Session, request: LegRequest) -> BridgeCall:
    """The bridge, locked, with this leg's id bound to it at the first request."""
    try:
        bridge = lock_bridge(session, uuid.UUID(request.reference))
    except ValueError as broken:
        raise NotFound from broken
    if bridge is None:
        raise NotFound
    if request.leg is BridgeLeg.CALLER:
        bridge.caller_call_id = bridge.caller_call_id or request.provider_id
        is_it = bridge.caller_call_id == request.provider_id
    else:
        bridge.other_call_id = bridge.other_call_id or request.provider_id
        is_it = bridge.other_call_id == request.provider_id and request.parent_id in (None, bridge.caller_call_id)
    if not is_it:
        raise NotFound
    return bridge


def _note_answer(bridge: BridgeCall, request: LegRequest, standing: LegStanding, now: datetime) -> None:
    """Whoever asks what comes next has picked up, whatever the reports say and whenever they come."""
    if standing is not LegStanding.ASKED:
        return
    if request.leg is BridgeLeg.CALLER:
        bridge.state = BridgeState.RINGING_CALLER
        bridge.caller_answered_at = bridge.caller_answered_at or now
    else:
        bridge.other_rung_at = bridge.other_rung_at or now
        bridge.other_answered_at = bridge.other_answered_at or now
        bridge.other_answered_by = read_answered_by(request.answered_by) or bridge.other_answered_by


def _move_on(bridge: BridgeCall, leg: BridgeLeg, step: Step, now: datetime) -> None:
    match step:
        case RingOther():
            bridge.state, bridge.caller_pressed_at = BridgeState.RINGING_OTHER, now
        case JoinSides():
            bridge.state, bridge.other_pressed_at, bridge.joined_at = BridgeState.JOINED, now, now
        case SayAndHangUp() if leg is BridgeLeg.CALLER and not bridge.state.is_final:
            close_bridge(bridge, BridgeEnd.CALLER_NO_KEY, now)


def _language(session: Session, bridge: BridgeCall, leg: BridgeLeg) -> str:
    if leg is BridgeLeg.CALLER:
        return get_staff(session, bridge.caller_id).language
    return language_of_other_side(session, bridge)


def _begin_talk(around: Surroundings, bridge: BridgeCall) -> None:
    """The page goes on with the opening by itself. Whatever goes wrong here, the two are joined: the page offers it."""
    if bridge.attempt_id is None:
        return
    try:
        with around.database.unit_of_work() as work:
            follow_up_id = lock_attempt(work.session, bridge.attempt_id).follow_up_id
            caller = get_staff(work.session, bridge.caller_id)
        person = Person(caller.id, caller.role, caller.team_id)
        record_attempt(around, person, follow_up_id, AttemptOutcome.ANSWERED)
    except Refusal:
        log.warning("talk_not_begun", bridge=str(bridge.id))
