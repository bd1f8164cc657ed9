"""How a try ended: answered opens a conversation, everything else is written down and leaves the follow-up owed."""

import uuid

from remote_cm.domain.access import Person
from remote_cm.domain.refusal import StaleStep
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.services.call_ground import CallGround, find_ground_to_work, track_of
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.calls import find_open_attempt, lock_attempt
from remote_cm.storage.database import Session
from remote_cm.storage.tables.calls import Attempt, AttemptOutcome, Conversation


def record_attempt(around: Surroundings, person: Person, follow_up_id: uuid.UUID, outcome: AttemptOutcome) -> None:
    """Record the outcome of the open attempt. Raises NotFound, NotAllowed, or StaleStep when none is open."""
    now = around.now()
    with around.database.unit_of_work() as work:
        ground = find_ground_to_work(work.session, person, follow_up_id)
        found = find_open_attempt(work.session, follow_up_id)
        attempt = lock_attempt(work.session, found.id) if found is not None else None
        if attempt is None or attempt.outcome is not None:
            raise StaleStep("the outcome of this call is recorded already")
        attempt.outcome, attempt.outcome_at = outcome, now
        if outcome is AttemptOutcome.ANSWERED:
            work.session.add(_conversation(around, ground, attempt))
        elif outcome is AttemptOutcome.NUMBER_DEAD:
            _number_is_dead(around, work.session, ground)
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


def _conversation(around: Surroundings, ground: CallGround, attempt: Attempt) -> Conversation:
    if ground.contact is None:
        raise StaleStep("the contact plan has changed meanwhile")
    return Conversation(
        id=uuid.uuid4(),
        attempt_id=attempt.id,
        follow_up_id=ground.follow_up.id,
        case_id=ground.case.id,
        contact_id=attempt.contact_id,
        caseworker_id=attempt.caseworker_id,
        track=track_of(ground.contact),
        started_at=around.now(),
        script_version=around.script.version,
        gates={},
    )


def _number_is_dead(around: Surroundings, session: Session, ground: CallGround) -> None:
    """A dead number is verified through somebody else before it is ever rung again (monitoring script §2.14 E)."""
    if ground.contact is not None:
        ground.contact.verified_on = None
    about = TaskAbout(team_id=ground.case.team_id, assignee_id=ground.case.caseworker_id, case_id=ground.case.id)
    make_task(around, session, TaskKind.UNREACHABLE, about)
