"""Somebody lets it ring: kept once, never answered, and somebody is told to call, at once when it rang twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from call_flows.missed_call import decide_effects_of_ring
from remote_cm.domain.message_grammar import decide_flash
from remote_cm.domain.vocabulary import FoundBy, Intent
from remote_cm.services.carry_out import carry_out
from remote_cm.services.found_late import note_late_tasks
from remote_cm.services.identify_sender import Sender, identify_sender
from remote_cm.services.read_sender_text import concerned_of
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session, UnitOfWork
from remote_cm.storage.inbound import add_event_once, list_recent_events, lock_sender
from remote_cm.storage.tables.inbound import EventKind, InboundEvent


@dataclass(frozen=True)
class InboundRing:
    """One incoming call as the provider gave it; the last two as with a text."""

    provider: str
    provider_id: str
    sender: str
    received_at: datetime | None = None
    found_by: FoundBy = FoundBy.WEBHOOK


def receive_ring(around: Surroundings, ring: InboundRing) -> None:
    """Keep a ring and do what it means. The same ring from the provider again changes nothing."""
    with around.database.unit_of_work() as work:
        sender = identify_sender(around, work.session, ring.sender)
        if sender.fingerprint is not None:
            lock_sender(work.session, sender.fingerprint)
        event = add_event_once(
            work.session,
            provider=ring.provider,
            provider_id=ring.provider_id,
            kind=EventKind.RING,
            received_at=ring.received_at or around.now(),
            found_by=ring.found_by,
            sender_number=sender.number,
            sender_fingerprint=sender.fingerprint,
            sender_kind=sender.kind,
            staff_id=sender.staff.id if sender.staff is not None else None,
        )
        if event is not None:
            act_on_ring(around, work, event, sender)
            work.commit()


def act_on_ring(around: Surroundings, work: UnitOfWork, event: InboundEvent, sender: Sender) -> None:
    """Do what a ring means that is kept already. The caller commits."""
    meaning = decide_flash(_others(around, work.session, event), event.received_at, around.policy.grammar)
    effects = decide_effects_of_ring(sender.kind, is_second=meaning is Intent.HELP)
    event.intent, event.effects = meaning, [effect.label for effect in effects]
    event.volunteer_id = sender.volunteers[0].id if len(sender.volunteers) == 1 else None
    for concerned in concerned_of(sender):
        carry_out(around, work, effects, event, concerned)
    event.handled_at = around.now()
    note_late_tasks(around, work.session, event)


def _others(around: Surroundings, session: Session, event: InboundEvent) -> list[datetime]:
    """When the same number rang else, around this ring: of two that are found out of order, each is the other's."""
    if event.sender_fingerprint is None:
        return []
    since = event.received_at - timedelta(minutes=around.policy.grammar.urgent_flash_minutes)
    recent = list_recent_events(session, event.sender_fingerprint, EventKind.RING, since, event.id)
    return [one.received_at for one in recent]
