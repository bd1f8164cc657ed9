"""The form of how somebody is reached: what it shows, what it never shows, and what it refuses."""

import re
from collections.abc import Sequence

import pytest

from remote_cm.domain.vocabulary import ContactRole, Weekday
from remote_cm.storage.tables.cases import Contact
from tests.web.demo import MOST_QUESTIONS, Demo
from tests.web.visitor import Visitor


@pytest.fixture
def contact(demo: Demo) -> Contact:
    return demo.contact_of(demo.call_open_now(role=ContactRole.CHILD).follow_up_id)


@pytest.fixture
def page(demo: Demo, contact: Contact) -> str:
    return f"/cases/{demo.call_open_now(role=ContactRole.CHILD).case_code}/people/{contact.id}"


@pytest.fixture
def caseworker(demo: Demo) -> Visitor:
    return demo.visitor("cw-01")


def form(**changes: str | Sequence[str]) -> dict[str, str | Sequence[str]]:
    right: dict[str, str | Sequence[str]] = {
        "role": "child",
        "name": "Name of the child",
        "language": "rhg",
        "line_drop_plan": "ring_back",
        "hours-0-days": list(Weekday),
        "hours-0-from": "09:00",
        "hours-0-to": "21:00",
        "hours-1-from": "",
        "hours-1-to": "",
    }
    return right | changes


def test_the_case_leads_to_each_person_and_to_somebody_new(caseworker: Visitor, page: str) -> None:
    case = caseworker.get(page.partition("/people")[0]).text
    assert page in case
    assert f"{page.partition('/people')[0]}/people/new" in case


@pytest.mark.requirement("N31")
def test_it_shows_everything_but_the_number_and_the_agreed_words(
    caseworker: Visitor, page: str, contact: Contact
) -> None:
    shown = caseworker.get(page).text
    assert contact.name in shown
    assert f'value="{contact.safe_windows[0].starts:%H:%M}"' in shown
    assert contact.phone_number is not None
    assert contact.phone_number not in shown
    assert contact.phone_number.lstrip("+") not in shown
    words = [contact.opening_word, contact.answer_word, contact.stop_word, contact.danger_word]
    assert any(words)
    assert not any(re.search(rf"\b{word}\b", shown) for word in words if word)
    assert "set; leave it empty to keep it" in shown


def test_what_is_written_stands_on_the_case(caseworker: Visitor, page: str) -> None:
    assert caseworker.post(page, page, **form(name="Another Name")).status_code == 303
    case = caseworker.get(page.partition("/people")[0]).text
    assert "Another Name" in case
    assert "every day, 09:00 to 21:00" in case
    assert "It counts from now on" in case


def test_what_is_wrong_is_said_above_what_was_typed(caseworker: Visitor, page: str) -> None:
    wrong = form(name="Another Name", number="12", stop_word="x", **{"hours-0-to": "08:00"})
    answer = caseworker.post(page, page, **wrong)
    assert answer.status_code == 400
    for said in ("Not saved yet.", "no number that can ring", "row 1: it must end after it starts", "2 to 40 letters"):
        assert said in answer.text
    assert 'value="Another Name"' in answer.text
    assert 'value="08:00"' in answer.text
    assert 'value="12"' not in answer.text
    assert "Another Name" not in caseworker.get(page).text


@pytest.mark.parametrize("field", ["role", "language", "line_drop_plan"])
def test_a_choice_that_is_none_is_refused(caseworker: Visitor, page: str, field: str) -> None:
    assert caseworker.post(page, page, **form(**{field: "nobody"})).status_code == 400


def test_somebody_new_is_added(caseworker: Visitor, page: str) -> None:
    new = f"{page.partition('/people')[0]}/people/new"
    assert caseworker.get(new).status_code == 200
    assert caseworker.post(new, new, **form(role="safe_adult", name="An Aunt")).status_code == 303
    assert "An Aunt" in caseworker.get(page.partition("/people")[0]).text


@pytest.mark.requirement("DATA-03")
@pytest.mark.parametrize(("username", "status"), [("cw-02", 404), ("sup-01", 403), ("sup-02", 403), ("safe-01", 403)])
def test_it_is_for_the_cases_own_caseworker(demo: Demo, page: str, username: str, status: int) -> None:
    other = demo.visitor(username)
    assert other.get(page).status_code == status
    assert other.post(page, "/alerts", **form()).status_code == status


def test_it_asks_the_database_few_questions(demo: Demo, caseworker: Visitor, page: str) -> None:
    caseworker.get(page)
    with demo.count_questions() as questions:
        caseworker.get(page)
    assert len(questions) <= MOST_QUESTIONS
