"""What is due is put onto days: inside safe windows, spread evenly, and nothing else is read."""

import json
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, text, update

from remote_cm.domain.vocabulary import RiskLevel
from remote_cm.services.load_people import load_people
from remote_cm.services.plan_follow_ups import plan_follow_ups
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.cases import CaseFile, Contact, FollowUp, FollowUpState
from tests.factories import case_row, contact_row, make_people, team_file
from tests.frozen_clock import FrozenClock
from tests.services.calls_by_hand import rows, tasks

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
MORNINGS = [
    {"weekdays": ["sat", "sun", "mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "12:00"},
]


def load(around: Surroundings, *cases: dict[str, Any]) -> None:
    load_people(around, json.dumps(team_file() | {"cases": list(cases)}))


def many(count: int, **changes: Any) -> list[dict[str, Any]]:
    contacts = [contact_row("child", "+12025550131", safe_windows=MORNINGS)]
    return [case_row(f"CX-{number:04}", contacts=contacts, **changes) for number in range(count)]


def planned(around: Surroundings) -> list[FollowUp]:
    return [row for row in rows(around, FollowUp) if row.state is FollowUpState.PLANNED]


@pytest.mark.requirement("RSK-20")
def test_a_new_case_has_its_first_follow_up_at_once_whatever_its_level(surroundings: Surroundings) -> None:
    new = [
        case_row(f"CX-{level.upper()}", level=level, last_contact_at=None, opened_on="2026-11-22")
        for level in ("high", "medium", "low")
    ]
    load(surroundings, *new)
    owed = rows(surroundings, FollowUp)
    assert len(owed) == 3
    assert {row.not_before for row in owed} == {NOW}
    assert {row.window_to.astimezone(surroundings.zone).date() for row in owed if row.window_to} == {date(2026, 11, 22)}


def test_a_follow_up_is_put_on_a_day_before_its_date_inside_the_safe_hours(surroundings: Surroundings) -> None:
    load(surroundings, *many(1, last_contact_at="2026-11-18T03:30:00+00:00"))
    assert plan_follow_ups(surroundings) == 1
    (row,) = planned(surroundings)
    assert row.due_by == datetime(2026, 11, 25, 3, 30, tzinfo=UTC)
    assert row.planned_on is not None
    assert row.window_from is not None
    assert row.window_to is not None
    assert row.window_to <= row.due_by
    local = row.window_from.astimezone(surroundings.zone), row.window_to.astimezone(surroundings.zone)
    assert local[0].date() == row.planned_on
    assert 9 <= local[0].hour < 12


def test_planning_twice_does_nothing_more(surroundings: Surroundings) -> None:
    load(surroundings, *many(3))
    assert plan_follow_ups(surroundings) == 3
    before = [(row.id, row.planned_on, row.window_from) for row in planned(surroundings)]
    assert plan_follow_ups(surroundings) == 0
    assert [(row.id, row.planned_on, row.window_from) for row in planned(surroundings)] == before


def test_many_that_are_due_on_one_day_are_spread_over_the_days_before(surroundings: Surroundings) -> None:
    load(surroundings, *many(12, last_contact_at="2026-11-18T12:00:00+00:00"))
    plan_follow_ups(surroundings)
    by_day = Counter(row.planned_on for row in planned(surroundings))
    assert sum(by_day.values()) == 12
    assert len(by_day) == 4
    assert max(by_day.values()) - min(by_day.values()) <= 1


def test_what_was_planned_before_counts_in_the_load_of_a_day(surroundings: Surroundings) -> None:
    everything = many(8, last_contact_at="2026-11-18T12:00:00+00:00")
    load(surroundings, *everything[:4])
    plan_follow_ups(surroundings)
    load(surroundings, *everything)
    plan_follow_ups(surroundings)
    by_day = Counter(row.planned_on for row in planned(surroundings))
    assert sorted(by_day.values()) == [2, 2, 2, 2]


def test_a_full_day_takes_no_more_while_another_has_room(surroundings: Surroundings) -> None:
    cap = surroundings.policy.cadence.day_plan.calls_per_day
    load(surroundings, *many(2 * cap, level="high", last_contact_at="2026-11-19T12:00:00+00:00"))
    plan_follow_ups(surroundings)
    by_day = Counter(row.planned_on for row in planned(surroundings))
    assert sum(by_day.values()) == 2 * cap
    assert max(by_day.values()) <= cap


def test_nobody_is_left_out_when_every_day_is_full(surroundings: Surroundings) -> None:
    load(surroundings, *many(20, level="high", last_contact_at="2026-11-18T05:00:00+00:00"))
    plan_follow_ups(surroundings)
    assert len(planned(surroundings)) == 20
    assert {row.planned_on for row in planned(surroundings)} == {date(2026, 11, 22)}


def test_one_that_is_late_goes_to_the_first_safe_hours_there_are(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    load(surroundings, *many(1, last_contact_at="2026-11-10T04:00:00+00:00"))
    clock.advance(hours=4)
    plan_follow_ups(surroundings)
    (row,) = planned(surroundings)
    assert row.window_from is not None
    assert f"{row.window_from.astimezone(surroundings.zone):%a %H:%M}" == "Mon 09:00"


def test_no_safe_hour_left_is_on_todays_page_all_the_same_with_one_task_that_says_so(
    surroundings: Surroundings,
) -> None:
    people = make_people(surroundings, *many(1))
    with surroundings.database.unit_of_work() as work:
        work.session.execute(update(Contact).values(safe_windows=()))
        work.session.execute(update(FollowUp).values(state=FollowUpState.WAITING, planned_on=None))
        work.commit()
    assert plan_follow_ups(surroundings) == 1
    (row,) = planned(surroundings)
    assert (row.planned_on, row.has_no_safe_window) == (surroundings.today(), True)
    assert tasks(surroundings, people) == {("no_safe_window", "CW-1")}


def test_a_case_whom_nobody_may_call_for_is_a_task_once(surroundings: Surroundings) -> None:
    people = make_people(surroundings, case_row(contacts=[contact_row("child", None)]))
    assert plan_follow_ups(surroundings) == 0
    assert tasks(surroundings, people) == {("no_safe_window", "CW-1")}
    (row,) = planned(surroundings)
    assert row.planned_on == surroundings.today()


def test_two_timetables_at_once_plan_each_follow_up_once(
    surroundings: Surroundings, at_once: Callable[..., list[Exception | None]]
) -> None:
    load(surroundings, *many(6))
    counts: list[int] = []
    failures = at_once(*[lambda: counts.append(plan_follow_ups(surroundings))] * 2)
    assert failures == [None, None]
    assert sum(counts) == 6
    assert len(planned(surroundings)) == 6


def test_only_what_is_near_is_read_however_many_cases_there_are(surroundings: Surroundings) -> None:
    load(surroundings, *many(2, last_contact_at="2026-11-18T04:00:00+00:00"))
    far_away(surroundings, 3000)
    fetched: list[int] = []

    def count(*_: object) -> None:
        fetched.append(1)

    event.listen(FollowUp, "load", count)
    event.listen(CaseFile, "load", count)
    try:
        assert plan_follow_ups(surroundings) == 2
    finally:
        event.remove(FollowUp, "load", count)
        event.remove(CaseFile, "load", count)
    assert len(fetched) == 4
    with surroundings.database.unit_of_work() as work:
        work.session.execute(text("set local enable_seqscan = off"))
        plan = work.session.execute(
            text(
                "explain select * from follow_up where state = 'waiting' and not_before <= now() "
                "order by not_before limit 200 for update skip locked"
            )
        ).scalars()
        assert "ix_follow_up_waiting" in " ".join(plan)


def far_away(around: Surroundings, count: int) -> None:
    """Cases that were just spoken with: their follow-ups wait, and begin beyond what is planned now."""
    with around.database.unit_of_work() as work:
        known = rows(around, CaseFile)[0]
        kept = {column.key: getattr(known, column.key) for column in CaseFile.__table__.columns}
        ids = [uuid.uuid4() for _ in range(count)]
        work.session.execute(
            insert(CaseFile), [kept | {"id": one, "code": f"FAR-{place:05}"} for place, one in enumerate(ids)]
        )
        work.session.execute(
            insert(FollowUp),
            [
                {
                    "id": uuid.uuid4(),
                    "case_id": one,
                    "caseworker_id": known.caseworker_id,
                    "state": FollowUpState.WAITING,
                    "made_at": NOW,
                    "not_before": NOW + timedelta(days=20),
                    "due_by": NOW + timedelta(days=30),
                    "reasons": [],
                    "begin_with": [],
                }
                for one in ids
            ],
        )
        work.commit()


def test_a_high_case_is_chosen_first_when_room_is_short(surroundings: Surroundings) -> None:
    crowd = many(15, last_contact_at="2026-11-18T12:00:00+00:00")
    crowd += [row | {"code": f"CX-HIGH{place}", "level": "high"} for place, row in enumerate(many(2))]
    load(surroundings, *crowd)
    plan_follow_ups(surroundings)
    high = {case.id for case in rows(surroundings, CaseFile) if case.level is RiskLevel.HIGH}
    assert {row.planned_on for row in planned(surroundings) if row.case_id in high} == {date(2026, 11, 22)}
