"""A person who may do so ends an alert, with its outcome and the date of the next contact; nothing else ever ends
one.
"""

import uuid
from datetime import date

from remote_cm.domain.access import Person
from remote_cm.domain.alert_ending import EndFault, Ending, decide_end
from remote_cm.domain.refusal import BadInput, Fault, NotAllowed, NotFound, StaleStep
from remote_cm.services.alert_roster import state_of
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.alerts import add_alert_event, find_alert_for, list_avoided, lock_alert
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.tables.alerts import AlertAct


def end_alert(
    around: Surroundings, person: Person, alert_id: uuid.UUID, outcome: str, next_contact_on: date | None
) -> None:
    """End one alert. Raises NotFound, NotAllowed, StaleStep when it has ended, or BadInput naming what is missing
    (N27).
    """
    now = around.now()
    with around.database.unit_of_work() as work:
        if find_alert_for(work.session, person, alert_id) is None:
            raise NotFound
        alert = lock_alert(work.session, alert_id)
        ending = Ending(person.id, person.role, outcome, next_contact_on)
        _refuse(decide_end(state_of(alert), ending, list_avoided(work.session, alert.id)))
        alert.ended_at, alert.ended_by_id = now, person.id
        alert.outcome, alert.next_contact_on = outcome.strip(), next_contact_on
        add_alert_event(work.session, alert.id, now, AlertAct.ENDED, person.id)
        add_audit_entry(
            work.session, at=now, actor_id=person.id, act="alert:ended", subject_kind="alert", subject_id=alert.id
        )
        work.commit()


_WORDS = {
    EndFault.OUTCOME_MISSING: Fault("outcome", "say in a few words how it ended"),
    EndFault.NEXT_CONTACT_MISSING: Fault("next_contact_on", "give the date of the next contact"),
}


def _refuse(faults: tuple[EndFault, ...]) -> None:
    if EndFault.NOT_FOR_YOU in faults:
        raise NotFound
    if EndFault.ALREADY_ENDED in faults:
        raise StaleStep("somebody has ended this alert already")
    if EndFault.NOT_YOUR_PART in faults:
        raise NotAllowed("only a supervisor ends this alert")
    if faults:
        raise BadInput(*(_WORDS[fault] for fault in faults))
