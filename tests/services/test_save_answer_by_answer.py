"""Answers are saved one by one as they are given, and nothing that was said is overwritten."""

import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

from remote_cm.domain.refusal import BadInput, NotAllowed, StaleStep
from remote_cm.domain.vocabulary import AnswerCode, Track
from remote_cm.services.call_views import CallPhase, Wish
from remote_cm.services.save_answer import HeardAnswer, save_answer
from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import Settings
from remote_cm.storage.tables.calls import AnswerRevision
from remote_cm.storage.tables.tasks import Task
from tests.factories import case_row, make_people
from tests.process_environment import process_environment
from tests.services.calls_by_hand import GREEN, ORANGE, RED, CallByHand, answers, audited, rows, tasks


@pytest.fixture
def call(surroundings: Surroundings) -> CallByHand:
    return CallByHand(surroundings, make_people(surroundings, case_row())).open()


def test_each_answer_is_there_as_soon_as_it_was_given(surroundings: Surroundings, call: CallByHand) -> None:
    call.hear("D1.1", GREEN, said="all is well")
    call.hear("D1.2", ORANGE)
    found = answers(surroundings)
    assert {item: (answer.code, answer.track) for item, answer in found.items()} == {
        "D1.1": (GREEN, Track.CHILD),
        "D1.2": (ORANGE, Track.CHILD),
    }
    assert (found["D1.1"].said, found["D1.1"].saved_at) == ("all is well", surroundings.now())
    assert found["D1.1"].script_version == surroundings.script.version


@pytest.mark.requirement("MON-24")
def test_what_was_said_what_was_noticed_and_what_the_caseworker_thinks_are_kept_apart(
    surroundings: Surroundings, call: CallByHand
) -> None:
    save_answer(
        surroundings, call.person, call.follow_up_id, HeardAnswer("D1.1", ORANGE, " she said ", "a door", "uneasy")
    )
    answer = answers(surroundings)["D1.1"]
    assert (answer.said, answer.heard, answer.view) == ("she said", "a door", "uneasy")


def test_the_same_answer_twice_changes_nothing(surroundings: Surroundings, call: CallByHand) -> None:
    call.hear("D1.1", RED, said="afraid")
    before = saved_so_far(surroundings)
    call.hear("D1.1", RED, said="afraid ")
    assert saved_so_far(surroundings) == before == (0, 1, 1)
    assert answers(surroundings)["D1.1"].revisions == 0


def saved_so_far(around: Surroundings) -> tuple[int, int, int]:
    return len(rows(around, AnswerRevision)), len(rows(around, Task)), len(audited(around, "answer:saved"))


def test_a_changed_answer_keeps_the_one_before(surroundings: Surroundings, call: CallByHand) -> None:
    call.hear("D1.1", ORANGE, said="uneasy")
    call.hear("D1.1", GREEN, said="all is well after all")
    standing = answers(surroundings)["D1.1"]
    assert (standing.code, standing.said, standing.revisions) == (GREEN, "all is well after all", 1)
    (revision,) = rows(surroundings, AnswerRevision)
    assert (revision.answer_id, revision.code, revision.said) == (standing.id, ORANGE, "uneasy")
    assert revision.replaced_at == surroundings.now()


def test_a_red_that_is_taken_back_loses_its_reply_and_the_revision_keeps_it(
    surroundings: Surroundings, call: CallByHand
) -> None:
    call.hear("D1.1", RED)
    call.reply("D1.1", "no")
    call.hear("D1.1", GREEN)
    assert answers(surroundings)["D1.1"].red_reply is None
    assert [revision.red_reply for revision in rows(surroundings, AnswerRevision)] == ["no"]


@pytest.mark.requirement("N14")
def test_a_question_that_is_not_put_to_this_person_takes_no_answer(surroundings: Surroundings) -> None:
    overheard = CallByHand(surroundings, make_people(surroundings, case_row())).open(private=False)
    with pytest.raises(BadInput) as refused:
        overheard.hear("D1.3")
    assert [fault.where for fault in refused.value.faults] == ["item"]
    with pytest.raises(BadInput):
        overheard.hear("D9.9")
    assert answers(surroundings) == {}


def test_another_caseworker_and_a_supervisor_save_nothing(surroundings: Surroundings, call: CallByHand) -> None:
    with pytest.raises(NotAllowed):
        save_answer(surroundings, call.people.person("SUP-1"), call.follow_up_id, HeardAnswer("D1.1", GREEN))
    assert answers(surroundings) == {}


def test_after_the_end_nothing_is_saved_any_more(call: CallByHand) -> None:
    call.hear_all()
    call.end()
    with pytest.raises(StaleStep):
        call.hear("D1.2")


def test_not_safe_to_ask_is_a_task_to_find_a_safer_way_once(surroundings: Surroundings, call: CallByHand) -> None:
    call.hear("D1.2", AnswerCode.NOT_SAFE)
    call.hear("D1.2", AnswerCode.NOT_SAFE, said="somebody came in")
    assert [kind for kind, _ in tasks(surroundings, call.people)] == ["unsafe_contact"]


@pytest.mark.requirement("MON-02")
def test_the_page_goes_on_to_what_has_no_code_yet_and_back_to_what_has(call: CallByHand) -> None:
    first = call.page().question
    assert first is not None
    assert (first.question.item.id, first.place, first.answer) == ("D1.1", 1, None)
    call.hear("D1.1", ORANGE, said="uneasy")
    following = call.page()
    assert following.question is not None
    assert following.question.question.item.id == "D1.2"
    safety = following.domains[0]
    assert safety.advice is not None
    assert safety.advice.messages
    assert safety.advice.actions
    back = call.page(Wish(item_id="D1.1")).question
    assert back is not None
    assert back.answer is not None
    assert (back.answer.code, back.answer.said) == (ORANGE, "uneasy")


def test_a_declined_question_is_not_put_again(call: CallByHand) -> None:
    call.hear("D1.1", AnswerCode.DECLINED)
    question = call.page().question
    assert question is not None
    assert question.question.item.id == "D1.2"


def test_when_all_is_asked_the_closing_comes_with_its_words(call: CallByHand) -> None:
    while (question := call.page().question) is not None:
        call.hear(question.question.item.id)
    page = call.page()
    assert page.phase is CallPhase.CLOSING
    assert [step.id for step, _ in page.closing] == [step.id for step in call.around.script.closing]


def test_words_of_an_answer_are_for_the_caseworker_and_its_colour_for_the_supervisor_too(call: CallByHand) -> None:
    call.hear("D1.1", ORANGE, said="uneasy")
    seen = call.page(by="SUP-1")
    assert seen.answers == ()
    assert seen.domains[0].colour.value == "O"
    assert "uneasy" not in repr(seen)


def test_answers_to_one_question_at_once_are_one_answer(
    surroundings: Surroundings, call: CallByHand, at_once: Callable[..., list[Exception | None]]
) -> None:
    failures = at_once(lambda: call.hear("D1.1", RED), lambda: call.hear("D1.1", RED))
    assert failures == [None, None]
    assert len(rows(surroundings, AnswerRevision)) == 0
    assert tasks(surroundings, call.people) == {("red_answer", "SUP-1")}


DIES_AFTER_SAVING = """
import os, signal, sys, uuid
from remote_cm.domain.access import Person
from remote_cm.domain.vocabulary import AnswerCode, StaffRole
from remote_cm.services.save_answer import HeardAnswer, save_answer
from remote_cm.settings import read_settings
from remote_cm.wiring import make_surroundings

person, team, follow_up = (uuid.UUID(row) for row in sys.argv[1:])
around = make_surroundings(read_settings(os.environ))
by = Person(person, StaffRole.CASEWORKER, team)
save_answer(around, by, follow_up, HeardAnswer("D1.1", AnswerCode.GREEN, "said"))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_an_answer_outlives_a_process_that_is_killed_right_after_it_was_saved(
    surroundings: Surroundings, settings: Settings, call: CallByHand
) -> None:
    person = call.person
    killed = subprocess.run(
        [sys.executable, "-c", DIES_AFTER_SAVING, str(person.id), str(person.team_id), str(call.follow_up_id)],
        env=process_environment(settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (killed.returncode, killed.stderr) == (-signal.SIGKILL, "")
    answer = answers(surroundings)["D1.1"]
    assert (answer.code, answer.said) == (GREEN, "said")
    call.hear("D1.2")
    assert call.page().phase is CallPhase.QUESTION
