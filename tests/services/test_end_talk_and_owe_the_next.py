"""The end of a talk: the level, the case's level, the next follow-up, and what an unsafe end locks."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from remote_cm.domain.refusal import BadInput, GateClosed, StaleStep
from remote_cm.domain.vocabulary import AnswerCode, DomainColour, LadderName, RiskLevel, Trigger
from remote_cm.services.case_pages import show_case
from remote_cm.services.open_alert import AlertCause, open_alert
from remote_cm.services.plan_follow_ups import plan_follow_ups
from remote_cm.services.press_danger import press_danger
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.cases import list_domain_levels
from remote_cm.storage.tables.calls import ConversationEnding
from remote_cm.storage.tables.cases import CaseFile, Contact, FollowUp, FollowUpState, LevelChange
from tests.factories import CAREGIVER_NUMBER, case_row, contact_row, make_people
from tests.frozen_clock import FrozenClock
from tests.services.calls_by_hand import ORANGE, RED, CallByHand, rows, tasks

HIGH, MEDIUM, LOW = RiskLevel.HIGH, RiskLevel.MEDIUM, RiskLevel.LOW


def begin(around: Surroundings, **changes: Any) -> CallByHand:
    return CallByHand(around, make_people(around, case_row(**changes)))


def next_call(call: CallByHand) -> CallByHand:
    """The follow-up that the last call left, on its day."""
    while plan_follow_ups(call.around):
        pass
    return CallByHand(call.around, call.people)


def good_call(call: CallByHand) -> None:
    call.open().hear_all()
    call.end()


def test_a_finished_talk_leaves_its_level_its_codes_and_the_colours_that_were_heard(
    surroundings: Surroundings,
) -> None:
    call = begin(surroundings).open().hear_all("D1.1", "D3.1")
    call.hear("D2.1", ORANGE)
    call.end()
    talk = call.talk()
    assert (talk.ending, talk.call_level, talk.codes) == (ConversationEnding.FINISHED, MEDIUM, ["M1"])
    assert (talk.is_provisional, talk.chase_within_hours) == (False, None)
    with surroundings.database.unit_of_work() as work:
        known = list_domain_levels(work.session, talk.case_id)
        assert {domain.value: row.colour.value for domain, row in known.items()} == {"D1": "G", "D2": "O", "D3": "G"}


def test_an_orange_answer_is_a_task_of_the_caseworker(surroundings: Surroundings) -> None:
    call = begin(surroundings).open().hear_all("D1.1", "D3.1")
    call.hear("D2.1", ORANGE)
    call.end()
    assert tasks(surroundings, call.people) == {("orange_answer", "CW-1")}


def test_the_talk_meets_its_follow_up_and_the_next_one_is_owed_at_once(surroundings: Surroundings) -> None:
    call = begin(surroundings)
    good_call(call)
    with surroundings.database.unit_of_work() as work:
        met = work.session.get_one(FollowUp, call.follow_up_id)
    assert (met.state, met.closed_at) == (FollowUpState.MET, surroundings.now())
    following = call.people.follow_up()
    assert following.id != call.follow_up_id
    assert following.due_by == surroundings.now() + timedelta(days=7)
    assert following.window_from is not None
    assert following.window_to is not None
    assert following.window_to <= following.due_by
    assert following.window_from.astimezone(surroundings.zone).hour == 6
    page = call.page()
    assert page.next_call is not None
    assert page.next_call.due_by == following.due_by


@pytest.mark.requirement("CALL-07")
def test_child_and_caregiver_are_called_in_turn(surroundings: Surroundings) -> None:
    call = begin(surroundings)
    spoken_to = []
    for _ in range(3):
        spoken_to.append(call.page().role)
        good_call(call)
        call = next_call(call)
    assert [role.value for role in spoken_to if role] == ["child", "caregiver", "child"]


@pytest.mark.requirement("MON-07")
@pytest.mark.parametrize(("level", "hours"), [("high", 24), ("low", 72)])
def test_a_priority_domain_that_was_missed_is_chased_and_opens_the_next_call(
    surroundings: Surroundings, level: str, hours: int
) -> None:
    call = begin(surroundings, level=level, floor=level).open().hear_all("D1.1", "D2.1")
    call.end()
    talk = call.talk()
    assert (talk.is_provisional, talk.chase_within_hours) == (True, 72 if level == "low" else 24)
    following = call.people.follow_up()
    assert following.due_by == surroundings.now() + timedelta(hours=hours)
    assert following.begin_with[0] == "D3"
    assert "chase_date" in following.reasons


@pytest.mark.requirement("MON-07")
def test_what_was_missed_comes_first_in_the_next_call_after_safety(surroundings: Surroundings) -> None:
    call = begin(surroundings).open().hear_all("D1.1", "D2.1")
    call.end()
    call = next_call(call).open()
    items = []
    while (question := call.page().question) is not None:
        items.append(question.question.item.id)
        call.hear(items[-1])
    domains = list(dict.fromkeys(item.partition(".")[0] for item in items))
    assert domains[:3] == ["D1", "D3", "D2"]


@pytest.mark.requirement("N25", "CALL-06")
@pytest.mark.parametrize("private", [True, False])
def test_greens_that_somebody_could_hear_do_not_count(surroundings: Surroundings, private: bool) -> None:
    call = begin(surroundings).open(private=private).hear_all()
    call.end()
    talk = call.talk()
    assert talk.effective is not None
    assert [talk.effective[domain] for domain in ("D1", "D2", "D3")] == (
        ["G", "G", "G"] if private else ["U", "G", "U"]
    )
    assert (talk.is_provisional, talk.call_level) == (not private, LOW if private else MEDIUM)
    assert (call.people.follow_up().begin_with[:2] == ["D1", "D3"]) is not private


@pytest.mark.requirement("N25")
def test_greens_of_somebody_who_became_a_person_of_concern_do_not_count(surroundings: Surroundings) -> None:
    call = begin(surroundings).open().hear_all("D1.1", "D3.1")
    with surroundings.database.unit_of_work() as work:
        work.session.execute(update(Contact).values(is_person_of_concern=True))
        work.commit()
    call.hear("D2.1", ORANGE)
    call.end()
    effective = call.talk().effective
    assert effective is not None
    assert [effective[domain] for domain in ("D1", "D2", "D3")] == ["U", "O", "U"]
    assert call.people.follow_up().id == call.follow_up_id


@pytest.mark.requirement("RSK-05")
def test_a_higher_call_raises_the_case_at_once_and_with_it_the_next_date(surroundings: Surroundings) -> None:
    call = begin(surroundings, level="low").open().hear_all()
    call.hear_all("D4.2", "D7.1", code=RED)
    call.end()
    case = call.people.case()
    assert (case.level, case.level_since) == (HIGH, surroundings.now())
    (change,) = rows(surroundings, LevelChange)
    assert (change.level_before, change.level_after, change.reason) == (LOW, HIGH, "raised_by_call")
    assert change.conversation_id == call.talk().id
    following = call.people.follow_up()
    assert following.not_before == surroundings.now() + timedelta(hours=48)
    assert following.due_by == surroundings.now() + timedelta(hours=96)
    history = show_case(surroundings, call.person, "CX-TEST").history
    assert [(line.level_before, line.level) for line in history if line.kind == "level"] == [(LOW, HIGH)]


@pytest.mark.requirement("N24")
def test_one_good_call_lowers_nothing_and_proposes_nothing(surroundings: Surroundings) -> None:
    call = begin(surroundings, level="high")
    good_call(call)
    assert call.talk().call_level is LOW
    assert call.people.case().level is HIGH
    assert tasks(surroundings, call.people) == set()


def test_two_good_calls_a_week_apart_propose_a_step_and_the_supervisor_decides(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    call = begin(surroundings, level="high")
    good_call(call)
    clock.advance(days=7)
    good_call(next_call(call))
    assert tasks(surroundings, call.people) == {("step_down_proposed", "SUP-1")}
    assert call.people.case().level is HIGH
    assert rows(surroundings, LevelChange) == []


def test_two_good_calls_within_a_week_propose_nothing(surroundings: Surroundings, clock: FrozenClock) -> None:
    call = begin(surroundings, level="high")
    good_call(call)
    clock.advance(days=6)
    good_call(next_call(call))
    assert tasks(surroundings, call.people) == set()


def test_a_call_that_left_a_priority_domain_to_an_old_worry_does_not_speak_for_a_lower_level(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    call = begin(surroundings, level="high").open().hear_all("D1.1", "D3.1")
    call.hear("D2.1", ORANGE)
    call.end()
    clock.advance(days=7)
    call = next_call(call).open().hear_all("D1.1", "D3.1")
    call.end()
    talk = call.talk()
    assert (talk.call_level, talk.is_provisional) == (MEDIUM, False)
    assert "step_down_proposed" not in {kind for kind, _ in tasks(surroundings, call.people)}


@pytest.mark.requirement("N24")
@pytest.mark.parametrize("private", [True, False])
def test_calls_that_somebody_could_hear_do_not_speak_for_a_lower_level(
    surroundings: Surroundings, clock: FrozenClock, private: bool
) -> None:
    call = begin(surroundings, level="high")
    for _ in range(2):
        call.open(private=private).hear_all("D1.1", "D3.1", code=ORANGE).hear_all("D2.1")
        call.end()
        clock.advance(days=7)
        call, ended = next_call(call), call
    call = ended
    assert call.talk().call_level is MEDIUM
    assert ("step_down_proposed" in {kind for kind, _ in tasks(surroundings, call.people)}) is private


def test_danger_in_a_call_makes_the_case_high(surroundings: Surroundings) -> None:
    call = begin(surroundings, level="low").open()
    call.hear("D1.1", RED)
    call.reply("D1.1", "yes", Trigger.T1)
    call.end()
    assert (call.talk().call_level, call.talk().codes) == (RiskLevel.IMMEDIATE, ["H0"])
    assert call.people.case().level is HIGH


def test_the_danger_button_makes_the_call_immediate_whatever_was_answered(surroundings: Surroundings) -> None:
    call = begin(surroundings, level="low").open().hear_all()
    press_danger(surroundings, call.person, call.follow_up_id)
    call.end()
    assert call.talk().call_level is RiskLevel.IMMEDIATE
    assert call.people.case().level is HIGH


@pytest.mark.requirement("N24")
def test_while_danger_is_open_good_calls_propose_nothing(surroundings: Surroundings, clock: FrozenClock) -> None:
    call = begin(surroundings, level="high")
    press_danger(surroundings, call.person, call.follow_up_id)
    good_call(call)
    clock.advance(days=8)
    good_call(next_call(call))
    assert "step_down_proposed" not in {kind for kind, _ in tasks(surroundings, call.people)}


@pytest.mark.requirement("N24")
@pytest.mark.parametrize("ladder", LadderName)
def test_while_any_alert_is_open_a_lower_level_is_not_proposed_whoever_may_know_of_it(
    surroundings: Surroundings, clock: FrozenClock, ladder: LadderName
) -> None:
    call = begin(surroundings, level="high")
    good_call(call)
    clock.advance(days=7)
    case = call.people.case()
    with surroundings.database.unit_of_work() as work:
        open_alert(surroundings, work, AlertCause(ladder, case.team_id, case.caseworker_id, case_id=case.id))
        work.commit()
    good_call(next_call(call))
    assert tasks(surroundings, call.people) == set()


def test_a_case_does_not_go_under_its_floor(surroundings: Surroundings) -> None:
    call = begin(surroundings, level="medium", floor="medium")
    good_call(call)
    assert (call.talk().call_level, call.talk().codes) == (MEDIUM, ["L1", "F1"])


@pytest.mark.requirement("N8")
def test_an_unsafe_end_locks_every_ring_and_is_a_duty_of_caseworker_and_supervisor_within_minutes(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    call = begin(surroundings).open().hear_all("D1.1")
    call.end(ConversationEnding.UNSAFE)
    assert tasks(surroundings, call.people) == {("unsafe_end", "CW-1"), ("unsafe_end", "SUP-1")}
    assert call.people.follow_up().id == call.follow_up_id
    for days in (0, 1, 7):
        clock.advance(days=days)
        with pytest.raises(GateClosed) as closed:
            call.ring()
        assert "unsafe_end" in closed.value.reasons


def test_a_line_that_dropped_before_safety_was_touched_leaves_the_follow_up_owed(surroundings: Surroundings) -> None:
    call = begin(surroundings).open()
    call.end(ConversationEnding.DROPPED)
    assert call.people.follow_up().id == call.follow_up_id
    assert call.people.case().last_contact_at != call.talk().started_at


def test_a_talk_in_which_safety_was_declined_leaves_the_follow_up_owed_and_brings_the_chase_date(
    surroundings: Surroundings,
) -> None:
    call = begin(surroundings, level="low", last_contact_at="2026-11-21T04:00:00+00:00").open()
    before = call.people.follow_up()
    call.hear("D1.1", AnswerCode.DECLINED)
    call.hear_all("D2.1", "D3.1")
    call.end()
    owed = call.people.follow_up()
    assert owed.id == before.id
    assert owed.due_by == surroundings.now() + timedelta(hours=72) < before.due_by
    assert (owed.begin_with[0], owed.state) == ("D1", FollowUpState.WAITING)
    assert plan_follow_ups(surroundings) == 1


@pytest.mark.requirement("RSK-05")
def test_a_level_that_rose_in_a_call_that_ended_unsafely_brings_the_date_forward_too(
    surroundings: Surroundings,
) -> None:
    call = begin(surroundings, level="low", last_contact_at="2026-11-21T04:00:00+00:00").open()
    before = call.people.follow_up().due_by
    call.hear("D1.1", RED)
    call.end(ConversationEnding.UNSAFE)
    assert call.people.case().level is HIGH
    assert call.people.follow_up().due_by < before


@pytest.mark.requirement("CALL-03")
@pytest.mark.parametrize("items", [(), ("D1.1", "D2.1", "D3.1")])
def test_a_call_that_is_ended_safely_keeps_the_time_that_the_family_asked_for(
    surroundings: Surroundings, items: tuple[str, ...]
) -> None:
    call = begin(surroundings).open()
    for item in items:
        call.hear(item)
    asked_for = surroundings.now() + timedelta(hours=6)
    call.end(ConversationEnding.ENDED_SAFELY, asked_for)
    assert call.talk().ending is ConversationEnding.ENDED_SAFELY
    owed = call.people.follow_up()
    assert owed.due_by == asked_for
    assert "asked_for" in owed.reasons


def test_a_date_that_the_family_asked_for_never_moves_a_call_later(surroundings: Surroundings) -> None:
    call = begin(surroundings).open()
    before = call.people.follow_up().due_by
    call.end(ConversationEnding.ENDED_SAFELY, surroundings.now() + timedelta(days=20))
    assert call.people.follow_up().due_by == before


def test_without_a_safe_hour_before_the_next_date_a_person_has_to_find_a_way(surroundings: Surroundings) -> None:
    call = begin(surroundings).open()
    with surroundings.database.unit_of_work() as work:
        contact = work.session.get_one(Contact, call.people.contact("caregiver").id)
        contact.safe_windows = ()
        work.commit()
    call.hear_all()
    call.end()
    assert call.people.follow_up().has_no_safe_window
    assert tasks(surroundings, call.people) == {("no_safe_window", "CW-1")}


def test_an_ending_that_is_not_chosen_by_hand_or_a_time_that_has_passed_is_refused(
    surroundings: Surroundings,
) -> None:
    call = begin(surroundings).open()
    with pytest.raises(BadInput):
        call.end(ConversationEnding.DECLINED)
    with pytest.raises(BadInput):
        call.end(ConversationEnding.FINISHED, surroundings.now())
    assert call.talk().ended_at is None


def test_a_talk_ends_once(surroundings: Surroundings) -> None:
    call = begin(surroundings)
    good_call(call)
    with pytest.raises(StaleStep):
        call.end()


def test_two_who_end_at_once_leave_one_end_and_one_open_follow_up(
    surroundings: Surroundings, at_once: Callable[..., list[Exception | None]]
) -> None:
    call = begin(surroundings).open().hear_all()
    failures = at_once(call.end, call.end)
    assert [type(failure) for failure in failures if failure] == [StaleStep]
    with surroundings.database.unit_of_work() as work:
        by_state = dict(work.session.execute(select(FollowUp.state, func.count()).group_by(FollowUp.state)).all())
    assert by_state == {FollowUpState.MET: 1, FollowUpState.WAITING: 1}


def test_an_answer_that_arrives_with_the_end_is_before_it_or_refused(
    surroundings: Surroundings, at_once: Callable[..., list[Exception | None]]
) -> None:
    call = begin(surroundings).open().hear_all()
    failures = at_once(call.end, lambda: call.hear("D1.2", RED))
    is_refused = any(isinstance(failure, StaleStep) for failure in failures)
    effective = call.talk().effective
    assert effective is not None
    assert effective["D1"] == (DomainColour.GREEN if is_refused else DomainColour.RED)


def test_a_safe_adult_counts_as_a_safe_caregiver(surroundings: Surroundings) -> None:
    call = begin(surroundings, contacts=[contact_row("safe_adult", CAREGIVER_NUMBER)])
    good_call(call)
    assert call.people.follow_up().id != call.follow_up_id


def test_when_the_child_was_heard_is_kept(surroundings: Surroundings) -> None:
    call = begin(surroundings)
    good_call(call)
    with surroundings.database.unit_of_work() as work:
        case = work.session.get_one(CaseFile, call.people.case().id)
    assert (case.last_contact_at, case.child_heard_at) == (surroundings.now(), surroundings.now())
