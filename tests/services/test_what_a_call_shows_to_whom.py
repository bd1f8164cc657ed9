"""Whose eyes see what of a call: agreed words, the threat of the case, and steps that only its caseworker takes."""

from collections.abc import Callable

import pytest

from remote_cm.domain.access import Person
from remote_cm.domain.call_gates import GateAnswer
from remote_cm.domain.consent import ConsentItem, ExplainedPoint
from remote_cm.domain.refusal import NotAllowed, NotFound, StaleStep
from remote_cm.domain.vocabulary import ContactRole, Track
from remote_cm.services.begin_turn import begin_turn, refuse_turn
from remote_cm.services.call_views import AgreedWords
from remote_cm.services.mark_overheard import mark_hint, mark_overheard
from remote_cm.services.record_consent import ConsentGiven, record_consent
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.calls import ConsentRecord, Turn
from tests.factories import case_row, make_people
from tests.services.calls_by_hand import TO_A_CHILD, CallByHand, rows

CHILDS_WORD, MOTHERS_WORD = "guava", "umbrella"


@pytest.fixture
def call(surroundings: Surroundings) -> CallByHand:
    people = make_people(surroundings, case_row())
    with surroundings.database.unit_of_work() as work:
        for role, word in (("child", CHILDS_WORD), ("caregiver", MOTHERS_WORD)):
            contact = work.session.merge(people.contact(role))
            contact.opening_word = contact.answer_word = contact.stop_word = contact.danger_word = word
        case = work.session.merge(people.case())
        case.known_threat = "the man with the boat"
        work.commit()
    return CallByHand(surroundings, people)


def agreed(call: CallByHand) -> AgreedWords:
    words = call.page().agreed
    assert words is not None
    return words


def test_agreed_words_are_there_only_while_the_call_is_open_and_only_for_its_caseworker(call: CallByHand) -> None:
    assert call.page().agreed is None
    call.pick_up()
    assert agreed(call).opening_word == CHILDS_WORD
    assert call.page(by="SUP-1").agreed is None
    call.come_through().hear_all()
    call.end()
    assert call.page().agreed is None
    assert CHILDS_WORD not in repr(call.page())


def test_nobody_has_the_words_of_the_other_in_view_least_of_all_a_caregiver_the_childs(call: CallByHand) -> None:
    call.open()
    assert agreed(call).danger_word == CHILDS_WORD
    call.pass_to(Track.CAREGIVER)
    assert agreed(call).danger_word == MOTHERS_WORD
    assert CHILDS_WORD not in repr(call.page())


@pytest.mark.requirement("N6")
def test_the_threat_of_the_case_is_in_view_and_asked_about_only_when_it_is_safe(call: CallByHand) -> None:
    call.pick_up()
    for step in TO_A_CHILD[:4]:
        assert call.page().known_threat is None
        call.hear_at(step, GateAnswer.YES)
    assert call.page().known_threat == "the man with the boat"
    assert call.page(by="SUP-1").known_threat is None
    call.come_through()
    asked = set()
    while (question := call.page().question) is not None:
        asked.add(question.question.item.id)
        call.hear(question.question.item.id)
    assert "D1.5" in asked


def test_without_a_threat_in_the_plan_none_is_asked_about(surroundings: Surroundings) -> None:
    call = CallByHand(surroundings, make_people(surroundings, case_row())).open()
    while (question := call.page().question) is not None:
        assert question.question.item.id != "D1.5"
        call.hear(question.question.item.id)


Step = Callable[[Surroundings, Person, CallByHand], None]

STEPS: dict[str, Step] = {
    "turn": lambda around, person, call: begin_turn(around, person, call.follow_up_id, Track.CAREGIVER),
    "refusal": lambda around, person, call: refuse_turn(around, person, call.follow_up_id, ContactRole.CAREGIVER),
    "overheard": lambda around, person, call: mark_overheard(around, person, call.follow_up_id, by_feared_one=True),
    "hint": lambda around, person, call: mark_hint(around, person, call.follow_up_id),
    "consent": lambda around, person, call: record_consent(
        around,
        person,
        call.follow_up_id,
        ConsentGiven(ContactRole.CHILD, frozenset(ExplainedPoint), frozenset(ConsentItem), not_to_inform="the uncle"),
    ),
}


@pytest.mark.parametrize(
    ("who", "refusal"), [("SUP-1", NotAllowed), ("CW-2", NotFound), ("CW-9", NotFound), ("SAFE-1", NotFound)]
)
@pytest.mark.parametrize("step", STEPS)
def test_nobody_but_the_cases_caseworker_takes_a_step_of_its_call(
    surroundings: Surroundings, call: CallByHand, step: str, who: str, refusal: type[Exception]
) -> None:
    call.open()
    with pytest.raises(refusal):
        STEPS[step](surroundings, call.people.person(who), call)
    (turn,) = rows(surroundings, Turn)
    assert (turn.is_private, turn.is_hinted, turn.child_refused_by) == (True, False, None)
    assert [record.not_to_inform for record in rows(surroundings, ConsentRecord)] == [None]


@pytest.mark.parametrize("step", STEPS)
def test_after_the_end_no_step_of_a_call_is_taken_any_more(
    surroundings: Surroundings, call: CallByHand, step: str
) -> None:
    call.open().hear_all()
    call.end()
    with pytest.raises(StaleStep):
        STEPS[step](surroundings, call.person, call)
