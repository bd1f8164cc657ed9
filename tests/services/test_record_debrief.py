"""What a caseworker writes down of a talk: held, nobody answered, another hour, danger, and whose right it is."""

import uuid
from collections.abc import Callable
from datetime import time, timedelta

import pytest

from remote_cm.domain.debriefs import DebriefState
from remote_cm.domain.refusal import BadInput, GateClosed, NotAllowed, NotFound, StaleStep
from remote_cm.domain.vocabulary import Trigger
from remote_cm.services.climb_slow_ladders import climb_slow_ladder, list_slow_ladders_to_climb
from remote_cm.services.debrief_pages import list_debriefs, show_debrief
from remote_cm.services.inbox_pages import finish_task
from remote_cm.services.record_debrief import (
    DebriefHeld,
    HeldAs,
    agree_hour,
    hold_debrief,
    move_debrief,
    see_danger,
    show_volunteer_number,
    try_debrief,
)
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.slow_ladders import SlowLadderRun
from remote_cm.storage.tables.tasks import Task
from tests.factories import VOLUNTEER_NUMBER
from tests.services.debrief_stage import SUNDAY, DebriefStage, make_debrief_stage
from tests.services.stage import ALIAS

MONDAY = SUNDAY + timedelta(days=1)
FULL = DebriefHeld(HeldAs.FULL)


@pytest.fixture
def talks(surroundings: Surroundings) -> DebriefStage:
    """A talk at four whose hour has come."""
    talks = make_debrief_stage(surroundings)
    talks.tick_at(10)
    talks.tick_at(16)
    return talks


def _hold(talks: DebriefStage, held: DebriefHeld = FULL, who: str = "CW-1") -> None:
    hold_debrief(talks.around, talks.stage.people.person(who), talks.debrief().id, held)


def _try(talks: DebriefStage) -> None:
    try_debrief(talks.around, talks.stage.people.person("CW-1"), talks.debrief().id)


@pytest.mark.parametrize(("held_as", "state"), [(HeldAs.FULL, DebriefState.HELD), (HeldAs.SHORT, DebriefState.SHORT)])
def test_a_talk_that_was_held_stops_its_clock_and_takes_the_duty_off(
    talks: DebriefStage, held_as: HeldAs, state: DebriefState
) -> None:
    talks.stand_at(16, 12)

    _hold(talks, DebriefHeld(held_as, minutes=11))

    debrief = talks.debrief()
    assert (debrief.state, debrief.minutes, debrief.held_at) == (state, 11, talks.moment(16, 12))
    assert talks.open_tasks() == []
    for hour, minute in ((16, 15), (20, 0)):
        talks.tick_at(hour, minute)
    assert talks.state() is state
    assert talks.reminders() == []
    assert talks.open_tasks() == []


def test_a_talk_is_written_down_once(talks: DebriefStage) -> None:
    _hold(talks)

    with pytest.raises(StaleStep):
        _hold(talks)
    for act in (_try, lambda talks: _move(talks, 18)):
        with pytest.raises(StaleStep):
            act(talks)
    assert len(talks.stage.audited("debrief:held")) == 1


@pytest.mark.requirement("VOL-06")
def test_each_new_child_is_a_call_back(talks: DebriefStage) -> None:
    _hold(talks, DebriefHeld(HeldAs.FULL, new_children=2))

    assert talks.open_tasks() == [("new_child", "CW-1")] * 2
    assert {row.volunteer_id for row in talks.stage.rows(Task)} == {talks.stage.people.volunteer().id}


@pytest.mark.parametrize(
    ("held", "fields"),
    [
        (DebriefHeld(HeldAs.FULL, minutes=0), {"minutes"}),
        (DebriefHeld(HeldAs.FULL, minutes=241, new_children=10), {"minutes", "new_children"}),
        (DebriefHeld(HeldAs.FULL, new_children=-1), {"new_children"}),
    ],
)
def test_numbers_that_cannot_be_are_refused_all_at_once(
    talks: DebriefStage, held: DebriefHeld, fields: set[str]
) -> None:
    with pytest.raises(BadInput) as refused:
        _hold(talks, held)

    assert {fault.where for fault in refused.value.faults} == fields
    assert not talks.state().is_held


def test_the_largest_numbers_are_taken(talks: DebriefStage) -> None:
    _hold(talks, DebriefHeld(HeldAs.FULL, minutes=240, new_children=9))

    assert talks.debrief().minutes == 240
    assert len(talks.open_tasks()) == 9


def test_a_talk_that_is_held_after_all_ends_the_search_for_the_volunteer(talks: DebriefStage) -> None:
    talks.tick_at(16, 15)
    talks.stand_at(18, 30)
    for run_id in list_slow_ladders_to_climb(talks.around):
        climb_slow_ladder(talks.around, run_id)
    assert {kind for kind, _ in talks.open_tasks()} == {"volunteer_silent", "debrief_try"}

    _hold(talks)

    assert talks.open_tasks() == []
    (ladder,) = talks.stage.rows(SlowLadderRun)
    assert (ladder.ended_as, ladder.ended_by_id) == ("settled", talks.stage.people.staff("CW-1").id)


def test_a_missed_talk_that_took_place_late_counts_as_held(talks: DebriefStage) -> None:
    talks.tick_at(20)
    assert talks.state() is DebriefState.MISSED

    _hold(talks)

    assert talks.state() is DebriefState.HELD


def test_ticking_the_duty_off_says_that_they_have_talked(talks: DebriefStage) -> None:
    (task,) = talks.stage.rows(Task)

    finish_task(talks.around, talks.stage.people.person("CW-1"), task.id)

    assert talks.state() is DebriefState.HELD
    assert talks.debrief().held_by_id == talks.stage.people.staff("CW-1").id
    talks.tick_at(16, 15)
    assert talks.reminders() == []


def test_another_wish_to_talk_on_a_day_on_which_they_talked_is_a_duty_of_its_own(talks: DebriefStage) -> None:
    _hold(talks)

    talks.text("4")

    assert talks.open_tasks() == [("debrief", "CW-1")]
    assert talks.state() is DebriefState.HELD


def test_rings_that_nobody_answered_are_counted(talks: DebriefStage) -> None:
    _try(talks)
    talks.stand_at(16, 10)
    _try(talks)

    debrief = talks.debrief()
    assert (debrief.attempts, debrief.last_attempt_at) == (2, talks.moment(16, 10))
    assert talks.open_tasks() == [("debrief", "CW-1")]


def test_nobody_can_be_tried_once_the_day_is_over(talks: DebriefStage) -> None:
    talks.tick_at(20)

    with pytest.raises(StaleStep):
        _try(talks)


def test_who_was_ready_and_is_rung_too_late_is_looked_for_from_then_on(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)
    talks.text("4")
    talks.tick_at(10, 15)
    assert talks.open_tasks() == [("debrief", "CW-1")]

    talks.stand_at(10, 40)
    _try(talks)
    talks.tick_at(10, 40)

    assert talks.reminders() == ["We phoned. Send 3 when free."]
    assert talks.open_tasks() == [("volunteer_silent", "CW-1")]


def _move(talks: DebriefStage, hour: int, days: int = 0) -> None:
    to = talks.moment(hour, day=SUNDAY + timedelta(days=days))
    move_debrief(talks.around, talks.stage.people.person("CW-1"), talks.debrief().id, to)


def test_a_talk_is_put_at_another_hour_or_day_by_hand(talks: DebriefStage) -> None:
    _move(talks, 18)
    assert (talks.state(), talks.slot()) == (DebriefState.MOVED, "Sun 18:00")

    _move(talks, 9, days=5)
    assert talks.slot(SUNDAY + timedelta(days=5)) == "Fri 09:00"
    assert talks.debrief().due_at is None
    assert talks.open_tasks() == []


@pytest.mark.parametrize("hour", [15, 16])
def test_no_talk_is_put_where_it_cannot_be_held(talks: DebriefStage, hour: int) -> None:
    with pytest.raises(BadInput, match="lies ahead"):
        _move(talks, hour)


@pytest.mark.requirement("VOL-07")
@pytest.mark.parametrize(("alias", "case"), [(ALIAS, "CX-TEST"), (None, None)])
def test_danger_that_is_told_in_a_talk_opens_an_alert_once(
    talks: DebriefStage, alias: str | None, case: str | None
) -> None:
    person, people = talks.stage.people.person("CW-1"), talks.stage.people

    first, second = (see_danger(talks.around, person, talks.debrief().id, alias=alias) for _ in range(2))

    alert = talks.stage.alert()
    assert first == second == alert.id
    assert (alert.ladder, alert.caseworker_id, alert.volunteer_id) == ("e0", person.id, people.volunteer().id)
    assert alert.case_id == (people.case(case).id if case else None)
    assert alert.trigger is None
    assert talks.stage.paged() == {"CW-1"}
    assert people.volunteer().texts_stopped_at is None


def test_danger_to_the_volunteer_is_an_alert_about_them_and_no_text_goes_to_their_phone(talks: DebriefStage) -> None:
    see_danger(talks.around, talks.stage.people.person("CW-1"), talks.debrief().id, alias=None, is_about_volunteer=True)

    assert talks.stage.alert().trigger is Trigger.T13
    assert talks.stage.people.volunteer().texts_stopped_at is not None
    talks.tick_at(16, 15)
    assert talks.reminders() == []


def test_danger_about_an_alias_that_is_not_theirs_is_no_alert_about_somebody_else(talks: DebriefStage) -> None:
    with pytest.raises(NotFound):
        see_danger(talks.around, talks.stage.people.person("CW-1"), talks.debrief().id, alias="12F")
    assert talks.stage.alerts() == []


def _agree(talks: DebriefStage, hour: time | None, who: str = "CW-1") -> None:
    agree_hour(talks.around, talks.stage.people.person(who), "V-001", hour)


@pytest.mark.requirement("VOL-09")
def test_an_agreed_hour_holds_for_every_day_and_moves_the_talks_that_lie_ahead(talks: DebriefStage) -> None:
    _agree(talks, time(11))
    assert talks.stage.people.volunteer().debrief_at == time(11)
    # Today's has begun, and stays where it was.
    assert talks.slot() == "Sun 16:00"
    assert talks.slot(MONDAY) == "Mon 11:00"

    talks.tick_at(10, 45, day=MONDAY)
    assert talks.reminders()[-1] == "Talk today at 11? 4=yes"


def test_without_an_agreed_hour_nothing_more_is_planned(talks: DebriefStage) -> None:
    _agree(talks, None)

    talks.tick_at(10, day=MONDAY)
    assert [row.day for row in talks.debriefs()] == [SUNDAY]


@pytest.mark.requirement("VOL-09", "N45")
@pytest.mark.parametrize(("hour", "is_taken"), [(6, False), (7, True), (20, True), (21, False)])
def test_no_hour_of_the_night_is_agreed(talks: DebriefStage, hour: int, is_taken: bool) -> None:
    if is_taken:
        _agree(talks, time(hour))
        assert talks.stage.people.volunteer().debrief_at == time(hour)
        return
    with pytest.raises(BadInput, match="left in peace"):
        _agree(talks, time(hour))


def test_the_number_is_shown_to_the_caseworker_and_the_look_is_written_down(talks: DebriefStage) -> None:
    shown = show_volunteer_number(talks.around, talks.stage.people.person("CW-1"), talks.debrief().id)

    assert shown.phone_number == VOLUNTEER_NUMBER
    assert VOLUNTEER_NUMBER not in repr(shown)
    (look,) = talks.stage.audited("number:shown")
    assert look.subject_id == talks.debrief().id


@pytest.mark.parametrize(("body", "is_shown"), [(None, False), ("4", True)])
def test_at_night_only_who_is_ready_is_rung(surroundings: Surroundings, body: str | None, is_shown: bool) -> None:
    talks = make_debrief_stage(surroundings)
    talks.tick_at(10)
    talks.stand_at(21)
    if body is not None:
        talks.text(body)
    person = talks.stage.people.person("CW-1")

    if is_shown:
        assert show_volunteer_number(surroundings, person, talks.debrief().id).phone_number == VOLUNTEER_NUMBER
        return
    with pytest.raises(GateClosed):
        show_volunteer_number(surroundings, person, talks.debrief().id)


ACTS: dict[str, Callable[[DebriefStage, str, uuid.UUID], object]] = {
    "hold": lambda talks, who, one: hold_debrief(talks.around, talks.stage.people.person(who), one, FULL),
    "try": lambda talks, who, one: try_debrief(talks.around, talks.stage.people.person(who), one),
    "move": lambda talks, who, one: move_debrief(talks.around, talks.stage.people.person(who), one, talks.moment(18)),
    "danger": lambda talks, who, one: see_danger(talks.around, talks.stage.people.person(who), one, alias=None),
    "number": lambda talks, who, one: show_volunteer_number(talks.around, talks.stage.people.person(who), one),
    "hour": lambda talks, who, _: agree_hour(talks.around, talks.stage.people.person(who), "V-001", time(11)),
}


@pytest.mark.parametrize("act", ACTS)
def test_only_their_own_caseworker_writes_and_for_others_the_talk_does_not_exist(talks: DebriefStage, act: str) -> None:
    before = (talks.debrief().state, talks.slot(), talks.open_tasks())

    with pytest.raises(NotAllowed):
        ACTS[act](talks, "SUP-1", talks.debrief().id)
    for code in ("CW-2", "CW-9", "SUP-2", "CO-1", "SAFE-1"):
        with pytest.raises(NotFound):
            ACTS[act](talks, code, talks.debrief().id)
    if act != "hour":
        with pytest.raises(NotFound):
            ACTS[act](talks, "CW-1", uuid.uuid4())

    assert (talks.debrief().state, talks.slot(), talks.open_tasks()) == before
    assert talks.stage.alerts() == []


def test_the_list_and_the_page_exist_for_the_caseworker_and_their_supervisor_alone(talks: DebriefStage) -> None:
    people, debrief_id = talks.stage.people, talks.debrief().id

    assert [row.volunteer_code for row in list_debriefs(talks.around, people.person("CW-1")).rows] == ["V-001"]
    assert [row.caseworker for row in list_debriefs(talks.around, people.person("SUP-1")).rows] == ["CW-1"]
    assert show_debrief(talks.around, people.person("CW-1"), debrief_id).aliases[0].alias == ALIAS
    assert show_debrief(talks.around, people.person("SUP-1"), debrief_id).aliases == ()
    for code in ("CW-2", "SUP-2", "CO-1", "SAFE-1"):
        assert list_debriefs(talks.around, people.person(code)).rows == ()
        with pytest.raises(NotFound):
            show_debrief(talks.around, people.person(code), debrief_id)
    assert len(talks.stage.audited("debriefs:listed")) == 6
    assert len(talks.stage.audited("debrief:opened")) == 2


def test_the_list_counts_what_was_missed_lately(talks: DebriefStage) -> None:
    talks.tick_at(20)

    (row,) = list_debriefs(talks.around, talks.stage.people.person("CW-1")).rows
    assert (row.state, row.missed_lately, row.missed_too_many) == (DebriefState.MISSED, 1, False)
