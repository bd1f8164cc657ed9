"""Saves what was heard at one step of the opening; a no ends the talk kindly, and the questions stay locked until
all are asked.
"""

import uuid

from remote_cm.domain.access import Person
from remote_cm.domain.call_gates import GateAnswer, GateEnd, GateState, decide_gates
from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.services.call_ground import find_talk, gate_answers
from remote_cm.services.end_talk import end_before_questions
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.tables.calls import ConversationEnding

_ENDING_OF = {
    GateEnd.OTHER_PERSON: ConversationEnding.OTHER_PERSON,
    GateEnd.NOT_NOW: ConversationEnding.NOT_NOW,
    GateEnd.DECLINED: ConversationEnding.DECLINED,
}


def answer_gate(
    around: Surroundings, person: Person, follow_up_id: uuid.UUID, step_id: str, answer: GateAnswer
) -> None:
    """Save one answer of the opening. Raises NotFound, NotAllowed, StaleStep, or BadInput for a step that does not
    exist.
    """
    known = {step.id for step in around.script.opening}
    if step_id not in known:
        raise BadInput(Fault("step", f"must be one of {', '.join(sorted(known))}"))
    with around.database.unit_of_work() as work:
        ground, talk = find_talk(work.session, person, follow_up_id)
        talk.gates = talk.gates | {step_id: answer.value}
        add_audit_entry(
            work.session,
            at=around.now(),
            actor_id=person.id,
            act="gate:answered",
            subject_kind="conversation",
            subject_id=talk.id,
            step=step_id,
            answer=answer.value,
        )
        gates = decide_gates(gate_answers(around, talk))
        talk.is_private = gates.is_private
        if gates.state is GateState.ENDED and gates.end is not None:
            end_before_questions(around, work.session, person, ground, talk, _ENDING_OF[gates.end])
        work.commit()
