"""Ends a bridge from the page: the row first, then the caller's line at the provider, with which the other ends."""

import uuid

import structlog

from remote_cm.domain.access import Person
from remote_cm.domain.masked_bridge import BridgeEnd, BridgeState
from remote_cm.domain.refusal import NotFound
from remote_cm.ports import Job, OutcomeUnknown, Refused, TryLater
from remote_cm.services.close_bridge import close_bridge
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.bridges import lock_bridge
from remote_cm.storage.database import UnitOfWork
from remote_cm.storage.tables.bridges import BridgeCall

log = structlog.get_logger(__name__)


def cancel_bridge(around: Surroundings, person: Person, bridge_id: uuid.UUID) -> None:
    """Whoever began a bridge ends it: the ringing, or the talk for both. One that is over stays as it is.

    Raises NotFound for a bridge of somebody else.
    """
    now = around.now()
    with around.database.unit_of_work() as work:
        bridge = lock_bridge(work.session, bridge_id)
        if bridge is None or bridge.caller_id != person.id:
            raise NotFound
        if bridge.state.is_final:
            return
        was_joined = bridge.state is BridgeState.JOINED
        close_bridge(bridge, BridgeEnd.TALKED if was_joined else BridgeEnd.CANCELLED, now)
        owe_cut(work, bridge)
        add_audit_entry(
            work.session,
            at=now,
            actor_id=person.id,
            act="bridge:cut",
            subject_kind="bridge_call",
            subject_id=bridge.id,
        )
        work.commit()


def owe_cut(work: UnitOfWork, bridge: BridgeCall) -> None:
    """Owe the end of a line that the provider may have opened. The caller commits."""
    if bridge.caller_call_id is not None or bridge.asked_at is not None:
        bridge.is_to_cut = True
        work.owe(Job.CUT_BRIDGE, bridge.id)


def cut_bridge(around: Surroundings, bridge_id: uuid.UUID) -> None:
    """Have the provider end the line, if that is still owed. Asked twice it is ended once.

    When the provider cannot now, or its answer is lost, the sweep asks again: ending a call that is over harms nobody.
    """
    with around.database.unit_of_work() as work:
        bridge = lock_bridge(work.session, bridge_id)
        if bridge is None or not bridge.is_to_cut or bridge.caller_call_id is None:
            return
        provider_id, is_answered = bridge.caller_call_id, bridge.caller_answered_at is not None
    try:
        around.call_placer.end_call(provider_id, is_answered=is_answered)
    except (TryLater, OutcomeUnknown):
        return
    except Refused as refusal:
        log.warning("line_not_cut", bridge=str(bridge_id), reason=refusal.reason)
    with around.database.unit_of_work() as work:
        bridge = lock_bridge(work.session, bridge_id)
        if bridge is not None:
            bridge.is_to_cut = False
            work.commit()
