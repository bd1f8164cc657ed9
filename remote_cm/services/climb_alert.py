"""Lets an alert climb as far as its clock says. Asked twice, or by three processes at once, it climbs once."""

import uuid
from datetime import datetime

from remote_cm.domain.escalation import next_move
from remote_cm.services.alert_roster import roster_of, state_of, write_state
from remote_cm.services.page_staff import page_move
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.alerts import list_due_alerts, lock_due_alert


def climb_alert(around: Surroundings, alert_id: uuid.UUID) -> None:
    """Take every step of one alert that is due. The row is locked; whoever finds it locked leaves it to the other."""
    with around.database.unit_of_work() as work:
        alert = lock_due_alert(work.session, alert_id)
        if alert is None:
            return
        now = around.now()
        ladder = around.policy.escalation.ladders[alert.ladder]
        move = next_move(state_of(alert), now, ladder, roster_of(work.session, alert))
        write_state(alert, move.state)
        page_move(around, work, alert, move, now)
        work.commit()


def list_alerts_to_climb(around: Surroundings, due_before: datetime | None = None) -> list[uuid.UUID]:
    """The alerts whose clock has run out by now, or by an earlier moment: longest overdue first."""
    with around.database.unit_of_work() as work:
        return list(list_due_alerts(work.session, due_before or around.now(), around.policy.tasks.sweep_limit))
