"""The timetable of the daily talks, on both sides of each of its edges: planned, asked, called, missed, each once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, update

from remote_cm.domain.debriefs import DebriefState
from remote_cm.services.run_tick import run_tick
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.debriefs import Debrief
from remote_cm.storage.tables.messages import Message
from remote_cm.storage.tables.people import Volunteer
from remote_cm.storage.tables.slow_ladders import SlowLadderRun
from remote_cm.storage.tables.tasks import Task
from tests.factories import VOLUNTEER_NUMBER
from tests.services.conftest import Acts
from tests.services.debrief_stage import SUNDAY, DebriefStage, make_debrief_stage

MONDAY, TUESDAY, THURSDAY = (SUNDAY + timedelta(days=days) for days in (1, 2, 4))
ASKED = ["Talk today at 4? 4=yes"]
SILENT = [*ASKED, "We phoned. Send 3 when free."]


def _days(talks: DebriefStage) -> list[date]:
    return [row.day for row in talks.debriefs()]


def test_a_talk_is_planned_once_for_each_working_day_that_lies_ahead(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)

    talks.tick_at(10)
    talks.tick_at(10)
    assert _days(talks) == [SUNDAY]
    assert (talks.state(), talks.slot()) == (DebriefState.PLANNED, "Sun 16:00")

    talks.tick_at(15, 59)
    assert _days(talks) == [SUNDAY]
    talks.tick_at(16)
    assert _days(talks) == [SUNDAY, MONDAY]


def test_an_hour_that_has_passed_is_not_planned_any_more(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)

    talks.tick_at(16)

    assert _days(talks) == [MONDAY]


def test_free_days_have_no_talk(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)

    for day in range(7):
        talks.tick_at(17, day=THURSDAY + timedelta(days=day - 1))

    assert [f"{row.day:%a}" for row in talks.debriefs()] == ["Thu", "Sun", "Mon", "Tue", "Wed"]


@pytest.mark.parametrize("changes", [{"debrief_at": None}])
def test_without_an_agreed_hour_there_is_no_talk(surroundings: Surroundings, changes: dict[str, None]) -> None:
    talks = make_debrief_stage(surroundings, **changes)

    assert talks.tick_at(10) == 0
    assert talks.debriefs() == []


@pytest.mark.requirement("VOL-09")
def test_a_quarter_of_an_hour_before_it_the_volunteer_is_asked_once_if_the_hour_is_good(
    surroundings: Surroundings,
) -> None:
    talks = make_debrief_stage(surroundings)
    talks.tick_at(10)

    assert talks.tick_at(15, 44, 59) == 0
    assert talks.reminders() == []
    assert talks.tick_at(15, 45) == 1
    assert talks.tick_at(15, 45) == 0

    assert talks.reminders() == ASKED
    assert talks.state() is DebriefState.ASKED
    (message,) = talks.stage.rows(Message)
    assert (message.phone_number, message.send_before) == (VOLUNTEER_NUMBER, talks.moment(16))
    question = talks.question()
    assert (question.yes_digit, question.no_digit, question.message_id) == ("4", None, message.id)
    assert (question.asked_at, question.valid_until) == (talks.moment(15, 45), talks.moment(16, 15))


def test_the_question_is_in_the_volunteers_language_with_its_digits(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings, language="bn")
    talks.tick_at(10)

    talks.tick_at(15, 45)

    assert talks.reminders() == ["আজ ৪টায় কথা? হ্যাঁ হলে ৪"]


def test_nobody_is_reminded_of_an_hour_that_has_come(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)
    talks.tick_at(10)

    talks.tick_at(16)

    assert talks.reminders() == []
    assert talks.open_tasks() == [("debrief", "CW-1")]


@pytest.mark.requirement("N45")
@pytest.mark.parametrize(("hour", "texts"), [("07:00", 0), ("08:00", 1)])
def test_no_reminder_goes_out_in_quiet_hours(surroundings: Surroundings, hour: str, texts: int) -> None:
    talks = make_debrief_stage(surroundings, debrief_at=hour)
    talks.tick_at(22)

    talks.tick_at(int(hour[:2]) - 1, 45, day=MONDAY)

    assert len(talks.reminders()) == texts
    # Not asked, yet not forgotten.
    talks.tick_at(int(hour[:2]), day=MONDAY)
    assert talks.open_tasks() == [("debrief", "CW-1")]


@pytest.mark.requirement("N45")
@pytest.mark.parametrize(("hour", "good_until"), [(19, (20, 15)), (20, (21, 0))])
def test_a_text_that_could_not_be_handed_out_is_not_handed_out_late_into_the_night(
    surroundings: Surroundings, hour: int, good_until: tuple[int, int]
) -> None:
    talks = make_debrief_stage(surroundings, debrief_at=f"{hour}:00")
    talks.tick_at(10)

    talks.tick_at(hour, 15)

    (message,) = talks.stage.rows(Message)
    assert (message.body, message.send_before) == ("We phoned. Send 3 when free.", talks.moment(*good_until))


def test_who_wants_no_texts_gets_no_reminder_and_is_phoned_all_the_same(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)
    talks.text("00")
    talks.tick_at(10)

    for hour, minute in ((15, 45), (16, 0), (16, 15)):
        talks.tick_at(hour, minute)

    assert talks.reminders() == []
    assert ("volunteer_silent", "CW-1") in talks.open_tasks()


@pytest.mark.requirement("VOL-08")
def test_at_its_hour_the_talk_is_on_the_caseworkers_page_once(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)
    talks.tick_at(10)
    talks.tick_at(15, 45)

    talks.tick_at(15, 59, 59)
    assert talks.open_tasks() == []
    assert talks.tick_at(16) == 1
    assert talks.tick_at(16) == 0

    assert talks.open_tasks() == [("debrief", "CW-1")]
    assert talks.task_due("debrief") == "Sun 16:15"


@pytest.mark.requirement("VOL-08")
def test_a_quarter_of_an_hour_later_a_neutral_text_goes_out_and_the_volunteer_is_looked_for(
    surroundings: Surroundings,
) -> None:
    talks = make_debrief_stage(surroundings)
    for hour, minute in ((10, 0), (15, 45), (16, 0)):
        talks.tick_at(hour, minute)

    talks.tick_at(16, 14, 59)
    assert talks.reminders() == ASKED
    assert talks.tick_at(16, 15) == 1
    assert talks.tick_at(16, 15) == 0

    assert talks.reminders() == SILENT
    assert talks.open_tasks() == [("volunteer_silent", "CW-1")]
    (ladder,) = talks.stage.rows(SlowLadderRun)
    assert (ladder.ladder, ladder.volunteer_id) == ("e4", talks.stage.people.volunteer().id)


@pytest.mark.requirement("VOL-08")
def test_what_was_not_held_by_the_end_of_the_day_is_missed(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)
    for hour, minute in ((10, 0), (15, 45), (16, 0), (16, 15)):
        talks.tick_at(hour, minute)

    talks.tick_at(19, 59, 59)
    assert talks.state() is DebriefState.ASKED
    talks.tick_at(20)
    talks.tick_at(20)

    assert talks.state() is DebriefState.MISSED
    assert talks.debrief().due_at is None
    assert len(talks.stage.audited("debrief:missed")) == 1
    assert talks.reminders() == SILENT


def test_a_timetable_that_stood_still_over_a_talk_tells_of_the_silence_without_a_text(
    surroundings: Surroundings,
) -> None:
    talks = make_debrief_stage(surroundings)
    talks.tick_at(10)

    assert talks.tick_at(20, 30) == 4

    assert talks.state() is DebriefState.MISSED
    assert talks.reminders() == []
    assert talks.open_tasks() == [("volunteer_silent", "CW-1")]


def test_whoever_is_looked_for_already_is_not_looked_for_twice(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)

    for day in (SUNDAY, MONDAY):
        for hour, minute in ((10, 0), (16, 0), (16, 15), (20, 0)):
            talks.tick_at(hour, minute, day=day)

    assert [kind for kind, _ in talks.open_tasks()].count("volunteer_silent") == 1
    assert len(talks.stage.rows(SlowLadderRun)) == 1


def _miss(talks: DebriefStage, *days: date) -> None:
    for day in days:
        talks.tick_at(9, day=day)
        talks.tick_at(20, day=day)


@pytest.mark.requirement("VOL-08")
def test_the_third_missed_talk_in_a_week_is_the_supervisors_to_hear_of_once(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)
    told = ("debriefs_missed", "SUP-1")

    _miss(talks, SUNDAY, MONDAY)
    assert told not in talks.open_tasks()
    _miss(talks, TUESDAY)
    assert talks.open_tasks().count(told) == 1
    _miss(talks, TUESDAY + timedelta(days=1))
    assert talks.open_tasks().count(told) == 1


@pytest.mark.parametrize(("first", "is_told"), [(SUNDAY, False), (MONDAY, True)])
def test_talks_missed_more_than_a_week_ago_do_not_count(surroundings: Surroundings, first: date, is_told: bool) -> None:
    talks = make_debrief_stage(surroundings)

    for day in (first, TUESDAY, SUNDAY + timedelta(days=7)):
        _miss(talks, day)
        with talks.around.database.unit_of_work() as work:
            # The days between are left out, as if they were free.
            work.session.execute(delete(Debrief).where(Debrief.state == DebriefState.PLANNED))
            work.commit()

    assert [row.state for row in talks.debriefs()] == [DebriefState.MISSED] * 3
    assert (("debriefs_missed", "SUP-1") in talks.open_tasks()) is is_told


def test_a_talk_that_was_held_lets_the_counting_begin_anew(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)
    _miss(talks, SUNDAY, MONDAY)
    with talks.around.database.unit_of_work() as work:
        work.session.execute(update(Debrief).where(Debrief.day == MONDAY).values(state=DebriefState.HELD))
        work.commit()

    _miss(talks, TUESDAY, TUESDAY + timedelta(days=1))

    assert ("debriefs_missed", "SUP-1") not in talks.open_tasks()


def test_a_volunteer_who_left_is_neither_planned_nor_looked_for(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)
    talks.tick_at(10)
    with talks.around.database.unit_of_work() as work:
        work.session.execute(update(Volunteer).values(is_active=False))
        work.commit()

    talks.tick_at(20)

    assert talks.open_tasks() == []
    assert talks.reminders() == []
    assert talks.debrief().due_at is None
    assert _days(talks) == [SUNDAY]


def test_two_timetables_at_one_moment_do_each_step_once(surroundings: Surroundings, at_once: Acts) -> None:
    talks = make_debrief_stage(surroundings)
    talks.tick_at(10)
    talks.stand_at(16, 15)

    raised = at_once(*[lambda: talks.tick_at(16, 15)] * 3)

    assert raised == [None] * 3
    assert talks.reminders() == ["We phoned. Send 3 when free."]
    assert [row.kind.value for row in talks.stage.rows(Task)].count("debrief") == 1


def test_the_timetable_runs_the_talks_too(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)

    run_tick(surroundings)

    assert _days(talks) == [SUNDAY]
