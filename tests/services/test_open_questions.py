"""A question by text is answered once, by a yes, a no or the digit that it named, while it is open; else by nothing."""

from datetime import timedelta

import pytest

from remote_cm.domain.debriefs import DebriefState
from remote_cm.domain.vocabulary import Intent
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.debriefs import AskedQuestion
from tests.factories import SHARED_NUMBER, VOLUNTEER_NUMBER, case_row, volunteer_row
from tests.services.debrief_stage import DebriefStage, make_debrief_stage
from tests.services.stage import make_stage


@pytest.fixture
def talks(surroundings: Surroundings) -> DebriefStage:
    """A volunteer who was asked at 15:45 if four is good."""
    asked = make_debrief_stage(surroundings)
    asked.tick_at(10)
    asked.tick_at(15, 45)
    return asked


def _answer(talks: DebriefStage) -> bool | None:
    return talks.question().is_yes


@pytest.mark.parametrize("body", ["4", "৪", "yes", "Y", "ha", "হ্যাঁ"])
def test_a_yes_or_the_named_digit_says_that_the_hour_is_good(talks: DebriefStage, body: str) -> None:
    talks.text(body)

    assert _answer(talks) is True
    assert talks.question().answered_at == talks.stage.clock.now()
    assert talks.state() is DebriefState.READY
    assert talks.slot() == "Sun 16:00"
    (event,) = talks.stage.events()
    assert (event.intent, event.effects) == (Intent.YES, ["answer_question:yes"])
    assert talks.question().event_id == event.id
    assert (VOLUNTEER_NUMBER, "OK.") in talks.stage.replies()
    # In its hour, and not before.
    assert talks.open_tasks() == []
    talks.tick_at(16)
    assert talks.open_tasks() == [("debrief", "CW-1")]


@pytest.mark.parametrize("body", ["no", "n", "না", "na"])
def test_a_no_stops_the_talks_clock_and_a_person_agrees_on_another_hour(talks: DebriefStage, body: str) -> None:
    talks.text(body)

    assert _answer(talks) is False
    assert talks.state() is DebriefState.DECLINED
    assert talks.open_tasks() == [("answer_given", "CW-1")]
    assert talks.task_due("answer_given") == "Sun 20:00"
    assert (VOLUNTEER_NUMBER, "Received.") in talks.stage.replies()
    for hour, minute in ((16, 0), (16, 15), (20, 0)):
        talks.tick_at(hour, minute)
    assert talks.state() is DebriefState.DECLINED
    assert talks.open_tasks() == [("answer_given", "CW-1")]


@pytest.mark.parametrize(
    ("body", "intent"),
    [
        ("1", Intent.UPDATE),
        ("2", Intent.NEW_CHILD),
        ("3", Intent.CALL_ME),
        ("6", Intent.WELLBEING),
        ("8", Intent.HELP),
        ("9", Intent.DANGER),
        ("4 5", Intent.DEBRIEF),
        ("yes please", Intent.UNKNOWN),
    ],
)
def test_any_other_text_keeps_its_own_meaning(talks: DebriefStage, body: str, intent: Intent) -> None:
    talks.text(body)

    assert talks.stage.events()[0].intent is intent
    assert _answer(talks) is None


@pytest.mark.parametrize("digit", ["1", "2", "8", "9"])
def test_a_digit_that_must_keep_its_meaning_answers_nothing_even_where_a_question_names_it(
    talks: DebriefStage, digit: str
) -> None:
    with talks.around.database.unit_of_work() as work:
        question = work.session.get_one(AskedQuestion, talks.question().id)
        question.yes_digit = question.no_digit = digit
        work.commit()

    talks.text(digit)

    assert _answer(talks) is None


@pytest.mark.parametrize(
    ("minute", "second", "intent"),
    [(14, 59, Intent.YES), (15, 0, Intent.UNKNOWN)],
)
def test_a_question_is_open_until_the_second_attempt(
    talks: DebriefStage, minute: int, second: int, intent: Intent
) -> None:
    talks.tick_at(16)
    talks.stand_at(16, minute, second)

    talks.text("yes")

    assert talks.stage.events()[0].intent is intent


def test_a_question_is_answered_once(talks: DebriefStage) -> None:
    talks.text("4")
    talks.stage.clock.advance(minutes=3)
    talks.text("no")

    assert _answer(talks) is True
    assert [event.intent for event in talks.stage.events()] == [Intent.YES, Intent.UNKNOWN]
    assert talks.state() is DebriefState.READY


def test_a_talk_that_is_put_off_leaves_no_question_open(talks: DebriefStage) -> None:
    talks.text("4 5")
    talks.stage.clock.advance(minutes=1)
    talks.text("no")

    assert _answer(talks) is None
    assert talks.stage.events()[-1].intent is Intent.UNKNOWN
    assert talks.slot() == "Sun 17:00"


def test_without_a_question_a_yes_says_nothing_and_a_4_is_the_command(surroundings: Surroundings) -> None:
    talks = make_debrief_stage(surroundings)

    talks.text("yes")
    talks.text("4")

    assert [event.intent for event in talks.stage.events()] == [Intent.UNKNOWN, Intent.DEBRIEF]


@pytest.mark.requirement("N44")
def test_3_takes_up_the_offer_of_a_talk_about_oneself_for_an_hour_and_is_a_call_back_afterwards(
    surroundings: Surroundings,
) -> None:
    stage = make_stage(surroundings)
    for later, kind in ((timedelta(minutes=59), "wellbeing_call"), (timedelta(minutes=60), "call_back")):
        stage.text(VOLUNTEER_NUMBER, "6")
        stage.clock.advance(seconds=later.total_seconds())

        stage.text(VOLUNTEER_NUMBER, "3")

        who = {"wellbeing_call": "SUP-1", "call_back": "CW-1"}[kind]
        assert (kind, who) in stage.tasks()
        assert (VOLUNTEER_NUMBER, "OK. We will phone.") in stage.replies()
        stage.clock.advance(minutes=5)
    assert [kind for kind, _ in stage.tasks()].count("wellbeing_call") == 1


def test_no_to_the_offer_of_a_talk_is_received_and_asks_nothing_of_anybody(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)
    stage.text(VOLUNTEER_NUMBER, "6")
    stage.clock.advance(minutes=1)

    stage.text(VOLUNTEER_NUMBER, "no")

    assert (VOLUNTEER_NUMBER, "Received.") in stage.replies()
    assert stage.tasks() == [("wellbeing", "SUP-1")]


@pytest.mark.requirement("VOL-21")
def test_on_a_shared_phone_only_who_was_asked_answers(surroundings: Surroundings) -> None:
    shared = [
        volunteer_row("V-011", SHARED_NUMBER, shared_phone=True, pin="1357", debrief_at="16:00"),
        volunteer_row("V-012", SHARED_NUMBER, shared_phone=True, pin="2468"),
    ]
    talks = DebriefStage(make_stage(surroundings, case_row(), volunteers=shared))
    talks.tick_at(10)
    talks.tick_at(15, 45)

    talks.stage.text(SHARED_NUMBER, "4")
    talks.stage.text(SHARED_NUMBER, "2468 yes")
    assert _answer(talks) is None
    talks.stage.text(SHARED_NUMBER, "1357 4")
    assert _answer(talks) is True
