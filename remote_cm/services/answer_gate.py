"""Saves what was heard at one step of the opening; a no ends the talk kindly, and the questions stay locked until
all are asked.
"""

import uuid

from remote_cm.domain.access import Person
from remote_cm.domain.call_gates import GateAnswer, GateEnd, GatesDecision, GateState, may_answer_step
from remote_cm.domain.call_script import GateKind
from remote_cm.domain.refusal import BadInput, Fault, NotAllowed
from remote_cm.domain.turn import the_other
from remote_cm.domain.vocabulary import ContactRole, Track
from remote_cm.services.begin_turn import note_refusal
from remote_cm.services.call_ground import CallGround, check_track, find_talk
from remote_cm.services.call_turns import current_turn, gate_answers, opening_steps, read_gates, step_of, take_phone
from remote_cm.services.end_talk import end_before_questions
from remote_cm.services.record_consent import needs_first_consent
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.calls import list_answers
from remote_cm.storage.cases import get_contact
from remote_cm.storage.database import Session
from remote_cm.storage.tables.calls import Conversation, ConversationEnding, Turn

_ENDING_OF = {
    GateEnd.OTHER_PERSON: ConversationEnding.OTHER_PERSON,
    GateEnd.NOT_NOW: ConversationEnding.NOT_NOW,
    GateEnd.DECLINED: ConversationEnding.DECLINED,
}


def answer_gate(
    around: Surroundings,
    person: Person,
    follow_up_id: uuid.UUID,
    step_id: str,
    answer: GateAnswer,
    track: Track | None = None,
) -> None:
    """Save one answer of the opening, in the order of its steps; one that was given may be corrected.

    ``track`` is whose page it came from, None where that is not known: after the phone was passed on, what comes late
    is not taken for the other's word. Raises NotFound, NotAllowed for a step before its turn, StaleStep, or BadInput
    for a step that this listener is not asked, and for a first yes, which is written down item by item.
    """
    with around.database.unit_of_work() as work:
        ground, talk = find_talk(work.session, person, follow_up_id)
        check_track(talk, track)
        turn = current_turn(work.session, talk)
        _check_step(around, turn, step_id)
        _check_yes_is_no_first(around, work.session, ground, turn, step_id, answer)
        _save(around, work.session, person, talk, turn, step_id, answer)
        if step_id == step_of(around, GateKind.CHILD_TALK) and answer is not GateAnswer.YES:
            role = get_contact(work.session, talk.contact_id).role
            note_refusal(around, work.session, ground, talk, turn, role)
        gates = read_gates(around, turn)
        if gates.state is GateState.ENDED:
            _act_on_no(around, work.session, person, ground, talk, turn, gates)
        work.commit()


def _check_step(around: Surroundings, turn: Turn, step_id: str) -> None:
    steps = opening_steps(around, turn)
    if step_id not in {step.id for step in steps}:
        raise BadInput(Fault("step", f"must be one of {', '.join(step.id for step in steps)}"))
    if not may_answer_step(steps, turn.gates.keys(), step_id):
        raise NotAllowed("the steps of the opening are asked one after the other")


def _check_yes_is_no_first(
    around: Surroundings, session: Session, ground: CallGround, turn: Turn, step_id: str, answer: GateAnswer
) -> None:
    """A plain yes repeats one that was written down; where none holds, it says nothing of what they agree to."""
    if answer is not GateAnswer.YES or step_id != step_of(around, GateKind.CONSENT):
        return
    if needs_first_consent(around, session, ground, turn.track):
        raise BadInput(
            Fault("answer", "tick what you have explained and each thing that they agree to, then press yes")
        )


def _save(
    around: Surroundings,
    session: Session,
    person: Person,
    talk: Conversation,
    turn: Turn,
    step_id: str,
    answer: GateAnswer,
) -> None:
    turn.gates = turn.gates | {step_id: answer.value}
    turn.is_private = _is_private(around, session, talk, turn)
    if step_id == step_of(around, GateKind.CONSENT):
        turn.consented_at = around.now() if answer is GateAnswer.YES else None
    add_audit_entry(
        session,
        at=around.now(),
        actor_id=person.id,
        act="gate:answered",
        subject_kind="conversation",
        subject_id=talk.id,
        step=step_id,
        answer=answer.value,
        track=turn.track.value,
    )


def _is_private(around: Surroundings, session: Session, talk: Conversation, turn: Turn) -> bool | None:
    """Once answers were given with ears around, a later yes makes none of them private (N25)."""
    has_answers = any(one.track is turn.track for one in list_answers(session, talk.id))
    if turn.overheard_at is not None or (turn.is_private is False and has_answers):
        return False
    said = gate_answers(around, turn).get(GateKind.PRIVACY)
    if said is None:
        return turn.is_private
    return said is GateAnswer.YES


def _act_on_no(
    around: Surroundings,
    session: Session,
    person: Person,
    ground: CallGround,
    talk: Conversation,
    turn: Turn,
    gates: GatesDecision,
) -> None:
    """A no of whoever was handed the phone gives it back; a no before any answer ends the call. With answers, which
    have to count, the caseworker ends it.
    """
    if gates.end is None:
        return
    if turn.is_handed_over:
        if turn.track is Track.CHILD and gates.end is GateEnd.DECLINED:
            note_refusal(around, session, ground, talk, turn, ContactRole.CHILD)
        take_phone(around, session, talk, the_other(turn.track))
    elif gates.end is GateEnd.OTHER_PERSON or not list_answers(session, talk.id):
        end_before_questions(around, session, person, ground, talk, _ENDING_OF[gates.end])
