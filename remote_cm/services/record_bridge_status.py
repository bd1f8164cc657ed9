"""Keeps what the provider reports of either leg of a bridge, each report once, in whatever order they come."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from remote_cm.domain.delivery import DeliveryState, read_provider_status
from remote_cm.domain.masked_bridge import BridgeLeg, BridgeState, LegPassed, read_answered_by, read_end_of_leg
from remote_cm.services.close_bridge import close_bridge
from remote_cm.services.cut_bridge import owe_cut
from remote_cm.services.record_delivery import DeliveryNews
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.bridges import lock_bridge
from remote_cm.storage.messages import add_delivery_report
from remote_cm.storage.tables.bridges import BridgeCall


@dataclass(frozen=True)
class LegNews:
    """One report of one leg: what every report has, how long the leg was in use, and who seemed to pick up."""

    leg: BridgeLeg
    report: DeliveryNews
    leg_seconds: int | None = None
    answered_by: str | None = None


def record_bridge_status(around: Surroundings, news: LegNews) -> None:
    """Keep one report and apply it. A repeated one, and one that comes after the end, change nothing.

    The first report of the caller's leg also tells the provider's id, where the answer to our request was lost.
    """
    try:
        bridge_id = uuid.UUID(news.report.reference)
    except ValueError:
        return
    now = around.now()
    with around.database.unit_of_work() as work:
        bridge = lock_bridge(work.session, bridge_id)
        if bridge is None or not _is_of(bridge, news):
            return
        is_new = add_delivery_report(
            work.session,
            message_id=bridge.id,
            provider_id=news.report.provider_id,
            status=news.report.status,
            sequence=news.report.sequence,
            error_code=news.report.error_code,
            at=now,
        )
        if is_new and bridge.state.is_final and bridge.is_to_cut:
            owe_cut(work, bridge)
        elif is_new and not bridge.state.is_final:
            _apply(bridge, news, now)
        work.commit()


def _is_of(bridge: BridgeCall, news: LegNews) -> bool:
    """Whether the report is of a leg of this bridge; the first one that names a leg's id binds it."""
    if news.leg is BridgeLeg.CALLER:
        bridge.caller_call_id = bridge.caller_call_id or news.report.provider_id
        return bridge.caller_call_id == news.report.provider_id
    bridge.other_call_id = bridge.other_call_id or news.report.provider_id
    return bridge.other_call_id == news.report.provider_id


def _apply(bridge: BridgeCall, news: LegNews, now: datetime) -> None:
    reported = read_provider_status(news.report.status)
    has_answered = reported is DeliveryState.IN_PROGRESS
    if news.leg is BridgeLeg.CALLER:
        if bridge.state is BridgeState.CLAIMED:
            bridge.state = BridgeState.RINGING_CALLER
        if has_answered:
            bridge.caller_answered_at = bridge.caller_answered_at or now
    else:
        if has_answered or reported is DeliveryState.RINGING:
            bridge.other_rung_at = bridge.other_rung_at or now
        if has_answered:
            bridge.other_answered_at = bridge.other_answered_at or now
        bridge.other_answered_by = bridge.other_answered_by or read_answered_by(news.answered_by)
    passed = LegPassed(bridge.state, caller_answered=bridge.caller_answered_at is not None)
    end = read_end_of_leg(news.leg, news.report.status, passed)
    if end is not None:
        close_bridge(bridge, end, now, news.leg_seconds if news.leg is BridgeLeg.OTHER else None)
