"""A caseworker confirms or drops what a call proposes, and says how hard it was: the rule proposes, a person decides
(MON-04, N48).
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from remote_cm.domain.access import Person
from remote_cm.domain.call_script import ActionOwner
from remote_cm.domain.plan_action import check_each_is_decided, confirmed_due_at
from remote_cm.domain.refusal import NotAllowed, StaleStep
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import Household, RemoteReason
from remote_cm.services.call_ground import CallGround, find_ground, may_work
from remote_cm.services.end_talk import ask_after_household
from remote_cm.services.open_actions import put_on_a_page
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.task_of_talk import make_task_of_supervisor
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.calls import find_last_conversation, lock_conversation
from remote_cm.storage.database import Session
from remote_cm.storage.plan_actions import lock_proposed_actions
from remote_cm.storage.settling import list_reminders, lock_earlier_unsettled
from remote_cm.storage.tables.calls import ActionState, Conversation, PlanAction


@dataclass(frozen=True)
class ConfirmedAction:
    """What a person decided on one proposed action; ``due_on`` is a local day, None where it needs none."""

    id: uuid.UUID
    keep: bool
    owner: ActionOwner
    due_on: date | None


@dataclass(frozen=True)
class CallSettled:
    """What is decided when the line is quiet; ``household`` and ``remote_reason`` count where they were missing."""

    actions: tuple[ConfirmedAction, ...]
    was_hard: bool
    household: Household | None = None
    remote_reason: RemoteReason | None = None


def settle_call(around: Surroundings, person: Person, follow_up_id: uuid.UUID, settled: CallSettled) -> None:
    """Settle the last talk of this follow-up, once.

    What is kept is a task of its owner on its day; what is dropped stays written down as dropped. The tasks that a red
    answer made stand whatever is decided here. Raises NotFound, NotAllowed, StaleStep when nothing waits, and BadInput
    unless each proposed action is decided, with a day where it needs one.
    """
    with around.database.unit_of_work() as work:
        ground, talk = _find_ended(work.session, person, follow_up_id)
        proposed = lock_proposed_actions(work.session, talk.id)
        check_each_is_decided([row.id for row in proposed], [one.id for one in settled.actions])
        _decide_each(around, work.session, person, ground, proposed, settled.actions)
        _fill_in(around, work.session, ground, talk, settled)
        if settled.was_hard:
            talk.was_hard = True
            make_task_of_supervisor(around, work.session, ground, talk, TaskKind.HARD_CALL, of=talk.caseworker_id)
        talk.settled_at = around.now()
        close_reminder(around, work.session, person, talk)
        _settle_earlier(around, work.session, person, talk)
        add_audit_entry(
            work.session,
            at=around.now(),
            actor_id=person.id,
            act="call:settled",
            subject_kind="conversation",
            subject_id=talk.id,
            kept=sum(one.keep for one in settled.actions),
            dropped=sum(not one.keep for one in settled.actions),
        )
        work.commit()


def close_reminder(around: Surroundings, session: Session, person: Person, talk: Conversation) -> None:
    """Nobody is reminded any more once the notes are written and the actions decided. The caller commits."""
    if talk.settled_at is not None and talk.notes_written_at is not None:
        for task in list_reminders(session, talk.id):
            task.done_at, task.done_by_id = around.now(), person.id


def _find_ended(session: Session, person: Person, follow_up_id: uuid.UUID) -> tuple[CallGround, Conversation]:
    ground = find_ground(session, person, follow_up_id)
    if not may_work(person, ground):
        raise NotAllowed("only whoever has this call settles it")
    found = find_last_conversation(session, follow_up_id)
    talk = lock_conversation(session, found.id) if found is not None else None
    if talk is None or talk.ended_at is None:
        raise StaleStep("this call has not been ended yet")
    if talk.caseworker_id != person.id:
        raise NotAllowed("only whoever had this talk settles it")
    if talk.settled_at is not None:
        raise StaleStep("this call has been settled")
    return ground, talk


def _settle_earlier(around: Surroundings, session: Session, person: Person, talk: Conversation) -> None:
    """Earlier talks of the same call, whose line broke, are settled with it: what they proposed and nobody decided
    stands among the open actions, and comes up in the next call.
    """
    for earlier in lock_earlier_unsettled(session, talk):
        earlier.settled_at = around.now()
        close_reminder(around, session, person, earlier)


def _decide_each(
    around: Surroundings,
    session: Session,
    person: Person,
    ground: CallGround,
    proposed: Sequence[PlanAction],
    decided: Sequence[ConfirmedAction],
) -> None:
    now, until = around.now(), around.policy.tasks.same_day_until
    by_id = {one.id: one for one in decided}
    for row in proposed:
        decision = by_id[row.id]
        if not decision.keep:
            row.state, row.settled_at, row.settled_by_id = ActionState.DROPPED, now, person.id
            continue
        row.owner = decision.owner
        row.due_at = confirmed_due_at(row.due_at, decision.due_on, now, until, around.zone)
        put_on_a_page(around, session, ground, row)


def _fill_in(
    around: Surroundings, session: Session, ground: CallGround, talk: Conversation, settled: CallSettled
) -> None:
    """What was not asked for at the end of the talk and is known now; what was said then stands."""
    if talk.household is None and settled.household is not None:
        talk.household = settled.household
        ask_after_household(around, session, ground, talk)
    talk.remote_reason = talk.remote_reason or settled.remote_reason
