"""How soon the next call comes after what was heard, what opens it, and what a contact without answers is worth."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from remote_cm.domain.call_gates import GateAnswer
from remote_cm.domain.next_question import SkipReason
from remote_cm.domain.vocabulary import AnswerCode, ContactRole, Trigger
from remote_cm.services.end_talk import TalkEnd, end_talk
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.calls import ConversationEnding
from remote_cm.storage.tables.cases import CaseFile
from tests.factories import CAREGIVER_NUMBER, CHILD_NUMBER, case_row, contact_row, make_people
from tests.frozen_clock import FrozenClock
from tests.services.calls_by_hand import GREEN, ORANGE, RED, CallByHand
from tests.services.test_end_talk_and_owe_the_next import next_call

ALWAYS_OPEN = [{"weekdays": ["sat", "sun", "mon", "tue", "wed", "thu", "fri"], "from": "00:00", "to": "23:59"}]


@pytest.fixture
def call(surroundings: Surroundings) -> CallByHand:
    """An open call of a case that is called every second week, with a family that may be rung at any hour."""
    people = make_people(surroundings, quiet_case())
    with surroundings.database.unit_of_work() as work:
        work.session.execute(update(CaseFile).values(has_self_harm_history=True))
        work.commit()
    return CallByHand(surroundings, people).open()


def quiet_case(**changes: Any) -> dict[str, Any]:
    contacts = [
        contact_row("caregiver", CAREGIVER_NUMBER, safe_windows=ALWAYS_OPEN),
        contact_row("child", CHILD_NUMBER, safe_windows=ALWAYS_OPEN),
    ]
    return case_row(level="low", contacts=contacts, **changes)


@pytest.mark.requirement("RSK-05")
@pytest.mark.parametrize(
    ("item", "code", "hours"),
    [
        ("D1.1", GREEN, 336),
        ("D1.1", ORANGE, 72),
        ("D2.1", ORANGE, 168),
        ("D2.1", RED, 4),
        ("D3.1", ORANGE, 72),
        ("D3.3", ORANGE, 24),
        ("D5.1", RED, 48),
    ],
)
def test_what_was_heard_decides_how_soon_they_are_called_again(
    call: CallByHand, item: str, code: AnswerCode, hours: int
) -> None:
    call.hear_all()
    call.hear(item, code)
    if item == "D2.1" and code is RED:
        call.reply("D2.1", "yes")
    call.end()
    assert call.people.follow_up().due_by <= call.around.now() + timedelta(hours=hours)
    if hours < 168:
        assert call.people.follow_up().due_by == call.around.now() + timedelta(hours=hours)
        assert "action_date" in call.people.follow_up().reasons


def test_thoughts_of_self_harm_bring_a_call_each_day_until_they_were_asked_about_and_are_gone(
    call: CallByHand, clock: FrozenClock
) -> None:
    for code, hours in ((ORANGE, 24), (ORANGE, 24), (GREEN, None)):
        call.hear_all()
        call.hear("D3.3", code)
        call.end()
        due = call.people.follow_up().due_by - call.around.now()
        assert (due == timedelta(hours=24)) is (hours == 24)
        clock.advance(hours=23)
        call = next_call(call).open()


def test_a_red_on_feelings_that_nobody_asked_about_again_still_brings_a_call_each_day(
    call: CallByHand, clock: FrozenClock
) -> None:
    call.hear_all("D1.1", "D2.1")
    call.hear("D3.1", RED)
    call.end()
    clock.advance(hours=23)
    again = next_call(call).open().hear_all("D1.1", "D2.1")
    again.end()
    assert again.people.follow_up().due_by == again.around.now() + timedelta(hours=24)


def test_a_call_that_ended_unsafely_after_a_red_is_owed_by_the_hours_of_that_red(call: CallByHand) -> None:
    call.hear("D1.1", RED)
    call.reply("D1.1", "no")
    call.end(ConversationEnding.UNSAFE)
    assert call.people.follow_up().id == call.follow_up_id
    assert call.people.follow_up().due_by <= call.around.now() + timedelta(hours=24)


@pytest.mark.requirement("MON-09")
@pytest.mark.parametrize(
    ("why", "counts"),
    [
        (None, False),
        (SkipReason.NOT_SAFE_NOW, False),
        (SkipReason.THEY_ASKED, True),
        (SkipReason.TIRED, True),
        (SkipReason.SHORT_CALL, True),
    ],
)
def test_a_talk_in_which_nothing_was_asked_counts_only_with_a_reason_that_is_no_danger(
    call: CallByHand, why: SkipReason | None, counts: bool
) -> None:
    end = TalkEnd(ConversationEnding.FINISHED, why_nothing_asked=why)
    end_talk(call.around, call.person, call.follow_up_id, end)
    assert (call.people.follow_up().id != call.follow_up_id) is counts
    assert call.talk().call_level is None


@pytest.mark.requirement("MON-09")
def test_a_contact_only_that_counts_is_chased_within_days_and_moves_no_level(call: CallByHand) -> None:
    end = TalkEnd(ConversationEnding.FINISHED, why_nothing_asked=SkipReason.THEY_ASKED)
    before = call.people.case().level
    end_talk(call.around, call.person, call.follow_up_id, end)
    assert call.people.follow_up().due_by == call.around.now() + timedelta(hours=72)
    assert call.people.case().level is before


def test_a_reason_for_asking_nothing_makes_no_answered_talk_a_follow_up_without_safety(call: CallByHand) -> None:
    call.hear("D2.1", GREEN)
    end = TalkEnd(ConversationEnding.FINISHED, why_nothing_asked=SkipReason.TIRED)
    end_talk(call.around, call.person, call.follow_up_id, end)
    assert call.people.follow_up().id == call.follow_up_id


def test_with_whom_and_how_the_next_call_is_stands_on_the_page(call: CallByHand) -> None:
    call.hear_all()
    call.end()
    following = call.page().next_call
    assert following is not None
    assert following.speak_with is ContactRole.CAREGIVER


def test_danger_does_not_wait_for_the_hours_of_another_answer(call: CallByHand) -> None:
    call.hear_all("D2.1", "D3.1")
    call.hear("D1.1", RED)
    call.reply("D1.1", "yes", Trigger.T1)
    call.end()
    assert call.people.follow_up().due_by <= call.around.now() + timedelta(hours=24)


@pytest.mark.requirement("CALL-01", "MON-09")
@pytest.mark.parametrize("steps", [(), ("O1",)])
def test_a_call_in_which_it_was_never_made_sure_who_is_there_meets_nothing_whatever_reason_is_given(
    surroundings: Surroundings, steps: tuple[str, ...]
) -> None:
    call = CallByHand(surroundings, make_people(surroundings, case_row())).pick_up()
    for step in steps:
        call.hear_at(step, GateAnswer.YES)
    end = TalkEnd(ConversationEnding.FINISHED, why_nothing_asked=SkipReason.TIRED)
    end_talk(call.around, call.person, call.follow_up_id, end)
    assert call.people.follow_up().id == call.follow_up_id
    assert call.page().after is None
