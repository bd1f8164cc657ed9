"""A caseworker's day: what is due and why, most urgent first, and nobody else's children."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from remote_cm.domain.cadence import Lateness
from remote_cm.services.my_day import MyDay, show_my_day
from remote_cm.services.press_danger import press_danger
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.calls import AttemptOutcome, ConversationEnding
from tests.factories import CHILD_NUMBER, case_row, contact_row, make_people
from tests.frozen_clock import FrozenClock
from tests.services.calls_by_hand import CallByHand, audited

EVERY = ["sat", "sun", "mon", "tue", "wed", "thu", "fri"]
DUE_TODAY = "2026-11-18T08:00:00+00:00"


def hours(starts: str, ends: str) -> list[dict[str, Any]]:
    windows = [{"weekdays": EVERY, "from": starts, "to": ends}]
    return [contact_row("child", CHILD_NUMBER, safe_windows=windows)]


def high(code: str, last: str = DUE_TODAY, **changes: Any) -> dict[str, Any]:
    return case_row(code, level="high", last_contact_at=last, **changes)


def day_of(around: Surroundings, *cases: dict[str, Any], by: str = "CW-1") -> MyDay:
    return show_my_day(around, make_people(around, *cases).person(by))


def test_a_call_says_with_whom_until_when_in_which_hours_and_why(surroundings: Surroundings) -> None:
    (call,) = day_of(surroundings, high("CX-A", contacts=hours("09:00", "12:00"))).calls
    assert (call.case_code, call.with_role, call.is_open_now) == ("CX-A", "child", True)
    assert call.due_by == surroundings.now() + timedelta(hours=4)
    assert call.window_to == surroundings.now() + timedelta(hours=2)
    assert "cadence_date" in call.reasons
    assert (call.lateness, call.tries, call.last_outcome) == (Lateness.NOT_LATE, 0, None)


def test_open_hours_come_first_then_what_is_late_then_by_level_and_date(surroundings: Surroundings) -> None:
    cases = [
        high("CX-LATER", contacts=hours("11:00", "12:00")),
        high("CX-LATE", "2026-11-17T08:00:00+00:00", contacts=hours("13:00", "15:00")),
        case_row("CX-OPEN", last_contact_at="2026-11-15T05:00:00+00:00"),
        high("CX-OPEN-HIGH"),
    ]
    day = day_of(surroundings, *cases)
    assert [call.case_code for call in day.calls] == ["CX-OPEN-HIGH", "CX-OPEN", "CX-LATE", "CX-LATER"]


@pytest.mark.requirement("ROLE-01")
def test_nobody_has_the_children_of_another_caseworker_on_their_page(surroundings: Surroundings) -> None:
    people = make_people(surroundings, high("CX-MINE"), high("CX-OTHER", caseworker="CW-2"))
    for code, expected in (("CW-1", ["CX-MINE"]), ("CW-2", ["CX-OTHER"]), ("CW-9", []), ("SUP-1", [])):
        assert [call.case_code for call in show_my_day(surroundings, people.person(code)).calls] == expected


@pytest.mark.requirement("N31")
def test_the_list_shows_neither_a_name_nor_a_number(surroundings: Surroundings) -> None:
    shown = repr(day_of(surroundings, high("CX-A")))
    assert "CX-A" in shown
    assert "Name of" not in shown
    assert CHILD_NUMBER[1:] not in shown


def test_a_look_at_the_list_is_one_audit_row_that_names_its_cases(surroundings: Surroundings) -> None:
    people = make_people(surroundings, high("CX-A"), high("CX-B"))
    show_my_day(surroundings, people.person("CW-1"))
    (look,) = audited(surroundings, "day:listed")
    assert set(look.detail["shown"]) == {str(people.case(code).id) for code in ("CX-A", "CX-B")}


def test_what_was_tried_is_on_the_page_and_what_was_met_is_not(surroundings: Surroundings) -> None:
    people = make_people(surroundings, high("CX-A"), high("CX-B"))
    tried, met = CallByHand(surroundings, people, "CX-A"), CallByHand(surroundings, people, "CX-B")
    tried.ring()
    tried.record(AttemptOutcome.NO_ANSWER)
    met.open().hear_all()
    met.end()
    day = show_my_day(surroundings, people.person("CW-1"))
    assert [(call.case_code, call.tries, call.last_outcome) for call in day.calls] == [
        ("CX-A", 1, AttemptOutcome.NO_ANSWER)
    ]
    assert (day.done_today, day.room_for) == (1, 10)


def test_what_was_left_yesterday_is_on_todays_page_with_todays_hours(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    people = make_people(surroundings, high("CX-A", contacts=hours("09:00", "12:00")))
    clock.advance(days=1, hours=-2)
    (early,) = show_my_day(surroundings, people.person("CW-1")).calls
    clock.advance(hours=2)
    (call,) = show_my_day(surroundings, people.person("CW-1")).calls
    assert (early.is_open_now, early.window_from) == (False, surroundings.now() - timedelta(hours=1))
    assert (call.is_open_now, call.window_to) == (True, surroundings.now() + timedelta(hours=2))
    assert call.lateness is Lateness.OVERDUE


def test_a_call_turns_red_when_the_grace_of_its_level_is_over(surroundings: Surroundings, clock: FrozenClock) -> None:
    people = make_people(surroundings, high("CX-A"))
    clock.advance(hours=4 + 24)
    assert show_my_day(surroundings, people.person("CW-1")).calls[0].lateness is Lateness.OVERDUE
    clock.advance(seconds=1)
    assert show_my_day(surroundings, people.person("CW-1")).calls[0].lateness is Lateness.RED


def test_open_alerts_and_duties_stand_on_the_page(surroundings: Surroundings, clock: FrozenClock) -> None:
    people = make_people(surroundings, high("CX-A"))
    call = CallByHand(surroundings, people, "CX-A").open().hear_all("D1.1")
    call.end(ConversationEnding.UNSAFE)
    press_danger(surroundings, people.person("CW-1"), call.follow_up_id)
    clock.advance(minutes=6)
    day = show_my_day(surroundings, people.person("CW-1"))
    assert [alert.case_code for alert in day.alerts] == ["CX-A"]
    assert [(task.kind.value, task.case_code, task.is_late) for task in day.tasks] == [("unsafe_end", "CX-A", True)]


@pytest.mark.parametrize("count", [2, 20])
def test_the_page_asks_the_database_the_same_number_of_questions_however_long_it_is(
    surroundings: Surroundings, count: int
) -> None:
    people = make_people(surroundings, *[high(f"CX-{place:02}") for place in range(count)])
    person = people.person("CW-1")
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(given[2])

    engine = surroundings.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert len(show_my_day(surroundings, person).calls) == count
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(asked) <= 9
