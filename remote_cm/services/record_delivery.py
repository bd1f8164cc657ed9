"""Keeps what the provider reports of a message or a call, each report once, and moves the message on."""

import uuid
from dataclasses import dataclass

from remote_cm.domain.delivery import DeliveryState
from remote_cm.services.move_message import apply_reports
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.alerts import add_alert_event
from remote_cm.storage.messages import add_delivery_report, lock_message
from remote_cm.storage.tables.alerts import AlertAct

NOT_REACHED = frozenset(
    {
        DeliveryState.BUSY,
        DeliveryState.NO_ANSWER,
        DeliveryState.FAILED,
        DeliveryState.UNDELIVERED,
        DeliveryState.CANCELED,
    }
)


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
    """Keep one report and apply it. A repeated one changes nothing; one for a message we do not know is left out."""
    try:
        message_id = uuid.UUID(news.reference)
    except ValueError:
        return
    now = around.now()
    with around.database.unit_of_work() as work:
        message = lock_message(work.session, message_id)
        if message is None:
            return
        is_new = add_delivery_report(
            work.session,
            message_id=message_id,
            provider_id=news.provider_id,
            status=news.status,
            sequence=news.sequence,
            error_code=news.error_code,
            at=now,
        )
        if is_new:
            before = message.state
            message.provider_id = message.provider_id or news.provider_id
            message.sent_at = message.sent_at or now
            apply_reports(work.session, message)
            if message.alert_id is not None and message.state is not before and message.state in NOT_REACHED:
                add_alert_event(
                    work.session,
                    message.alert_id,
                    now,
                    AlertAct.PAGE_FAILED,
                    message.staff_id,
                    f"{message.kind}_{message.state}",
                )
        work.commit()
