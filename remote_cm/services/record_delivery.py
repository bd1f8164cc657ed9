"""Keeps what the provider reports of a message or a call, each report once, and moves the message on."""

import uuid
from dataclasses import dataclass

from remote_cm.services.move_message import apply_reports
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session
from remote_cm.storage.messages import (
    add_delivery_report,
    find_message_by_provider_id,
    hold_provider_id,
    lock_message,
    lock_message_of,
)
from remote_cm.storage.tables.messages import Message


@dataclass(frozen=True)
class DeliveryNews:
    """One report: our own reference, the provider's id, its word for the state, and its number in the row if it has
    one.
    """

    reference: str
    provider_id: str
    status: str
    sequence: int | None
    error_code: str | None


def record_delivery(around: Surroundings, news: DeliveryNews) -> None:
    """Keep one report and apply it. A repeated one changes nothing.

    One without our reference is found by the provider's id, or kept until a message has that id. One whose reference is
    of no message of ours is left out.
    """
    with around.database.unit_of_work() as work:
        message = _find(work.session, news)
        if message is None and news.reference:
            return
        is_new = add_delivery_report(
            work.session,
            message_id=message.id if message is not None else None,
            provider_id=news.provider_id,
            status=news.status,
            sequence=news.sequence,
            error_code=news.error_code,
            at=around.now(),
        )
        if is_new and message is not None:
            _note_id(around, work.session, message, news.provider_id)
            apply_reports(around, work, message)
        work.commit()


def _find(session: Session, news: DeliveryNews) -> Message | None:
    """The message of a report, locked."""
    if not news.reference:
        hold_provider_id(session, news.provider_id)
        return lock_message_of(session, news.provider_id)
    try:
        return lock_message(session, uuid.UUID(news.reference))
    except ValueError:
        return None


def _note_id(around: Surroundings, session: Session, message: Message, provider_id: str) -> None:
    """The provider's id, where its answer has not told it yet: a report may be quicker than our own write."""
    if message.provider_id is None:
        hold_provider_id(session, provider_id)
        if find_message_by_provider_id(session, provider_id) is None:
            message.provider_id = provider_id
    message.sent_at = message.sent_at or around.now()
