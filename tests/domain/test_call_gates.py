"""No question before the right person, a safe moment, a look at who can hear, and a yes."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_cm.domain.call_gates import (
    GateAnswer,
    GateEnd,
    GatesDecision,
    GateState,
    decide_gates,
    decide_other_way,
    decide_refusal_talk,
)
from remote_cm.domain.call_script import CallScriptPolicy, GateKind

YES, NO, UNSURE = GateAnswer.YES, GateAnswer.NO, GateAnswer.UNSURE
LOCKS = (GateKind.RIGHT_PERSON, GateKind.SAFE_TO_TALK, GateKind.PRIVACY, GateKind.CONSENT)
ALL_YES = dict.fromkeys(LOCKS, YES)
POLICY = CallScriptPolicy(coverage_debt_days=28, notes_nudge_hours=24, child_refusals_in_a_row=2, not_now_in_a_row=2)

ANSWERS = st.dictionaries(st.sampled_from(GateKind), st.sampled_from(GateAnswer))


def test_questions_are_locked_at_first() -> None:
    assert decide_gates({}) == GatesDecision(GateState.LOCKED, LOCKS, None, None)


@pytest.mark.requirement("CALL-01")
@pytest.mark.parametrize("missing", LOCKS)
def test_questions_stay_locked_while_one_gate_is_unanswered(missing: GateKind) -> None:
    heard = {gate: answer for gate, answer in ALL_YES.items() if gate is not missing}
    decision = decide_gates(heard)
    assert (decision.state, decision.waiting_for) == (GateState.LOCKED, (missing,))


def test_four_times_yes_opens_the_questions() -> None:
    decision = decide_gates(ALL_YES)
    assert decision == GatesDecision(GateState.OPEN, (), None, True)
    assert not decision.has_closed_questions


@pytest.mark.requirement("CALL-01")
@pytest.mark.parametrize("answer", [NO, UNSURE])
def test_a_moment_that_is_not_surely_safe_ends_the_call(answer: GateAnswer) -> None:
    decision = decide_gates({**ALL_YES, GateKind.SAFE_TO_TALK: answer})
    assert (decision.state, decision.end) == (GateState.ENDED, GateEnd.NOT_NOW)


@pytest.mark.requirement("CALL-02")
@pytest.mark.parametrize("answer", [NO, UNSURE])
def test_without_a_yes_to_going_on_the_call_ends_as_declined(answer: GateAnswer) -> None:
    decision = decide_gates({**ALL_YES, GateKind.CONSENT: answer})
    assert (decision.state, decision.end) == (GateState.ENDED, GateEnd.DECLINED)


@pytest.mark.parametrize("gate", [GateKind.NEUTRAL_HELLO, GateKind.RIGHT_PERSON])
@pytest.mark.parametrize("answer", [NO, UNSURE])
def test_a_wrong_or_missing_word_is_another_person(gate: GateKind, answer: GateAnswer) -> None:
    decision = decide_gates({**ALL_YES, gate: answer})
    assert (decision.state, decision.end) == (GateState.ENDED, GateEnd.OTHER_PERSON)


@pytest.mark.requirement("CALL-06")
@pytest.mark.parametrize("answer", [NO, UNSURE])
def test_ears_around_leave_the_call_open_for_closed_questions_only(answer: GateAnswer) -> None:
    decision = decide_gates({**ALL_YES, GateKind.PRIVACY: answer})
    assert decision == GatesDecision(GateState.OPEN, (), None, False)
    assert decision.has_closed_questions


def test_privacy_is_unknown_before_it_was_asked() -> None:
    decision = decide_gates({GateKind.RIGHT_PERSON: YES})
    assert decision.is_private is None
    assert not decision.has_closed_questions


def test_the_first_no_in_the_order_of_the_opening_says_why_it_ended() -> None:
    decision = decide_gates({GateKind.CONSENT: NO, GateKind.SAFE_TO_TALK: NO})
    assert decision.end is GateEnd.NOT_NOW


def test_a_no_ends_the_call_before_the_other_gates_are_answered() -> None:
    assert decide_gates({GateKind.SAFE_TO_TALK: NO}).state is GateState.ENDED


@pytest.mark.parametrize("gate", [GateKind.STOP_SIGNAL, GateKind.LINE_DROP, GateKind.CHILD_TALK])
@pytest.mark.parametrize("answer", list(GateAnswer))
def test_the_other_steps_neither_lock_nor_end(gate: GateKind, answer: GateAnswer) -> None:
    assert decide_gates({**ALL_YES, gate: answer}).state is GateState.OPEN
    assert decide_gates({gate: answer}).state is GateState.LOCKED


def test_who_gets_the_phone_passed_on_is_asked_again_for_all_but_the_word() -> None:
    waiting = (GateKind.SAFE_TO_TALK, GateKind.PRIVACY, GateKind.CONSENT)
    assert decide_gates({}, is_handed_over=True).waiting_for == waiting
    assert decide_gates(dict.fromkeys(waiting, YES), is_handed_over=True).state is GateState.OPEN
    assert decide_gates(dict.fromkeys(waiting, YES)).state is GateState.LOCKED


@given(ANSWERS, st.booleans())
def test_questions_are_never_open_without_a_safe_moment_and_a_yes(
    answers: dict[GateKind, GateAnswer], handed_over: bool
) -> None:
    decision = decide_gates(answers, is_handed_over=handed_over)
    if decision.state is GateState.OPEN:
        assert answers[GateKind.SAFE_TO_TALK] is YES
        assert answers[GateKind.CONSENT] is YES
        assert GateKind.PRIVACY in answers


def test_every_way_through_the_four_gates_has_one_outcome() -> None:
    opened = [
        answers
        for answers in product(GateAnswer, repeat=len(LOCKS))
        if decide_gates(dict(zip(LOCKS, answers, strict=True))).state is GateState.OPEN
    ]
    assert opened == [(YES, YES, privacy, YES) for privacy in GateAnswer]


def test_the_second_refusal_to_let_the_child_talk_goes_to_the_supervisor() -> None:
    assert [decide_refusal_talk(count, POLICY) for count in (0, 1, 2, 3)] == [False, False, True, True]


def test_the_second_bad_moment_asks_for_another_way() -> None:
    assert [decide_other_way(count, POLICY) for count in (0, 1, 2, 3)] == [False, False, True, True]
