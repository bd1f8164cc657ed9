"""Somebody cannot go on with a call: the back-up has it until it is met, and their supervisor rings the same day."""

from collections.abc import Callable

import pytest

from remote_cm.domain.refusal import NotAllowed, NotFound, StaleStep
from remote_cm.domain.vocabulary import RiskLevel, Track
from remote_cm.services.case_pages import list_cases, show_case
from remote_cm.services.hand_over_call import HandOverReason, hand_over_call
from remote_cm.services.my_day import show_my_day
from remote_cm.services.settle_call import CallSettled, ConfirmedAction, settle_call
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.write_notes import write_notes
from remote_cm.storage.tables.calls import AttemptOutcome, ConversationEnding
from remote_cm.storage.tables.tasks import Task
from tests.factories import case_row, make_people, team_file
from tests.frozen_clock import FrozenClock
from tests.services.calls_by_hand import ORANGE, CallByHand, attempts, audited, rows, tasks

COMPOSURE, CONFLICT = HandOverReason


@pytest.fixture
def call(surroundings: Surroundings) -> CallByHand:
    return CallByHand(surroundings, make_people(surroundings, case_row()))


def hand_over(call: CallByHand, reason: HandOverReason = COMPOSURE, by: str = "CW-1") -> str | None:
    return hand_over_call(call.around, call.people.person(by), call.follow_up_id, reason)


def by_the_back_up(call: CallByHand) -> CallByHand:
    return CallByHand(call.around, call.people, by="CW-2")


def without_back_up(around: Surroundings) -> CallByHand:
    duties = [one for one in team_file()["duties"] if one["duty"] != "backup_caseworker"]
    return CallByHand(around, make_people(around, case_row(), duties=duties))


def test_the_own_part_ends_with_what_was_heard_and_the_follow_up_is_the_back_ups_today(call: CallByHand) -> None:
    call.open().hear("D1.1", ORANGE)
    hand_over(call)
    assert (call.talk().ending, call.talk().call_level) == (ConversationEnding.HANDED_OVER, RiskLevel.MEDIUM)
    owed = call.people.follow_up()
    assert (owed.id, owed.caseworker_id) == (call.follow_up_id, call.people.staff("CW-2").id)
    assert [one.follow_up_id for one in show_my_day(call.around, call.people.person("CW-2")).calls] == [owed.id]
    assert show_my_day(call.around, call.person).calls == ()


@pytest.mark.parametrize("reason", HandOverReason)
def test_whoever_hands_over_is_rung_by_their_supervisor_the_same_day(call: CallByHand, reason: HandOverReason) -> None:
    call.open()
    hand_over(call, reason)
    assert tasks(call.around, call.people) == {("worker_needs_call", "SUP-1")}
    (task,) = rows(call.around, Task)
    assert task.due_at.astimezone(call.around.zone).date() == call.around.today()


def test_the_back_up_rings_and_talks_and_the_next_follow_up_is_the_caseworkers_again(
    call: CallByHand, clock: FrozenClock
) -> None:
    call.open()
    hand_over(call)
    clock.advance(minutes=5)
    back_up = by_the_back_up(call)
    back_up.open().hear_all()
    back_up.end()
    assert back_up.talk().caseworker_id == call.people.staff("CW-2").id
    following = call.people.follow_up()
    assert following.id != call.follow_up_id
    assert following.caseworker_id == call.people.staff("CW-1").id


@pytest.mark.requirement("N33")
def test_the_case_itself_stays_closed_to_the_back_up(call: CallByHand) -> None:
    call.open()
    hand_over(call)
    with pytest.raises(NotFound):
        show_case(call.around, call.people.person("CW-2"), "CX-TEST")
    assert list_cases(call.around, call.people.person("CW-2")).rows == ()


@pytest.mark.requirement("N33")
def test_before_the_call_is_handed_over_it_does_not_exist_for_the_back_up(call: CallByHand) -> None:
    with pytest.raises(NotFound):
        by_the_back_up(call).page()
    with pytest.raises(NotFound):
        by_the_back_up(call).ring()


@pytest.mark.requirement("N33")
def test_the_back_up_has_the_call_until_it_is_met_and_settled(call: CallByHand, clock: FrozenClock) -> None:
    call.open()
    hand_over(call)
    clock.advance(minutes=5)
    back_up = by_the_back_up(call)
    back_up.open().hear_all()
    back_up.end()
    page = back_up.page()
    assert page.may_work
    assert page.after is not None
    settle(back_up)
    with pytest.raises(NotFound):
        back_up.page()
    assert call.page().may_work


def settle(call: CallByHand) -> None:
    """Drop whatever was proposed."""
    after = call.page().after
    assert after is not None
    dropped = tuple(ConfirmedAction(one.id, False, one.owner, None) for one in after.actions)
    settle_call(call.around, call.person, call.follow_up_id, CallSettled(dropped, was_hard=False))


def test_the_others_of_the_team_never_see_it(call: CallByHand) -> None:
    call.open()
    hand_over(call)
    with pytest.raises(NotFound):
        call.page(by="CW-9")
    assert not call.page(by="SUP-1").may_work


def test_without_a_back_up_the_supervisor_decides_and_the_follow_up_stays(surroundings: Surroundings) -> None:
    call = without_back_up(surroundings)
    call.open()
    assert hand_over(call) is None
    assert tasks(surroundings, call.people) == {("worker_needs_call", "SUP-1"), ("cover_needed", "SUP-1")}
    assert call.people.follow_up().caseworker_id == call.people.staff("CW-1").id


def test_a_back_up_who_cannot_go_on_either_leaves_it_to_the_supervisor(call: CallByHand, clock: FrozenClock) -> None:
    call.open()
    hand_over(call)
    clock.advance(minutes=5)
    by_the_back_up(call).open()
    hand_over(call, by="CW-2")
    assert ("cover_needed", "SUP-1") in tasks(call.around, call.people)


def test_a_call_may_be_handed_over_before_it_is_made(call: CallByHand) -> None:
    hand_over(call, CONFLICT)
    assert call.conversations() == []
    assert call.people.follow_up().caseworker_id == call.people.staff("CW-2").id
    (handed_over,) = audited(call.around, "call:handed_over")
    assert handed_over.actor_id == call.person.id


def test_a_phone_that_still_rings_is_no_failed_try(call: CallByHand) -> None:
    call.ring()
    hand_over(call)
    assert [one.outcome for one in attempts(call.around)] == [AttemptOutcome.ANSWERED]


def test_it_is_handed_over_once(call: CallByHand) -> None:
    call.open()
    hand_over(call)
    with pytest.raises(StaleStep):
        hand_over(call)
    assert len(rows(call.around, Task)) == 1


def test_two_presses_at_once_hand_it_over_once(
    call: CallByHand, at_once: Callable[..., list[Exception | None]]
) -> None:
    call.open()
    failures = at_once(lambda: hand_over(call), lambda: hand_over(call))
    assert [type(failure) for failure in failures if failure] == [StaleStep]
    assert len(rows(call.around, Task)) == 1


@pytest.mark.parametrize(("by", "refusal"), [("SUP-1", NotAllowed), ("CW-2", NotFound)])
def test_nobody_takes_a_call_from_somebody(call: CallByHand, by: str, refusal: type[Exception]) -> None:
    call.open()
    with pytest.raises(refusal):
        hand_over(call, by=by)


def test_nobody_settles_or_rewrites_the_talk_of_a_colleague(call: CallByHand, clock: FrozenClock) -> None:
    call.open()
    hand_over(call, CONFLICT)
    clock.advance(minutes=5)
    back_up = by_the_back_up(call)
    back_up.open().hear_all(code=ORANGE)
    back_up.end()
    with pytest.raises(NotAllowed):
        settle(call)
    with pytest.raises(NotAllowed):
        write_notes(call.around, call.person, call.follow_up_id, Track.CHILD, "D1.1", "nothing", "", "")
    assert back_up.talk().settled_at is None
    settle(back_up)


def test_each_page_says_whose_talk_it_shows_and_who_has_the_call(call: CallByHand, clock: FrozenClock) -> None:
    call.open().hear("D1.1", ORANGE)
    assert (call.page().is_own_talk, call.page().handed_to) == (True, None)
    hand_over(call)
    assert (call.page().is_own_talk, call.page().handed_to) == (True, "CW-2")
    back_up = by_the_back_up(call)
    assert (back_up.page().is_own_talk, back_up.page().handed_to) == (False, None)
    clock.advance(minutes=5)
    back_up.open().hear_all()
    back_up.end()
    assert (call.page().is_own_talk, call.page().handed_to) == (False, "CW-2")
    assert (back_up.page().is_own_talk, call.page(by="SUP-1").handed_to) == (True, "CW-2")


@pytest.mark.requirement("N33")
def test_the_case_is_open_to_whoever_may_read_it_and_not_to_the_back_up(call: CallByHand) -> None:
    hand_over(call)
    assert call.page().may_read_case
    assert call.page(by="SUP-1").may_read_case
    assert not by_the_back_up(call).page().may_read_case


def test_whoever_hands_over_is_told_who_has_it_now(call: CallByHand) -> None:
    assert hand_over(call) == "CW-2"


def test_with_the_last_talk_what_its_own_earlier_talks_left_is_settled_too(
    call: CallByHand, clock: FrozenClock
) -> None:
    call.open().hear("D1.1", ORANGE)
    hand_over(call)
    clock.advance(minutes=5)
    back_up = by_the_back_up(call)
    back_up.open().hear("D1.1", ORANGE)
    back_up.end(ConversationEnding.DROPPED)
    clock.advance(minutes=5)
    back_up.open().hear_all()
    back_up.end()
    settle(back_up)
    open_ones = {talk.caseworker_id for talk in call.conversations() if talk.settled_at is None}
    assert open_ones == {call.people.staff("CW-1").id}
    with pytest.raises(NotFound):
        back_up.page()
