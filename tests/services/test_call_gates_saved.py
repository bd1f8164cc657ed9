"""The opening of a call, saved step by step: no question before it is through, and a no ends the call kindly."""

from collections.abc import Sequence

import pytest

from remote_cm.domain.call_gates import GateAnswer
from remote_cm.domain.refusal import BadInput, NotAllowed, StaleStep
from remote_cm.domain.vocabulary import RiskLevel
from remote_cm.services.call_views import CallPhase
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.calls import AttemptOutcome, ConversationEnding
from tests.factories import case_row, make_people
from tests.services.calls_by_hand import TO_A_CHILD, CallByHand, answers, attempts, audited, tasks

YES, NO, UNSURE = GateAnswer.YES, GateAnswer.NO, GateAnswer.UNSURE


@pytest.fixture
def call(surroundings: Surroundings) -> CallByHand:
    return CallByHand(surroundings, make_people(surroundings, case_row())).pick_up()


def come_through(call: CallByHand, steps: Sequence[str]) -> None:
    for step in steps:
        call.say_yes_at(step)


def test_the_opening_is_asked_one_step_at_a_time_in_its_order(call: CallByHand) -> None:
    for step in TO_A_CHILD:
        page = call.page()
        assert page.phase is CallPhase.OPENING
        assert page.opening is not None
        assert page.opening.step.id == step
        assert page.question is None
        call.say_yes_at(step)
    assert call.page().phase is CallPhase.QUESTION


@pytest.mark.requirement("CALL-01", "N6")
@pytest.mark.parametrize("missing", ["O2", "O3", "O4", "O7"])
def test_no_answer_is_taken_while_one_of_the_four_gates_is_open(
    surroundings: Surroundings, call: CallByHand, missing: str
) -> None:
    come_through(call, TO_A_CHILD[: TO_A_CHILD.index(missing)])
    with pytest.raises(NotAllowed):
        call.hear("D1.1")
    assert answers(surroundings) == {}
    call.come_through().hear("D1.1")
    assert set(answers(surroundings)) == {"D1.1"}


@pytest.mark.requirement("N6")
@pytest.mark.parametrize("step", TO_A_CHILD[1:])
def test_no_step_is_taken_before_the_one_that_comes_first(call: CallByHand, step: str) -> None:
    come_through(call, TO_A_CHILD[: TO_A_CHILD.index(step) - 1])
    before = call.turn().gates
    with pytest.raises(NotAllowed):
        call.hear_at(step, YES)
    assert call.turn().gates == before


def test_a_step_that_was_answered_may_be_corrected(call: CallByHand) -> None:
    come_through(call, TO_A_CHILD[:3])
    call.hear_at("O4", NO)
    assert call.turn().is_private is False
    call.hear_at("O4", YES)
    assert call.turn().is_private is True


@pytest.mark.requirement("N25")
def test_who_was_heard_with_ears_around_is_not_alone_afterwards_because_of_a_later_yes(call: CallByHand) -> None:
    call.come_through(private=False).hear("D1.1")
    call.hear_at("O4", YES)
    assert call.turn().is_private is False


@pytest.mark.requirement("N6")
def test_no_name_and_nothing_of_the_case_is_in_view_before_person_moment_and_privacy_are_certain(
    call: CallByHand,
) -> None:
    name = call.people.contact("child").name
    for step in TO_A_CHILD[:4]:
        page = call.page()
        assert name not in repr(page)
        assert (page.contact_name, page.band, page.tags, page.known_threat) == (None, None, (), None)
        call.hear_at(step, YES)
    page = call.page()
    assert (page.contact_name, page.band) == (name, call.people.case().age_band)


@pytest.mark.requirement("N6")
@pytest.mark.parametrize("answer", [NO, UNSURE])
def test_no_name_is_in_view_where_somebody_may_hear(call: CallByHand, answer: GateAnswer) -> None:
    come_through(call, TO_A_CHILD[:3])
    call.hear_at("O4", answer)
    come_through(call, TO_A_CHILD[4:])
    assert call.page().contact_name is None


@pytest.mark.parametrize(
    ("step", "ending", "outcome"),
    [
        ("O1", ConversationEnding.OTHER_PERSON, AttemptOutcome.OTHER_PERSON),
        ("O2", ConversationEnding.OTHER_PERSON, AttemptOutcome.OTHER_PERSON),
        ("O3", ConversationEnding.NOT_NOW, AttemptOutcome.NOT_NOW),
        ("O7", ConversationEnding.DECLINED, AttemptOutcome.ANSWERED),
    ],
)
@pytest.mark.parametrize("answer", [NO, UNSURE])
@pytest.mark.requirement("CALL-01")
def test_a_no_or_no_clear_yes_ends_the_call_kindly_and_leaves_the_follow_up_owed(
    surroundings: Surroundings,
    call: CallByHand,
    step: str,
    ending: ConversationEnding,
    outcome: AttemptOutcome,
    answer: GateAnswer,
) -> None:
    come_through(call, TO_A_CHILD[: TO_A_CHILD.index(step)])
    call.hear_at(step, answer)
    talk = call.talk()
    assert (talk.ending, talk.ended_at, talk.call_level) == (ending, surroundings.now(), None)
    assert [attempt.outcome for attempt in attempts(surroundings)] == [outcome]
    assert call.people.follow_up().id == call.follow_up_id
    assert call.people.case().level is RiskLevel.MEDIUM
    assert call.page().phase is CallPhase.ENDED
    with pytest.raises(StaleStep):
        call.hear("D1.1")


@pytest.mark.requirement("CALL-02")
def test_a_declined_talk_keeps_who_was_asked_and_when_and_asks_the_caseworker_for_another_way(
    surroundings: Surroundings, call: CallByHand
) -> None:
    come_through(call, TO_A_CHILD[:6])
    call.hear_at("O7", NO)
    (consent,) = [entry for entry in audited(surroundings, "gate:answered") if entry.detail["step"] == "O7"]
    assert (consent.happened_at, consent.detail["answer"]) == (surroundings.now(), "no")
    assert consent.subject_id == call.talk().id
    assert call.talk().contact_id == call.people.contact("child").id
    assert tasks(surroundings, call.people) == {("declined_today", "CW-1")}


@pytest.mark.parametrize("step", ["O1", "O3"])
def test_another_person_or_a_bad_moment_is_no_duty_of_anybody(
    surroundings: Surroundings, call: CallByHand, step: str
) -> None:
    come_through(call, TO_A_CHILD[: TO_A_CHILD.index(step)])
    call.hear_at(step, NO)
    assert tasks(surroundings, call.people) == set()


@pytest.mark.requirement("CALL-06")
@pytest.mark.parametrize(("answer", "private"), [(YES, True), (NO, False), (UNSURE, False)])
def test_whether_they_can_be_heard_is_kept_and_only_closed_questions_are_put_unless_they_are_alone(
    call: CallByHand, answer: GateAnswer, private: bool
) -> None:
    come_through(call, TO_A_CHILD[:3])
    call.hear_at("O4", answer)
    come_through(call, TO_A_CHILD[4:])
    page = call.page()
    assert (call.turn().is_private, page.is_private, page.is_closed_mode) == (private, private, not private)
    assert page.question is not None
    assert page.question.question.is_closed is not private


def test_a_step_that_does_not_exist_is_refused(call: CallByHand) -> None:
    with pytest.raises(BadInput) as refused:
        call.hear_at("O9", YES)
    assert [fault.where for fault in refused.value.faults] == ["step"]


def test_nothing_is_asked_before_somebody_has_answered(surroundings: Surroundings) -> None:
    call = CallByHand(surroundings, make_people(surroundings, case_row()))
    call.ring()
    assert call.page().phase is CallPhase.RINGING
    with pytest.raises(StaleStep):
        call.hear_at("O1", YES)


def test_after_a_kind_end_the_family_may_be_rung_again_for_the_same_follow_up(call: CallByHand) -> None:
    come_through(call, TO_A_CHILD[:2])
    call.hear_at("O3", NO)
    call.open().hear_all()
    call.end()
    assert [talk.ending for talk in call.conversations()].count(ConversationEnding.FINISHED) == 1
    assert call.people.follow_up().id != call.follow_up_id
