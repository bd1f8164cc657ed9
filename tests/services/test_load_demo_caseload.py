"""The demo: invented people and reserved numbers, and a first day that looks like a day, whatever the hour is."""

import re
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from remote_cm.domain.cadence import Lateness
from remote_cm.domain.vocabulary import RiskLevel, StaffRole
from remote_cm.services.demo_people import CASEWORKERS, SUPERVISORS, demo_people
from remote_cm.services.list_handsets import list_handsets
from remote_cm.services.load_demo import load_demo
from remote_cm.services.my_day import MyDay, show_my_day
from remote_cm.services.people_file import PeopleFile
from remote_cm.services.run_tick import run_tick
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.cases import CaseFile, Contact
from remote_cm.storage.tables.people import Staff, Volunteer, VolunteerAlias
from remote_cm.storage.tables.tasks import Task
from tests.factories import Loaded
from tests.frozen_clock import FrozenClock
from tests.services.calls_by_hand import rows

ZONE = ZoneInfo("Asia/Dhaka")
PASSWORD = "a demo password of the tests"
RESERVED = re.compile(r"\+120255501\d\d")
HOURS = [time(0, 5), time(3, 30), time(7, 0), time(10, 20), time(13, 59), time(17, 0), time(20, 45), time(23, 30)]


def first_start(around: Surroundings, clock: FrozenClock, at: time) -> dict[str, MyDay]:
    clock.set(datetime.combine(date(2026, 11, 22), at, ZONE).astimezone(UTC))
    load_demo(around, PASSWORD, only_when_empty=True)
    people = Loaded(around)
    return {code: show_my_day(around, people.person(code)) for code in CASEWORKERS}


def test_who_is_there(surroundings: Surroundings) -> None:
    sign_ins = load_demo(surroundings, PASSWORD, only_when_empty=True)
    staff = Counter(row.role for row in rows(surroundings, Staff))
    assert staff == {StaffRole.SUPERVISOR: 2, StaffRole.SAFEGUARDING: 1, StaffRole.CASEWORKER: 4}
    assert len(rows(surroundings, Volunteer)) == 8
    cases = rows(surroundings, CaseFile)
    caseworkers = {row.id for row in rows(surroundings, Staff) if row.role is StaffRole.CASEWORKER}
    assert Counter(case.caseworker_id for case in cases) == dict.fromkeys(caseworkers, 10)
    assert [sign_in.username for sign_in in sign_ins][:3] == ["sup-01", "sup-02", "safe-01"]


def test_every_number_is_of_the_range_that_rings_nobody(surroundings: Surroundings) -> None:
    load_demo(surroundings, PASSWORD, only_when_empty=True)
    numbers = [handset.phone_number for handset in list_handsets(surroundings)]
    known = [one.phone_number for one in rows(surroundings, Staff)]
    known += [one.phone_number for one in rows(surroundings, Volunteer)]
    known += [one.phone_number for one in rows(surroundings, Contact)]
    assert sorted(numbers) == sorted({number for number in known if number is not None})
    assert len(numbers) > 60
    assert all(RESERVED.fullmatch(number) for number in numbers)
    assert "+12025550100" not in numbers


@pytest.mark.requirement("N18")
def test_no_volunteer_is_given_a_high_case(surroundings: Surroundings) -> None:
    load_demo(surroundings, PASSWORD, only_when_empty=True)
    level_of = {case.id: case.level for case in rows(surroundings, CaseFile)}
    given = Counter(level_of[alias.case_id] for alias in rows(surroundings, VolunteerAlias))
    assert RiskLevel.HIGH not in given
    assert given[RiskLevel.MEDIUM] + given[RiskLevel.LOW] == 32
    assert list(level_of.values()).count(RiskLevel.HIGH) == 8


def test_a_second_start_changes_nothing(surroundings: Surroundings, clock: FrozenClock) -> None:
    load_demo(surroundings, PASSWORD, only_when_empty=True)
    before = {row.code: row.password_hash for row in rows(surroundings, Staff)}
    clock.advance(days=3)
    load_demo(surroundings, "another password", only_when_empty=True)
    assert {row.code: row.password_hash for row in rows(surroundings, Staff)} == before
    assert len(rows(surroundings, CaseFile)) == 40


@pytest.mark.parametrize("at", HOURS, ids=str)
def test_at_first_start_a_caseworker_has_a_day_of_six_or_seven_calls(
    surroundings: Surroundings, clock: FrozenClock, at: time
) -> None:
    days = first_start(surroundings, clock, at)
    for day in days.values():
        assert 6 <= len(day.calls) <= 7
        overdue = [call for call in day.calls if call.lateness is Lateness.OVERDUE]
        assert 1 <= len(overdue) <= 2
        assert sum(call.is_open_now for call in day.calls) >= 3
        assert not any(call.has_no_safe_window for call in day.calls)
        if at < time(20, 0):
            assert any(call.window_from and call.window_from > day.now for call in day.calls)
    red = [call for day in days.values() for call in day.calls if call.lateness is Lateness.RED]
    assert len(red) == 1


def test_the_first_tick_raises_one_duty_and_leaves_the_days_as_they_are(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    days = first_start(surroundings, clock, time(10, 20))
    assert rows(surroundings, Task) == []
    report = run_tick(surroundings)
    assert (report.planned, report.raised) == (0, 1)
    assert [task.kind.value for task in rows(surroundings, Task)] == ["follow_up_late"]
    people = Loaded(surroundings)
    assert {code: show_my_day(surroundings, people.person(code)).calls for code in CASEWORKERS} == {
        code: day.calls for code, day in days.items()
    }


def test_the_demo_is_a_people_file_like_any_other_at_every_hour_of_a_day() -> None:
    for minutes in range(0, 24 * 60, 7):
        now = datetime(2026, 11, 22, tzinfo=ZONE) + timedelta(minutes=minutes)
        people = PeopleFile.model_validate(demo_people(now, ZONE, PASSWORD))
        assert len(people.cases) == 40
        assert len({case.code for case in people.cases}) == 40


def test_every_supervisor_leads_two_caseworkers_and_no_rung_of_a_ladder_is_empty(surroundings: Surroundings) -> None:
    load_demo(surroundings, PASSWORD, only_when_empty=True)
    staff = {row.code: row for row in rows(surroundings, Staff)}
    led = Counter(row.supervisor_id for row in staff.values() if row.supervisor_id)
    assert led == {staff[code].id: 2 for code in SUPERVISORS}


def test_a_shared_telephone_is_one_handset_that_names_all_who_use_it(surroundings: Surroundings) -> None:
    load_demo(surroundings, PASSWORD, only_when_empty=True)

    names = [handset.name for handset in list_handsets(surroundings) if handset.kind == "volunteer"]

    assert names == ["V-001", "V-002", "V-003", "V-004", "V-005", "V-006", "V-007 and V-008"]
