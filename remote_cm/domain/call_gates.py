"""What must be known before the first question: the right person, a safe moment, who can hear, and their yes.

The questions stay locked until all four are answered (CALL-01, CALL-02, N6). A no, or not being sure, ends the call
kindly at the first, second or last of them; at the third it changes how is asked.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from remote_cm.domain.call_policy import CallScriptPolicy
from remote_cm.domain.call_script import GateKind, OpeningStep
from remote_cm.domain.vocabulary import Track


class GateAnswer(StrEnum):
    """What was heard at a step of the opening."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class GateState(StrEnum):
    """Whether questions may be asked."""

    LOCKED = "locked"
    OPEN = "open"
    ENDED = "ended"


class GateEnd(StrEnum):
    """Why a call ended before its first question."""

    OTHER_PERSON = "other_person"
    NOT_NOW = "not_now"
    DECLINED = "declined"


@dataclass(frozen=True)
class GatesDecision:
    """Where the opening stands.

    ``waiting_for`` are the gates that still lock the questions, in their order; ``end`` is set when the call is over.
    ``is_private`` is None before it was asked, and False also when they were not sure.
    """

    state: GateState
    waiting_for: tuple[GateKind, ...]
    end: GateEnd | None
    is_private: bool | None

    @property
    def has_closed_questions(self) -> bool:
        """True when somebody may hear, so that only yes, no or a number is asked for (script §2.2, O4)."""
        return self.is_private is False


_ENDS: Mapping[GateKind, GateEnd | None] = {
    GateKind.NEUTRAL_HELLO: GateEnd.OTHER_PERSON,
    GateKind.RIGHT_PERSON: GateEnd.OTHER_PERSON,
    GateKind.SAFE_TO_TALK: GateEnd.NOT_NOW,
    GateKind.PRIVACY: None,
    GateKind.CONSENT: GateEnd.DECLINED,
}
_LOCKS = (GateKind.RIGHT_PERSON, GateKind.SAFE_TO_TALK, GateKind.PRIVACY, GateKind.CONSENT)
_KNOWN_AT_HANDOVER = frozenset({GateKind.NEUTRAL_HELLO, GateKind.RIGHT_PERSON})
_BEFORE_ANY_NAME = (GateKind.RIGHT_PERSON, GateKind.SAFE_TO_TALK, GateKind.PRIVACY)

#: Asked again whenever the phone changes hands: who sits near is another matter by then.
ASKED_EACH_TIME = frozenset({GateKind.SAFE_TO_TALK, GateKind.PRIVACY})


def decide_gates(answers: Mapping[GateKind, GateAnswer], *, is_handed_over: bool = False) -> GatesDecision:
    """Whether the questions are locked, open, or not to be asked at all, from the answers of the opening so far.

    ``is_handed_over`` is for the second listener of a call, to whom the first passed the phone: who they are is then
    known, and safety, privacy and consent are asked again, since each track has its own (script §2.2, O8). The answers
    are those of this listener alone. The stop signal, the line drop and the child's turn never lock anything.
    """
    heard = {gate: answer for gate, answer in answers.items() if not (is_handed_over and gate in _KNOWN_AT_HANDOVER)}
    locks = tuple(gate for gate in _LOCKS if not (is_handed_over and gate in _KNOWN_AT_HANDOVER))
    is_private = heard[GateKind.PRIVACY] is GateAnswer.YES if GateKind.PRIVACY in heard else None
    for gate, end in _ENDS.items():
        if end is not None and heard.get(gate, GateAnswer.YES) is not GateAnswer.YES:
            return GatesDecision(GateState.ENDED, (), end, is_private)
    waiting_for = tuple(gate for gate in locks if gate not in heard)
    return GatesDecision(GateState.LOCKED if waiting_for else GateState.OPEN, waiting_for, None, is_private)


def steps_for(opening: Sequence[OpeningStep], track: Track, *, is_handed_over: bool) -> tuple[OpeningStep, ...]:
    """The steps of the opening for this listener, in their order.

    Who was handed the phone is known already and hears the steps from O3 on; only the one who was rung is asked for
    the other, and a child is not asked for the child (script §2.2, O8).
    """
    left_out = set(_KNOWN_AT_HANDOVER) if is_handed_over else set()
    if is_handed_over or track is Track.CHILD:
        left_out.add(GateKind.CHILD_TALK)
    return tuple(step for step in opening if step.gate not in left_out)


def may_answer_step(steps: Sequence[OpeningStep], answered: Collection[str], step_id: str) -> bool:
    """Whether this step may be answered now: all before it have been; one that was answered may be corrected."""
    for step in steps:
        if step.id == step_id:
            return True
        if step.id not in answered:
            return False
    return False


def may_name_the_child(answers: Mapping[GateKind, GateAnswer], *, is_handed_over: bool) -> bool:
    """Whether names and what the case is about may stand before the caller's eyes: not before the right person, a safe
    moment and that nobody listens are certain (N6).
    """
    needed = [gate for gate in _BEFORE_ANY_NAME if not (is_handed_over and gate in _KNOWN_AT_HANDOVER)]
    return all(answers.get(gate) is GateAnswer.YES for gate in needed)


def decide_refusal_talk(refusals_in_a_row: int, policy: CallScriptPolicy) -> bool:
    """Whether the supervisor should hear that the child could again not be spoken to alone (script §2.2, O8)."""
    return refusals_in_a_row >= policy.child_refusals_in_a_row


def decide_other_way(not_now_in_a_row: int, policy: CallScriptPolicy) -> bool:
    """Whether a visit or another safe adult should be thought of, after so many bad moments (script §2.14 D)."""
    return not_now_in_a_row >= policy.not_now_in_a_row
