"""A call that must not go on: one tap ends it at any moment, another way is kept, and nothing unheard is believed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from remote_cm.domain.refusal import BadInput, GateClosed, NotAllowed, NotFound, StaleStep
from remote_cm.domain.vocabulary import CallBackSignal, RiskLevel
from remote_cm.services.end_talk import TalkEnd, end_talk
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.calls import AttemptOutcome, ConversationEnding, Turn
from remote_cm.storage.tables.cases import LevelChange
from tests.factories import case_row, make_people
from tests.frozen_clock import FrozenClock
from tests.services.calls_by_hand import GREEN, ORANGE, RED, CallByHand, attempts, rows, tasks

UNEASY, MONITORED, UNSAFE = ConversationEnding.UNEASY, ConversationEnding.MONITORED, ConversationEnding.UNSAFE
NOT_NOW, OTHER_PERSON = ConversationEnding.NOT_NOW, ConversationEnding.OTHER_PERSON
SAFELY = ConversationEnding.ENDED_SAFELY


@pytest.fixture
def call(surroundings: Surroundings) -> CallByHand:
    return CallByHand(surroundings, make_people(surroundings, case_row()))


def ringing(call: CallByHand) -> None:
    call.ring()


def picked_up(call: CallByHand) -> None:
    call.pick_up()


def asked(call: CallByHand) -> None:
    call.open().hear("D1.1")


def at_a_red(call: CallByHand) -> None:
    call.open().hear("D1.1", RED)


def all_answered(call: CallByHand) -> None:
    call.open().hear_all()
    while (question := call.page().question) is not None:
        call.hear(question.question.item.id)


MOMENTS = [ringing, picked_up, asked, at_a_red, all_answered]


@pytest.mark.requirement("N7")
@pytest.mark.parametrize("moment", MOMENTS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("ending", [SAFELY, UNSAFE, UNEASY, MONITORED, OTHER_PERSON, NOT_NOW])
def test_one_tap_ends_the_call_at_each_of_its_moments(
    call: CallByHand, moment: Callable[[CallByHand], None], ending: ConversationEnding
) -> None:
    moment(call)
    call.end(ending)
    is_unsafe = ending is OTHER_PERSON and moment is at_a_red
    assert (call.talk().ending, call.talk().ended_at) == (UNSAFE if is_unsafe else ending, call.around.now())
    with pytest.raises((StaleStep, NotAllowed)):
        call.hear("D2.1")
    assert all(attempt.outcome is not None for attempt in attempts(call.around))


def test_before_the_first_ring_there_is_nothing_to_end(call: CallByHand) -> None:
    with pytest.raises(StaleStep):
        call.end(SAFELY)


@pytest.mark.requirement("N7")
@pytest.mark.parametrize("ending", [UNSAFE, UNEASY, MONITORED, OTHER_PERSON, NOT_NOW])
def test_a_call_that_was_broken_off_meets_no_follow_up_however_much_was_answered(
    call: CallByHand, ending: ConversationEnding
) -> None:
    all_answered(call)
    call.end(ending)
    assert call.people.follow_up().id == call.follow_up_id


@pytest.mark.requirement("CALL-03")
@pytest.mark.parametrize("signal", CallBackSignal)
@pytest.mark.parametrize("ending", [UNEASY, NOT_NOW, SAFELY])
def test_how_an_uneasy_child_wants_to_be_reached_is_kept_in_the_contact_plan(
    call: CallByHand, signal: CallBackSignal, ending: ConversationEnding
) -> None:
    picked_up(call)
    end_talk(call.around, call.person, call.follow_up_id, TalkEnd(ending, signal=signal))
    assert call.people.contact("child").call_back_signal is signal
    assert call.people.contact("caregiver").call_back_signal is None


@pytest.mark.requirement("CALL-03")
def test_the_other_hour_that_was_agreed_is_booked(call: CallByHand) -> None:
    picked_up(call)
    later = call.around.now() + timedelta(hours=5)
    end = TalkEnd(UNEASY, asked_for_at=later, signal=CallBackSignal.ANOTHER_HOUR)
    end_talk(call.around, call.person, call.follow_up_id, end)
    assert call.people.follow_up().due_by == later


def test_an_end_without_a_signal_forgets_none_that_was_agreed(call: CallByHand, clock: FrozenClock) -> None:
    picked_up(call)
    end_talk(call.around, call.person, call.follow_up_id, TalkEnd(UNEASY, signal=CallBackSignal.SAFE_SPACE))
    clock.advance(hours=1)
    picked_up(call)
    call.end(UNEASY)
    assert call.people.contact("child").call_back_signal is CallBackSignal.SAFE_SPACE


@pytest.mark.parametrize(("first", "second"), [(UNEASY, UNEASY), (NOT_NOW, UNEASY)])
def test_two_bad_moments_in_a_row_ask_for_another_way(
    call: CallByHand, clock: FrozenClock, first: ConversationEnding, second: ConversationEnding
) -> None:
    picked_up(call)
    call.end(first)
    assert tasks(call.around, call.people) == set()
    clock.advance(hours=1)
    picked_up(call)
    call.end(second)
    assert tasks(call.around, call.people) == {("other_way", "CW-1")}
    assert [one.outcome for one in attempts(call.around)] == [AttemptOutcome.NOT_NOW] * 2


@pytest.mark.requirement("N25", "N7")
@pytest.mark.parametrize("ending", [MONITORED, OTHER_PERSON])
def test_greens_of_a_call_that_somebody_listened_to_do_not_count_where_they_need_privacy(
    call: CallByHand, ending: ConversationEnding
) -> None:
    call.open().hear_all("D1.1", "D2.1", "D3.1", "D4.1", "D5.1")
    call.end(ending)
    effective = call.talk().effective
    assert effective is not None
    assert [effective[domain] for domain in ("D1", "D2", "D3", "D4", "D5")] == ["U", "G", "U", "U", "G"]


def test_what_was_heard_of_worry_counts_also_in_a_call_that_somebody_listened_to(call: CallByHand) -> None:
    call.open().hear("D1.1", ORANGE)
    call.end(MONITORED)
    effective = call.talk().effective
    assert effective is not None
    assert effective["D1"] == "O"


def test_after_a_call_that_seemed_listened_to_they_are_reached_another_way(call: CallByHand) -> None:
    asked(call)
    call.end(MONITORED)
    assert ("monitored_call", "CW-1") in tasks(call.around, call.people)


def test_somebody_who_takes_the_phone_before_any_answer_is_a_try_that_reached_nobody(call: CallByHand) -> None:
    picked_up(call)
    call.end(OTHER_PERSON)
    assert [one.outcome for one in attempts(call.around)] == [AttemptOutcome.OTHER_PERSON]


def test_somebody_who_takes_the_phone_in_the_middle_does_not_unmake_that_the_child_was_reached(
    call: CallByHand,
) -> None:
    asked(call)
    call.end(OTHER_PERSON)
    assert [one.outcome for one in attempts(call.around)] == [AttemptOutcome.ANSWERED]


@pytest.mark.requirement("N38")
@pytest.mark.parametrize("words", ["kal after Asr", "Porshu", "কাল বিকেলে"])
def test_a_day_word_that_may_mean_two_days_ends_no_call(call: CallByHand, words: str) -> None:
    asked(call)
    with pytest.raises(BadInput, match="two days"):
        end_talk(call.around, call.person, call.follow_up_id, TalkEnd(SAFELY, agreed_words=words))
    assert call.talk().ended_at is None


def test_what_was_agreed_for_the_next_call_stands_beside_it_in_their_own_words(call: CallByHand) -> None:
    call.open().hear_all()
    end = TalkEnd(ConversationEnding.FINISHED, agreed_words=" Thursday, after Asr ")
    end_talk(call.around, call.person, call.follow_up_id, end)
    following = call.page().next_call
    assert following is not None
    assert (following.agreed_words, following.is_by_bridge) == ("Thursday, after Asr", False)


@pytest.mark.parametrize(("by", "refusal"), [("SUP-1", NotAllowed), ("CW-2", NotFound), ("CW-9", NotFound)])
def test_nobody_else_ends_this_call(call: CallByHand, by: str, refusal: type[Exception]) -> None:
    asked(call)
    with pytest.raises(refusal):
        end_talk(call.around, call.people.person(by), call.follow_up_id, TalkEnd(SAFELY))
    assert call.talk().ended_at is None


@pytest.mark.requirement("N24")
@pytest.mark.parametrize("ending", [SAFELY, UNEASY, MONITORED, OTHER_PERSON, ConversationEnding.DROPPED, NOT_NOW])
def test_no_end_of_a_call_lowers_a_level(call: CallByHand, clock: FrozenClock, ending: ConversationEnding) -> None:
    call = CallByHand(call.around, make_people(call.around, case_row("CX-HIGH", level="high")), code="CX-HIGH")
    for _ in range(3):
        call.open().hear_all("D1.1", "D2.1", "D3.1", code=GREEN)
        call.end(ending)
        clock.advance(days=1)
        call.follow_up_id = call.people.follow_up("CX-HIGH").id
    assert call.people.case("CX-HIGH").level is RiskLevel.HIGH
    assert rows(call.around, LevelChange) == []


@pytest.mark.requirement("N8")
def test_somebody_who_takes_the_phone_after_a_disclosure_is_an_unsafe_end(call: CallByHand) -> None:
    at_a_red(call)
    call.end(OTHER_PERSON)
    assert call.talk().ending is ConversationEnding.UNSAFE
    assert {("unsafe_end", "CW-1"), ("unsafe_end", "SUP-1")} <= tasks(call.around, call.people)
    assert all(turn.is_private is False for turn in rows(call.around, Turn))
    with pytest.raises(GateClosed):
        call.ring()
