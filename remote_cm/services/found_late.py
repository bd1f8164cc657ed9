"""Says of what came in how late we heard of it: in the alert that it opened, and beside each duty that it led to."""

from datetime import timedelta

from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.alerts import add_alert_event
from remote_cm.storage.database import Session
from remote_cm.storage.inbound import mark_tasks_late
from remote_cm.storage.tables.alerts import Alert, AlertAct
from remote_cm.storage.tables.inbound import InboundEvent

#: Before the number of seconds, in a line of an alert's timeline.
FOUND_LATE = "found_late_seconds:"


def age_of(around: Surroundings, event: InboundEvent) -> timedelta:
    """How long ago something was sent to us; nothing where the clocks disagree."""
    return max(timedelta(), around.now() - event.received_at)


def note_late_alert(around: Surroundings, session: Session, alert: Alert, event: InboundEvent) -> None:
    """A line in the timeline when an alert was opened or joined by something old. The caller commits."""
    if _is_late(around, event):
        late = f"{FOUND_LATE}{int(age_of(around, event).total_seconds())}"
        add_alert_event(session, alert.id, around.now(), AlertAct.FOUND_LATE, detail=late, event_id=event.id)


def note_late_tasks(around: Surroundings, session: Session, event: InboundEvent) -> None:
    """Every duty that something old led to says when it was sent. The caller commits."""
    if _is_late(around, event):
        mark_tasks_late(session, event)


def _is_late(around: Surroundings, event: InboundEvent) -> bool:
    return age_of(around, event) >= timedelta(seconds=around.policy.messages.late_after_seconds)
