"""Lets an alert climb at once when none of the phones that its last step rang led to a person."""

from remote_cm.domain.escalation import climb_at_once
from remote_cm.ports import Job
from remote_cm.services.alert_roster import state_of, write_state
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.alerts import add_alert_event, lock_alert
from remote_cm.storage.database import UnitOfWork
from remote_cm.storage.messages import list_ring_states
from remote_cm.storage.tables.alerts import AlertAct
from remote_cm.storage.tables.messages import Message, MessageKind


def climb_early(around: Surroundings, work: UnitOfWork, ring: Message) -> None:
    """Called when a ring of an alert came to its end: the next step is due now if that was the last one to wait for.

    A ring that was answered and ended without a key is one of them: only a key takes an alert. The alert is locked, so
    that of two rings that end at one moment the second sees the first. The caller commits.
    """
    if ring.kind is not MessageKind.RING or ring.alert_id is None or ring.climbed_to is None:
        return
    work.session.flush()
    alert = lock_alert(work.session, ring.alert_id)
    if alert.climbed_to != ring.climbed_to:
        return
    states = list_ring_states(work.session, alert.id, ring.climbed_to)
    if not all(state.is_final for state in states):
        return
    before = state_of(alert)
    after = climb_at_once(before, around.now(), around.policy.escalation.ladders[alert.ladder])
    if after != before:
        write_state(alert, after)
        add_alert_event(work.session, alert.id, around.now(), AlertAct.NOBODY_REACHED)
        work.owe(Job.CLIMB_ALERT, alert.id)
