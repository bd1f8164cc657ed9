"""Writes down that a bridge is over: why, since when, and how long the two were joined."""

from datetime import datetime

from remote_cm.domain.masked_bridge import BridgeEnd, BridgeState
from remote_cm.storage.tables.bridges import BridgeCall


def close_bridge(bridge: BridgeCall, end: BridgeEnd, now: datetime, leg_seconds: int | None = None) -> None:
    """End a locked bridge that is not over. ``leg_seconds`` is how long the provider counted the other side's leg:
    two were never joined for longer than that, however late we hear of the end.
    """
    bridge.state = BridgeState.FAILED if end.is_failure else BridgeState.ENDED
    bridge.end_reason, bridge.ended_at = end, now
    if bridge.joined_at is not None:
        joined = max(0, round((now - bridge.joined_at).total_seconds()))
        bridge.joined_seconds = joined if leg_seconds is None else min(joined, leg_seconds)
