"""Passes the phone to the other of the family in the same call, and notes who did not want the child to talk."""

import uuid

from remote_cm.domain.access import Person
from remote_cm.domain.call_gates import GateState, decide_refusal_talk
from remote_cm.domain.call_script import GateKind
from remote_cm.domain.refusal import BadInput, Fault, NotAllowed, StaleStep
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.turn import count_refusals, is_only_listened_to, may_have_turn
from remote_cm.domain.vocabulary import ContactRole, Track
from remote_cm.services.call_ground import CallGround, find_talk
from remote_cm.services.call_turns import current_turn, family_of, list_child_talks, read_gates, step_of, take_phone
from remote_cm.services.red_question import find_open_red
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.tell_supervisor import tell_supervisor
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.calls import list_answers
from remote_cm.storage.database import Session
from remote_cm.storage.tables.calls import Conversation, Turn
from remote_cm.storage.turns import find_turn

MAY_REFUSE = (ContactRole.CHILD, ContactRole.CAREGIVER, ContactRole.SAFE_ADULT)
"""Who can say no to a talk with the child alone."""


def begin_turn(around: Surroundings, person: Person, follow_up_id: uuid.UUID, track: Track) -> None:
    """Pass the phone to this one of the family, or note that a child under six was heard, who is asked nothing.

    Who has the phone keeps it, so that a second time changes nothing. Raises NotFound, StaleStep, NotAllowed while
    this listener's opening is not done or where the other must not be spoken to, and BadInput while a red waits.
    """
    with around.database.unit_of_work() as work:
        ground, talk = find_talk(work.session, person, follow_up_id)
        is_listening = is_only_listened_to(track, ground.case.age_band)
        known = find_turn(work.session, talk.id, track)
        if track is talk.track or (is_listening and known is not None):
            return
        turn = current_turn(work.session, talk)
        _check_may_pass(around, work.session, ground, talk, turn, track)
        _note_that_the_child_talks(around, turn, track)
        here = talk.track
        take_phone(around, work.session, talk, track)
        if is_listening:
            talk.track = here
        _audit(around, work.session, person, talk, "turn:begun", track.value)
        work.commit()


def refuse_turn(around: Surroundings, person: Person, follow_up_id: uuid.UUID, refused_by: ContactRole) -> None:
    """Note that the child cannot be spoken to alone today, and by whose word; after the second call in a row the
    supervisor hears of it (script §2.2, O8).

    Raises NotFound, StaleStep when the child is on the phone, NotAllowed while the opening is not done, and BadInput
    for somebody who has no say in it.
    """
    if refused_by not in MAY_REFUSE:
        raise BadInput(Fault("refused_by", f"must be one of {', '.join(MAY_REFUSE)}"))
    with around.database.unit_of_work() as work:
        ground, talk = find_talk(work.session, person, follow_up_id)
        if talk.track is Track.CHILD:
            raise StaleStep("the child is on the phone")
        turn = current_turn(work.session, talk)
        _check_opening_done(around, turn)
        if turn.child_refused_by is not refused_by:
            note_refusal(around, work.session, ground, talk, turn, refused_by)
            _audit(around, work.session, person, talk, "turn:refused", refused_by.value)
        work.commit()


def note_refusal(
    around: Surroundings, session: Session, ground: CallGround, talk: Conversation, turn: Turn, refused_by: ContactRole
) -> None:
    """Keep who refused the child's talk, and tell the supervisor when it is one too many. The caller commits."""
    turn.child_refused_by = refused_by
    step = step_of(around, GateKind.CHILD_TALK)
    if turn.track is Track.CAREGIVER and step is not None:
        turn.gates = turn.gates | {step: "no"}
    session.flush()
    policy = around.policy.call_script
    refusals = count_refusals(list_child_talks(session, ground.case, policy.child_refusals_in_a_row))
    if decide_refusal_talk(refusals, policy):
        tell_supervisor(around, session, ground.case, talk, TaskKind.CHILD_REFUSED)


def _check_may_pass(
    around: Surroundings, session: Session, ground: CallGround, talk: Conversation, turn: Turn, track: Track
) -> None:
    _check_opening_done(around, turn)
    if not may_have_turn(track, family_of(ground)):
        raise NotAllowed("this one of the family is not spoken to by phone; go on with who is there")
    if find_open_red(around, list_answers(session, talk.id), talk.track) is not None:
        raise BadInput(Fault("track", "answer first what is asked after the red"))


def _check_opening_done(around: Surroundings, turn: Turn) -> None:
    if read_gates(around, turn).state is not GateState.OPEN:
        raise NotAllowed("ask for the other only when the opening is done: right person, safe moment, who hears, yes")


def _note_that_the_child_talks(around: Surroundings, turn: Turn, track: Track) -> None:
    step = step_of(around, GateKind.CHILD_TALK)
    if track is Track.CHILD and step is not None:
        turn.gates, turn.child_refused_by = turn.gates | {step: "yes"}, None


def _audit(around: Surroundings, session: Session, person: Person, talk: Conversation, act: str, who: str) -> None:
    add_audit_entry(
        session,
        at=around.now(),
        actor_id=person.id,
        act=act,
        subject_kind="conversation",
        subject_id=talk.id,
        who=who,
    )
