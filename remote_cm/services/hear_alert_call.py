"""What a member of staff hears and presses when they are rung for an alert."""

import uuid

from call_flows.alert_call import AlertCallLimits, AlertStanding, next_step
from call_flows.steps import CallEffect, Heard, State, Step
from remote_cm.domain.refusal import NotFound
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.take_alert import TakenBy, acknowledge_within, pass_on_within
from remote_cm.storage.alerts import lock_alert
from remote_cm.storage.database import UnitOfWork
from remote_cm.storage.messages import find_ring
from remote_cm.storage.tables.alerts import Alert


def hear_alert_call(
    around: Surroundings, reference: str, provider_id: str, heard: Heard, state: State
) -> tuple[Step, str]:
    """The next step of one alert call and the language to say it in; a key is acted upon and committed first.

    ``reference`` is our own id of the ring. Raises NotFound when there is no such ring, or when the provider's id is
    that of another call: an old address, played again, does nothing.
    """
    with around.database.unit_of_work() as work:
        ring = find_ring(work.session, _ring_id(reference))
        if ring is None or ring.alert_id is None or ring.staff_id is None:
            raise NotFound
        if ring.provider_id is not None and ring.provider_id != provider_id:
            raise NotFound
        alert = lock_alert(work.session, ring.alert_id)
        policy = around.policy.messages
        limits = AlertCallLimits(policy.key_wait_seconds, policy.prompts_at_most)
        step = next_step(state, heard, _standing(alert, ring.staff_id), limits)
        _carry_out(around, work, alert, ring.staff_id, step)
        work.commit()
        return step, ring.language


def _ring_id(reference: str) -> uuid.UUID:
    try:
        return uuid.UUID(reference)
    except ValueError as broken:
        raise NotFound from broken


def _standing(alert: Alert, staff_id: uuid.UUID) -> AlertStanding:
    if alert.ended_at is not None:
        return AlertStanding.ENDED
    if alert.holder_id is None:
        return AlertStanding.OPEN
    return AlertStanding.HELD_BY_LISTENER if alert.holder_id == staff_id else AlertStanding.HELD_BY_ANOTHER


def _carry_out(around: Surroundings, work: UnitOfWork, alert: Alert, staff_id: uuid.UUID, step: Step) -> None:
    if step.effect is CallEffect.ACKNOWLEDGE:
        acknowledge_within(around, work, alert, staff_id, TakenBy.KEY)
    elif step.effect is CallEffect.PASS_ON:
        pass_on_within(around, work, alert, staff_id, TakenBy.KEY)
