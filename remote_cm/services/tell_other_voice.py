"""Says who picked up instead at the last try, once the line is quiet (monitoring script §2.14 B)."""

import uuid

from remote_cm.domain.access import Person
from remote_cm.domain.no_answer import Voice
from remote_cm.domain.refusal import StaleStep
from remote_cm.services.call_ground import find_ground_to_work
from remote_cm.services.follow_failed_try import ask_if_found_out
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.tries import lock_other_voice


def tell_other_voice(
    around: Surroundings, person: Person, follow_up_id: uuid.UUID, voice: Voice, *, was_aggressive: bool
) -> None:
    """Keep whose voice it was. An aggressive one asks whether the calls were found out (T10), which no later word
    takes back.

    Raises NotFound, NotAllowed, or StaleStep when the last try did not end with somebody else.
    """
    with around.database.unit_of_work() as work:
        ground = find_ground_to_work(work.session, person, follow_up_id)
        heard = lock_other_voice(work.session, follow_up_id)
        if heard is None:
            raise StaleStep("the last try did not end with somebody else on the phone")
        heard.voice = voice
        if was_aggressive and not heard.was_aggressive:
            heard.was_aggressive = True
            ask_if_found_out(around, work.session, ground)
        add_audit_entry(
            work.session,
            at=around.now(),
            actor_id=person.id,
            act="other_voice:told",
            subject_kind="attempt",
            subject_id=heard.attempt_id,
        )
        work.commit()
