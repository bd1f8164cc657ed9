"""What makes rungs a ladder, and that the ladders of the policy are the ones that the escalation rules ask for."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from remote_cm.domain.ladder import LINE, EscalationPolicy, Ladder, Promise, PromiseKind, Rounds, Rung, RungRole
from remote_cm.domain.vocabulary import Channel, LadderName

POLICY_FILE = Path(__file__).parents[2] / "scripts" / "policy" / "cxb-default.yaml"
SECTION = yaml.safe_load(POLICY_FILE.read_text("utf-8"))["escalation"]
POLICY = TypeAdapter(EscalationPolicy).validate_python(SECTION)
E0 = POLICY.ladders[LadderName.E0]
HELP = POLICY.ladders[LadderName.HELP]


def times_by_role(ladder: Ladder) -> dict[RungRole, int]:
    found: dict[RungRole, int] = {}
    for index in range(20):
        step = ladder.step(index)
        for role in step.who:
            found.setdefault(role, step.after_seconds)
    return found


def test_an_e0_reaches_each_place_at_its_time() -> None:
    assert times_by_role(E0) == {
        RungRole.CASEWORKER: 0,
        RungRole.SUPERVISOR: 5 * 60,
        RungRole.BACKUP_CASEWORKER: 5 * 60,
        RungRole.DUTY_SUPERVISOR: 10 * 60,
        RungRole.DUTY_MANAGER: 15 * 60,
        RungRole.ON_CALL: 30 * 60,
    }


def test_an_e0_first_rings_and_texts_together_and_rings_again_after_a_minute() -> None:
    first, second = E0.step(0), E0.step(1)
    assert (first.after_seconds, first.rungs[0].channels) == (0, (Channel.TEXT, Channel.CALL))
    assert (second.after_seconds, second.who) == (60, (RungRole.CASEWORKER,))
    assert Channel.CALL in second.rungs[0].channels


def test_every_ten_minutes_all_earlier_people_are_paged_again_without_end() -> None:
    rounds = [step for index in range(40) if (step := E0.step(index)).is_repeat]
    assert [step.after_seconds for step in rounds[:5]] == [600, 1200, 1800, 2400, 3000]
    assert set(rounds[0].who) == {
        RungRole.CASEWORKER,
        RungRole.SUPERVISOR,
        RungRole.BACKUP_CASEWORKER,
        RungRole.DUTY_SUPERVISOR,
    }
    assert [step.is_everybody for step in rounds[:4]] == [False, False, True, True]
    assert set(rounds[2].who) == E0.roles
    assert E0.step(100_000).is_repeat


def test_a_rung_that_falls_on_a_round_is_paged_before_those_who_were_paged_already() -> None:
    step = next(step for index in range(20) if (step := E0.step(index)).after_seconds == 600)
    assert step.who[0] is RungRole.DUTY_SUPERVISOR
    assert RungRole.DUTY_SUPERVISOR not in step.rungs[-1].who


def test_a_call_for_help_reaches_the_back_up_after_ten_minutes_and_the_supervisor_after_fifteen() -> None:
    found = times_by_role(HELP)
    assert found[RungRole.CASEWORKER] == 0
    assert found[RungRole.BACKUP_CASEWORKER] == 10 * 60
    assert found[RungRole.SUPERVISOR] == 15 * 60


def test_an_unknown_sender_is_first_put_to_the_caseworker_on_duty_who_decides_within_five_minutes() -> None:
    ladder = POLICY.ladders[LadderName.E0_UNKNOWN_SENDER]
    assert ladder.step(0).who == (RungRole.DUTY_CASEWORKER,)
    assert times_by_role(ladder)[RungRole.DUTY_SUPERVISOR] == 5 * 60
    assert ladder.promises[0] == Promise(PromiseKind.DECIDED, 5 * 60)


@pytest.mark.requirement("N28")
def test_the_ladder_without_the_line_starts_with_safeguarding_and_never_pages_the_line() -> None:
    ladder = POLICY.ladders[LadderName.E0_WITHOUT_LINE]
    assert ladder.step(0).who == (RungRole.SAFEGUARDING,)
    assert not ladder.roles & LINE


@pytest.mark.parametrize("role", sorted(LINE))
@pytest.mark.requirement("N28")
def test_a_policy_that_puts_the_line_on_the_ladder_without_it_is_refused(role: RungRole) -> None:
    ladder = POLICY.ladders[LadderName.E0_WITHOUT_LINE]
    spoiled = replace(ladder, rungs=(*ladder.rungs, Rung(900, (role,), (Channel.CALL,))))
    with pytest.raises(ValueError, match="never pages"):
        replace(POLICY, ladders={**POLICY.ladders, LadderName.E0_WITHOUT_LINE: spoiled})


@pytest.mark.parametrize("name", LadderName)
def test_a_policy_that_leaves_out_a_ladder_is_refused(name: LadderName) -> None:
    with pytest.raises(ValueError, match=f"no ladder for {name.value}$"):
        replace(POLICY, ladders={kept: ladder for kept, ladder in POLICY.ladders.items() if kept is not name})


def test_a_fault_in_the_policy_file_is_told_with_its_place() -> None:
    spoiled = {**SECTION, "ladders": {**SECTION["ladders"], "help": {**SECTION["ladders"]["help"], "rungs": []}}}
    with pytest.raises(ValidationError, match="rungs start at 0 seconds"):
        TypeAdapter(EscalationPolicy).validate_python(spoiled)


def test_a_ladder_that_waits_before_its_first_rung_is_refused() -> None:
    with pytest.raises(ValueError, match="start at 0"):
        replace(E0, rungs=E0.rungs[1:])


def test_rungs_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="each comes after"):
        replace(E0, rungs=(E0.rungs[0], E0.rungs[0]))


def test_a_rung_that_pages_nobody_or_by_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="pages somebody"):
        Rung(0, (), (Channel.CALL,))
    with pytest.raises(ValueError, match="pages somebody"):
        Rung(0, (RungRole.CASEWORKER,), ())


@pytest.mark.parametrize("change", [{"first_after_seconds": 0}, {"every_seconds": 0}, {"channels": ()}])
def test_rounds_that_would_not_come_round_are_refused(change: dict[str, int]) -> None:
    values: dict[str, object] = {
        "first_after_seconds": 1,
        "every_seconds": 1,
        "channels": ["call"],
        "also_after_seconds": 0,
        "also": [],
    }
    TypeAdapter(Rounds).validate_python(values)
    with pytest.raises(ValidationError, match="at a distance"):
        TypeAdapter(Rounds).validate_python(values | change)


def test_a_holder_owes_something_and_each_promise_ends_later_than_the_one_before() -> None:
    called_back = Promise(PromiseKind.CALLED_BACK, 300)
    for promises in ((), (called_back, called_back), (Promise(PromiseKind.CALLED_BACK, 0),)):
        with pytest.raises(ValueError, match="owes at least one promise"):
            replace(E0, promises=promises)
    with pytest.raises(ValueError, match="ends later"):
        replace(E0, renewed_every_seconds=0)


LADDERS = st.builds(
    lambda gaps, first, every, also_after: Ladder(
        rungs=tuple(
            Rung(sum(gaps[:index]), (role,), (Channel.CALL,))
            for index, role in zip(range(len(gaps) + 1), RungRole, strict=False)
        ),
        rounds=Rounds(first, every, (Channel.CALL,), also_after, (RungRole.ON_CALL,)),
        promises=(Promise(PromiseKind.CALLED_BACK, 300),),
        renewed_every_seconds=600,
    ),
    st.lists(st.integers(1, 400), max_size=5),
    st.integers(1, 900),
    st.integers(1, 900),
    st.integers(0, 3000),
)


@given(LADDERS)
def test_steps_are_numbered_in_order_of_time_and_none_is_lost(ladder: Ladder) -> None:
    steps = [ladder.step(index) for index in range(60)]
    times = [step.after_seconds for step in steps]
    assert [step.index for step in steps] == list(range(60))
    assert times == sorted(set(times))
    rounds = range(ladder.rounds.first_after_seconds, times[-1] + 1, ladder.rounds.every_seconds)
    rungs = [rung.after_seconds for rung in ladder.rungs if rung.after_seconds <= times[-1]]
    assert set(times) == {*rounds, *rungs}
    assert all(ladder.seconds_after(index) == times[index + 1] - times[index] for index in range(59))


@given(LADDERS)
def test_sooner_or_later_a_round_pages_everybody(ladder: Ladder) -> None:
    assert any(ladder.step(index).is_everybody for index in range(6000))
