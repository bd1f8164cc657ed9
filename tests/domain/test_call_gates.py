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
    may_answer_step,
    may_name_the_child,
    steps_for,
)
from remote_cm.domain.call_policy import CallScriptPolicy
from remote_cm.domain.call_script import GateKind, OpeningStep
from remote_cm.domain.spoken_words import SpokenWords
from remote_cm.domain.vocabulary import Track

YES, NO, UNSURE = GateAnswer.YES, GateAnswer.NO, GateAnswer.UNSURE
LOCKS = (GateKind.RIGHT_PERSON, GateKind.SAFE_TO_TALK, GateKind.PRIVACY, GateKind.CONSENT)
ALL_YES = dict.fromkeys(LOCKS, YES)
POLICY = CallScriptPolicy(
    coverage_debt_days=28,
    notes_nudge_hours=24,
    child_refusals_in_a_row=2,
    not_now_in_a_row=2,
    trigger_time_minutes=60,
    ring_back_after_minutes=2,
    recall_hours={},
    ambiguous_day_words=(),
)

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


IN_ORDER = (
    *(GateKind.NEUTRAL_HELLO, GateKind.RIGHT_PERSON, GateKind.SAFE_TO_TALK, GateKind.PRIVACY),
    *(GateKind.STOP_SIGNAL, GateKind.LINE_DROP, GateKind.CONSENT, GateKind.CHILD_TALK),
)
OPENING = tuple(
    OpeningStep(id=f"O{place}", title="", gate=gate, say=SpokenWords(""), if_yes="", if_no="")
    for place, gate in enumerate(IN_ORDER, start=1)
)


def ids(track: Track, *, handed_over: bool = False) -> list[str]:
    return [step.id for step in steps_for(OPENING, track, is_handed_over=handed_over)]


def test_a_child_is_not_asked_for_the_child_and_who_was_handed_the_phone_begins_with_the_safe_moment() -> None:
    assert ids(Track.CAREGIVER) == ["O1", "O2", "O3", "O4", "O5", "O6", "O7", "O8"]
    assert ids(Track.CHILD) == ["O1", "O2", "O3", "O4", "O5", "O6", "O7"]
    for track in Track:
        assert ids(track, handed_over=True) == ["O3", "O4", "O5", "O6", "O7"]


@pytest.mark.requirement("N6")
@given(st.sets(st.sampled_from([f"O{place}" for place in range(1, 9)])))
def test_a_step_is_open_only_when_all_before_it_have_an_answer(answered: set[str]) -> None:
    for place, step in enumerate(OPENING):
        has_all_before = all(before.id in answered for before in OPENING[:place])
        assert may_answer_step(OPENING, answered, step.id) is has_all_before
    assert not may_answer_step(OPENING, answered, "O9")


@pytest.mark.requirement("N6")
@pytest.mark.parametrize("missing", [GateKind.RIGHT_PERSON, GateKind.SAFE_TO_TALK, GateKind.PRIVACY])
@pytest.mark.parametrize("said", [None, GateAnswer.NO, GateAnswer.UNSURE])
def test_no_name_is_in_view_before_person_moment_and_privacy_are_a_clear_yes(
    missing: GateKind, said: GateAnswer | None
) -> None:
    heard = dict.fromkeys(GateKind, GateAnswer.YES)
    assert may_name_the_child(heard, is_handed_over=False)
    del heard[missing]
    if said is not None:
        heard[missing] = said
    assert not may_name_the_child(heard, is_handed_over=False)


def test_who_was_handed_the_phone_is_known_and_only_moment_and_privacy_are_asked_of_them() -> None:
    heard = {GateKind.SAFE_TO_TALK: GateAnswer.YES, GateKind.PRIVACY: GateAnswer.YES}
    assert may_name_the_child(heard, is_handed_over=True)
    assert not may_name_the_child(heard, is_handed_over=False)
