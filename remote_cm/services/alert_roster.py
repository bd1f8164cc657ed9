"""Who stands behind each place of an alert's ladder right now, and the alert's row as the value that the rule reads."""

import uuid
from collections.abc import Mapping

from remote_cm.domain.escalation import LadderState, Roster
from remote_cm.domain.ladder import RungRole
from remote_cm.domain.vocabulary import Duty
from remote_cm.storage.alerts import list_avoided
from remote_cm.storage.database import Session
from remote_cm.storage.people import find_supervisor_id, list_duties, list_staff
from remote_cm.storage.tables.alerts import Alert

_DUTY_OF: Mapping[RungRole, Duty] = {
    RungRole.BACKUP_CASEWORKER: Duty.BACKUP_CASEWORKER,
    RungRole.DUTY_CASEWORKER: Duty.DUTY_CASEWORKER,
    RungRole.DUTY_SUPERVISOR: Duty.DUTY_SUPERVISOR,
    RungRole.DUTY_MANAGER: Duty.DUTY_MANAGER,
    RungRole.SAFEGUARDING: Duty.SAFEGUARDING,
    RungRole.ON_CALL: Duty.ON_CALL,
}


def roster_of(session: Session, alert: Alert) -> Roster:
    """The people behind every place of this alert's ladder who can be rung at all, and those who must not hear of
    it.
    """
    duties = list_duties(session, alert.team_id)
    people: dict[RungRole, tuple[uuid.UUID, ...]] = {role: duties.get(duty, ()) for role, duty in _DUTY_OF.items()}
    supervisor_id = find_supervisor_id(session, alert.caseworker_id)
    people[RungRole.CASEWORKER] = (alert.caseworker_id,) if alert.caseworker_id else ()
    people[RungRole.SUPERVISOR] = (supervisor_id,) if supervisor_id else duties.get(Duty.DUTY_SUPERVISOR, ())
    # A rung whose people have no phone, or have left, is an empty one and is not waited for.
    rung = {who.id for who in list_staff(session, {who for ids in people.values() for who in ids}) if who.phone_number}
    reachable = {role: tuple(who for who in ids if who in rung) for role, ids in people.items()}
    return Roster(reachable, list_avoided(session, alert.id))


def state_of(alert: Alert) -> LadderState:
    """The row as the rule reads it."""
    return LadderState(
        name=alert.ladder,
        opened_at=alert.opened_at,
        climbed_to=alert.climbed_to,
        due_at=alert.due_at,
        holder=alert.holder_id,
        held_at=alert.held_at,
        holder_due_at=alert.holder_due_at,
        set_aside=frozenset(alert.set_aside),
        is_ended=alert.ended_at is not None,
    )


def write_state(alert: Alert, state: LadderState) -> None:
    """Put what the rule decided back into the row."""
    alert.climbed_to = state.climbed_to
    alert.due_at = state.due_at
    alert.holder_id, alert.held_at, alert.holder_due_at = state.holder, state.held_at, state.holder_due_at
    alert.set_aside = sorted(state.set_aside)
