"""Has the provider ring whoever began a bridge: claim, commit, ring, record. Run twice it rings once."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from remote_cm.domain.masked_bridge import BridgeEnd, BridgeState, PlacingDecision, decide_placing
from remote_cm.ports import Job, OutcomeUnknown, Refused, Ring, RingPurpose, TryLater
from remote_cm.services.close_bridge import close_bridge
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.bridges import find_bridge_by_call, lock_bridge
from remote_cm.storage.messages import find_message_by_provider_id
from remote_cm.storage.people import get_staff
from remote_cm.storage.tables.bridges import BridgeCall


@dataclass(frozen=True)
class Placing:
    """What is read out of the row before the provider is spoken to, so that no connection is held meanwhile."""

    bridge_id: uuid.UUID
    caller_number: str = field(repr=False)
    looks_up_first: bool
    since: datetime


@dataclass(frozen=True)
class PlacingResult:
    """What came of it: the provider's id, or why there is none; ``is_known`` is off when the answer was lost."""

    provider_id: str | None = None
    end: BridgeEnd | None = None
    reason: str | None = None
    is_known: bool = True


def place_bridge(around: Surroundings, bridge_id: uuid.UUID) -> None:
    """Ring the caller of one bridge, if that is still owed. A bridge in another state is left alone."""
    placing = _claim(around, bridge_id)
    if placing is not None:
        _record(around, bridge_id, _place(around, placing))


def _claim(around: Surroundings, bridge_id: uuid.UUID) -> Placing | None:
    """Mark the bridge as ours and commit, before anybody outside hears of it. None when nobody is to be rung."""
    now = around.now()
    with around.database.unit_of_work() as work:
        bridge = lock_bridge(work.session, bridge_id, waits=False)
        decision = _decide(around, bridge, now) if bridge is not None else PlacingDecision.LEAVE
        if bridge is None or decision is PlacingDecision.LEAVE:
            return None
        caller = get_staff(work.session, bridge.caller_id)
        if decision is PlacingDecision.GIVE_UP or caller.phone_number is None:
            close_bridge(bridge, BridgeEnd.NOT_STARTED, now)
            work.commit()
            return None
        looks_up_first = decision is PlacingDecision.LOOK_UP_FIRST
        placing = Placing(bridge.id, caller.phone_number, looks_up_first, since=bridge.asked_at or now)
        bridge.asked_at, bridge.try_after = now, None
        work.commit()
    return placing


def _decide(around: Surroundings, bridge: BridgeCall, now: datetime) -> PlacingDecision:
    return decide_placing(
        bridge.state,
        now=now,
        claimed_at=bridge.claimed_at,
        asked_at=bridge.asked_at,
        try_after=bridge.try_after,
        patience=timedelta(seconds=around.policy.messages.claim_seconds),
        policy=around.policy.bridge,
    )


def _place(around: Surroundings, placing: Placing) -> PlacingResult:
    """Speak to the provider. A bridge whose first answer was lost is looked up there before anything is rung again."""
    policy = around.policy.bridge
    ring = Ring(
        str(placing.bridge_id),
        placing.caller_number,
        policy.caller_ring_seconds,
        policy.limit_seconds,
        RingPurpose.BRIDGE,
    )
    try:
        found = _find_placed(around, placing, ring) if placing.looks_up_first else None
        return PlacingResult(found or around.call_placer.place_call(ring))
    except TryLater:
        return PlacingResult(reason="try_later")
    except Refused as refusal:
        return PlacingResult(end=BridgeEnd.REFUSED, reason=refusal.reason)
    except OutcomeUnknown:
        return PlacingResult(reason="answer_lost", is_known=False)


def _find_placed(around: Surroundings, placing: Placing, ring: Ring) -> str | None:
    """The provider's id if it rings for this very bridge; what it finds by number may be another call of ours."""
    found = around.call_placer.find_call(ring, placing.since)
    if found is None:
        return None
    with around.database.unit_of_work() as work:
        bridge = find_bridge_by_call(work.session, found)
        is_another = (bridge is not None and bridge.id != placing.bridge_id) or find_message_by_provider_id(
            work.session, found
        ) is not None
    return None if is_another else found


def _record(around: Surroundings, bridge_id: uuid.UUID, result: PlacingResult) -> None:
    """Write down what came of it. A bridge that was cancelled meanwhile is cut as soon as its call is known."""
    now = around.now()
    with around.database.unit_of_work() as work:
        bridge = lock_bridge(work.session, bridge_id)
        if bridge is None:
            return
        if result.provider_id is not None and bridge.caller_call_id is None:
            bridge.caller_call_id = result.provider_id
        if bridge.state.is_final and result.provider_id is not None:
            bridge.is_to_cut = True
            work.owe(Job.CUT_BRIDGE, bridge.id)
        elif bridge.state is BridgeState.CLAIMED:
            _move_on(around, bridge, result, now)
        work.commit()


def _move_on(around: Surroundings, bridge: BridgeCall, result: PlacingResult, now: datetime) -> None:
    bridge.reason = result.reason
    if result.end is not None:
        close_bridge(bridge, result.end, now)
    elif result.provider_id is not None:
        bridge.state = BridgeState.RINGING_CALLER
    elif result.is_known:
        bridge.asked_at = None
        bridge.try_after = now + timedelta(seconds=around.policy.messages.try_again_seconds)
