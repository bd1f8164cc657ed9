"""Bridges that nobody took, lines that still ring, and bridges of which nothing more is heard."""

import uuid
from datetime import timedelta

from remote_cm.domain.masked_bridge import BridgeEnd, BridgeState, BridgeTimes, decide_end_of_waiting
from remote_cm.ports import Job
from remote_cm.services.close_bridge import close_bridge
from remote_cm.services.cut_bridge import owe_cut
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.bridges import (
    list_bridges_to_cut,
    list_bridges_to_place,
    list_open_bridges,
    lock_bridge,
)
from remote_cm.storage.tables.bridges import BridgeCall

_ENDS = {BridgeState.CLAIMED: BridgeEnd.NOT_STARTED, BridgeState.JOINED: BridgeEnd.TALKED}


def nudge_bridges(around: Surroundings) -> None:
    """Give up what has waited for too long, and nudge the workers for what was owed and not taken at once."""
    close_silent_bridges(around)
    queue = around.database.queue
    for bridge_id in list_owed_bridges(around, timedelta(seconds=around.policy.messages.nudge_again_seconds)):
        queue.nudge(Job.PLACE_BRIDGE, str(bridge_id))
    for bridge_id in list_lines_to_cut(around):
        queue.nudge(Job.CUT_BRIDGE, str(bridge_id))


def list_owed_bridges(around: Surroundings, for_at_least: timedelta) -> list[uuid.UUID]:
    """The bridges whose caller should have been rung by now."""
    now, limit = around.now(), around.policy.tasks.sweep_limit
    with around.database.unit_of_work() as work:
        return list_bridges_to_place(work.session, owed_before=now - for_at_least, now=now, limit=limit)


def list_lines_to_cut(around: Surroundings) -> list[uuid.UUID]:
    """The bridges that are over and whose line the provider has not been seen to end."""
    with around.database.unit_of_work() as work:
        return list_bridges_to_cut(work.session, around.policy.tasks.sweep_limit)


def close_silent_bridges(around: Surroundings) -> int:
    """End every bridge that could not be begun in time, or of which no report came for too long; says how many.

    A phone that might still ring is cut: nobody is rung late, out of the blue.
    """
    with around.database.unit_of_work() as work:
        silent = [
            bridge.id
            for bridge in list_open_bridges(work.session, around.policy.tasks.sweep_limit)
            if _is_silent(around, bridge)
        ]
    return sum(_close(around, bridge_id) for bridge_id in silent)


def _close(around: Surroundings, bridge_id: uuid.UUID) -> bool:
    with around.database.unit_of_work() as work:
        bridge = lock_bridge(work.session, bridge_id, waits=False)
        if bridge is None or not _is_silent(around, bridge):
            return False
        close_bridge(bridge, _ENDS.get(bridge.state, BridgeEnd.REPORTS_LOST), around.now())
        owe_cut(work, bridge)
        work.commit()
    return True


def _is_silent(around: Surroundings, bridge: BridgeCall) -> bool:
    times = BridgeTimes(bridge.claimed_at, bridge.caller_pressed_at, bridge.joined_at)
    return decide_end_of_waiting(bridge.state, times, around.now(), around.policy.bridge)
