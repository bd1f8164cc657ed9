"""A call is put on another of its days or lent to a colleague, never past its date and never out of safe hours."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from remote_cm.domain.caseload import MoveReason
from remote_cm.domain.refusal import BadInput, NotAllowed, NotFound, StaleStep
from remote_cm.services import plan_by_hand
from remote_cm.services.my_day import show_my_day
from remote_cm.services.my_week import show_my_week
from remote_cm.services.plan_by_hand import give_to_colleague, move_call, show_plan
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.cases import FollowUp, FollowUpState
from remote_cm.storage.tables.people import Staff
from tests.factories import CAREGIVER_NUMBER, Loaded, case_row, contact_row, make_people
from tests.frozen_clock import FrozenClock
from tests.services.calls_by_hand import CallByHand, audited

TOO_MANY = MoveReason.TOO_MANY


@pytest.fixture
def people(surroundings: Surroundings) -> Loaded:
    """A weekly call, due in two days, to a family that may be rung all day."""
    return make_people(surroundings, case_row(last_contact_at="2026-11-17T04:00:00+00:00"))


def move(people: Loaded, days: int, by: str = "CW-1") -> None:
    day = people.around.today() + timedelta(days=days)
    move_call(people.around, people.person(by), people.follow_up().id, day, TOO_MANY)


def give(people: Loaded, to: str = "CW-2", by: str = "CW-1") -> None:
    give_to_colleague(people.around, people.person(by), people.follow_up().id, to, TOO_MANY)


def days_offered(people: Loaded) -> list[date]:
    page = show_plan(people.around, people.person("CW-1"), people.follow_up().id)
    return [one.day for one in page.days]


def test_every_day_with_safe_hours_up_to_its_date_is_offered(people: Loaded) -> None:
    today = people.around.today()
    assert days_offered(people) == [today + timedelta(days=ahead) for ahead in range(3)]


@pytest.mark.parametrize("days", [0, 1, 2])
def test_it_stands_on_the_day_to_which_it_was_moved_and_its_date_stays(people: Loaded, days: int) -> None:
    due_by = people.follow_up().due_by
    move(people, days)
    row = people.follow_up()
    assert (row.state, row.due_by) == (FollowUpState.PLANNED, due_by)
    assert row.planned_on == people.around.today() + timedelta(days=days)
    assert row.window_from is not None
    assert row.window_from.astimezone(people.around.zone).date() == row.planned_on
    (entry,) = audited(people.around, "call:moved")
    assert entry.detail["reason"] == "too_many"


@pytest.mark.parametrize("days", [-1, 3])
def test_a_day_that_has_passed_or_lies_past_its_date_is_refused_with_days_that_would_do(
    people: Loaded, days: int
) -> None:
    before = people.follow_up().planned_on
    with pytest.raises(BadInput, match=people.around.today().isoformat()):
        move(people, days)
    assert people.follow_up().planned_on == before


@pytest.mark.requirement("N9")
def test_a_day_without_safe_hours_is_refused(surroundings: Surroundings) -> None:
    hours = [{"weekdays": ["mon"], "from": "10:00", "to": "12:00"}]
    contacts = [contact_row("caregiver", CAREGIVER_NUMBER, safe_windows=hours)]
    people = make_people(surroundings, case_row(contacts=contacts, last_contact_at="2026-11-17T04:00:00+00:00"))
    assert days_offered(people) == [date(2026, 11, 23)]
    with pytest.raises(BadInput):
        move(people, 0)


def test_what_is_late_has_what_is_left_of_today(people: Loaded, clock: FrozenClock) -> None:
    clock.advance(days=4)
    assert days_offered(people) == [people.around.today()]
    move(people, 0)


@pytest.mark.requirement("ROLE-01")
def test_a_colleague_has_the_call_until_it_was_held_and_the_case_stays(people: Loaded) -> None:
    due_by = people.follow_up().due_by
    give(people)
    row, case = people.follow_up(), people.case()
    assert (row.caseworker_id, row.due_by) == (people.person("CW-2").id, due_by)
    assert case.caseworker_id == people.person("CW-1").id
    assert [one.follow_up_id for day in show_my_week(people.around, people.person("CW-2")).days for one in day.calls]
    assert show_my_day(people.around, people.person("CW-1")).calls == ()
    CallByHand(people.around, people, by="CW-2").ring()
    (entry,) = audited(people.around, "call:given")
    assert entry.detail["to"] == str(people.person("CW-2").id)


@pytest.mark.requirement("N20")
def test_a_girl_of_thirteen_is_not_given_to_a_man(people: Loaded) -> None:
    with people.around.database.unit_of_work() as work:
        work.session.execute(update(Staff).where(Staff.code == "CW-2").values(sex="male"))
        work.commit()
    assert show_plan(people.around, people.person("CW-1"), people.follow_up().id).colleagues == ()
    with pytest.raises(BadInput, match="speak with your supervisor"):
        give(people)


@pytest.mark.requirement("ROLE-02")
def test_a_colleague_whose_day_is_full_is_not_offered(
    surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    cap = surroundings.policy.cadence.day_plan.calls_per_day
    people = make_people(surroundings, case_row(last_contact_at="2026-11-17T04:00:00+00:00"))
    move(people, 0)
    full = {(people.person("CW-2").id, surroundings.today()): cap}
    monkeypatch.setattr(plan_by_hand, "count_planned_by_day", lambda *_: full)
    assert show_plan(surroundings, people.person("CW-1"), people.follow_up().id).colleagues == ()
    full[people.person("CW-2").id, surroundings.today()] = cap - 1
    (able,) = show_plan(surroundings, people.person("CW-1"), people.follow_up().id).colleagues
    assert (able.code, able.room) == ("CW-2", 1)


@pytest.mark.parametrize("to", ["CW-1", "CW-9", "SUP-1", "nobody"])
def test_nobody_else_can_be_given_it(people: Loaded, to: str) -> None:
    with pytest.raises(BadInput, match="CW-2"):
        give(people, to)


@pytest.mark.requirement("ROLE-07")
def test_the_supervisor_of_the_team_may_do_both(people: Loaded) -> None:
    move(people, 0, by="SUP-1")
    give(people, by="SUP-1")
    assert people.follow_up().caseworker_id == people.person("CW-2").id


@pytest.mark.requirement("DATA-03", "N33")
@pytest.mark.parametrize("who", ["CW-2", "CW-9", "SUP-2"])
def test_it_does_not_exist_for_others(people: Loaded, who: str) -> None:
    with pytest.raises(NotFound):
        move(people, 0, by=who)
    with pytest.raises(NotFound):
        give(people, by=who)


def test_whoever_lent_it_may_take_it_back_through_the_one_who_has_it(people: Loaded) -> None:
    give(people)
    give(people, to="CW-1", by="CW-1")
    assert people.follow_up().caseworker_id == people.person("CW-1").id


def test_a_call_that_goes_on_is_not_moved_or_given(people: Loaded) -> None:
    CallByHand(people.around, people).ring()
    with pytest.raises(StaleStep):
        move(people, 0)
    with pytest.raises(StaleStep):
        give(people)


@pytest.mark.requirement("N43")
@pytest.mark.parametrize("state", [FollowUpState.RESTING, FollowUpState.MET])
def test_what_rests_or_was_met_is_not_woken_by_it(people: Loaded, state: FollowUpState) -> None:
    follow_up_id = people.follow_up().id
    _set(people, state=state)
    caseworker, today = people.person("CW-1"), people.around.today()
    with pytest.raises(StaleStep):
        move_call(people.around, caseworker, follow_up_id, today, TOO_MANY)
    with pytest.raises(StaleStep):
        give_to_colleague(people.around, caseworker, follow_up_id, "CW-2", TOO_MANY)


def _set(people: Loaded, **values: Any) -> None:
    with people.around.database.unit_of_work() as work:
        work.session.execute(update(FollowUp).values(**values))
        work.commit()


def test_the_week_shows_each_call_on_its_day_and_what_has_no_day_on_its_date(people: Loaded) -> None:
    today, zone = people.around.today(), people.around.zone
    move(people, 1)
    days = show_my_week(people.around, people.person("CW-1")).days
    assert [day.day for day in days] == [today + timedelta(days=ahead) for ahead in range(7)]
    assert [len(day.calls) for day in days] == [0, 1, 0, 0, 0, 0, 0]
    _set(people, state=FollowUpState.WAITING, planned_on=None)
    days = show_my_week(people.around, people.person("CW-1")).days
    due_on = people.follow_up().due_by.astimezone(zone).date()
    assert [(day.day, call.is_placed) for day in days for call in day.calls] == [(due_on, False)]


def test_what_was_left_from_earlier_stands_on_today_and_what_rests_nowhere(people: Loaded, clock: FrozenClock) -> None:
    clock.advance(days=5)
    week = show_my_week(people.around, people.person("CW-1"))
    assert [len(day.calls) for day in week.days] == [1, 0, 0, 0, 0, 0, 0]
    _set(people, state=FollowUpState.RESTING, planned_on=None)
    assert not any(day.calls for day in show_my_week(people.around, people.person("CW-1")).days)


@pytest.mark.parametrize(("now", "named"), [("2026-12-15", {"Victory Day"}), ("2027-02-09", {"Fasting month"})])
def test_holidays_and_fasting_times_stand_on_their_days(
    surroundings: Surroundings, clock: FrozenClock, now: str, named: set[str]
) -> None:
    people = make_people(surroundings, case_row())
    clock.advance(days=(date.fromisoformat(now) - surroundings.today()).days)
    days = show_my_week(people.around, people.person("CW-1")).days
    assert named <= {name.name for day in days for name in day.names}
    closed = [hours for day in days for name in day.names for hours in name.closed_hours]
    assert bool(closed) == ("Fasting month" in named)


def test_a_day_at_the_cap_is_full(people: Loaded) -> None:
    move(people, 0)
    policy = people.around.policy
    one_a_day = replace(policy.cadence, day_plan=replace(policy.cadence.day_plan, calls_per_day=1))
    around = replace(people.around, policy=policy.model_copy(update={"cadence": one_a_day}))
    assert [day.is_full for day in show_my_week(around, people.person("CW-1")).days] == [True] + [False] * 6
    two_a_day = replace(one_a_day, day_plan=replace(one_a_day.day_plan, calls_per_day=2))
    around = replace(people.around, policy=policy.model_copy(update={"cadence": two_a_day}))
    assert not any(day.is_full for day in show_my_week(around, people.person("CW-1")).days)


def test_a_supervisor_is_refused_what_is_no_call_of_their_team(people: Loaded) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        show_plan(people.around, people.person("SAFE-1"), people.follow_up().id)
