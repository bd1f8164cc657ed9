"""What a provider tells us as records for the journal, and each record handed to the use case that handles it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from call_flows.steps import Heard, State
from remote_cm.domain.masked_bridge import BridgeLeg
from remote_cm.domain.vocabulary import FoundBy
from remote_cm.ports import JournalKind, JournalRecord
from remote_cm.services.hear_alert_call import hear_alert_call
from remote_cm.services.receive_ring import InboundRing, receive_ring
from remote_cm.services.receive_text import InboundText, receive_text
from remote_cm.services.record_bridge_status import LegNews, record_bridge_status
from remote_cm.services.record_delivery import DeliveryNews, record_delivery
from remote_cm.services.surroundings import Surroundings

FROM_A_SENDER = frozenset({JournalKind.TEXT, JournalKind.RING})
"""What is handled in the order of its sender, and kept for a person where it cannot be handled."""

_HOW_IT_CAME = frozenset({"received_at", "found_by"})


def record_of(what: InboundText | InboundRing | DeliveryNews | LegNews, came_at: datetime) -> JournalRecord:
    """A text, a ring, or a report of something that we sent, which came at this aware moment."""
    match what:
        case InboundText():
            return JournalRecord(JournalKind.TEXT, came_at, _without(asdict(what), _HOW_IT_CAME))
        case InboundRing():
            return JournalRecord(JournalKind.RING, came_at, _without(asdict(what), _HOW_IT_CAME))
        case DeliveryNews():
            return JournalRecord(JournalKind.DELIVERY, came_at, asdict(what))
        case LegNews(leg=leg, report=report, leg_seconds=seconds, answered_by=answered_by):
            beside = {"leg": leg.value, "leg_seconds": seconds, "answered_by": answered_by}
            return JournalRecord(JournalKind.LEG, came_at, {**asdict(report), **beside})


def record_of_key(reference: str, provider_id: str, key: str, came_at: datetime) -> JournalRecord:
    """A key that was pressed in an alert call, by our id of the ring and the provider's of the call."""
    fields = {"reference": reference, "provider_id": provider_id, "key": key}
    return JournalRecord(JournalKind.KEY, came_at, fields)


def handle_record(around: Surroundings, record: JournalRecord, found_by: FoundBy) -> None:
    """Do what one record means. Done before, it changes nothing. Raises whatever its use case raises."""
    fields: dict[str, Any] = dict(record.fields)
    match record.kind:
        case JournalKind.TEXT | JournalKind.RING:
            what = read_inbound(record, found_by)
            if isinstance(what, InboundText):
                receive_text(around, what)
            else:
                receive_ring(around, what)
        case JournalKind.DELIVERY:
            record_delivery(around, DeliveryNews(**fields))
        case JournalKind.LEG:
            leg, seconds, answered_by = (fields.pop(name) for name in ("leg", "leg_seconds", "answered_by"))
            record_bridge_status(around, LegNews(BridgeLeg(leg), DeliveryNews(**fields), seconds, answered_by))
        case JournalKind.KEY:
            hear_alert_call(around, fields["reference"], fields["provider_id"], Heard(fields["key"]), State())


def read_inbound(record: JournalRecord, found_by: FoundBy) -> InboundText | InboundRing:
    """The text or the ring of a record, with when it came and how it reached us."""
    came: dict[str, Any] = {**record.fields, "received_at": record.came_at, "found_by": found_by}
    return InboundText(**came) if record.kind is JournalKind.TEXT else InboundRing(**came)


def _without(fields: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in names}
