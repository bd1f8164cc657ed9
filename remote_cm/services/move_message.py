"""Moves a message on by what the provider reported of it: forward only, final states stay, in whatever order reports
come.
"""

from remote_cm.domain.delivery import next_state, read_provider_status
from remote_cm.storage.database import Session
from remote_cm.storage.messages import list_delivery_reports
from remote_cm.storage.tables.messages import Message


def apply_reports(session: Session, message: Message) -> None:
    """Apply every report that is kept for a message, oldest first. Doing so twice changes nothing."""
    for report in list_delivery_reports(session, message.id):
        reported = read_provider_status(report.status)
        if reported is None:
            continue
        moved = next_state(message.state, reported)
        if moved is not message.state:
            message.state = moved
            message.reason = f"provider_{report.error_code}" if report.error_code else message.reason
