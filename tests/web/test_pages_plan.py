"""The week of a caseworker, and the page on which a call is put elsewhere."""

import re

import pytest

from remote_cm.domain.vocabulary import ContactRole
from remote_cm.services.my_day import show_my_day
from tests.web.demo import MOST_QUESTIONS, Demo
from tests.web.visitor import Visitor

DAYS = re.compile(r'name="day" value="([\d-]+)"')
COLLEAGUES = re.compile(r'name="code" value="([\w-]+)"')


@pytest.fixture
def caseworker(demo: Demo) -> Visitor:
    return demo.visitor("cw-01")


@pytest.fixture
def page(demo: Demo) -> str:
    return f"/calls/{demo.call_open_now(role=ContactRole.CHILD).follow_up_id}"


def test_today_leads_to_the_week_and_the_week_to_each_call(demo: Demo, caseworker: Visitor) -> None:
    assert "/calls/week" in caseworker.get("/calls").text
    week = caseworker.get("/calls/week").text
    assert all(
        f"/calls/{call.follow_up_id}/plan" in week for call in show_my_day(demo.around, demo.person("cw-01")).calls
    )
    assert week.count("<h2") == 7


def test_the_week_holds_codes_and_no_names_and_asks_few_questions(demo: Demo, caseworker: Visitor) -> None:
    caseworker.get("/calls/week")
    with demo.count_questions() as questions:
        week = caseworker.get("/calls/week").text
    assert len(questions) <= MOST_QUESTIONS
    assert "+1" not in week
    name = demo.contact_of(demo.call_open_now().follow_up_id).name
    assert name not in week


def test_a_call_is_put_on_another_day(caseworker: Visitor) -> None:
    pages = re.findall(r"(/calls/[0-9a-f-]{36})/plan", caseworker.get("/calls/week").text)
    offers = ((page, DAYS.findall(caseworker.get(f"{page}/plan").text)) for page in pages)
    page, days = next((page, days) for page, days in offers if days)
    answer = caseworker.post(f"{page}/move", f"{page}/plan", day=days[-1], reason="family_asked")
    assert (answer.status_code, answer.location) == (303, "/calls")
    assert "Moved. Its date stays as it was." in caseworker.get("/calls").text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"day": "2030-01-01", "reason": "away"}, "no safe hours before its date on that day"),
        ({"reason": "away"}, "choose one of the days"),
        ({"day": "tomorrow", "reason": "away"}, "year, month and day"),
    ],
)
def test_what_is_no_day_for_it_is_said_on_the_page(
    caseworker: Visitor, page: str, form: dict[str, str], said: str
) -> None:
    answer = caseworker.post(f"{page}/move", f"{page}/plan", **form)
    assert answer.status_code == 400
    assert "Not saved yet." in answer.text
    assert said in answer.text


def test_a_call_is_given_to_a_colleague_who_then_has_it(demo: Demo, caseworker: Visitor) -> None:
    pages = [f"/calls/{call.follow_up_id}" for call in show_my_day(demo.around, demo.person("cw-01")).calls]
    offers = {page: COLLEAGUES.findall(caseworker.get(f"{page}/plan").text) for page in pages}
    page, codes = next((page, codes) for page, codes in offers.items() if codes)
    answer = caseworker.post(f"{page}/give", f"{page}/plan", code=codes[0], reason="too_many")
    assert answer.status_code == 303
    assert f"{codes[0]} has this call now." in caseworker.get("/calls").text
    assert page not in caseworker.get("/calls").text
    assert demo.visitor(codes[0].lower()).get(page).status_code == 200


def test_a_colleague_who_cannot_take_it_is_refused_on_the_page(caseworker: Visitor, page: str) -> None:
    answer = caseworker.post(f"{page}/give", f"{page}/plan", code="CW-03", reason="too_many")
    assert answer.status_code == 400
    assert "Who takes it over" in answer.text


@pytest.mark.requirement("DATA-03")
@pytest.mark.parametrize("username", ["cw-02", "cw-03", "sup-02"])
def test_it_does_not_exist_for_others(demo: Demo, page: str, username: str) -> None:
    other = demo.visitor(username)
    assert other.get(f"{page}/plan").status_code == 404
    assert other.post(f"{page}/move", "/cases", day="2026-11-23", reason="away").status_code == 404
    assert other.post(f"{page}/give", "/cases", code="CW-02", reason="away").status_code == 404
