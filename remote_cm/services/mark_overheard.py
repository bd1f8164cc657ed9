"""Marks what is noticed in the middle of a call: that somebody hears it, or that somebody hints at self-harm."""

import uuid

from remote_cm.domain.access import Person
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.services.call_ground import find_talk
from remote_cm.services.call_turns import current_turn
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.tell_supervisor import tell_supervisor
from remote_cm.storage.audit_log import add_audit_entry


def mark_overheard(around: Surroundings, person: Person, follow_up_id: uuid.UUID, by_feared_one: bool) -> None:
    """From now on, and for all that was said in it, this turn is not private: greens of D1, D3 and D4 do not count and
    only closed questions are put (script §2.14 C, N25). Where the feared person heard it, the supervisor knows today.

    Marked twice, it is marked once. Raises NotFound, NotAllowed, or StaleStep.
    """
    with around.database.unit_of_work() as work:
        ground, talk = find_talk(work.session, person, follow_up_id)
        turn = current_turn(work.session, talk)
        turn.is_private = False
        turn.overheard_at = turn.overheard_at or around.now()
        if by_feared_one:
            tell_supervisor(around, work.session, ground.case, talk, TaskKind.OVERHEARD_BY_FEARED)
        add_audit_entry(
            work.session,
            at=around.now(),
            actor_id=person.id,
            act="talk:overheard",
            subject_kind="conversation",
            subject_id=talk.id,
            by_feared_one=by_feared_one,
        )
        work.commit()


def mark_hint(around: Surroundings, person: Person, follow_up_id: uuid.UUID) -> None:
    """The child or the caregiver hinted at self-harm: the question about it comes next (script §2.6, D3.3).

    Raises NotFound, NotAllowed, or StaleStep.
    """
    with around.database.unit_of_work() as work:
        _, talk = find_talk(work.session, person, follow_up_id)
        current_turn(work.session, talk).is_hinted = True
        add_audit_entry(
            work.session,
            at=around.now(),
            actor_id=person.id,
            act="talk:hinted",
            subject_kind="conversation",
            subject_id=talk.id,
        )
        work.commit()
