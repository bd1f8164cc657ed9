"""What is noticed in the middle of a call: ears around change what is asked and what counts; a hint is asked about."""

import pytest

from remote_cm.domain.call_gates import GateAnswer
from remote_cm.domain.next_question import LockReason
from remote_cm.domain.vocabulary import LadderName, ScriptDomain, Track, Trigger
from remote_cm.services.call_views import CallPage, CallPhase
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.tasks import Task
from tests.factories import case_row, make_people
from tests.services.calls_by_hand import GREEN, ORANGE, RED, CallByHand, alerts, answers, rows, tasks


@pytest.fixture
def call(surroundings: Surroundings) -> CallByHand:
    return CallByHand(surroundings, make_people(surroundings, case_row())).open()


def locked(page: CallPage) -> dict[str, LockReason]:
    return {one.item.id: one.reason for domain in page.domains for one in domain.locked}


@pytest.mark.requirement("N25", "CALL-06")
def test_ears_around_in_the_middle_take_the_greens_of_safety_feelings_and_care(call: CallByHand) -> None:
    call.hear_all("D1.1", "D2.1", "D3.1", "D4.1", "D7.1")
    call.be_overheard()
    call.end()
    effective = call.talk().effective
    assert effective is not None
    assert {domain for domain, colour in effective.items() if colour == "G"} == {"D2", "D7"}


def test_a_worry_that_was_told_before_the_ears_came_still_counts(call: CallByHand) -> None:
    call.hear("D1.1", ORANGE)
    call.be_overheard()
    call.end()
    effective = call.talk().effective
    assert effective is not None
    assert effective["D1"] == "O"


@pytest.mark.requirement("N7", "CALL-06")
def test_from_then_on_only_closed_questions_are_put_and_the_delicate_ones_are_locked(call: CallByHand) -> None:
    before = call.page()
    assert (before.is_closed_mode, locked(before)) == (False, {})
    call.be_overheard()
    page = call.page()
    assert page.is_closed_mode
    assert page.turn is not None
    assert page.turn.is_overheard
    assert page.question is not None
    assert page.question.question.is_closed
    assert locked(page)["D1.3"] is LockReason.PRIVATE


@pytest.mark.requirement("N25")
def test_no_later_yes_makes_a_talk_private_again_that_was_overheard(call: CallByHand) -> None:
    call.be_overheard()
    call.hear_at("O4", GateAnswer.YES)
    assert call.turn().is_private is False


def test_only_the_turn_that_was_heard_is_overheard(call: CallByHand) -> None:
    call.be_overheard()
    call.pass_to(Track.CAREGIVER).come_through()
    assert (call.turn(Track.CHILD).is_private, call.turn(Track.CAREGIVER).is_private) == (False, True)


def test_ears_of_the_feared_one_reach_the_supervisor_the_same_day_and_once(
    surroundings: Surroundings, call: CallByHand
) -> None:
    call.be_overheard()
    assert tasks(surroundings, call.people) == set()
    call.be_overheard(by_feared_one=True)
    call.be_overheard(by_feared_one=True)
    (task,) = rows(surroundings, Task)
    assert (task.kind.value, task.assignee_id) == ("overheard_by_feared", call.people.staff("SUP-1").id)
    assert task.due_at.astimezone(surroundings.zone).date() == surroundings.today()


def test_the_moment_is_that_of_the_first_time(surroundings: Surroundings, call: CallByHand) -> None:
    first = surroundings.now()
    call.be_overheard()
    surroundings.clock.advance(minutes=2)  # type: ignore[attr-defined] # the clock of a test stands still
    call.be_overheard()
    assert call.turn().overheard_at == first


# who may not ask


@pytest.mark.requirement("N14")
def test_a_question_for_a_woman_is_locked_with_its_reason_for_a_man(surroundings: Surroundings) -> None:
    people = make_people(surroundings, case_row())
    with surroundings.database.unit_of_work() as work:
        caseworker = work.session.merge(people.staff("CW-1"))
        caseworker.sex = "male"
        work.commit()
    call = CallByHand(surroundings, people).open()
    assert locked(call.page()) == {"D2.4": LockReason.WOMAN_TO_GIRL}


@pytest.mark.requirement("N14", "N25")
@pytest.mark.parametrize("is_feared", [True, False])
def test_who_turns_out_to_be_feared_is_not_asked_of_others_and_their_greens_do_not_count(
    surroundings: Surroundings, call: CallByHand, is_feared: bool
) -> None:
    call.pass_to(Track.CAREGIVER).come_through()
    with surroundings.database.unit_of_work() as work:
        caregiver = work.session.merge(call.people.contact("caregiver"))
        caregiver.is_person_of_concern = is_feared
        work.commit()
    assert (locked(call.page()).get("D1.3") is LockReason.NOT_PERSON_OF_CONCERN) is is_feared
    call.hear_all()
    call.end()
    effective = call.talk().effective
    assert effective is not None
    assert [effective[domain] for domain in ("D1", "D2", "D3")] == ["U" if is_feared else "G"] * 3


def test_what_is_told_without_being_asked_is_written_down_and_acted_on(
    surroundings: Surroundings, call: CallByHand
) -> None:
    call.be_overheard()
    call.hear("D1.3", RED, said="told in a whisper")
    assert answers(surroundings)["D1.3"].code is RED
    page = call.page()
    assert page.phase is CallPhase.RED_QUESTION
    (saved,) = page.answers
    assert (saved.asked, saved.title) == (None, surroundings.script.items["D1.3"].title)
    call.reply("D1.3", "yes")
    assert [alert.trigger for alert in alerts(surroundings)] == [Trigger.T3]


# self-harm


def test_a_hint_is_asked_about_next_with_whomever_talks(call: CallByHand) -> None:
    assert "D3.3" not in [question_id(call.page())]
    call.hint()
    assert question_id(call.page()) == "D3.3"
    call.hear("D3.3", GREEN)
    assert question_id(call.page()) == "D1.1"


def test_a_hint_of_the_caregiver_is_asked_about_when_the_child_talks(surroundings: Surroundings) -> None:
    row = case_row(age_band="B")
    call = CallByHand(surroundings, make_people(surroundings, row)).open()
    first, other = (call.talk().track, Track.CHILD)
    if first is Track.CHILD:
        other = Track.CAREGIVER
    call.hint()
    call.hear("D3.3", GREEN)
    call.pass_to(other).come_through()
    assert question_id(call.page()) == "D3.3"


@pytest.mark.parametrize("before", [(), ("D1.1",), ("D1.1", "D2.1", "D3.1")])
def test_a_plan_to_die_is_danger_at_once_wherever_the_script_stands_and_waits_for_no_reason(
    surroundings: Surroundings, call: CallByHand, before: tuple[str, ...]
) -> None:
    for item_id in before:
        call.hear(item_id)
    call.hear("D3.3", RED, skip_reason="")
    assert [(alert.ladder, alert.trigger) for alert in alerts(surroundings)] == [(LadderName.E0, Trigger.T4)]
    page = call.page()
    assert page.phase is CallPhase.CLOSING
    assert page.red is None
    assert page.guides[0] == "suicide"


def test_passing_thoughts_open_the_steps_on_suicide_and_no_ladder(surroundings: Surroundings, call: CallByHand) -> None:
    assert call.page().guides == ()
    call.hear("D3.3", ORANGE)
    assert call.page().guides == ("suicide",)
    assert alerts(surroundings) == []


def test_a_disclosure_opens_its_steps(call: CallByHand) -> None:
    call.hear("D1.2", RED)
    assert "disclosure" in call.page().guides


def test_a_red_that_tells_of_more_asks_about_that_next(surroundings: Surroundings, call: CallByHand) -> None:
    teller = next(item for item in surroundings.script.items.values() if item.also_score)
    call.pass_to(Track.CAREGIVER).come_through()
    call.hear("D1.1")
    call.hear(teller.id, RED)
    while call.page().red is not None:
        call.reply(teller.id, "no" if teller.trigger.danger_when == "yes" else "yes")
    assert question_id(call.page()) == teller.also_score[0]


def question_id(page: CallPage) -> str | None:
    return page.question.question.item.id if page.question is not None else None


# danger stops the script, a concern about one of us does not


def test_a_concern_about_one_of_us_does_not_stop_the_script(call: CallByHand) -> None:
    call.hear("D1.1")
    call.hear("D1.2")
    call.hear("D1.3", RED)
    call.reply("D1.3", "no", Trigger.T12)
    assert question_id(call.page()) == "D1.4"


@pytest.mark.requirement("MON-13")
@pytest.mark.parametrize("domain", ScriptDomain)
def test_extra_questions_stand_at_their_domain_and_only_for_cases_with_the_mark(
    surroundings: Surroundings, domain: ScriptDomain
) -> None:
    people = make_people(surroundings, case_row())
    marks = {question.tag for question in surroundings.script.extras.questions}
    with surroundings.database.unit_of_work() as work:
        case = work.session.merge(people.case())
        case.tags = sorted(marks)
        work.commit()
    call = CallByHand(surroundings, people).open()
    page = call.page()
    assert page.tags == tuple(sorted(marks))
    while (question := call.page().question) is not None:
        if question.question.item.domain is domain:
            expected = surroundings.script.extras.questions_for(
                marks, domain, Track.CHILD, people.case().age_band, is_private=True
            )
            assert question.extras == expected
            break
        call.hear(question.question.item.id)
