"""An alert under any sequence of time, people pressing and rosters changing, held against a small model of the promise.

The model is the story as a person would tell it: every unended alert has a moment ahead at which something happens,
steps are taken in order and none is left out, and whoever must be avoided hears nothing.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import yaml
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from pydantic import TypeAdapter

from remote_cm.domain.escalation import (
    AckOutcome,
    LadderMove,
    LadderState,
    Roster,
    acknowledge,
    keep_promise,
    next_move,
    open_ladder,
    pass_on,
    resolve_rung,
    take_over,
)
from remote_cm.domain.ladder import EscalationPolicy, Ladder, RungRole
from remote_cm.domain.vocabulary import LadderName

POLICY_FILE = Path(__file__).parents[2] / "scripts" / "policy" / "cxb-default.yaml"
POLICY = TypeAdapter(EscalationPolicy).validate_python(yaml.safe_load(POLICY_FILE.read_text("utf-8"))["escalation"])
START = datetime(2024, 3, 3, 20, 0, tzinfo=UTC)
STAFF = tuple(UUID(int=number) for number in range(1, 9))

PEOPLE = st.dictionaries(
    st.sampled_from(RungRole), st.lists(st.sampled_from(STAFF), max_size=3, unique=True).map(tuple)
)
AVOID = st.frozensets(st.sampled_from(STAFF), max_size=3)
WHO = st.sampled_from(STAFF)
JUMPS = st.one_of(st.integers(0, 90), st.integers(90, 1200), st.integers(1200, 20_000))


class AlertUnderStress(RuleBasedStateMachine):
    """One alert; its engine wakes late or early, people press whatever they like, rosters change under it."""

    @initialize(name=st.sampled_from(LadderName), people=PEOPLE, avoid=AVOID)
    def open(self, name: LadderName, people: dict[RungRole, tuple[UUID, ...]], avoid: frozenset[UUID]) -> None:
        self.ladder: Ladder = POLICY.ladders[name]
        self.roster = Roster(people, avoid)
        self.now = START
        self.state: LadderState = open_ladder(name, START)

    def follow(self, move: LadderMove) -> None:
        before, after = self.state, move.state
        paged = {page.staff_id for page in move.pages}
        assert len(paged) == len(move.pages), "one page for each person"
        assert not paged & self.roster.avoid, "whoever must be avoided is never paged"
        assert after.climbed_to >= before.climbed_to, "a ladder never goes down"
        empty = {rung.step for rung in move.empty_rungs}
        for index in range(before.climbed_to, after.climbed_to):
            step = self.ladder.step(index)
            meant = set(resolve_rung(step.who, self.roster.people, self.roster.avoid))
            expected = meant if step.is_repeat else meant - after.set_aside
            assert expected <= paged, f"step {index} was left out"
            assert (not expected) if index in empty else (meant & paged), "an empty rung is written down, and only that"
        assert move.found_nobody is (after.climbed_to > before.climbed_to and not paged)
        self.state = after

    @rule(seconds=JUMPS)
    def time_passes_and_the_engine_wakes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        was_due = self.state.next_at
        move = next_move(self.state, self.now, self.ladder, self.roster)
        if was_due is not None and was_due <= self.now and self.state.holder is None:
            assert move.late_seconds == int((self.now - was_due).total_seconds())
        self.follow(move)
        assert self.state.next_at is not None
        assert self.state.next_at > self.now, "nothing that is due is left lying"

    @rule(seconds=JUMPS)
    def time_passes_and_the_engine_sleeps(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(who=WHO)
    def somebody_has_it(self, who: UUID) -> None:
        answer = acknowledge(self.state, who, self.now, self.ladder, self.roster.avoid)
        assert (answer.outcome is AckOutcome.NOT_FOR_YOU) is (who in self.roster.avoid)
        assert (answer.outcome is AckOutcome.TAKEN) or answer.state == self.state
        self.state = answer.state

    @rule(who=WHO)
    def somebody_takes_over(self, who: UUID) -> None:
        answer = take_over(self.state, who, self.now, self.ladder, self.roster.avoid)
        assert (answer.state.holder == who) or who in self.roster.avoid
        self.state = answer.state

    @rule(who=WHO)
    def somebody_cannot(self, who: UUID) -> None:
        before = self.state
        move = pass_on(before, who, self.now, self.ladder, self.roster)
        assert move.state.holder in (None, before.holder), "passing on is never taking"
        assert move.state.holder != who or who in self.roster.avoid
        self.follow(move)

    @rule()
    @precondition(lambda self: self.state.holder is not None)
    def the_holder_keeps_the_promise(self) -> None:
        before = self.state
        assert before.holder is not None
        assert before.holder_due_at is not None
        self.state = keep_promise(before, before.holder, self.now, self.ladder)
        if self.now < before.holder_due_at:
            assert self.state.holder_due_at is not None
            assert self.state.holder_due_at >= before.holder_due_at

    @rule(people=PEOPLE, named=AVOID)
    def the_roster_changes_and_more_people_are_named(
        self, people: dict[RungRole, tuple[UUID, ...]], named: frozenset[UUID]
    ) -> None:
        self.roster = Roster(people, self.roster.avoid | named)

    @invariant()
    def an_unended_alert_has_one_clock(self) -> None:
        assert not self.state.is_ended, "nothing but a person's decision ends it"
        assert (self.state.due_at is None) is (self.state.holder is not None)
        assert self.state.next_at is not None


TestAlertUnderStress = AlertUnderStress.TestCase


@given(st.sampled_from(LadderName), PEOPLE, AVOID, st.lists(JUMPS, min_size=1, max_size=8))
def test_an_engine_that_slept_ends_exactly_where_one_that_did_not_would_be(
    name: LadderName, people: dict[RungRole, tuple[UUID, ...]], avoid: frozenset[UUID], jumps: list[int]
) -> None:
    ladder, roster = POLICY.ladders[name], Roster(people, avoid)
    opened = replace(open_ladder(name, START), set_aside=frozenset(STAFF[:2]))
    awake, awake_paged, now = opened, set[UUID](), START
    for seconds in jumps:
        now += timedelta(seconds=seconds)
        move = next_move(awake, now, ladder, roster)
        awake = move.state
        awake_paged |= {page.staff_id for page in move.pages}
    slept = next_move(opened, now, ladder, roster)
    assert slept.state == awake
    assert {page.staff_id for page in slept.pages} == awake_paged


@given(st.sampled_from(LadderName), PEOPLE, AVOID, st.integers(0, 20_000))
def test_silence_never_lasts_longer_than_a_round(
    name: LadderName, people: dict[RungRole, tuple[UUID, ...]], avoid: frozenset[UUID], seconds: int
) -> None:
    ladder = POLICY.ladders[name]
    now = START + timedelta(seconds=seconds)
    move = next_move(open_ladder(name, START), now, ladder, Roster(people, avoid))
    assert move.due_at is not None
    assert now < move.due_at <= now + timedelta(seconds=ladder.rounds.every_seconds)
