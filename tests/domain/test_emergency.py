"""When the emergency numbers are rung, on both sides of every edge, and that no order of acts ever silences danger."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_cm.domain.emergency import (
    NOTHING_NOTED,
    EmergencyNote,
    EmergencySpacing,
    may_begin_round,
    with_key_pressed,
    with_round_begun,
    with_round_done,
)

CAME = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
SPACING = EmergencySpacing(again=timedelta(minutes=5), claim=timedelta(seconds=20))


def after(**time: float) -> datetime:
    return CAME + timedelta(**time)


def rung(at: datetime) -> EmergencyNote:
    return with_round_done(with_round_begun(NOTHING_NOTED, at), at)


def test_the_first_round_begins_at_once() -> None:
    assert may_begin_round(NOTHING_NOTED, CAME, after(seconds=10), SPACING)


@pytest.mark.parametrize(("seconds", "begins"), [(0, False), (19, False), (20, True)])
def test_a_round_that_was_begun_is_left_to_whoever_began_it_for_a_while(seconds: int, begins: bool) -> None:
    note = with_round_begun(NOTHING_NOTED, after(seconds=10))
    assert may_begin_round(note, CAME, after(seconds=10 + seconds), SPACING) == begins


@pytest.mark.parametrize(("minutes", "begins"), [(0, False), (4.99, False), (5, True)])
def test_everybody_is_rung_again_after_the_pause(minutes: float, begins: bool) -> None:
    assert may_begin_round(rung(after(seconds=10)), CAME, after(seconds=10, minutes=minutes), SPACING) == begins


def test_a_pressed_key_quiets_what_came_before_it_for_good() -> None:
    note = with_key_pressed(rung(after(seconds=10)), after(seconds=30))
    assert not may_begin_round(note, CAME, after(hours=5), SPACING)


def test_danger_after_a_pressed_key_is_rung_for_without_waiting_for_the_pause() -> None:
    note = with_key_pressed(rung(after(seconds=10)), after(seconds=30))
    assert may_begin_round(note, after(seconds=31), after(seconds=41), SPACING)


def test_a_note_of_a_clock_that_ran_ahead_holds_nobody_up() -> None:
    assert may_begin_round(rung(after(hours=1)), CAME, after(seconds=10), SPACING)


@given(st.lists(st.tuples(st.sampled_from(["begin", "done", "look"]), st.integers(0, 200)), max_size=30))
def test_while_nobody_presses_no_order_of_acts_keeps_everybody_silent_for_longer_than_the_pause(
    acts: list[tuple[str, int]],
) -> None:
    note, now = NOTHING_NOTED, CAME
    for act, seconds in acts:
        now += timedelta(seconds=seconds)
        if act == "begin" and may_begin_round(note, CAME, now, SPACING):
            note = with_round_begun(note, now)
        elif act == "done" and note.claimed_at is not None:
            note = with_round_done(note, now)
    assert may_begin_round(note, CAME, now + SPACING.again, SPACING)
