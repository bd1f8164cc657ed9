"""What each command of a volunteer leads to in full: its effect, its reply in two languages, its clock, and once."""

from datetime import time, timedelta

import pytest

from remote_cm.domain.call_script import ActionOwner
from remote_cm.domain.debriefs import DebriefState
from remote_cm.domain.refusal import NotAllowed, NotFound
from remote_cm.domain.text_parts import read_parts
from remote_cm.domain.vocabulary import Duty, Intent
from remote_cm.services.inbox_pages import open_task, take_task
from remote_cm.services.read_locked_words import read_locked_words
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.team_page import show_team
from remote_cm.storage.tables.calls import ActionState, PlanAction
from remote_cm.storage.tables.inbound import InboundEvent, VolunteerReport
from remote_cm.storage.tables.people import TeamDuty
from remote_cm.storage.tables.tasks import Task
from remote_cm.storage.volunteer_reports import list_not_met
from tests.factories import CAREGIVER_NUMBER, STRANGER_NUMBER, VOLUNTEER_NUMBER, volunteer_row
from tests.services.debrief_stage import SUNDAY, DebriefStage, make_debrief_stage
from tests.services.stage import make_stage

STORY = "the paper says 1234567"
MONDAY = SUNDAY + timedelta(days=1)


def _local_due(talks: DebriefStage) -> str:
    (task,) = talks.stage.rows(Task)
    return f"{task.due_at.astimezone(talks.around.zone):%a %H:%M}"


REPLIES = {
    "7 4": ("OK, at 4.", "ঠিক আছে, ৪টায়।"),
    "1 47K 0": ("Received.", "পেয়েছি।"),
    "2": ("Received. Will phone.", "পেয়েছি। ফোন করব।"),
    "4": ("OK.", "ঠিক আছে।"),
    "4 5": ("OK.", "ঠিক আছে।"),
    "5 47K": ("Received.", "পেয়েছি।"),
    STORY: ("Send 3, we will phone.", "৩ পাঠান, ফোন করব।"),
}


@pytest.mark.parametrize("body", REPLIES)
@pytest.mark.parametrize(("place", "language"), [(0, "en"), (1, "bn")])
def test_each_command_is_answered_in_the_volunteers_language_in_one_part_and_once(
    surroundings: Surroundings, body: str, place: int, language: str
) -> None:
    talks = make_debrief_stage(surroundings, language=language)

    talks.text(body)
    talks.text(body)

    ((_, reply),) = talks.stage.replies()
    assert reply == REPLIES[body][place]
    assert read_parts(str(reply)).parts == 1
    assert len(talks.stage.rows(Task)) == (0 if body == "4 5" else 1)
    assert [event.effects == ["repeated"] for event in talks.stage.events()] == [False, True]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", {"1 news 2 new 3 phone me 4 talk time", "8 help 9 urgent 00 stop"}),
        ("bn", {"১ খবর ২ নতুন ৩ ফোন ৪ কথা", "৮ সাহায্য ৯ জরুরি ০০ বন্ধ"}),
    ],
)
@pytest.mark.parametrize("body", ["11", "?"])
def test_the_menu_is_two_short_texts_and_no_duty(
    surroundings: Surroundings, body: str, language: str, words: set[str]
) -> None:
    talks = make_debrief_stage(surroundings, language=language)

    talks.text(body)

    assert {reply for _, reply in talks.stage.replies()} == words
    assert talks.stage.tasks() == []
    assert talks.stage.events()[0].effects == ["reply:menu-1"]


def test_replies_to_their_own_texts_go_out_at_any_hour(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)
    talks.stand_at(23)

    talks.text("2")
    talks.stage.hand_over()

    assert len(talks.stage.text_sender.sent) == 1


# 7: call at


@pytest.mark.parametrize(
    ("now", "body", "due", "shown", "who"),
    [
        ((10, 0), "7 4", "Sun 16:00", "16:00", "CW-1"),
        ((10, 0), "7 9", "Mon 09:00", "09:00", "CW-1"),
        ((10, 29), "7 10", "Sun 12:29", "10:00", "CW-1"),
        ((10, 30), "7 10", "Mon 10:00", "10:00", "CW-1"),
        # Who is on call has what is wanted outside working hours, whenever it was asked for.
        ((10, 0), "7 20", "Sun 20:00", "20:00", "SUP-2"),
        ((20, 0), "7 10", "Mon 10:00", "10:00", "CW-1"),
        ((16, 59), "7 17", "Sun 17:00", "17:00", "SUP-2"),
    ],
)
def test_a_call_is_booked_for_its_hour_with_whoever_is_at_work_then(
    surroundings: Surroundings, now: tuple[int, int], body: str, due: str, shown: str, who: str
) -> None:
    talks = make_debrief_stage(surroundings)
    talks.stand_at(*now)

    talks.text(body)

    assert talks.open_tasks() == [("call_at", who)]
    assert _local_due(talks) == due
    (task,) = talks.stage.rows(Task)
    assert task.detail == shown


# 1 … 0: not met


@pytest.mark.requirement("N24")
def test_a_visit_at_which_nobody_was_met_is_an_attempt_and_no_word_about_the_family(
    surroundings: Surroundings,
) -> None:
    talks = make_debrief_stage(surroundings)
    before = talks.stage.people.case().level

    talks.text("1 47K 0")

    (visit,) = talks.stage.rows(VolunteerReport)
    assert (visit.met, visit.level) == (False, None)
    assert visit.case_id == talks.stage.people.case().id
    assert visit.volunteer_id == talks.stage.people.volunteer().id
    assert talks.open_tasks() == [("not_met", "CW-1")]
    assert _local_due(talks) == "Sun 20:00"
    assert talks.stage.people.case().level is before
    with surroundings.database.unit_of_work() as work:
        now = talks.stage.clock.now()
        assert list_not_met(work.session, visit.case_id, now) == [now]
        assert list_not_met(work.session, visit.case_id, now + timedelta(seconds=1)) == []


def test_an_update_says_that_they_were_met(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)

    talks.text("1 47K 1")

    (visit,) = talks.stage.rows(VolunteerReport)
    assert (visit.met, visit.level) == (True, 1)
    with surroundings.database.unit_of_work() as work:
        assert list_not_met(work.session, visit.case_id, visit.received_at) == []


# 2: new child


@pytest.mark.requirement("VOL-06")
def test_a_new_child_is_a_call_back_within_two_hours_counted_when_told_again_within_minutes(
    surroundings: Surroundings,
) -> None:
    talks = make_debrief_stage(surroundings)

    talks.text("2")
    for minutes in (5, 5):
        talks.stage.clock.advance(minutes=minutes)
        talks.text("2")

    assert talks.open_tasks() == [("new_child", "CW-1")]
    assert _local_due(talks) == "Sun 12:00"
    (task,) = talks.stage.rows(Task)
    assert task.detail == "3"
    assert [event.intent for event in talks.stage.events()] == [Intent.NEW_CHILD] * 3
    assert len(talks.stage.replies()) == 3

    talks.stage.clock.advance(seconds=1)
    talks.text("new")
    assert talks.open_tasks() == [("new_child", "CW-1")] * 2


def test_a_new_child_that_is_told_after_the_call_back_is_another_one(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)
    talks.text("2")
    with surroundings.database.unit_of_work() as work:
        for task in talks.stage.rows(Task):
            work.session.merge(task).done_at = talks.stage.clock.now()
        work.commit()

    talks.stage.clock.advance(minutes=5)
    talks.text("2")

    assert len(talks.stage.rows(Task)) == 2


# 4: debrief


def test_ready_makes_todays_talk_now(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)
    talks.tick_at(10)
    talks.stand_at(13, 20)

    talks.text("4")

    assert (talks.state(), talks.slot()) == (DebriefState.READY, "Sun 13:20")
    assert talks.open_tasks() == [("debrief", "CW-1")]
    assert talks.task_due("debrief") == "Sun 13:35"
    (task,) = talks.stage.rows(Task)
    assert task.event_id == talks.stage.events()[0].id


def test_ready_without_an_agreed_hour_is_a_talk_too(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings, debrief_at=None)

    talks.text("4")

    assert (talks.state(), talks.slot()) == (DebriefState.READY, "Sun 10:00")


def test_who_said_ready_and_was_not_rung_is_not_silent_and_their_duty_stays(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)
    talks.text("4")

    for hour, minute in ((10, 15), (20, 0)):
        talks.tick_at(hour, minute)

    assert talks.reminders() == []
    assert talks.open_tasks() == [("debrief", "CW-1")]
    assert talks.state() is DebriefState.MISSED


def test_ready_after_a_silence_takes_the_talk_up_again(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)
    for hour, minute in ((10, 0), (16, 0), (16, 15)):
        talks.tick_at(hour, minute)

    talks.stand_at(17)
    talks.text("4")

    assert (talks.state(), talks.slot()) == (DebriefState.READY, "Sun 17:00")
    assert ("debrief", "CW-1") in talks.open_tasks()


@pytest.mark.parametrize(("body", "slot"), [("4 5", "Sun 17:00"), ("kotha 5", "Sun 17:00"), ("4 47K 5", "Sun 17:00")])
def test_the_talk_is_put_off_to_another_hour_of_the_day_with_a_clock_of_its_own(
    surroundings: Surroundings, body: str, slot: str
) -> None:
    talks = make_debrief_stage(surroundings)
    talks.tick_at(10)

    talks.text(body)

    assert (talks.state(), talks.slot()) == (DebriefState.MOVED, slot)
    talks.tick_at(16, 15)
    assert talks.open_tasks() == []
    talks.tick_at(16, 45)
    assert talks.reminders() == ["Talk today at 5? 4=yes"]
    talks.tick_at(17)
    assert talks.open_tasks() == [("debrief", "CW-1")]


def test_a_talk_that_is_put_off_after_its_hour_came_keeps_one_duty_with_the_new_hour(
    surroundings: Surroundings,
) -> None:
    talks = make_debrief_stage(surroundings)
    talks.tick_at(10)
    talks.tick_at(16)

    talks.text("4 6")
    talks.tick_at(16, 15)
    talks.tick_at(18)

    assert talks.open_tasks() == [("debrief", "CW-1")]
    assert talks.task_due("debrief") == "Sun 18:15"
    assert len(talks.stage.rows(Task)) == 1


def test_an_hour_that_has_passed_puts_the_talk_off_to_the_next_working_day(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)
    talks.tick_at(10)
    talks.tick_at(16)
    talks.stand_at(17)

    talks.text("4 3")
    talks.tick_at(20)

    assert (talks.state(), talks.slot(MONDAY)) == (DebriefState.MOVED, "Mon 15:00")
    assert talks.state(MONDAY) is DebriefState.MOVED
    assert talks.open_tasks() == []
    assert [row.day for row in talks.debriefs()] == [SUNDAY, MONDAY]


def test_an_hour_of_a_free_day_is_the_next_day_with_talks(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)
    thursday = SUNDAY + timedelta(days=4)
    talks.stand_at(18, day=thursday)

    talks.text("4 3")

    assert talks.slot(SUNDAY + timedelta(days=7)) == "Sun 15:00"


def test_an_hour_that_has_just_passed_means_now(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)
    talks.stand_at(15, 29)

    talks.text("4 3")

    assert (talks.state(), talks.slot()) == (DebriefState.READY, "Sun 15:29")


# 5: done


def _agreed(talks: DebriefStage, owner: ActionOwner, state: ActionState) -> None:
    with talks.around.database.unit_of_work() as work:
        work.session.add(
            PlanAction(
                case_id=talks.stage.people.case().id,
                what="Bring the family to the clinic",
                owner=owner,
                state=state,
                made_at=talks.stage.clock.now(),
                settled_at=talks.stage.clock.now() if state.is_settled else None,
            )
        )
        work.commit()


@pytest.mark.requirement("N19")
def test_done_marks_what_was_agreed_for_volunteers_as_reported_and_closes_nothing(
    surroundings: Surroundings,
) -> None:
    talks = make_debrief_stage(surroundings)
    for owner, state in (
        (ActionOwner.VOLUNTEER, ActionState.OPEN),
        (ActionOwner.VOLUNTEER, ActionState.PROPOSED),
        (ActionOwner.VOLUNTEER, ActionState.DROPPED),
        (ActionOwner.CASEWORKER, ActionState.OPEN),
    ):
        _agreed(talks, owner, state)

    talks.text("5 47K")

    after = {(row.owner, row.state, row.settled_at is None) for row in talks.stage.rows(PlanAction)}
    assert after == {
        (ActionOwner.VOLUNTEER, ActionState.REPORTED_DONE, True),
        (ActionOwner.VOLUNTEER, ActionState.PROPOSED, True),
        (ActionOwner.VOLUNTEER, ActionState.DROPPED, False),
        (ActionOwner.CASEWORKER, ActionState.OPEN, True),
    }
    assert talks.open_tasks() == [("done_reported", "CW-1")]


# 6: wellbeing


def test_each_time_another_kind_line_goes_out_until_all_were_sent(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings, volunteers=[volunteer_row("V-001", VOLUNTEER_NUMBER, language="bn")])
    sent: list[str | None] = []
    for _ in range(31):
        stage.text(VOLUNTEER_NUMBER, "6")
        stage.clock.advance(hours=1)
    library = {key: words for key, words in surroundings.texts.languages["bn"].words.items() if key.startswith("care-")}
    sent = [body for _, body in stage.replies() if body in library.values()]

    assert len(library) == len(set(library.values())) == 30
    assert sent[:30] == [library[key] for key in sorted(library)]
    assert sent[30] == sent[0]
    assert len([body for _, body in stage.replies() if body == "আপনার খেয়াল রাখুন। কথা বলতে চাইলে ৩।"]) == 31


@pytest.mark.requirement("N44")
def test_who_is_tired_is_asked_after_by_the_wellbeing_person_and_counted_nowhere(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)
    people = talks.stage.people
    with surroundings.database.unit_of_work() as work:
        work.session.add(TeamDuty(team_id=people.case().team_id, duty=Duty.WELLBEING, staff_id=people.staff("CW-2").id))
        work.commit()

    talks.text("6")
    talks.text("3")
    talks.text("4")
    talks.tick_at(10)

    assert ("wellbeing", "CW-2") in talks.open_tasks()
    assert ("wellbeing_call", "CW-2") in talks.open_tasks()
    assert ("debrief", "CW-1") in talks.open_tasks()
    assert talks.task_due("wellbeing_call") == "Sun 12:00"
    counts = {row.code: row.open_tasks for row in show_team(surroundings, people.person("SUP-1")).caseworkers}
    assert counts == {"CW-1": 0, "CW-2": 0}
    talks.text("7 4")
    counts = {row.code: row.open_tasks for row in show_team(surroundings, people.person("SUP-1")).caseworkers}
    assert counts == {"CW-1": 1, "CW-2": 0}


# Details


def _locked_task(talks: DebriefStage, kind: str = "details_withheld") -> Task:
    return next(row for row in talks.stage.rows(Task) if row.kind == kind)


@pytest.mark.requirement("N1")
def test_details_are_read_only_by_who_has_the_duty_and_each_look_is_written_down(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)
    people = talks.stage.people
    talks.text(STORY)
    task = _locked_task(talks)
    caseworker, supervisor = people.person("CW-1"), people.person("SUP-1")

    assert _local_due(talks) == "Sun 12:00"
    for person in (caseworker, supervisor):
        opened = open_task(surroundings, person, task.id)
        assert (opened.words, opened.is_locked) == (None, True)
    with pytest.raises(NotAllowed):
        read_locked_words(surroundings, supervisor, task.id)
    for code in ("CW-2", "SUP-2", "CO-1"):
        with pytest.raises(NotFound):
            read_locked_words(surroundings, people.person(code), task.id)
    assert talks.stage.audited("locked_words:read") == []

    assert read_locked_words(surroundings, caseworker, task.id).words == STORY
    (look,) = talks.stage.audited("locked_words:read")
    assert (look.actor_id, look.subject_id) == (caseworker.id, talks.stage.events()[0].id)


def test_a_strangers_details_are_read_by_whoever_takes_the_duty(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)
    talks.stage.text(STRANGER_NUMBER, STORY)
    person, task = talks.stage.people.person("CW-2"), _locked_task(talks)

    with pytest.raises(NotAllowed):
        read_locked_words(surroundings, person, task.id)
    take_task(surroundings, person, task.id)

    assert read_locked_words(surroundings, person, task.id).words == STORY


@pytest.mark.requirement("N1")
@pytest.mark.parametrize(("sender", "kind"), [(VOLUNTEER_NUMBER, "call_back"), (CAREGIVER_NUMBER, "family_text")])
def test_details_behind_a_command_and_those_of_a_family_are_locked_away_too(
    surroundings: Surroundings, sender: str, kind: str
) -> None:
    talks = make_debrief_stage(surroundings)

    talks.stage.text(sender, "call me about number 1234567")

    (event,) = talks.stage.rows(InboundEvent)
    assert event.is_locked
    opened = open_task(surroundings, talks.stage.people.person("CW-1"), _locked_task(talks, kind).id)
    assert opened.words is None


def test_words_without_details_are_not_locked_away(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)

    talks.text("call me please")

    (event,) = talks.stage.rows(InboundEvent)
    assert not event.is_locked
    opened = open_task(surroundings, talks.stage.people.person("CW-1"), talks.stage.rows(Task)[0].id)
    assert opened.words == "call me please"
    with pytest.raises(NotFound):
        read_locked_words(surroundings, talks.stage.people.person("CW-1"), talks.stage.rows(Task)[0].id)


@pytest.mark.parametrize(("days", "is_told"), [(30, True), (30.01, False)])
def test_who_writes_details_again_within_a_month_is_shown_once_more_what_goes_into_a_text(
    surroundings: Surroundings, days: float, is_told: bool
) -> None:
    talks = make_debrief_stage(surroundings)
    talks.text(STORY)
    assert ("training_needed", "CW-1") not in talks.open_tasks()

    talks.stage.clock.advance(days=days)
    talks.text("another paper says 7654321")

    assert (("training_needed", "CW-1") in talks.open_tasks()) is is_told


def test_a_ring_says_who_it_came_from(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)

    stage.ring(VOLUNTEER_NUMBER)
    stage.ring(STRANGER_NUMBER)

    assert {event.volunteer_id for event in stage.events()} == {stage.people.volunteer().id, None}


def test_the_agreed_hour_of_the_people_file_is_kept(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)

    assert talks.stage.people.volunteer().debrief_at == time(16)
