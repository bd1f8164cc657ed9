"""The page of what a family agreed to: a no in one form, and what two people decide against it."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from remote_cm.services.my_day import show_my_day
from remote_cm.storage.tables.consents import ContactOverride
from tests.web.demo import MOST_QUESTIONS, Demo, answer_the_phone
from tests.web.visitor import Visitor

WHOLE_NO: dict[str, str | Sequence[str]] = {
    "what": "everything",
    "by": "caregiver",
    "heard": "they_rang",
    "said": "leave us alone",
}


@pytest.fixture
def page(demo: Demo) -> str:
    return f"/cases/{demo.call_open_now().case_code}/consent"


@pytest.fixture
def caseworker(demo: Demo) -> Visitor:
    return demo.visitor("cw-01")


@pytest.fixture
def supervisor(demo: Demo) -> Visitor:
    return demo.visitor("sup-01")


def wish(demo: Demo) -> dict[str, str | Sequence[str]]:
    until = (demo.around.today() + timedelta(days=3)).isoformat()
    return {"harm": "may be sent away", "other_ways": "none is left", "child_view": "not known", "until": until}


def override_address(demo: Demo, page: str) -> str:
    with demo.around.database.unit_of_work() as work:
        (override_id,) = work.session.scalars(select(ContactOverride.id)).all()
    return f"{page}/override/{override_id}"


def test_the_case_leads_to_it_and_it_says_how_it_stands_and_each_item_by_itself(caseworker: Visitor, page: str) -> None:
    assert page in caseworker.get(page.removesuffix("/consent")).text
    shown = caseworker.get(page).text
    assert "They agreed to be called" in shown
    assert "We text them, in the agreed words" in shown


@pytest.mark.requirement("N43")
def test_one_form_stops_everything_and_every_page_says_so(
    demo: Demo, caseworker: Visitor, supervisor: Visitor, page: str
) -> None:
    code = page.split("/")[2]
    assert code in caseworker.get("/calls").text
    assert caseworker.post(f"{page}/no", page, **WHOLE_NO).status_code == 303
    shown = caseworker.get(page).text
    assert "They want no contact" in shown
    assert "leave us alone" in shown
    assert all(call.case_code != code for call in show_my_day(demo.around, demo.person("cw-01")).calls)
    assert "The family wants no contact: nobody rings or texts them." in caseworker.get(f"/cases/{code}").text
    assert f"Decide what follows for {code}: the family took its yes back" in supervisor.get("/inbox").text


def test_a_no_in_the_middle_of_a_talk_leads_back_to_the_talk(demo: Demo, caseworker: Visitor, page: str) -> None:
    call = f"/calls/{demo.call_open_now().follow_up_id}"
    answer_the_phone(caseworker, call)
    assert page in caseworker.get(call).text
    caseworker.post(f"{page}/no", page, **WHOLE_NO)
    back = f'href="{call}">Back to the call that goes on'
    assert back in caseworker.get(page).text
    assert back in caseworker.get(page.removesuffix("/consent")).text
    assert caseworker.get(call).status_code == 200


@pytest.mark.parametrize(
    ("left_out", "said"), [("by", "Who said no"), ("heard", "How you heard it"), ("what", "What is to stop")]
)
def test_what_is_missing_is_said_above_what_was_typed(caseworker: Visitor, page: str, left_out: str, said: str) -> None:
    answer = caseworker.post(
        f"{page}/no", page, **{name: value for name, value in WHOLE_NO.items() if name != left_out}
    )
    assert answer.status_code == 400
    assert "Not saved yet." in answer.text
    assert said in answer.text
    assert "leave us alone" in answer.text
    assert "They agreed to be called" in answer.text


@pytest.mark.requirement("CALL-16", "N43", "INC-05")
def test_two_people_decide_against_it_and_the_child_is_told(
    demo: Demo, caseworker: Visitor, supervisor: Visitor, page: str
) -> None:
    caseworker.post(f"{page}/no", page, **WHOLE_NO)
    caseworker.post(f"{page}/override", page, **wish(demo))
    asked = caseworker.get(page).text
    assert "May they be reached against their no?" in asked
    assert "Yes: it is best for the child" not in asked
    assert "Yes: it is best for the child" in supervisor.get(page).text

    address = override_address(demo, page)
    assert caseworker.post(f"{address}/decide", page, decision="approve", words="mine").status_code == 403
    assert supervisor.post(f"{address}/decide", page, decision="approve", words="").status_code == 400
    assert supervisor.post(f"{address}/decide", page, decision="approve", words="it is best").status_code == 303
    shown = caseworker.get(page).text
    assert "Two people decided to reach them all the same, until" in shown
    assert "Tell the child why" in shown
    assert "Open the call" in caseworker.get(page.removesuffix("/consent")).text

    told = demo.around.today().isoformat()
    assert caseworker.post(f"{address}/told", page, told_on=told).status_code == 303
    assert "The child was told on" in caseworker.get(page).text

    assert caseworker.post(f"{address}/end", page).status_code == 303
    assert "Two people decided" not in caseworker.get(page).text


def test_a_button_that_is_none_approves_nothing(
    demo: Demo, caseworker: Visitor, supervisor: Visitor, page: str
) -> None:
    caseworker.post(f"{page}/no", page, **WHOLE_NO)
    caseworker.post(f"{page}/override", page, **wish(demo))
    supervisor.post(f"{override_address(demo, page)}/decide", page, words="why")
    assert "Two people decided" not in caseworker.get(page).text


@pytest.mark.requirement("DATA-03")
@pytest.mark.parametrize("username", ["cw-02", "cw-03", "sup-02"])
def test_it_does_not_exist_for_others(demo: Demo, page: str, username: str) -> None:
    other = demo.visitor(username)
    assert other.get(page).status_code == 404
    assert other.post(f"{page}/no", "/cases", **WHOLE_NO).status_code == 404
    assert other.post(f"{page}/override", "/cases", **wish(demo)).status_code == 404


def test_it_asks_the_database_few_questions_however_much_there_was(demo: Demo, caseworker: Visitor, page: str) -> None:
    caseworker.post(f"{page}/no", page, **WHOLE_NO)
    caseworker.post(f"{page}/override", page, **wish(demo))
    with demo.count_questions() as questions:
        caseworker.get(page)
    assert len(questions) <= MOST_QUESTIONS
