"""A line that broke: one call back as it was agreed, and none at all after an unsafe end."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_cm.domain.line_drop import DropSigns, LineDropped, is_unsafe_drop, keep_line_drop_plan
from remote_cm.domain.local_calendar import CalendarEntry, ClosedHours, SafeTimes
from remote_cm.domain.safe_window import SafeWindow
from remote_cm.domain.safety_gate import GateDecision, GateReason
from remote_cm.domain.vocabulary import LineDropPlan, Weekday

DHAKA = ZoneInfo("Asia/Dhaka")
OPEN = GateDecision(allowed=True, reasons=(), next_allowed_at=None)
MORNINGS = SafeTimes((SafeWindow(tuple(Weekday), time(9), time(12)),), (), DHAKA)
CALM = DropSigns(was_cut_short_by_fear=False, was_overheard=False, holds_red=False, holds_danger=False)
SIGNS = ("was_cut_short_by_fear", "was_overheard", "holds_red", "holds_danger")


def at(hour: int, minute: int = 0, second: int = 0, *, days: int = 0) -> datetime:
    """A moment of Sunday, 22 November 2026, or so many days later."""
    return datetime(2026, 11, 22, hour, minute, second, tzinfo=DHAKA) + timedelta(days=days)


DROPPED = LineDropped(at=at(10), plan=LineDropPlan.RING_BACK, tries_since=0, they_rang_at=None)


def ask(
    moment: datetime, dropped: LineDropped | None, decision: GateDecision = OPEN, times: SafeTimes = MORNINGS
) -> GateDecision:
    return keep_line_drop_plan(decision, moment, dropped, times, ring_back_after_minutes=2, search_days=14)


def test_without_a_broken_line_the_gate_decides_alone() -> None:
    assert ask(at(10), None) is OPEN


@pytest.mark.requirement("N8")
@pytest.mark.parametrize(
    ("moment", "is_open"), [(at(10), False), (at(10, 1, 59), False), (at(10, 2), True), (at(11, 59), True)]
)
def test_the_call_back_comes_after_two_minutes_and_not_before(moment: datetime, is_open: bool) -> None:
    decision = ask(moment, DROPPED)
    assert decision.allowed is is_open
    if not is_open:
        assert decision.reasons == (GateReason.RING_BACK_SOON,)
        assert decision.next_allowed_at == at(10, 2).astimezone(UTC)


@pytest.mark.requirement("N8")
@pytest.mark.parametrize(
    ("moment", "is_open"), [(at(10, 2), False), (at(11, 59), False), (at(9, days=1), True), (at(12), True)]
)
def test_one_call_back_is_all_until_the_next_window(moment: datetime, is_open: bool) -> None:
    decision = ask(moment, replace(DROPPED, tries_since=1))
    assert decision.allowed is is_open
    if not is_open:
        assert decision.reasons == (GateReason.RANG_BACK_ONCE,)
        assert decision.next_allowed_at == at(9, days=1).astimezone(UTC)


@pytest.mark.parametrize(("moment", "is_open"), [(at(10, 30), False), (at(9, days=1), True)])
def test_who_wanted_to_ring_us_is_not_rung_before_the_next_window(moment: datetime, is_open: bool) -> None:
    decision = ask(moment, replace(DROPPED, plan=LineDropPlan.WAIT_FOR_THEM))
    assert decision.allowed is is_open
    if not is_open:
        assert decision.reasons == (GateReason.THEY_RING_US,)
        assert decision.next_allowed_at == at(9, days=1).astimezone(UTC)


@pytest.mark.parametrize(
    "dropped", [replace(DROPPED, plan=LineDropPlan.WAIT_FOR_THEM), replace(DROPPED, tries_since=1)]
)
@pytest.mark.parametrize(("rang_at", "is_open"), [(at(9, 59), False), (at(10), False), (at(10, 1), True)])
def test_a_ring_of_theirs_after_the_line_broke_ends_the_wait(
    dropped: LineDropped, rang_at: datetime, is_open: bool
) -> None:
    assert ask(at(10, 30), replace(dropped, they_rang_at=rang_at)).allowed is is_open


def test_where_the_window_closes_before_two_minutes_have_passed_the_call_back_waits_for_the_next_one() -> None:
    decision = ask(at(11, 59), replace(DROPPED, at=at(11, 58, 30)))
    assert decision.next_allowed_at == at(9, days=1).astimezone(UTC)


def test_a_talk_that_ran_over_its_window_leaves_nothing_to_wait_for_in_the_next() -> None:
    assert ask(at(9, days=1), replace(DROPPED, at=at(12, 5), tries_since=1)).allowed


def test_the_next_window_is_not_one_that_the_calendar_closes() -> None:
    tomorrow = date(2026, 11, 23)
    entry = CalendarEntry("curfew", tomorrow, tomorrow, False, (), (ClosedHours(time(8), time(11)),))
    decision = ask(at(10, 30), replace(DROPPED, tries_since=1), times=replace(MORNINGS, entries=(entry,)))
    assert decision.next_allowed_at == at(11, days=1).astimezone(UTC)


def test_a_gate_that_is_closed_stays_closed_and_names_both_reasons_and_the_later_moment() -> None:
    closed = GateDecision(False, (GateReason.TOO_MANY_RINGS,), at(9, days=2).astimezone(UTC))
    decision = ask(at(10, 30), replace(DROPPED, tries_since=1), closed)
    assert decision.reasons == (GateReason.TOO_MANY_RINGS, GateReason.RANG_BACK_ONCE)
    assert decision.next_allowed_at == at(9, days=2).astimezone(UTC)


def test_what_waiting_alone_never_opens_is_not_opened_by_the_end_of_a_broken_line() -> None:
    closed = GateDecision(False, (GateReason.UNSAFE_END,), None)
    assert ask(at(10, 30), replace(DROPPED, tries_since=1), closed).next_allowed_at is None


@given(
    minutes=st.integers(0, 60 * 24 * 3),
    tries=st.integers(0, 3),
    plan=st.sampled_from(LineDropPlan),
    is_open=st.booleans(),
)
def test_a_broken_line_never_opens_what_was_closed(minutes: int, tries: int, plan: LineDropPlan, is_open: bool) -> None:
    gate = OPEN if is_open else GateDecision(False, (GateReason.UNSAFE_END,), None)
    decision = ask(at(10) + timedelta(minutes=minutes), replace(DROPPED, tries_since=tries, plan=plan), gate)
    assert is_open or not decision.allowed


def test_a_calm_call_that_broke_is_not_unsafe() -> None:
    assert not is_unsafe_drop(CALM)


@pytest.mark.requirement("N8")
@pytest.mark.parametrize("sign", SIGNS)
def test_each_sign_by_itself_makes_a_broken_line_unsafe(sign: str) -> None:
    heard = {one: one == sign for one in SIGNS}
    assert is_unsafe_drop(DropSigns(**heard))
