"""Writes what was said, heard and thought beside an answer, in the talk or after it, and never its colour (MON-24)."""

import uuid

from remote_cm.domain.access import Person
from remote_cm.domain.call_notes import NotedAnswer, are_notes_written
from remote_cm.domain.refusal import BadInput, Fault, NotAllowed, StaleStep
from remote_cm.domain.vocabulary import Track
from remote_cm.services.answer_revision import keep_revision
from remote_cm.services.call_ground import find_ground, may_work
from remote_cm.services.settle_call import close_reminder
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.calls import find_answer, find_last_conversation, list_answers, lock_conversation
from remote_cm.storage.database import Session
from remote_cm.storage.tables.calls import Conversation


def write_notes(
    around: Surroundings,
    person: Person,
    follow_up_id: uuid.UUID,
    track: Track,
    item_id: str,
    said: str,
    heard: str,
    view: str,
) -> None:
    """Keep the words beside one answer of the last talk; the earlier words stay as a revision. The same words again
    change nothing.

    Raises NotFound, NotAllowed, StaleStep when there was no talk, and BadInput for an item without an answer.
    """
    words = tuple(part.strip() or None for part in (said, heard, view))
    with around.database.unit_of_work() as work:
        ground = find_ground(work.session, person, follow_up_id)
        if not may_work(person, ground):
            raise NotAllowed("only whoever had this talk writes down what was said in it")
        found = find_last_conversation(work.session, follow_up_id)
        if found is None:
            raise StaleStep("there was no talk yet")
        talk = lock_conversation(work.session, found.id)
        if talk.caseworker_id != person.id:
            raise NotAllowed("only whoever had this talk writes down what was said in it")
        row = find_answer(work.session, talk.id, track, item_id)
        if row is None:
            raise BadInput(Fault("item", "choose what was heard first; the words stand beside it"))
        if (row.said, row.heard, row.view) != words:
            keep_revision(around, work.session, row)
            row.said, row.heard, row.view = words
            row.saved_at = around.now()
            _audit(around, work.session, person, talk, item_id)
        work.session.flush()
        _mark_written(around, work.session, person, talk)
        work.commit()


def _mark_written(around: Surroundings, session: Session, person: Person, talk: Conversation) -> None:
    """While the talk goes on its notes are not due; from its end on they are, until each worry has its words."""
    if talk.ended_at is None:
        return
    answers = list_answers(session, talk.id)
    noted = [NotedAnswer(one.code, has_words=bool(one.said or one.heard or one.view)) for one in answers]
    talk.notes_written_at = (talk.notes_written_at or around.now()) if are_notes_written(noted) else None
    close_reminder(around, session, person, talk)


def _audit(around: Surroundings, session: Session, person: Person, talk: Conversation, item_id: str) -> None:
    add_audit_entry(
        session,
        at=around.now(),
        actor_id=person.id,
        act="notes:written",
        subject_kind="conversation",
        subject_id=talk.id,
        item=item_id,
    )
