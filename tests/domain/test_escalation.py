"""How an alert climbs: a table of moments, what people press, and invariants held against any sequence of both."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import yaml
from pydantic import TypeAdapter

from remote_cm.domain.escalation import (
    AckOutcome,
    LadderMove,
    LadderState,
    Page,
    Roster,
    acknowledge,
    keep_promise,
    next_move,
    open_ladder,
    pass_on,
    resolve_rung,
    take_over,
    with_their_line,
)
from remote_cm.domain.ladder import EscalationPolicy, RungRole
from remote_cm.domain.vocabulary import Channel, LadderName

POLICY_FILE = Path(__file__).parents[2] / "scripts" / "policy" / "cxb-default.yaml"
POLICY = TypeAdapter(EscalationPolicy).validate_python(yaml.safe_load(POLICY_FILE.read_text("utf-8"))["escalation"])
E0 = POLICY.ladders[LadderName.E0]
START = datetime(2024, 3, 3, 20, 0, tzinfo=UTC)


def staff(number: int) -> UUID:
    return UUID(int=number)


CASEWORKER, BACKUP, SUPERVISOR, DUTY_SUPERVISOR, MANAGER, ON_CALL_1, ON_CALL_2 = (staff(n) for n in range(1, 8))
PEOPLE = {
    RungRole.CASEWORKER: (CASEWORKER,),
    RungRole.BACKUP_CASEWORKER: (BACKUP,),
    RungRole.SUPERVISOR: (SUPERVISOR,),
    RungRole.DUTY_SUPERVISOR: (DUTY_SUPERVISOR,),
    RungRole.DUTY_MANAGER: (MANAGER,),
    RungRole.ON_CALL: (ON_CALL_1, ON_CALL_2),
}
FULL = Roster(PEOPLE, frozenset())
EVERYBODY = {CASEWORKER, BACKUP, SUPERVISOR, DUTY_SUPERVISOR, MANAGER, ON_CALL_1, ON_CALL_2}
OPENED = open_ladder(LadderName.E0, START)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def without(*roles: RungRole) -> Roster:
    return Roster({role: () if role in roles else holders for role, holders in PEOPLE.items()}, frozenset())


def climb(state: LadderState, minutes: float, roster: Roster = FULL) -> LadderMove:
    return next_move(state, at(minutes), E0, roster)


def paged(move: LadderMove) -> set[UUID]:
    return {page.staff_id for page in move.pages}


def held_by(staff_id: UUID, minutes: float, state: LadderState = OPENED) -> LadderState:
    taken = acknowledge(state, staff_id, at(minutes), E0, frozenset())
    assert taken.outcome is AckOutcome.TAKEN
    return taken.state


@pytest.mark.requirement("ESC-01")
def test_the_caseworker_is_rung_and_texted_the_moment_an_alert_is_opened() -> None:
    move = climb(OPENED, 0)
    assert move.pages == (Page(CASEWORKER, RungRole.CASEWORKER, (Channel.TEXT, Channel.CALL), step=0),)
    assert move.due_at == at(1)
    assert move.late_seconds == 0


def test_silence_goes_up_minute_by_minute_and_then_to_everybody_for_ever() -> None:
    state, story = OPENED, []
    for second in range(41 * 60):
        move = next_move(state, START + timedelta(seconds=second), E0, FULL)
        state = move.state
        if move.pages:
            story.append((second, paged(move)))
    assert story == [
        (0, {CASEWORKER}),
        (60, {CASEWORKER}),
        (300, {SUPERVISOR, BACKUP}),
        (360, {SUPERVISOR, BACKUP}),
        (600, {CASEWORKER, SUPERVISOR, BACKUP, DUTY_SUPERVISOR}),
        (900, {MANAGER}),
        (1200, {CASEWORKER, SUPERVISOR, BACKUP, DUTY_SUPERVISOR, MANAGER}),
        (1800, EVERYBODY),
        (2400, EVERYBODY),
    ]


def test_a_step_is_taken_at_its_second_and_not_before() -> None:
    state = climb(OPENED, 1).state
    early = next_move(state, at(5) - timedelta(microseconds=1), E0, FULL)
    assert (early.pages, early.state) == ((), state)
    assert paged(climb(state, 5)) == {SUPERVISOR, BACKUP}


def test_the_same_moment_asked_twice_pages_once() -> None:
    first = climb(OPENED, 5)
    again = climb(first.state, 5)
    assert (again.pages, again.state) == ((), first.state)


@pytest.mark.requirement("N27")
def test_no_length_of_silence_ends_an_alert() -> None:
    move = climb(OPENED, 60 * 24 * 30)
    assert not move.state.is_ended
    assert paged(move) == EVERYBODY
    assert move.due_at is not None
    assert at(60 * 24 * 30) < move.due_at <= at(60 * 24 * 30 + 10)


def test_an_engine_that_slept_pages_every_rung_it_missed_at_once_and_says_how_late() -> None:
    move = climb(climb(OPENED, 1).state, 12)
    assert paged(move) == {CASEWORKER, SUPERVISOR, BACKUP, DUTY_SUPERVISOR}
    assert move.late_seconds == 7 * 60
    assert move.due_at == at(15)


def test_one_person_gets_one_page_a_move_by_every_channel_that_any_step_names() -> None:
    move = climb(climb(OPENED, 1).state, 6)
    assert [page.channels for page in move.pages if page.staff_id == SUPERVISOR] == [(Channel.TEXT, Channel.CALL)]
    both = Roster({**PEOPLE, RungRole.BACKUP_CASEWORKER: (SUPERVISOR,)}, frozenset())
    assert len(climb(climb(OPENED, 1).state, 5, both).pages) == 1


def test_a_rung_with_nobody_on_it_is_not_waited_for_and_is_written_down() -> None:
    move = climb(OPENED, 0, without(RungRole.CASEWORKER))
    assert paged(move) == {SUPERVISOR, BACKUP}
    assert [(empty.step, empty.who) for empty in move.empty_rungs] == [
        (0, (RungRole.CASEWORKER,)),
        (1, (RungRole.CASEWORKER,)),
    ]
    assert move.due_at == at(1)


def test_a_rung_with_one_of_two_places_filled_is_not_empty() -> None:
    move = climb(climb(OPENED, 1).state, 5, without(RungRole.SUPERVISOR))
    assert paged(move) == {BACKUP}
    assert move.empty_rungs == ()


def test_a_ladder_with_nobody_at_all_says_so_and_tries_again_within_ten_minutes() -> None:
    nobody = Roster({}, frozenset())
    move = climb(OPENED, 0, nobody)
    assert move.found_nobody
    assert move.pages == ()
    assert move.due_at == at(10)
    later = climb(move.state, 10, FULL)
    assert paged(later) == EVERYBODY
    assert not later.found_nobody


def test_a_quiet_moment_is_not_a_moment_without_anybody() -> None:
    assert not climb(climb(OPENED, 0).state, 0.5).found_nobody


@pytest.mark.requirement("N28")
def test_whoever_must_be_avoided_is_taken_out_before_a_place_is_filled() -> None:
    avoid = frozenset({CASEWORKER, SUPERVISOR})
    roster = Roster({**PEOPLE, RungRole.DUTY_MANAGER: (SUPERVISOR, MANAGER)}, avoid)
    move = climb(OPENED, 60, roster)
    assert paged(move) == EVERYBODY - avoid
    assert resolve_rung([RungRole.DUTY_MANAGER, RungRole.CASEWORKER], roster.people, avoid) == (MANAGER,)


def test_a_place_names_each_person_once_in_order() -> None:
    people = {RungRole.SUPERVISOR: (SUPERVISOR, MANAGER), RungRole.ON_CALL: (MANAGER, BACKUP)}
    found = resolve_rung([RungRole.SUPERVISOR, RungRole.ON_CALL, RungRole.SAFEGUARDING], people, frozenset())
    assert found == (SUPERVISOR, MANAGER, BACKUP)


def test_the_line_of_a_named_person_is_everybody_above_them() -> None:
    supervisor_of = {CASEWORKER: SUPERVISOR, BACKUP: SUPERVISOR, SUPERVISOR: MANAGER}
    assert with_their_line([CASEWORKER], supervisor_of) == {CASEWORKER, SUPERVISOR, MANAGER}
    assert with_their_line([MANAGER], supervisor_of) == {MANAGER}
    assert with_their_line([], supervisor_of) == frozenset()


def test_two_people_written_down_as_each_others_supervisor_are_both_in_the_line() -> None:
    assert with_their_line([CASEWORKER], {CASEWORKER: BACKUP, BACKUP: CASEWORKER}) == {CASEWORKER, BACKUP}


def test_whoever_says_i_have_it_owes_the_call_back_within_five_minutes() -> None:
    state = held_by(CASEWORKER, 0.5, climb(OPENED, 0).state)
    assert (state.holder, state.held_at, state.holder_due_at, state.due_at) == (CASEWORKER, at(0.5), at(5.5), None)
    assert state.next_at == at(5.5)
    assert climb(state, 5.4).pages == ()


def test_a_missed_promise_puts_the_alert_back_above_the_person_who_gave_it() -> None:
    state = held_by(CASEWORKER, 0.5, climb(OPENED, 0).state)
    move = climb(state, 5.5)
    assert move.promise_missed_by == CASEWORKER
    assert paged(move) == {SUPERVISOR, BACKUP}
    assert move.state.holder is None
    assert move.due_at == at(6.5)


def test_after_a_missed_promise_the_ladder_goes_on_from_where_it_was_and_skips_nobody() -> None:
    state = held_by(MANAGER, 5.5, climb(OPENED, 5).state)
    move = climb(state, 10.5)
    assert paged(move) == {SUPERVISOR, BACKUP}
    assert paged(climb(move.state, 14.5)) == {CASEWORKER, SUPERVISOR, BACKUP, DUTY_SUPERVISOR}


def test_whoever_missed_a_promise_is_paged_again_when_it_is_everybodys_turn() -> None:
    move = climb(held_by(CASEWORKER, 0.5, climb(OPENED, 0).state), 60)
    assert CASEWORKER in paged(move)


def test_a_second_person_does_not_take_what_another_holds_and_pressing_again_wins_no_time() -> None:
    state = held_by(CASEWORKER, 1)
    other = acknowledge(state, SUPERVISOR, at(2), E0, frozenset())
    assert (other.outcome, other.state) == (AckOutcome.HELD_BY_ANOTHER, state)
    mine = acknowledge(state, CASEWORKER, at(2), E0, frozenset())
    assert (mine.outcome, mine.state) == (AckOutcome.ALREADY_YOURS, state)


def test_a_promise_that_has_run_out_protects_nobody() -> None:
    state = held_by(CASEWORKER, 1)
    taken = acknowledge(state, SUPERVISOR, at(6), E0, frozenset())
    assert (taken.outcome, taken.state.holder, taken.state.holder_due_at) == (AckOutcome.TAKEN, SUPERVISOR, at(11))
    assert CASEWORKER in taken.state.set_aside


def test_an_alert_can_be_taken_over_and_the_promises_begin_anew() -> None:
    taken = take_over(held_by(CASEWORKER, 1), SUPERVISOR, at(2), E0, frozenset())
    assert taken.outcome is AckOutcome.TAKEN
    assert (taken.state.holder, taken.state.holder_due_at) == (SUPERVISOR, at(7))


@pytest.mark.requirement("N27", "N28")
def test_whoever_must_be_avoided_can_neither_take_nor_pass_on_nor_keep_an_alert() -> None:
    avoid = frozenset({CASEWORKER})
    roster = Roster(PEOPLE, avoid)
    fresh = climb(OPENED, 0, roster).state
    for press in (acknowledge, take_over):
        assert press(fresh, CASEWORKER, at(1), E0, avoid).outcome is AckOutcome.NOT_FOR_YOU
    held = held_by(SUPERVISOR, 1)
    assert acknowledge(held, CASEWORKER, at(1), E0, avoid).outcome is AckOutcome.NOT_FOR_YOU
    assert pass_on(fresh, CASEWORKER, at(0.5), E0, roster).state == fresh
    named_later = climb(held_by(CASEWORKER, 1), 2, roster)
    assert named_later.state.holder is None
    assert paged(named_later) == {SUPERVISOR, BACKUP}
    assert named_later.promise_missed_by is None


def test_an_ended_alert_is_neither_taken_nor_climbed_nor_passed_on() -> None:
    ended = replace(climb(OPENED, 0).state, is_ended=True)
    assert ended.next_at is None
    assert acknowledge(ended, CASEWORKER, at(1), E0, frozenset()).outcome is AckOutcome.ALREADY_ENDED
    assert take_over(ended, CASEWORKER, at(1), E0, frozenset()).outcome is AckOutcome.ALREADY_ENDED
    assert climb(ended, 60).pages == ()
    assert pass_on(ended, CASEWORKER, at(1), E0, FULL).state == ended
    held = replace(held_by(CASEWORKER, 1), is_ended=True)
    assert climb(held, 60, Roster(PEOPLE, frozenset({CASEWORKER}))).state == held
    assert keep_promise(held, CASEWORKER, at(2), E0) == held


def test_each_promise_kept_starts_the_clock_of_the_next_one_counted_from_the_taking() -> None:
    state, deadlines = held_by(CASEWORKER, 1), []
    for minutes in (2, 3, 20, 60, 70, 80):
        state = keep_promise(state, CASEWORKER, at(minutes), E0)
        deadlines.append(state.next_at)
    day = 24 * 60
    assert deadlines == [at(11), at(31), at(241), at(1 + day), at(70 + day), at(80 + day)]


def test_a_promise_kept_early_never_leaves_less_time_than_before() -> None:
    brief = replace(E0, promises=E0.promises[:1], renewed_every_seconds=60)
    state = held_by(CASEWORKER, 1)
    assert keep_promise(state, CASEWORKER, at(2), brief).next_at == at(6)
    assert keep_promise(state, CASEWORKER, at(5.5), brief).next_at == at(6.5)


def test_a_promise_is_kept_by_its_holder_and_in_time() -> None:
    state = held_by(CASEWORKER, 1)
    assert keep_promise(state, SUPERVISOR, at(2), E0) == state
    assert keep_promise(state, CASEWORKER, at(6), E0) == state
    assert keep_promise(OPENED, CASEWORKER, at(2), E0) == OPENED
    assert keep_promise(state, CASEWORKER, at(5.9), E0).next_at == at(11)


def test_i_cannot_is_no_acknowledgement_and_rings_the_next_above_at_once() -> None:
    move = pass_on(climb(OPENED, 0).state, CASEWORKER, at(0.2), E0, FULL)
    assert move.state.holder is None
    assert paged(move) == {SUPERVISOR, BACKUP}
    assert [empty.step for empty in move.empty_rungs] == [1]
    assert move.due_at == at(1.2)


def test_i_cannot_said_twice_climbs_once() -> None:
    first = pass_on(climb(OPENED, 0).state, CASEWORKER, at(0.2), E0, FULL)
    second = pass_on(first.state, CASEWORKER, at(0.3), E0, FULL)
    assert (second.pages, second.state) == ((), first.state)


def test_when_both_of_a_rung_cannot_the_next_one_is_rung_without_waiting() -> None:
    state = climb(climb(OPENED, 1).state, 5).state
    first = pass_on(state, BACKUP, at(5.1), E0, FULL)
    assert paged(first) == {SUPERVISOR}
    second = pass_on(first.state, SUPERVISOR, at(5.2), E0, FULL)
    assert DUTY_SUPERVISOR in paged(second)


def test_the_holder_may_pass_it_on_and_nobody_else_may_do_it_for_them() -> None:
    state = held_by(CASEWORKER, 0.5, climb(OPENED, 0).state)
    assert pass_on(state, SUPERVISOR, at(1), E0, FULL).state == state
    move = pass_on(state, CASEWORKER, at(1), E0, FULL)
    assert move.state.holder is None
    assert paged(move) == {SUPERVISOR, BACKUP}


def test_whoever_passed_it_on_may_still_take_it_and_pass_it_on_once_more() -> None:
    state = pass_on(climb(OPENED, 0).state, CASEWORKER, at(0.2), E0, FULL).state
    again = held_by(CASEWORKER, 0.3, state)
    assert CASEWORKER not in again.set_aside
    assert pass_on(again, CASEWORKER, at(0.4), E0, FULL).state.holder is None


def test_i_cannot_pressed_on_a_late_ladder_pages_what_was_missed_as_well() -> None:
    move = pass_on(climb(OPENED, 0).state, CASEWORKER, at(5), E0, FULL)
    assert paged(move) >= {SUPERVISOR, BACKUP}
    assert move.late_seconds == 4 * 60


@pytest.mark.parametrize(
    "change",
    [
        {"due_at": None},
        {"holder": CASEWORKER},
        {"holder": CASEWORKER, "held_at": START, "holder_due_at": START},
        {"due_at": None, "holder_due_at": START},
    ],
)
def test_an_unended_alert_without_exactly_one_clock_cannot_be_made(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"clock|belong together"):
        replace(OPENED, **change)  # type: ignore[arg-type]  # the point is to give it what does not fit
