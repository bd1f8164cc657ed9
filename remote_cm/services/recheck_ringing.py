"""Cuts what rings a family that may not be rung any more: what was changed a moment ago counts at once (N9, N43)."""

from remote_cm.domain.masked_bridge import BridgeEnd, BridgeState
from remote_cm.services.bridge_ground import find_reached_side
from remote_cm.services.close_bridge import close_bridge
from remote_cm.services.cut_bridge import owe_cut
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.bridges import lock_open_bridges_of_case
from remote_cm.storage.database import UnitOfWork
from remote_cm.storage.tables.cases import CaseFile


def recheck_ringing(around: Surroundings, work: UnitOfWork, case: CaseFile, *, has_new_number: bool = False) -> None:
    """Ask the gate again about every call to this family that is being dialled, and cut what it closes.

    ``has_new_number`` cuts it in any case: what rings now is the old one. A talk that goes on is left to whoever talks.
    The caller commits.
    """
    work.session.flush()
    for bridge in lock_open_bridges_of_case(work.session, case.id):
        if bridge.state is BridgeState.JOINED:
            continue
        if has_new_number or find_reached_side(around, work.session, bridge) is None:
            close_bridge(bridge, BridgeEnd.GATE_CLOSED, around.now())
            owe_cut(work, bridge)
