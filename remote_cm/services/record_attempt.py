"""How a try ended: answered opens a conversation, everything else is written down and leaves the follow-up owed."""

import uuid

from remote_cm.domain.access import Person
from remote_cm.domain.refusal import BadInput, Fault, StaleStep
from remote_cm.services.call_ground import find_ground_to_work
from remote_cm.services.follow_failed_try import NOTHING_MORE, OtherPerson, follow_failed_try
from remote_cm.services.open_conversation import open_conversation
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.calls import find_open_attempt, lock_attempt
from remote_cm.storage.tables.calls import AttemptOutcome


def record_attempt(
    around: Surroundings,
    person: Person,
    follow_up_id: uuid.UUID,
    outcome: AttemptOutcome,
    other_person: OtherPerson = NOTHING_MORE,
) -> None:
    """Record the outcome of the open attempt, and go on with the no-answer protocol where it reached nobody.

    ``other_person`` says who picked up instead. Raises NotFound, NotAllowed, StaleStep when no attempt is open, or
    BadInput for an outcome that no person can tell.
    """
    if outcome is AttemptOutcome.UNKNOWN:
        raise BadInput(Fault("outcome", "say how the call went"))
    now = around.now()
    with around.database.unit_of_work() as work:
        ground = find_ground_to_work(work.session, person, follow_up_id)
        found = find_open_attempt(work.session, follow_up_id)
        attempt = lock_attempt(work.session, found.id) if found is not None else None
        if attempt is None or attempt.outcome is not None:
            raise StaleStep("the outcome of this call is recorded already")
        attempt.outcome, attempt.outcome_at = outcome, now
        if outcome is AttemptOutcome.ANSWERED:
            open_conversation(around, work.session, ground, attempt)
        else:
            follow_failed_try(around, work.session, ground, attempt, other_person)
        add_audit_entry(
            work.session,
            at=now,
            actor_id=person.id,
            act="attempt:recorded",
            subject_kind="attempt",
            subject_id=attempt.id,
            outcome=outcome.value,
        )
        work.commit()
