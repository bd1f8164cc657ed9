"""The turns of one call as the rules read them: whose it is, what was heard at its opening, who may have one."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence

from remote_cm.domain.call_gates import (
    ASKED_EACH_TIME,
    GateAnswer,
    GatesDecision,
    GateState,
    decide_gates,
    may_name_the_child,
    steps_for,
)
from remote_cm.domain.call_script import GateKind, OpeningStep
from remote_cm.domain.turn import (
    FamilyMember,
    decide_child_unheard,
    heard_tracks,
    may_have_turn,
    the_other,
)
from remote_cm.domain.vocabulary import ContactRole, ScriptDomain, Track
from remote_cm.services.call_ground import CallGround, given
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session
from remote_cm.storage.tables.calls import Conversation, Turn
from remote_cm.storage.tables.cases import CaseFile, Contact
from remote_cm.storage.turns import WhatWasSaid, find_turn, list_last_child_talks, list_what_was_said


def current_turn(session: Session, talk: Conversation) -> Turn:
    """The turn of whoever is on the phone now."""
    turn = find_turn(session, talk.id, talk.track)
    return turn_on_the_phone(talk, [turn] if turn is not None else [])


def turn_on_the_phone(talk: Conversation, turns: Iterable[Turn]) -> Turn:
    """The same among the turns of the talk, where they have been read already."""
    found = next((turn for turn in turns if turn.track is talk.track), None)
    if found is None:
        raise LookupError(f"conversation {talk.id} has no turn of the {talk.track}")
    return found


def gate_answers(around: Surroundings, turn: Turn) -> Mapping[GateKind, GateAnswer]:
    """What was heard at this listener's opening so far, by gate."""
    kinds = {step.id: step.gate for step in around.script.opening}
    return {kinds[step_id]: GateAnswer(answer) for step_id, answer in turn.gates.items() if step_id in kinds}


def read_gates(around: Surroundings, turn: Turn) -> GatesDecision:
    """Whether the questions to this listener are locked, open, or not to be asked at all."""
    return decide_gates(gate_answers(around, turn), is_handed_over=turn.is_handed_over)


def is_opening_done(around: Surroundings, turns: Iterable[Turn]) -> bool:
    """Whether anybody of the family came through their opening in this call."""
    return any(read_gates(around, turn).state is GateState.OPEN for turn in turns)


def was_right_person(around: Surroundings, turns: Iterable[Turn]) -> bool:
    """Whether whoever was rung has shown who they are; until then it may be anybody who picked up."""
    return any(gate_answers(around, turn).get(GateKind.RIGHT_PERSON) is GateAnswer.YES for turn in turns)


def may_show_names(around: Surroundings, turn: Turn) -> bool:
    """Whether names and what the case is about may be read by the caller now (N6)."""
    return may_name_the_child(gate_answers(around, turn), is_handed_over=turn.is_handed_over)


def opening_steps(around: Surroundings, turn: Turn) -> tuple[OpeningStep, ...]:
    """The steps of the opening that this listener hears."""
    return steps_for(around.script.opening, turn.track, is_handed_over=turn.is_handed_over)


def step_of(around: Surroundings, gate: GateKind) -> str | None:
    """The id of the step that asks this, None where the script has none."""
    return next((step.id for step in around.script.opening if step.gate is gate), None)


def other_track(ground: CallGround, talk: Conversation) -> Track | None:
    """To whom of the family the phone may be passed now, None when there is nobody (N5)."""
    other = the_other(talk.track)
    return other if may_have_turn(other, family_of(ground)) else None


def family_of(ground: CallGround) -> list[FamilyMember]:
    """Everybody in the contact plan of a case, as the rules read them."""
    return [FamilyMember(one.role, one.is_person_of_concern) for one in ground.family]


def has_caregiver_of_concern(family: Sequence[Contact]) -> bool:
    """Whether a caregiver is part of the harm: then the child's yes stands alone (CALL-15)."""
    return any(one.is_person_of_concern and one.role is ContactRole.CAREGIVER for one in family)


def take_phone(around: Surroundings, session: Session, talk: Conversation, track: Track) -> Turn:
    """Give this one of the family the phone. Who has had a turn goes on with it, and is asked again what may have
    changed meanwhile: if it is safe, who can hear, and a yes that was not given.
    """
    talk.track = track
    turn = find_turn(session, talk.id, track)
    if turn is None:
        turn = Turn(
            id=uuid.uuid4(),
            conversation_id=talk.id,
            track=track,
            started_at=around.now(),
            is_handed_over=True,
            gates={},
            is_hinted=False,
        )
        session.add(turn)
    else:
        heard = gate_answers(around, turn)
        again = {gate for gate in ASKED_EACH_TIME if gate in heard}
        if heard.get(GateKind.CONSENT) is not GateAnswer.YES:
            again.add(GateKind.CONSENT)
        turn.gates = {step: said for step, said in turn.gates.items() if step not in _ids(around, again)}
    session.flush()
    return turn


def list_heard_tracks(
    around: Surroundings, session: Session, case: CaseFile, talks: Sequence[Conversation]
) -> Mapping[uuid.UUID, frozenset[Track]]:
    """Who of the family was really heard in each of these conversations of a case (CALL-05)."""
    said = list_what_was_said(session, [talk.id for talk in talks])
    return {one: tracks_heard(around, case, said[one]) for one in said}


def tracks_heard(around: Surroundings, case: CaseFile, said: WhatWasSaid) -> frozenset[Track]:
    """Who of the family was really heard in one conversation (CALL-05)."""
    script = around.script.domain(ScriptDomain.SAFETY)
    anchor = script.anchor.id if script is not None else ""
    return heard_tracks([turn.track for turn in said.turns], given(said.answers), case.age_band, anchor)


def is_child_unheard(around: Surroundings, case: CaseFile, judged: Sequence[WhatWasSaid]) -> bool:
    """Whether the child was not spoken to for so many calls in a row that it is raised (CALL-05). ``judged`` are the
    case's last conversations that have a level, the newest first, at least as many as the policy asks for.
    """
    policy = around.policy.turns
    last = judged[: policy.child_unheard_calls]
    return decide_child_unheard([Track.CHILD in tracks_heard(around, case, one) for one in last], policy)


def list_child_talks(session: Session, case: CaseFile, limit: int) -> list[bool]:
    """For each of a case's last calls in which the child was asked for, the newest first, whether that was refused."""
    turns = list_last_child_talks(session, case.id, limit)
    return [any(one.child_refused_by is not None for one in of_talk) for of_talk in turns]


def _ids(around: Surroundings, gates: Collection[GateKind]) -> set[str]:
    return {step.id for step in around.script.opening if step.gate in gates}
