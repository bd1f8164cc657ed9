"""Keeps an answer as it stood before it is changed: nothing that was said is overwritten."""

from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session
from remote_cm.storage.tables.calls import Answer, AnswerRevision


def keep_revision(around: Surroundings, session: Session, row: Answer) -> None:
    """Keep the answer as it stands, and count it. The caller changes it then, and commits."""
    session.add(
        AnswerRevision(
            answer_id=row.id,
            code=row.code,
            red_reply=row.red_reply,
            trigger=row.trigger,
            said=row.said,
            heard=row.heard,
            view=row.view,
            wording_id=row.wording_id,
            saved_at=row.saved_at,
            replaced_at=around.now(),
        )
    )
    row.revisions += 1
