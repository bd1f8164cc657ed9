"""A named person takes an alert, passes it on, keeps the promise that goes with it, or takes it from another."""

import uuid
from enum import StrEnum

from remote_cm.domain.access import Person
from remote_cm.domain.escalation import AckOutcome, acknowledge, keep_promise, pass_on, take_over
from remote_cm.domain.refusal import NotFound, StaleStep
from remote_cm.services.alert_roster import roster_of, state_of, write_state
from remote_cm.services.page_staff import page_move
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.alerts import add_alert_event, find_alert_for, list_avoided, lock_alert
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.database import UnitOfWork
from remote_cm.storage.tables.alerts import Alert, AlertAct


class TakenBy(StrEnum):
    """How somebody said it."""

    BUTTON = "button"
    KEY = "key"
    REPLY = "reply"


def take_alert(around: Surroundings, person: Person, alert_id: uuid.UUID) -> AckOutcome:
    """ "I have it", by button. Raises NotFound when the alert does not exist for this person."""
    with around.database.unit_of_work() as work:
        outcome = acknowledge_within(around, work, _find(work, person, alert_id), person.id, TakenBy.BUTTON)
        work.commit()
    return outcome


def take_alert_over(around: Surroundings, person: Person, alert_id: uuid.UUID) -> AckOutcome:
    """Take an alert from whoever holds it; the promises begin anew. Raises NotFound as above."""
    with around.database.unit_of_work() as work:
        alert = _find(work, person, alert_id)
        ladder = around.policy.escalation.ladders[alert.ladder]
        avoid = list_avoided(work.session, alert.id)
        answer = take_over(state_of(alert), person.id, around.now(), ladder, avoid)
        if answer.outcome is AckOutcome.TAKEN:
            write_state(alert, answer.state)
            _note(around, work, alert, AlertAct.ACKNOWLEDGED, person.id, "taken_over")
        work.commit()
    return answer.outcome


def pass_alert_on(around: Surroundings, person: Person, alert_id: uuid.UUID) -> None:
    """ "I cannot", by button: the next people are rung at once. Raises NotFound as above."""
    with around.database.unit_of_work() as work:
        pass_on_within(around, work, _find(work, person, alert_id), person.id, TakenBy.BUTTON)
        work.commit()


def keep_alert_promise(around: Surroundings, person: Person, alert_id: uuid.UUID) -> None:
    """The holder did what was promised; the clock of the next promise runs. Raises StaleStep when they do not hold
    it.
    """
    with around.database.unit_of_work() as work:
        alert = _find(work, person, alert_id)
        before = state_of(alert)
        ladder = around.policy.escalation.ladders[alert.ladder]
        state = keep_promise(before, person.id, around.now(), ladder)
        if state == before:
            raise StaleStep("you do not hold this alert any more")
        alert.called_back_at = alert.called_back_at or around.now()
        write_state(alert, state)
        _note(around, work, alert, AlertAct.PROMISE_KEPT, person.id, None)
        work.commit()


def acknowledge_within(
    around: Surroundings, work: UnitOfWork, alert: Alert, staff_id: uuid.UUID, by: TakenBy
) -> AckOutcome:
    """Acknowledge a locked alert for a person. Twice is once. The caller commits."""
    ladder = around.policy.escalation.ladders[alert.ladder]
    avoid = list_avoided(work.session, alert.id)
    answer = acknowledge(state_of(alert), staff_id, around.now(), ladder, avoid)
    if answer.outcome is AckOutcome.TAKEN:
        write_state(alert, answer.state)
        _note(around, work, alert, AlertAct.ACKNOWLEDGED, staff_id, by.value)
    return answer.outcome


def pass_on_within(around: Surroundings, work: UnitOfWork, alert: Alert, staff_id: uuid.UUID, by: TakenBy) -> None:
    """Pass a locked alert on for a person. Twice is once. The caller commits."""
    before = state_of(alert)
    now = around.now()
    ladder = around.policy.escalation.ladders[alert.ladder]
    move = pass_on(before, staff_id, now, ladder, roster_of(work.session, alert))
    write_state(alert, move.state)
    if staff_id in move.state.set_aside and staff_id not in before.set_aside:
        _note(around, work, alert, AlertAct.PASSED_ON, staff_id, by.value)
    page_move(around, work, alert, move, now)


def _find(work: UnitOfWork, person: Person, alert_id: uuid.UUID) -> Alert:
    if find_alert_for(work.session, person, alert_id) is None:
        raise NotFound
    return lock_alert(work.session, alert_id)


def _note(
    around: Surroundings, work: UnitOfWork, alert: Alert, act: AlertAct, staff_id: uuid.UUID, detail: str | None
) -> None:
    now = around.now()
    add_alert_event(work.session, alert.id, now, act, staff_id, detail)
    add_audit_entry(
        work.session,
        at=now,
        actor_id=staff_id,
        act=f"alert:{act.value}",
        subject_kind="alert",
        subject_id=alert.id,
        by=detail,
    )
