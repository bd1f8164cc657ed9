"""Somebody lets it ring: kept once, never answered, and somebody is told to call, at once when it rang twice."""

from dataclasses import dataclass
from datetime import timedelta

from call_flows.missed_call import decide_effects_of_ring
from remote_cm.domain.message_grammar import decide_flash
from remote_cm.domain.vocabulary import Intent
from remote_cm.services.carry_out import carry_out
from remote_cm.services.identify_sender import identify_sender
from remote_cm.services.read_sender_text import concerned_of
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.inbound import add_event_once, list_recent_events, lock_sender
from remote_cm.storage.tables.inbound import EventKind


@dataclass(frozen=True)
class InboundRing:
    """One incoming call as the provider gave it."""

    provider: str
    provider_id: str
    sender: str


def receive_ring(around: Surroundings, ring: InboundRing) -> None:
    """Keep a ring and do what it means. The same ring from the provider again changes nothing."""
    now = around.now()
    with around.database.unit_of_work() as work:
        sender = identify_sender(around, work.session, ring.sender)
        if sender.fingerprint is not None:
            lock_sender(work.session, sender.fingerprint)
        event = add_event_once(
            work.session,
            provider=ring.provider,
            provider_id=ring.provider_id,
            kind=EventKind.RING,
            received_at=now,
            handled_at=now,
            sender_number=sender.number,
            sender_fingerprint=sender.fingerprint,
            sender_kind=sender.kind,
            staff_id=sender.staff.id if sender.staff is not None else None,
        )
        if event is None:
            return
        earlier = []
        if sender.fingerprint is not None:
            since = now - timedelta(minutes=around.policy.grammar.urgent_flash_minutes)
            recent = list_recent_events(work.session, sender.fingerprint, EventKind.RING, since, event.id)
            earlier = [one.received_at for one in recent]
        meaning = decide_flash(earlier, now, around.policy.grammar)
        effects = decide_effects_of_ring(sender.kind, is_second=meaning is Intent.HELP)
        event.intent, event.effects = meaning, [effect.label for effect in effects]
        event.volunteer_id = sender.volunteers[0].id if len(sender.volunteers) == 1 else None
        for concerned in concerned_of(sender):
            carry_out(around, work, effects, event, concerned)
        work.commit()
