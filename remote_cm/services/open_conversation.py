"""Opens the conversation of a try that was answered, with the turn of whoever picked up."""

import uuid

from remote_cm.domain.refusal import StaleStep
from remote_cm.services.call_ground import CallGround, track_of
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session
from remote_cm.storage.tables.calls import Attempt, Conversation, Turn


def open_conversation(around: Surroundings, session: Session, ground: CallGround, attempt: Attempt) -> Conversation:
    """Open it; nothing is known yet, not even who picked up. The caller commits.

    Raises StaleStep when nobody of the family is meant any more.
    """
    if ground.contact is None:
        raise StaleStep("the contact plan has changed meanwhile")
    now = around.now()
    talk = Conversation(
        id=uuid.uuid4(),
        attempt_id=attempt.id,
        follow_up_id=ground.follow_up.id,
        case_id=ground.case.id,
        contact_id=attempt.contact_id,
        caseworker_id=attempt.caseworker_id,
        track=track_of(ground.contact),
        started_at=now,
        script_version=around.script.version,
    )
    session.add(talk)
    session.flush()
    session.add(
        Turn(
            id=uuid.uuid4(),
            conversation_id=talk.id,
            track=talk.track,
            started_at=now,
            is_handed_over=False,
            gates={},
            is_hinted=False,
        )
    )
    return talk
