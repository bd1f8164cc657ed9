"""What lies between us and one contact lately, as far as the safety gate asks for it: one question for all of it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, String, cast, literal, null, select, union_all
from sqlalchemy.orm import Session

from remote_cm.storage.tables.calls import Attempt, AttemptOutcome, Conversation, ConversationEnding
from remote_cm.storage.tables.cases import Contact
from remote_cm.storage.tables.inbound import EventKind, InboundEvent

_UNSAFE, _TRY, _END, _RING = "unsafe", "try", "end", "ring"

_Lines = Select[str, uuid.UUID, datetime, str] | Select[str, uuid.UUID, datetime | None, str]


@dataclass(frozen=True)
class TryOfContact:
    """One time at which a contact was really rung; ``outcome`` is None while it rings."""

    at: datetime
    outcome: AttemptOutcome | None


@dataclass(frozen=True)
class TalkEnded:
    """When and how one talk ended."""

    at: datetime
    ending: ConversationEnding


@dataclass(frozen=True)
class ContactPast:
    """Since a moment: tries, ends of talks and rings of their own, each the oldest first.

    ``has_unsafe_end`` is true while a call to anybody of the family ended unsafely and no route has been chosen since
    (N8), however long ago.
    """

    has_unsafe_end: bool
    tries: Sequence[TryOfContact]
    ends: Sequence[TalkEnded]
    rings: Sequence[datetime]


def read_contact_past(
    session: Session, contact: Contact, since: datetime, apart_from: uuid.UUID | None = None
) -> ContactPast:
    """The past of one contact since a moment, as the database has it now; ``apart_from`` is a try that is left out."""
    kinds = [_unsafe_ends(contact), _tries(contact, since), _ends(contact, since)]
    if contact.phone_fingerprint is not None:
        kinds.append(_rings(contact.phone_fingerprint, since))
    rows = session.execute(union_all(*kinds)).all()
    lines = sorted(((at, kind, row_id, how) for kind, row_id, at, how in rows if at is not None), key=_moment)
    return ContactPast(
        has_unsafe_end=any(kind == _UNSAFE for _, kind, _, _ in lines),
        tries=[
            TryOfContact(at, AttemptOutcome(how) if how else None)
            for at, kind, row_id, how in lines
            if kind == _TRY and row_id != apart_from
        ],
        ends=[TalkEnded(at, ConversationEnding(how)) for at, kind, _, how in lines if kind == _END],
        rings=[at for at, kind, _, _ in lines if kind == _RING],
    )


def _moment(line: tuple[datetime, str, uuid.UUID, str]) -> datetime:
    return line[0]


def _unsafe_ends(contact: Contact) -> _Lines:
    of_family = (Contact.case_id == contact.case_id, Contact.unsafe_end_at.is_not(None))
    return select(literal(_UNSAFE), Contact.id, Contact.unsafe_end_at, cast(null(), String)).where(*of_family)


def _tries(contact: Contact, since: datetime) -> _Lines:
    was_made = Attempt.outcome.is_distinct_from(AttemptOutcome.NOT_MADE)
    made = select(literal(_TRY), Attempt.id, Attempt.claimed_at, cast(Attempt.outcome, String))
    return made.where(Attempt.contact_id == contact.id, Attempt.claimed_at >= since, was_made)


def _ends(contact: Contact, since: datetime) -> _Lines:
    ended = select(literal(_END), Conversation.id, Conversation.ended_at, cast(Conversation.ending, String))
    return ended.where(
        Conversation.contact_id == contact.id, Conversation.ended_at >= since, Conversation.ending.is_not(None)
    )


def _rings(fingerprint: bytes, since: datetime) -> _Lines:
    rang = select(literal(_RING), InboundEvent.id, InboundEvent.received_at, cast(null(), String))
    return rang.where(
        InboundEvent.sender_fingerprint == fingerprint,
        InboundEvent.kind == EventKind.RING,
        InboundEvent.received_at > since,
    )
