"""The demo: invented people and reserved numbers, and a first day that looks like a day, whatever the hour is."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from remote_cm.domain.cadence import Lateness
from remote_cm.domain.phone_number import suffix_of
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import RiskLevel, StaffRole
from remote_cm.local_stack.environment import service_environment
from remote_cm.local_stack.secrets_file import new_secrets
from remote_cm.services.demo_numbers import DemoNumbers
from remote_cm.services.demo_people import demo_people
from remote_cm.services.demo_roster import CASEWORKERS, SUPERVISORS
from remote_cm.services.list_handsets import list_handsets
from remote_cm.services.load_demo import load_demo
from remote_cm.services.my_day import MyDay, show_my_day
from remote_cm.services.people_file import PeopleFile
from remote_cm.services.run_tick import run_tick
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.base import Base
from remote_cm.storage.tables.cases import CaseFile, Consent, Contact
from remote_cm.storage.tables.people import Staff, Volunteer, VolunteerAlias
from remote_cm.storage.tables.tasks import Task
from tests.factories import Loaded
from tests.frozen_clock import FrozenClock
from tests.services.calls_by_hand import rows

ZONE = ZoneInfo("Asia/Dhaka")
PASSWORD = "a demo password of the tests"
RESERVED = re.compile(r"\+1\d{3}55501\d\d")
HOURS = [time(0, 5), time(13, 59), time(23, 30)]


def days_of(around: Surroundings) -> dict[str, MyDay]:
    people = Loaded(around)
    return {code: show_my_day(around, people.person(code)) for code in CASEWORKERS}


def test_who_is_there(loaded_demo: Surroundings) -> None:
    staff = Counter(row.role for row in rows(loaded_demo, Staff))
    assert staff == {StaffRole.SUPERVISOR: 2, StaffRole.SAFEGUARDING: 1, StaffRole.CASEWORKER: 6}
    caseworkers = {row.id for row in rows(loaded_demo, Staff) if row.role is StaffRole.CASEWORKER}
    helped = Counter(row.caseworker_id for row in rows(loaded_demo, Volunteer))
    assert helped == dict.fromkeys(caseworkers, 3)
    cases = rows(loaded_demo, CaseFile)
    assert Counter(case.caseworker_id for case in cases) == dict.fromkeys(caseworkers, 20)
    assert {case.age_band.value for case in cases} == set("ABCD")
    assert {case.language for case in cases} == {"rhg", "bn", "en"}
    assert len({case.camp_id for case in cases}) == 5
    assert sum(case.has_disability for case in cases) == sum(case.has_self_harm_history for case in cases) == 6
    assert {tag for case in cases for tag in case.tags} == {
        tag.id for tag in loaded_demo.script.extras.tags if tag.id in ("after_reunification", "separation_threat")
    } | {"violence_threat"}


def test_the_sign_ins_are_told_supervisors_first(loaded_demo: Surroundings) -> None:
    sign_ins = load_demo(loaded_demo, PASSWORD, only_when_empty=True)
    assert [sign_in.username for sign_in in sign_ins][:4] == ["sup-01", "sup-02", "safe-01", "cw-01"]
    assert len(sign_ins) == 9


def test_every_number_is_of_the_ranges_that_ring_nobody_and_no_two_can_be_mistaken(loaded_demo: Surroundings) -> None:
    numbers = [handset.phone_number for handset in list_handsets(loaded_demo)]
    known = [one.phone_number for one in rows(loaded_demo, Staff)]
    known += [one.phone_number for one in rows(loaded_demo, Volunteer)]
    known += [one.phone_number for one in rows(loaded_demo, Contact)]
    assert sorted(numbers) == sorted({number for number in known if number is not None})
    assert len(numbers) > 150
    assert all(RESERVED.fullmatch(number) for number in numbers)
    assert len({suffix_of(number) for number in numbers}) == len(numbers)
    assert "+12025550100" not in numbers


def test_there_is_an_end_to_the_reserved_numbers() -> None:
    numbers = DemoNumbers()
    taken = [numbers.take() for _ in range(399)]
    assert len({suffix_of(number) for number in taken}) == 399
    with pytest.raises(ValueError, match="used up"):
        numbers.take()


@pytest.mark.requirement("N18")
def test_no_volunteer_is_given_a_high_case_or_one_of_another_camp(loaded_demo: Surroundings) -> None:
    cases = {case.id: case for case in rows(loaded_demo, CaseFile)}
    camps = {row.id: row.camp_id for row in rows(loaded_demo, Volunteer)}
    aliases = rows(loaded_demo, VolunteerAlias)
    given = Counter(cases[alias.case_id].level for alias in aliases)
    assert RiskLevel.HIGH not in given
    assert given[RiskLevel.MEDIUM] + given[RiskLevel.LOW] == len(aliases) > 60
    assert all(cases[alias.case_id].camp_id == camps[alias.volunteer_id] for alias in aliases)
    assert {alias.volunteer_id for alias in aliases} == camps.keys()


@pytest.mark.requirement("N5")
def test_a_caregiver_who_is_feared_has_no_words_and_no_bridge_is_agreed_with_most(loaded_demo: Surroundings) -> None:
    contacts = rows(loaded_demo, Contact)
    feared = [contact for contact in contacts if contact.is_person_of_concern]
    assert len(feared) == 6
    assert not any(contact.stop_word for contact in feared)
    agreed = sum(contact.has_agreed_to_bridge for contact in contacts)
    assert len(contacts) / 4 < agreed < len(contacts) / 2
    assert {contact.line_drop_plan.value for contact in contacts} == {"ring_back", "wait_for_them"}
    assert any(contact.call_back_signal for contact in contacts)
    assert any(contact.opening_word and contact.answer_word and contact.danger_word for contact in contacts)


def test_one_consent_ends_within_days(loaded_demo: Surroundings) -> None:
    soon = loaded_demo.today() + timedelta(days=7)
    assert sum(one.valid_until is not None and one.valid_until < soon for one in rows(loaded_demo, Consent)) == 1


def counts(around: Surroundings) -> dict[str, int]:
    with around.database.unit_of_work() as work:
        return {
            table.name: work.session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Base.metadata.sorted_tables
            if table.name != "audit_entry"
        }


def test_a_second_start_changes_nothing(loaded_demo: Surroundings, clock: FrozenClock) -> None:
    before = {row.code: row.password_hash for row in rows(loaded_demo, Staff)}
    was = counts(loaded_demo)
    clock.advance(days=3)
    load_demo(loaded_demo, "another password", only_when_empty=True)
    assert {row.code: row.password_hash for row in rows(loaded_demo, Staff)} == before
    assert counts(loaded_demo) == was


def test_loaded_again_by_hand_the_past_is_not_told_twice(loaded_demo: Surroundings) -> None:
    was = counts(loaded_demo)
    load_demo(loaded_demo, PASSWORD, only_when_empty=False)
    assert counts(loaded_demo) == was


@pytest.mark.parametrize("at", HOURS, ids=str)
def test_at_first_start_a_caseworker_has_a_day_of_eight_or_nine_calls(
    surroundings: Surroundings, clock: FrozenClock, at: time
) -> None:
    clock.set(datetime.combine(date(2026, 11, 22), at, ZONE).astimezone(UTC))
    load_demo(surroundings, PASSWORD, only_when_empty=True)
    days = days_of(surroundings)
    for day in days.values():
        assert 8 <= len(day.calls) <= 9
        overdue = [call for call in day.calls if call.lateness is Lateness.OVERDUE]
        assert 1 <= len(overdue) <= 2
        assert sum(call.is_open_now for call in day.calls) >= 3
        assert day.calls[0].is_open_now
        assert day.calls[0].tries == 0
        assert not any(call.has_no_safe_window for call in day.calls)
        assert 5 <= len(day.tasks) <= 12
        if at < time(20, 0):
            assert any(call.window_from and call.window_from > day.now for call in day.calls)
    red = [call for day in days.values() for call in day.calls if call.lateness is Lateness.RED]
    assert len(red) == 1
    assert {call.tries for day in days.values() for call in day.calls} == {0, 1, 2, 3}


def test_the_first_tick_raises_a_few_duties_and_leaves_the_days_as_they_are(loaded_demo: Surroundings) -> None:
    before = {code: day.calls for code, day in days_of(loaded_demo).items()}
    open_before = sum(task.done_at is None for task in rows(loaded_demo, Task))
    report = run_tick(loaded_demo)
    assert report.planned == 0
    assert 1 <= report.raised <= 6
    made = [task for task in rows(loaded_demo, Task) if task.done_at is None]
    assert len(made) == open_before + 1
    assert sum(task.kind is TaskKind.FOLLOW_UP_LATE for task in made) == 1
    assert {code: day.calls for code, day in days_of(loaded_demo).items()} == before


def test_the_demo_is_a_people_file_like_any_other_at_every_hour_of_a_day() -> None:
    for minutes in range(0, 24 * 60, 17):
        now = datetime(2026, 11, 22, tzinfo=ZONE) + timedelta(minutes=minutes)
        people = PeopleFile.model_validate(demo_people(now, ZONE, PASSWORD))
        assert len({case.code for case in people.cases}) == len(people.cases) == 120


def test_every_supervisor_leads_three_caseworkers(loaded_demo: Surroundings) -> None:
    staff = {row.code: row for row in rows(loaded_demo, Staff)}
    led = Counter(row.supervisor_id for row in staff.values() if row.supervisor_id)
    assert led == {staff[code].id: 3 for code in SUPERVISORS}


def test_whoever_runs_the_service_has_a_handset_of_a_number_that_nobody_else_has(loaded_demo: Surroundings) -> None:
    environ = service_environment({}, new_secrets(), {}, port=8000, simulator_port=8010)
    operators = tuple(environ["EMERGENCY_PHONE_NUMBERS"].split(","))
    numbers = {one.name: one.phone_number for one in list_handsets(replace(loaded_demo, emergency_numbers=operators))}
    assert all(RESERVED.fullmatch(number) for number in operators)
    assert [name for name, number in numbers.items() if number in operators] == ["OP-1"]


def test_a_shared_telephone_is_one_handset_that_names_all_who_use_it(loaded_demo: Surroundings) -> None:
    names = [handset.name for handset in list_handsets(loaded_demo) if handset.kind == "volunteer"]
    assert len(names) == 17
    assert names[5:8] == ["V-006", "V-007 and V-008", "V-009"]
