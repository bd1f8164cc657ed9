"""Ladders of hours and days: each step at its time and once, settled by facts or a person, and ended by neither clock
nor silence.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from remote_cm.domain.slow_ladder import (
    PutOff,
    Settling,
    SlowLadder,
    SlowLadderName,
    SlowLadderPolicy,
    SlowStep,
    StepMark,
    StepOwner,
)
from remote_cm.domain.slow_ladder_steps import (
    ComingStep,
    MadeStep,
    SlowLadderFacts,
    SlowLadderPlan,
    cause_step,
    decide_steps,
    next_call_by,
)
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import RiskLevel, StaffRole

DHAKA = ZoneInfo("Asia/Dhaka")
POLICY_FILE = Path(__file__).parents[2] / "scripts" / "policy" / "cxb-default.yaml"
POLICY = TypeAdapter(SlowLadderPolicy).validate_python(yaml.safe_load(POLICY_FILE.read_text("utf-8"))["slow_ladders"])
E1, E2, E3, E4 = SlowLadderName
LEVELS = (RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH)

#: A Sunday at ten in the morning in Dhaka.
BEGAN = datetime(2026, 11, 22, 10, tzinfo=DHAKA).astimezone(UTC)
STANDING = SlowLadderFacts(
    opened_at=BEGAN,
    level=RiskLevel.HIGH,
    has_volunteer=True,
    tries_used_up_at=None,
    facts=frozenset(),
    made=(),
    put_off=None,
    round=0,
)


def after(minutes: float = 0, hours: float = 0, days: float = 0) -> datetime:
    return BEGAN + timedelta(minutes=minutes, hours=hours, days=days)


def plan(name: SlowLadderName, now: datetime, standing: SlowLadderFacts = STANDING) -> SlowLadderPlan:
    return decide_steps(POLICY.ladders[name], standing, now, POLICY, DHAKA)


def due(name: SlowLadderName, now: datetime, standing: SlowLadderFacts = STANDING) -> list[TaskKind]:
    return [coming.step.task for coming in plan(name, now, standing).due]


def made(*steps: int, is_done: bool = False, is_cause: bool = False) -> Sequence[MadeStep]:
    return [MadeStep(step, 0, BEGAN if is_done else None, is_cause) for step in steps]


@pytest.mark.parametrize(
    ("name", "level", "expected"),
    [
        (
            E1,
            RiskLevel.MEDIUM,
            [("supervisor_told", 5), ("first_contact", 60), ("action_started", 120), ("second_contact", 1440)],
        ),
        (E2, RiskLevel.LOW, [("worry_call", 60), ("debrief_point", 60), ("weekly_look", 10080)]),
        (
            E3,
            RiskLevel.HIGH,
            [
                *(("nobody_reached", 360), ("safe_adult_asked", 360), ("eyes_on", 1080)),
                *(("enquiries", 43200), ("nobody_reached", 43200), ("enquiries", 86400), ("nobody_reached", 86400)),
                ("closure_ground", 129600),
            ],
        ),
        (
            E3,
            RiskLevel.MEDIUM,
            [
                *(("volunteer_visit", 2880), ("nobody_reached", 4320)),
                *(("enquiries", 43200), ("nobody_reached", 43200), ("enquiries", 86400), ("nobody_reached", 86400)),
                ("closure_ground", 129600),
            ],
        ),
        (
            E3,
            RiskLevel.LOW,
            [
                *(("volunteer_visit", 7200), ("nobody_reached", 20160)),
                *(("enquiries", 43200), ("nobody_reached", 43200), ("enquiries", 86400), ("nobody_reached", 86400)),
                ("closure_ground", 129600),
            ],
        ),
        (
            E4,
            RiskLevel.LOW,
            [
                *(("debrief_try", 0), ("debrief_try", 480)),
                *(("ask_after_volunteer", 1425), ("families_covered", 1425)),
                *(("welfare_check", 2865), ("cases_recovered", 2865)),
            ],
        ),
    ],
)
def test_each_step_comes_at_its_minute_and_not_one_before(
    name: SlowLadderName, level: RiskLevel, expected: list[tuple[str, int]]
) -> None:
    standing = replace(STANDING, level=level)
    for place, (task, minutes) in enumerate(expected):
        just_before = [kind.value for kind in due(name, after(minutes) - timedelta(seconds=1), standing)]
        at_its_minute = [kind.value for kind in due(name, after(minutes), standing)]
        assert len(just_before) <= place
        assert task in at_its_minute[len(just_before) :]


def test_a_step_that_was_made_is_not_made_again_whether_it_is_done_or_not() -> None:
    at = after(hours=3)
    assert due(E1, at) == [TaskKind.SUPERVISOR_TOLD, TaskKind.FIRST_CONTACT, TaskKind.ACTION_STARTED]
    for is_done in (False, True):
        assert due(E1, at, replace(STANDING, made=made(0, 1, is_done=is_done))) == [TaskKind.ACTION_STARTED]


def test_what_a_fact_has_settled_never_comes_and_is_taken_off_when_it_came_before() -> None:
    known = replace(STANDING, facts=frozenset({Settling.ACTION_STARTED}))
    assert TaskKind.ACTION_STARTED not in due(E1, after(days=1), known)
    stands = replace(known, made=made(1, 2))
    assert [one.step for one in plan(E1, after(hours=3), stands).settled] == [2]


def test_the_task_that_began_a_ladder_is_settled_by_a_person_alone() -> None:
    known = replace(STANDING, facts=frozenset({Settling.CONTACT}), made=made(1, is_cause=True))
    assert plan(E1, after(hours=3), known).settled == ()


def test_the_task_that_began_it_takes_the_place_of_the_step_of_its_owner() -> None:
    ladder = POLICY.ladders[E1]
    places = [cause_step(ladder, role, RiskLevel.LOW) for role in (StaffRole.SUPERVISOR, StaffRole.CASEWORKER)]
    assert [ladder.steps[place].task for place in places if place is not None] == [
        TaskKind.SUPERVISOR_TOLD,
        TaskKind.FIRST_CONTACT,
    ]
    assert cause_step(ladder, StaffRole.SAFEGUARDING, RiskLevel.LOW) is None
    assert cause_step(POLICY.ladders[E3], StaffRole.CASEWORKER, RiskLevel.LOW) is None


def test_when_the_tries_are_used_up_people_go_at_once() -> None:
    used_up = replace(STANDING, tries_used_up_at=after(hours=1))
    assert due(E3, after(minutes=59), used_up) == []
    assert due(E3, after(hours=1), used_up) == [
        TaskKind.NOBODY_REACHED,
        TaskKind.SAFE_ADULT_ASKED,
        TaskKind.EYES_ON,
    ]


def test_for_a_medium_case_the_supervisor_hears_on_the_third_day_also_when_the_tries_were_used_up_before() -> None:
    used_up = replace(STANDING, level=RiskLevel.MEDIUM, tries_used_up_at=after(hours=30))
    assert due(E3, after(hours=30), used_up) == [TaskKind.VOLUNTEER_VISIT]
    assert due(E3, after(hours=71), used_up) == [TaskKind.VOLUNTEER_VISIT]
    assert due(E3, after(hours=72), used_up) == [TaskKind.VOLUNTEER_VISIT, TaskKind.NOBODY_REACHED]


def test_eyes_on_runs_from_the_first_try_that_failed_and_the_safe_adult_from_now() -> None:
    coming = plan(E3, after(hours=5), replace(STANDING, tries_used_up_at=after(hours=5))).due
    clocks = {one.step.task: one.clock_from for one in coming}
    assert clocks[TaskKind.EYES_ON] == BEGAN
    assert clocks[TaskKind.SAFE_ADULT_ASKED] == after(hours=5)


def test_a_contact_ends_the_ladder_of_nobody_reached_with_everything_it_has_put_on_pages() -> None:
    stands = replace(STANDING, facts=frozenset({Settling.CONTACT}), made=made(0, 1, 2))
    ended = plan(E3, after(hours=30), stands)
    assert (ended.is_ended, ended.look_at, ended.due, ended.next) == (True, None, (), None)
    assert [one.step for one in ended.settled] == [0, 1, 2]


@pytest.mark.requirement("N24", "N26")
def test_after_three_months_a_supervisor_is_asked_every_month_and_nothing_ever_ends() -> None:
    everything = made(*range(11), is_done=True)
    closure = len(POLICY.ladders[E3].steps) - 1
    asked: list[MadeStep] = []
    for days, expected in ((90, 1), (119, 0), (120, 1), (150, 1), (365, 1)):
        now = after(days=days)
        stands = replace(STANDING, made=[*everything, *asked])
        coming = plan(E3, now, stands)
        assert [one.step.task for one in coming.due] == [TaskKind.CLOSURE_GROUND] * expected
        assert not coming.is_ended
        asked += [MadeStep(closure, one.round, now, is_cause=False) for one in coming.due]
    assert len({one.round for one in asked}) == len(asked)


def test_what_comes_again_and_again_waits_while_the_last_one_is_still_on_a_page() -> None:
    stands = replace(STANDING, made=[MadeStep(2, 0, None, is_cause=False)])
    assert TaskKind.WEEKLY_LOOK not in due(E2, after(days=15), stands)
    done = replace(STANDING, made=[MadeStep(2, 0, after(days=8), is_cause=False)])
    assert TaskKind.WEEKLY_LOOK not in due(E2, after(days=13), done)
    assert TaskKind.WEEKLY_LOOK in due(E2, after(days=14), done)
    late = replace(STANDING, made=[MadeStep(2, 0, after(days=15), is_cause=False)])
    assert TaskKind.WEEKLY_LOOK not in due(E2, after(days=20), late)
    assert TaskKind.WEEKLY_LOOK in due(E2, after(days=21), late)


def test_a_worry_ends_when_what_comes_once_is_settled_and_the_weekly_look_keeps_nothing_open() -> None:
    stands = replace(STANDING, made=[*made(0, is_done=True, is_cause=True), *made(1, is_done=True), *made(2)])
    ended = plan(E2, after(days=8), stands)
    assert ended.is_ended
    assert [one.step for one in ended.settled] == [2]
    half = replace(stands, made=made(0, is_done=True, is_cause=True))
    assert not plan(E2, after(minutes=1), half).is_ended
    assert plan(E2, after(minutes=1), replace(half, has_volunteer=False)).is_ended


def test_red_ends_only_when_contact_supervisor_action_and_second_contact_are_all_settled() -> None:
    facts = {Settling.CONTACT, Settling.ACTION_STARTED, Settling.SECOND_CONTACT}
    told = made(0, is_done=True, is_cause=True)
    whole = replace(STANDING, facts=frozenset(facts), made=told)
    assert plan(E1, after(hours=1), whole).is_ended
    for missing in facts:
        assert not plan(E1, after(days=300), replace(whole, facts=frozenset(facts - {missing}))).is_ended
    assert not plan(E1, after(days=300), replace(whole, made=())).is_ended
    assert not plan(E1, after(days=300), replace(whole, made=made(0, is_cause=True))).is_ended


def test_the_last_try_of_a_silent_day_waits_for_the_end_of_the_working_day() -> None:
    evening = datetime(2026, 11, 22, 18, tzinfo=DHAKA)
    stands = replace(STANDING, made=made(0))
    assert due(E4, evening - timedelta(seconds=1), stands) == []
    assert due(E4, evening, stands) == [TaskKind.DEBRIEF_TRY]
    late = replace(stands, opened_at=datetime(2026, 11, 22, 20, tzinfo=DHAKA))
    assert due(E4, late.opened_at + timedelta(minutes=14), late) == []
    assert due(E4, late.opened_at + timedelta(minutes=15), late) == [TaskKind.DEBRIEF_TRY]


@pytest.mark.parametrize("why", PutOff)
def test_while_it_is_put_off_nothing_new_comes_and_afterwards_all_of_it(why: PutOff) -> None:
    at = after(hours=20)
    waiting = plan(E3, at, replace(STANDING, put_off=why))
    assert (waiting.due, waiting.is_ended) == ((), False)
    assert waiting.look_at == at + timedelta(minutes=POLICY.look_again_minutes)
    assert len(due(E3, at)) == 3


def test_what_comes_next_is_named_with_its_moment_and_its_owner() -> None:
    coming = plan(E1, after(minutes=61)).next
    assert coming is not None
    assert (coming.step.task, coming.step.who, coming.at) == (
        TaskKind.ACTION_STARTED,
        StepOwner.CASEWORKER,
        after(minutes=120),
    )


def test_it_is_looked_at_when_the_next_step_comes_and_every_half_hour_at_the_latest() -> None:
    assert plan(E1, after(minutes=1)).look_at == after(minutes=5)
    assert plan(E1, after(minutes=200)).look_at == after(minutes=230)


@pytest.mark.parametrize(
    ("name", "level", "hours"),
    [(E1, RiskLevel.LOW, 48), (E1, RiskLevel.HIGH, 48), (E2, RiskLevel.HIGH, 24), (E2, RiskLevel.MEDIUM, 72)],
)
def test_the_next_call_is_due_for_its_sake(name: SlowLadderName, level: RiskLevel, hours: int) -> None:
    assert next_call_by(POLICY.ladders[name], BEGAN, level) == after(hours=hours)


def test_a_ladder_without_a_call_of_its_own_asks_for_none() -> None:
    assert next_call_by(POLICY.ladders[E3], BEGAN, RiskLevel.HIGH) is None


STEP = SlowStep(TaskKind.EYES_ON, StepOwner.CASEWORKER, 60, LEVELS, Settling.CONTACT, (), 0)


def ladder(*steps: SlowStep) -> SlowLadder:
    return SlowLadder(Settling.CONTACT, (StaffRole.SUPERVISOR,), {}, steps)


def test_a_policy_whose_steps_run_backwards_is_refused() -> None:
    ladder(STEP, STEP)
    with pytest.raises(ValueError, match="later step comes before an earlier one at low"):
        ladder(STEP, replace(STEP, after_minutes=59))
    with pytest.raises(ValueError, match="comes before everything else"):
        ladder(STEP, replace(STEP, marks=(StepMark.WHEN_TRIES_ARE_USED_UP,)))


def test_a_policy_that_says_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="has steps"):
        ladder()
    with pytest.raises(ValueError, match="one level or more"):
        replace(STEP, levels=())
    with pytest.raises(ValueError, match="comes after the beginning"):
        replace(STEP, after_minutes=-1)
    with pytest.raises(ValueError, match="no ladder for e4"):
        replace(POLICY, ladders={name: POLICY.ladders[name] for name in (E1, E2, E3)})
    with pytest.raises(ValueError, match="looked at again"):
        replace(POLICY, look_again_minutes=0)


minutes = st.integers(0, 60 * 24 * 400)


@pytest.mark.requirement("N24", "N26")
@given(st.sampled_from(SlowLadderName), st.sampled_from(LEVELS), minutes)
def test_time_alone_never_ends_a_ladder(name: SlowLadderName, level: RiskLevel, elapsed: int) -> None:
    silent = plan(name, after(elapsed), replace(STANDING, level=level))
    assert not silent.is_ended
    assert silent.look_at is not None
    assert after(elapsed) < silent.look_at <= after(elapsed + POLICY.look_again_minutes)


@given(st.sampled_from(SlowLadderName), st.sampled_from(LEVELS), minutes, minutes, st.one_of(st.none(), minutes))
def test_a_later_moment_asks_for_no_less_and_a_later_step_never_comes_before_an_earlier_one(
    name: SlowLadderName, level: RiskLevel, one: int, other: int, used_up: int | None
) -> None:
    stands = replace(STANDING, level=level, tries_used_up_at=None if used_up is None else after(used_up))
    first, last = sorted((one, other))
    earlier, later = (
        {coming.index: coming.at for coming in plan(name, after(at), stands).due if not coming.step.is_reminder}
        for at in (first, last)
    )
    assert earlier.items() <= later.items()
    by_place = [later[index] for index in sorted(later)]
    assert by_place == sorted(by_place)


@given(st.sampled_from(SlowLadderName), st.sampled_from(LEVELS), st.lists(minutes, min_size=1, max_size=12))
def test_however_often_it_is_looked_at_each_step_comes_once(
    name: SlowLadderName, level: RiskLevel, moments: list[int]
) -> None:
    came: list[ComingStep] = []
    for at in sorted(moments):
        standing = [MadeStep(one.index, one.round, one.at, is_cause=False) for one in came]
        came += plan(name, after(at), replace(STANDING, level=level, made=standing)).due
        if plan(name, after(at), replace(STANDING, level=level, made=standing)).is_ended:
            break
    assert len({(one.index, one.round) for one in came}) == len(came)
    assert all(one.at <= after(max(moments)) for one in came)


def test_hours_are_read_in_the_programmes_zone() -> None:
    assert POLICY.day_ends_at == time(18)
