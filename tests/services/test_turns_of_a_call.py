"""The phone passes within the family: each has gates, privacy and answers of their own, and neither hears the other."""

from collections.abc import Callable
from typing import Any

import pytest

from remote_cm.domain.call_gates import GateAnswer
from remote_cm.domain.call_script import DangerAnswer
from remote_cm.domain.refusal import BadInput, NotAllowed, StaleStep
from remote_cm.domain.vocabulary import ContactRole, DomainColour, RiskLevel, ScriptDomain, Track
from remote_cm.services.answer_gate import answer_gate
from remote_cm.services.call_views import CallPhase, TurnNow
from remote_cm.services.case_pages import show_case
from remote_cm.services.save_answer import HeardAnswer, answer_red_question, save_answer
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.calls import Answer, Turn
from tests.factories import CAREGIVER_NUMBER, CHILD_NUMBER, case_row, contact_row, make_people
from tests.services.calls_by_hand import (
    GREEN,
    HANDED_OVER,
    ORANGE,
    RED,
    TO_A_CAREGIVER,
    CallByHand,
    rows,
    tasks,
)

YES, NO, UNSURE = GateAnswer.YES, GateAnswer.NO, GateAnswer.UNSURE
CAREGIVER, CHILD = Track.CAREGIVER, Track.CHILD

MOTHER = contact_row("caregiver", CAREGIVER_NUMBER)
WITHOUT_A_PHONE = contact_row("child", None)


def with_mother(around: Surroundings, **changes: Any) -> CallByHand:
    """A call in which the caregiver picks up; the child has no phone of its own."""
    row = case_row(**{"contacts": [MOTHER, WITHOUT_A_PHONE]} | changes)
    return CallByHand(around, make_people(around, row))


@pytest.fixture
def call(surroundings: Surroundings) -> CallByHand:
    return with_mother(surroundings).open()


def turn_of(call: CallByHand) -> TurnNow:
    turn = call.page().turn
    assert turn is not None
    return turn


def answers_by_track(around: Surroundings) -> dict[tuple[Track, str], Answer]:
    return {(answer.track, answer.item_id): answer for answer in rows(around, Answer)}


@pytest.mark.requirement("MON-01")
def test_the_child_hears_the_opening_again_in_its_own_words_from_the_safe_moment_on(call: CallByHand) -> None:
    call.pass_to(CHILD)
    heard = []
    while (opening := call.page().opening) is not None:
        step = next(one for one in call.around.script.opening if one.id == opening.step.id)
        assert opening.words == step.say.said_to(CHILD, call.people.case().age_band)
        heard.append(step.id)
        call.say_yes_at(step.id)
    assert tuple(heard) == HANDED_OVER
    question = call.page().question
    assert question is not None
    item = call.around.script.items["D1.1"]
    assert question.question.words in {ask.say for ask in item.asks if ask.track is CHILD}


def test_with_a_grown_up_the_child_is_asked_for_at_the_end_of_the_opening(surroundings: Surroundings) -> None:
    call = with_mother(surroundings).pick_up()
    heard = []
    while (opening := call.page().opening) is not None:
        heard.append(opening.step.id)
        call.say_yes_at(opening.step.id)
    assert tuple(heard) == TO_A_CAREGIVER


@pytest.mark.requirement("N6")
def test_the_child_is_not_asked_for_before_the_one_who_picked_up_is_known_safe_and_agreed(
    surroundings: Surroundings,
) -> None:
    call = with_mother(surroundings).pick_up()
    for step in TO_A_CAREGIVER[:7]:
        with pytest.raises(NotAllowed):
            call.pass_to(CHILD)
        call.say_yes_at(step)
    call.pass_to(CHILD)
    assert call.talk().track is CHILD


@pytest.mark.requirement("CALL-01")
@pytest.mark.parametrize("missing", ["O3", "O4", "O7"])
def test_no_question_is_put_to_the_child_on_the_yes_of_the_caregiver(
    surroundings: Surroundings, call: CallByHand, missing: str
) -> None:
    call.pass_to(CHILD)
    for step in HANDED_OVER[: HANDED_OVER.index(missing)]:
        call.hear_at(step, YES)
    with pytest.raises(NotAllowed):
        call.hear("D1.1")
    assert rows(surroundings, Answer) == []
    call.come_through().hear("D1.1")
    assert set(answers_by_track(surroundings)) == {(CHILD, "D1.1")}


@pytest.mark.requirement("CALL-06")
def test_each_has_their_own_privacy(surroundings: Surroundings) -> None:
    call = with_mother(surroundings).open(private=False).hear_all()
    call.pass_to(CHILD).come_through()
    assert (call.turn(CAREGIVER).is_private, call.turn(CHILD).is_private) == (False, True)
    assert call.page().is_closed_mode is False
    call.hear_all()
    call.end()
    assert call.talk().effective == {d.value: "G" if d.is_priority else "U" for d in ScriptDomain}


@pytest.mark.requirement("N16")
def test_on_one_track_nothing_is_seen_of_what_the_other_said(call: CallByHand) -> None:
    call.hear("D1.1", ORANGE, said="a zebra at the gate")
    call.hear("D2.1", RED)
    call.reply("D2.1", "yes")
    call.pass_to(CHILD).come_through()
    page = call.page()
    assert page.answers == ()
    assert {domain.colour for domain in page.domains} == {DomainColour.UNCOVERED}
    assert [domain.advice for domain in page.domains if domain.advice] == []
    assert (page.red, page.guides) == (None, ())
    assert "zebra" not in repr(page)
    call.hear("D1.1", GREEN)
    assert [(answer.track, answer.code) for answer in call.page().answers] == [(CHILD, GREEN)]


@pytest.mark.requirement("N16", "MON-05")
def test_the_worse_of_both_counts_and_that_they_differ_is_for_staff_when_nobody_listens(call: CallByHand) -> None:
    call.hear_all()
    call.pass_to(CHILD).come_through().hear("D1.1", RED)
    call.reply("D1.1", "no")
    while_talking = call.page()
    assert while_talking.judged is not None
    assert while_talking.judged.discordant == ()
    assert while_talking.judged.decision.level is RiskLevel.HIGH
    call.end()
    afterwards = call.page()
    assert afterwards.judged is not None
    assert afterwards.judged.discordant == (ScriptDomain.SAFETY,)
    assert {answer.track for answer in afterwards.answers} == set(Track)
    assert call.talk().call_level is RiskLevel.HIGH


@pytest.mark.requirement("N5", "CALL-10")
def test_the_phone_never_passes_to_a_caregiver_who_is_a_person_of_concern(surroundings: Surroundings) -> None:
    feared = contact_row("caregiver", CAREGIVER_NUMBER, person_of_concern=True)
    row = case_row(contacts=[feared, contact_row("child", CHILD_NUMBER)])
    call = CallByHand(surroundings, make_people(surroundings, row)).open()
    assert turn_of(call).other_track is None
    with pytest.raises(NotAllowed):
        call.pass_to(CAREGIVER)
    assert [turn.track for turn in rows(surroundings, Turn)] == [CHILD]


def test_a_child_who_picked_up_may_pass_the_phone_to_the_caregiver(surroundings: Surroundings) -> None:
    call = CallByHand(surroundings, make_people(surroundings, case_row())).open()
    assert (turn_of(call).track, turn_of(call).other_track) == (CHILD, CAREGIVER)
    call.pass_to(CAREGIVER).come_through().hear("D1.1")
    assert set(answers_by_track(surroundings)) == {(CAREGIVER, "D1.1")}


def test_passing_the_phone_twice_is_passing_it_once(
    surroundings: Surroundings, call: CallByHand, at_once: Callable[..., list[Exception | None]]
) -> None:
    failures = at_once(lambda: call.pass_to(CHILD), lambda: call.pass_to(CHILD))
    assert failures == [None, None]
    assert sorted(turn.track for turn in rows(surroundings, Turn)) == [CAREGIVER, CHILD]
    assert call.turn(CHILD).is_handed_over


def test_a_phone_that_is_given_back_asks_again_if_it_is_safe_and_who_hears(call: CallByHand) -> None:
    call.hear("D1.1")
    call.pass_to(CHILD).come_through()
    assert turn_of(call).other_had_turn
    call.pass_to(CAREGIVER)
    assert {"O1", "O2", "O7"} <= set(call.turn().gates)
    assert {"O3", "O4"}.isdisjoint(call.turn().gates)
    with pytest.raises(NotAllowed):
        call.hear("D1.2")
    call.come_through().hear("D1.2")


@pytest.mark.requirement("N25")
def test_ears_around_at_the_second_time_take_the_greens_of_the_first(call: CallByHand) -> None:
    call.hear_all()
    call.pass_to(CHILD).come_through()
    call.pass_to(CAREGIVER).come_through(private=False)
    call.end()
    assert call.talk().effective == {d.value: "G" if d is ScriptDomain.HEALTH else "U" for d in ScriptDomain}


@pytest.mark.requirement("CALL-02")
@pytest.mark.parametrize("answer", [NO, UNSURE])
def test_a_child_who_does_not_agree_gives_the_phone_back_and_what_the_caregiver_said_stays(
    surroundings: Surroundings, call: CallByHand, answer: GateAnswer
) -> None:
    call.hear_all()
    call.pass_to(CHILD)
    for step in HANDED_OVER[:-1]:
        call.hear_at(step, YES)
    call.hear_at("O7", answer)
    assert call.talk().ended_at is None
    assert call.talk().track is CAREGIVER
    assert call.turn(CHILD).child_refused_by is ContactRole.CHILD
    assert call.turn(CHILD).consented_at is None
    assert tasks(surroundings, call.people) == set()


def test_a_bad_moment_for_the_child_is_no_refusal(call: CallByHand) -> None:
    call.pass_to(CHILD)
    call.hear_at("O3", NO)
    assert call.talk().track is CAREGIVER
    assert call.turn(CHILD).child_refused_by is None


def test_what_comes_late_for_the_one_is_not_taken_for_the_word_of_the_other(call: CallByHand) -> None:
    call.pass_to(CHILD)
    call.hear_at("O3", NO)
    with pytest.raises(StaleStep):
        answer_gate(call.around, call.person, call.follow_up_id, "O3", NO, CHILD)
    call.come_through()
    with pytest.raises(StaleStep):
        save_answer(call.around, call.person, call.follow_up_id, HeardAnswer("D1.1", GREEN, track=CHILD))
    assert call.talk().ended_at is None


@pytest.mark.requirement("N16")
def test_a_late_reply_of_the_one_does_not_settle_the_red_of_the_other(call: CallByHand) -> None:
    call.pass_to(CHILD).come_through().hear("D1.1", RED)
    call.hear_at("O3", NO)
    call.come_through().hear("D1.1", RED)
    late = (call.around, call.person, call.follow_up_id, "D1.1", DangerAnswer.NO, None)
    with pytest.raises(StaleStep):
        answer_red_question(*late, CHILD)
    assert call.page().phase is CallPhase.RED_QUESTION
    answer_red_question(*late, CAREGIVER)
    assert call.page().phase is CallPhase.QUESTION


def test_the_phone_is_not_passed_while_a_red_waits_for_its_question(call: CallByHand) -> None:
    call.hear("D1.1", RED)
    with pytest.raises(BadInput):
        call.pass_to(CHILD)
    call.reply("D1.1", "no")
    call.pass_to(CHILD)
    assert call.talk().track is CHILD


@pytest.mark.requirement("N16")
def test_what_a_childs_red_asks_waits_for_the_child_and_is_never_asked_of_the_caregiver(call: CallByHand) -> None:
    call.pass_to(CHILD).come_through().hear("D1.1", RED)
    call.hear_at("O3", NO)
    call.come_through()
    assert (call.talk().track, call.page().red) == (CAREGIVER, None)
    call.pass_to(CHILD).come_through()
    assert call.page().phase is CallPhase.RED_QUESTION


def test_a_no_in_the_middle_locks_the_questions_and_leaves_the_end_to_the_caseworker(call: CallByHand) -> None:
    call.hear_all()
    call.pass_to(CHILD).come_through()
    call.pass_to(CAREGIVER)
    call.hear_at("O3", NO)
    assert call.page().phase is CallPhase.CLOSING
    with pytest.raises(NotAllowed):
        call.hear("D1.2")
    call.end()
    assert call.talk().call_level is not None


# a child under six


def small_child(around: Surroundings) -> CallByHand:
    return with_mother(around, age_band="A").open()


@pytest.mark.requirement("CALL-05")
def test_a_child_under_six_is_only_heard_and_asked_nothing(surroundings: Surroundings) -> None:
    call = small_child(surroundings)
    assert turn_of(call).other_is_only_heard
    call.pass_to(CHILD)
    call.pass_to(CHILD)
    assert call.talk().track is CAREGIVER
    assert len([turn for turn in rows(surroundings, Turn) if turn.track is CHILD]) == 1
    assert turn_of(call).other_had_turn
    assert call.page().phase is CallPhase.QUESTION
    call.hear_all()
    call.end()
    assert call.talk().call_level is RiskLevel.LOW


# who refuses


def refuse_and_end(call: CallByHand, refused_by: ContactRole = ContactRole.CAREGIVER) -> CallByHand:
    call.refuse(refused_by)
    call.hear_all()
    call.end()
    call.around.clock.advance(days=3)  # type: ignore[attr-defined] # the clock of a test stands still
    return CallByHand(call.around, call.people)


def test_who_refused_the_childs_talk_is_kept(surroundings: Surroundings, call: CallByHand) -> None:
    call.refuse(ContactRole.SAFE_ADULT)
    call.refuse(ContactRole.SAFE_ADULT)
    assert (call.turn().child_refused_by, call.turn().gates["O8"]) == (ContactRole.SAFE_ADULT, "no")
    assert tasks(surroundings, call.people) == set()


def test_a_no_at_the_step_itself_is_the_refusal_of_who_is_on_the_phone(surroundings: Surroundings) -> None:
    call = with_mother(surroundings).pick_up()
    for step in TO_A_CAREGIVER[:-1]:
        call.say_yes_at(step)
    call.hear_at("O8", NO)
    assert call.turn().child_refused_by is ContactRole.CAREGIVER
    assert call.page().phase is CallPhase.QUESTION


def test_the_second_refusal_in_a_row_reaches_the_supervisor_once(surroundings: Surroundings, call: CallByHand) -> None:
    again = refuse_and_end(call).open()
    again.refuse(ContactRole.CAREGIVER)
    again.refuse(ContactRole.CHILD)
    assert {kind for kind, who in tasks(surroundings, call.people) if who == "SUP-1"} == {"child_refused"}
    assert [kind for kind, _ in tasks(surroundings, call.people)].count("child_refused") == 1


def test_a_talk_with_the_child_in_between_begins_the_count_anew(surroundings: Surroundings, call: CallByHand) -> None:
    between = refuse_and_end(call).open()
    between.pass_to(CHILD).come_through().hear_all()
    between.end()
    surroundings.clock.advance(days=3)  # type: ignore[attr-defined] # the clock of a test stands still
    last = CallByHand(surroundings, call.people).open()
    last.refuse(ContactRole.CAREGIVER)
    assert tasks(surroundings, call.people) == set()


def test_a_refusal_that_was_thought_over_is_none(call: CallByHand) -> None:
    call.refuse(ContactRole.CAREGIVER)
    call.pass_to(CHILD)
    assert call.turn(CAREGIVER).child_refused_by is None


def test_nobody_but_the_family_refuses_and_not_while_the_child_talks(call: CallByHand) -> None:
    with pytest.raises(BadInput):
        call.refuse(ContactRole.VOLUNTEER)
    call.pass_to(CHILD)
    with pytest.raises(StaleStep):
        call.refuse(ContactRole.CHILD)


# who was heard


@pytest.mark.requirement("CALL-05")
def test_two_calls_without_the_childs_voice_are_raised_and_one_with_it_ends_that(
    surroundings: Surroundings, call: CallByHand
) -> None:
    again = call
    for raised in (False, False):
        assert again.page().heard.is_child_overdue is raised
        again.hear_all()
        again.end()
        surroundings.clock.advance(days=3)  # type: ignore[attr-defined] # the clock of a test stands still
        again = CallByHand(surroundings, call.people)
        again.open()
    assert again.page().heard.is_child_overdue
    again.pass_to(CHILD).come_through().hear_all()
    again.end()
    assert not again.page().heard.is_child_overdue


@pytest.mark.requirement("CALL-07")
def test_when_each_was_last_heard_alone_is_on_the_call_and_on_the_case(
    surroundings: Surroundings, call: CallByHand
) -> None:
    first = call.talk().started_at
    call.hear_all()
    call.pass_to(CHILD).come_through().hear_all()
    call.end()
    surroundings.clock.advance(days=3)  # type: ignore[attr-defined] # the clock of a test stands still
    again = CallByHand(surroundings, call.people).open().hear_all()
    again.end()
    heard, case = again.page().heard, show_case(surroundings, again.person, again.code)
    assert (heard.child_at, heard.caregiver_at) == (first, again.talk().started_at)
    assert (case.child_heard_at, case.caregiver_heard_at) == (heard.child_at, heard.caregiver_at)
