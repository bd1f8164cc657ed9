"""The caseworker's danger button: opens the ladder on a hunch, in the middle of anything or after it, and asks nothing
first.
"""

import uuid

from remote_cm.domain.access import Person
from remote_cm.domain.refusal import NotAllowed
from remote_cm.domain.vocabulary import LadderName
from remote_cm.services.call_ground import find_ground, may_work
from remote_cm.services.open_alert import AlertCause, open_alert
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.calls import find_open_conversation


def press_danger(around: Surroundings, person: Person, follow_up_id: uuid.UUID) -> uuid.UUID:
    """Open an E0 about the child of this follow-up and return the alert's id; pressed twice, it is one alert.

    Raises NotFound or NotAllowed.
    """
    with around.database.unit_of_work() as work:
        ground = find_ground(work.session, person, follow_up_id)
        if not may_work(person, ground):
            raise NotAllowed("only whoever has this call presses for its child")
        talk = find_open_conversation(work.session, follow_up_id)
        if talk is not None:
            talk.has_danger_pressed = True
        cause = AlertCause(
            ladder=LadderName.E0,
            team_id=ground.case.team_id,
            caseworker_id=ground.case.caseworker_id,
            case_id=ground.case.id,
            conversation_id=talk.id if talk is not None else None,
        )
        alert = open_alert(around, work, cause)
        add_audit_entry(
            work.session,
            at=around.now(),
            actor_id=person.id,
            act="danger:pressed",
            subject_kind="case",
            subject_id=ground.case.id,
        )
        work.commit()
        return alert.id
