"""A red answer is never just a colour and never silent: the ladder, safeguarding alone, or people within hours."""

from typing import Any

import pytest
from sqlalchemy import update

from remote_cm.domain.refusal import BadInput, NotAllowed, NotFound, StaleStep
from remote_cm.domain.vocabulary import LadderName, Trigger
from remote_cm.ports import Job
from remote_cm.services.alert_board import show_alert_board
from remote_cm.services.call_views import CallPhase
from remote_cm.services.case_pages import show_case
from remote_cm.services.press_danger import press_danger
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.alerts import AlertEvent, RungNotice
from remote_cm.storage.tables.people import TeamDuty
from remote_cm.storage.tables.tasks import Task
from tests.factories import case_row, make_people, team_file
from tests.services.calls_by_hand import GREEN, ORANGE, RED, CallByHand, alerts, answers, audited, rows, tasks

E1 = {("red_answer", "SUP-1"), ("red_answer", "CW-1")}


@pytest.fixture
def call(surroundings: Surroundings) -> CallByHand:
    return CallByHand(surroundings, make_people(surroundings, case_row())).open()


def test_a_red_asks_what_decides_before_anything_else_and_the_supervisor_knows_at_once(
    surroundings: Surroundings, call: CallByHand
) -> None:
    call.hear("D1.1", RED)
    page = call.page()
    assert page.phase is CallPhase.RED_QUESTION
    assert page.red is not None
    assert page.red.item.id == "D1.1"
    assert page.question is None
    assert tasks(surroundings, call.people) == {("red_answer", "SUP-1")}
    assert alerts(surroundings) == []


def test_now_opens_the_ladder_with_its_trigger_and_pages_the_caseworker(
    surroundings: Surroundings, call: CallByHand
) -> None:
    call.hear("D1.1", RED)
    call.reply("D1.1", "yes", Trigger.T6)
    (alert,) = alerts(surroundings)
    assert (alert.ladder, alert.trigger, alert.case_id) == (LadderName.E0, Trigger.T6, call.people.case().id)
    assert alert.conversation_id == call.talk().id
    assert {notice.staff_id for notice in rows(surroundings, RungNotice)} == {call.person.id}
    queue: Any = surroundings.database.queue
    assert [job for job, _ in queue.nudges].count(Job.HAND_OVER_PAGE) == 2
    assert answers(surroundings)["D1.1"].trigger is Trigger.T6


def test_danger_never_waits_for_which_danger_it_is(surroundings: Surroundings, call: CallByHand) -> None:
    call.hear("D1.1", RED)
    call.reply("D1.1", "yes")
    assert [alert.trigger for alert in alerts(surroundings)] == [Trigger.T1]


def test_the_same_reply_twice_acts_once(surroundings: Surroundings, call: CallByHand) -> None:
    call.hear("D1.1", RED)
    call.reply("D1.1", "yes", Trigger.T1)
    before = len(rows(surroundings, AlertEvent)), len(rows(surroundings, Task))
    call.reply("D1.1", "yes", Trigger.T1)
    assert (len(rows(surroundings, AlertEvent)), len(rows(surroundings, Task))) == before


def test_within_hours_is_a_task_for_the_caseworker_beside_the_supervisors(
    surroundings: Surroundings, call: CallByHand
) -> None:
    call.hear("D1.1", RED)
    call.reply("D1.1", "no")
    assert tasks(surroundings, call.people) == E1
    assert alerts(surroundings) == []
    by_due = {task.assignee_id: task.due_at for task in rows(surroundings, Task)}
    two_hours, same_day = by_due[call.person.id], by_due[call.people.staff("SUP-1").id]
    assert (two_hours - surroundings.now()).total_seconds() == 2 * 3600
    assert same_day.astimezone(surroundings.zone).hour == 20


def test_the_call_goes_on_after_a_red_that_is_no_danger(call: CallByHand) -> None:
    call.hear("D1.1", RED)
    call.reply("D1.1", "no")
    question = call.page().question
    assert question is not None
    assert question.question.item.id == "D1.2"


def test_a_trigger_stops_the_script_and_goes_to_the_closing(call: CallByHand) -> None:
    call.hear("D1.1", RED)
    call.reply("D1.1", "yes", Trigger.T1)
    assert call.page().phase is CallPhase.CLOSING


def test_thoughts_of_suicide_ask_nothing_and_open_the_ladder_at_once(
    surroundings: Surroundings, call: CallByHand
) -> None:
    call.hear("D3.1", ORANGE)
    call.hear("D3.3", RED)
    assert [(alert.ladder, alert.trigger) for alert in alerts(surroundings)] == [(LadderName.E0, Trigger.T4)]
    assert call.page().phase is CallPhase.CLOSING


def test_other_words_beside_a_red_page_nobody_again(surroundings: Surroundings, call: CallByHand) -> None:
    call.hear("D3.1", ORANGE)
    call.hear("D3.3", RED)
    before = len(rows(surroundings, AlertEvent)), len(rows(surroundings, Task))
    call.hear("D3.3", RED, said="she said how")
    assert (len(rows(surroundings, AlertEvent)), len(rows(surroundings, Task))) == before
    assert answers(surroundings)["D3.3"].trigger is Trigger.T4


def test_a_red_without_any_trigger_is_a_task_for_both_at_once(surroundings: Surroundings, call: CallByHand) -> None:
    call.hear("D3.1", RED)
    assert tasks(surroundings, call.people) == E1
    assert call.page().phase is CallPhase.QUESTION


def test_ill_without_care_is_danger_and_with_care_is_not(surroundings: Surroundings, call: CallByHand) -> None:
    call.hear("D2.1", RED)
    call.reply("D2.1", "yes")
    assert alerts(surroundings) == []
    call.reply("D2.1", "no")
    assert [alert.trigger for alert in alerts(surroundings)] == [Trigger.T2]


def test_a_trigger_of_another_question_is_refused_and_nothing_is_stored(
    surroundings: Surroundings, call: CallByHand
) -> None:
    call.hear("D1.1", RED)
    with pytest.raises(BadInput):
        call.reply("D1.1", "yes", Trigger.T2)
    assert answers(surroundings)["D1.1"].red_reply is None
    assert alerts(surroundings) == []


def test_a_reply_to_an_answer_that_is_not_red_any_more_is_stale(call: CallByHand) -> None:
    call.hear("D1.1", RED)
    call.hear("D1.1", GREEN)
    with pytest.raises(StaleStep):
        call.reply("D1.1", "yes")


@pytest.mark.requirement("N28")
def test_harm_by_one_of_us_is_for_safeguarding_alone(surroundings: Surroundings, call: CallByHand) -> None:
    call.hear("D1.3", RED)
    call.reply("D1.3", "no", Trigger.T12)
    assert tasks(surroundings, call.people) == {("safeguarding_concern", "SAFE-1")}
    assert alerts(surroundings) == []
    for person in ("CW-1", "SUP-1"):
        seen = show_case(surroundings, call.people.person(person), "CX-TEST")
        assert [task.kind.value for task in seen.tasks] == []


@pytest.mark.requirement("N28")
def test_harm_by_one_of_us_that_goes_on_climbs_a_ladder_without_the_line(
    surroundings: Surroundings, call: CallByHand
) -> None:
    call.hear("D1.3", RED)
    call.reply("D1.3", "yes", Trigger.T12)
    (alert,) = alerts(surroundings)
    assert (alert.ladder, alert.trigger) == (LadderName.E0_WITHOUT_LINE, Trigger.T12)
    assert {notice.staff_id for notice in rows(surroundings, RungNotice)} == {call.people.staff("SAFE-1").id}
    for person, seen in (("SAFE-1", 1), ("CW-1", 0), ("SUP-1", 0)):
        assert len(show_alert_board(surroundings, call.people.person(person)).open) == seen


@pytest.mark.requirement("N28")
def test_a_supervisor_who_holds_safeguarding_hears_nothing_of_harm_in_their_own_line(
    surroundings: Surroundings,
) -> None:
    duties = [duty for duty in team_file()["duties"] if duty["duty"] != "safeguarding"]
    duties.append({"team": "T-1", "duty": "safeguarding", "staff": "SUP-1"})
    call = CallByHand(surroundings, make_people(surroundings, case_row(), duties=duties)).open()
    call.hear("D1.3", RED)
    call.reply("D1.3", "no", Trigger.T12)
    assert tasks(surroundings, call.people) == {("safeguarding_concern", "SAFE-1")}


def test_where_nobody_is_on_duty_for_safeguarding_whoever_has_the_role_hears(
    surroundings: Surroundings, call: CallByHand
) -> None:
    supervisor = call.people.staff("SUP-1").id
    with surroundings.database.unit_of_work() as work:
        work.session.execute(update(TeamDuty).where(TeamDuty.duty == "safeguarding").values(staff_id=supervisor))
        work.commit()
    call.hear("D1.3", RED)
    call.reply("D1.3", "no", Trigger.T12)
    assert tasks(surroundings, call.people) == {("safeguarding_concern", "SAFE-1")}


def test_the_danger_button_opens_one_alert_however_often_it_is_pressed(
    surroundings: Surroundings, call: CallByHand
) -> None:
    first = press_danger(surroundings, call.person, call.follow_up_id)
    again = press_danger(surroundings, call.person, call.follow_up_id)
    (alert,) = alerts(surroundings)
    assert first == again == alert.id
    assert (alert.ladder, alert.trigger) == (LadderName.E0, None)
    assert call.talk().has_danger_pressed
    assert len(audited(surroundings, "danger:pressed")) == 2


def test_the_danger_button_works_before_anybody_has_answered(surroundings: Surroundings) -> None:
    call = CallByHand(surroundings, make_people(surroundings, case_row()))
    press_danger(surroundings, call.person, call.follow_up_id)
    assert [alert.conversation_id for alert in alerts(surroundings)] == [None]


def test_the_danger_button_is_the_caseworkers(surroundings: Surroundings, call: CallByHand) -> None:
    with pytest.raises(NotAllowed):
        press_danger(surroundings, call.people.person("SUP-1"), call.follow_up_id)
    with pytest.raises(NotFound):
        press_danger(surroundings, call.people.person("CW-2"), call.follow_up_id)
    assert alerts(surroundings) == []


def test_the_open_alert_stands_on_the_call_page(surroundings: Surroundings, call: CallByHand) -> None:
    press_danger(surroundings, call.person, call.follow_up_id)
    assert [card.case_code for card in call.page().alerts] == ["CX-TEST"]
