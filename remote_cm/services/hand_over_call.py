"""A caseworker hands a call over to the back-up, for a reason that needs no defence (script §2.14 G)."""

import uuid
from enum import StrEnum

from remote_cm.domain.access import Person
from remote_cm.domain.refusal import StaleStep
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import Duty
from remote_cm.services.call_ground import CallGround, find_ground_to_work
from remote_cm.services.end_talk import TalkEnd, find_call_to_end, finish_talk, hang_up
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.task_of_talk import make_task_of_supervisor
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.calls import find_open_attempt, find_open_conversation
from remote_cm.storage.cases import lock_case
from remote_cm.storage.database import Session, UnitOfWork
from remote_cm.storage.people import get_staff, list_duties
from remote_cm.storage.tables.calls import Conversation, ConversationEnding
from remote_cm.storage.tables.cases import FollowUpState


class HandOverReason(StrEnum):
    """Why somebody else goes on; for their supervisor, and on no page of the family's."""

    COMPOSURE = "composure"
    CONFLICT_OF_INTEREST = "conflict_of_interest"


def hand_over_call(around: Surroundings, person: Person, follow_up_id: uuid.UUID, reason: HandOverReason) -> str | None:
    """End the own part of a call, if it goes on, and lend its follow-up to the back-up until it is met. Returns the
    code of whoever has it now, None where the supervisor has to decide.

    Whoever hands over is rung by their supervisor the same day. Without a back-up on duty the follow-up stays where it
    is, and the supervisor decides who goes on. Raises NotFound, NotAllowed, or StaleStep when it was handed over.
    """
    with around.database.unit_of_work() as work:
        ground = find_ground_to_work(work.session, person, follow_up_id)
        _check_it_is_theirs(person, ground)
        talk = _end_own_part(around, work, person, follow_up_id)
        lock_case(work.session, ground.case.id)
        work.session.flush()
        work.session.refresh(ground.follow_up)
        _check_it_is_theirs(person, ground)
        has_it_now = _lend(around, work.session, person, ground, talk)
        make_task_of_supervisor(
            around, work.session, ground, talk, TaskKind.WORKER_NEEDS_CALL, of=person.id, detail=reason.value
        )
        work.commit()
        attempt_id = talk.attempt_id if talk is not None else None
    if attempt_id is not None:
        hang_up(around, person, attempt_id)
    return has_it_now


def _check_it_is_theirs(person: Person, ground: CallGround) -> None:
    if ground.follow_up.caseworker_id != person.id:
        raise StaleStep("this call has been handed over")


def _end_own_part(
    around: Surroundings, work: UnitOfWork, person: Person, follow_up_id: uuid.UUID
) -> Conversation | None:
    """What was heard so far counts as it was heard; the rest is for whoever goes on."""
    session = work.session
    if find_open_attempt(session, follow_up_id) is None and find_open_conversation(session, follow_up_id) is None:
        return None
    ground, talk = find_call_to_end(around, session, person, follow_up_id)
    finish_talk(around, work, person, ground, talk, TalkEnd(ConversationEnding.HANDED_OVER))
    return talk


def _lend(
    around: Surroundings, session: Session, person: Person, ground: CallGround, talk: Conversation | None
) -> str | None:
    back_up = _back_up(session, person, ground)
    if back_up is None:
        make_task_of_supervisor(around, session, ground, talk, TaskKind.COVER_NEEDED)
    else:
        ground.follow_up.caseworker_id = back_up
        if ground.follow_up.state is not FollowUpState.RESTING:
            ground.follow_up.state, ground.follow_up.planned_on = FollowUpState.PLANNED, around.today()
    add_audit_entry(
        session,
        at=around.now(),
        actor_id=person.id,
        act="call:handed_over",
        subject_kind="case",
        subject_id=ground.case.id,
        to=str(back_up) if back_up is not None else None,
    )
    return get_staff(session, back_up).code if back_up is not None else None


def _back_up(session: Session, person: Person, ground: CallGround) -> uuid.UUID | None:
    """The first who is on duty as back-up and has not had this call yet."""
    on_duty = list_duties(session, ground.case.team_id).get(Duty.BACKUP_CASEWORKER, ())
    had_it = {person.id, ground.case.caseworker_id}
    return next((staff_id for staff_id in on_duty if staff_id not in had_it), None)
