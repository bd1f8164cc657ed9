"""Who is shown which page, what no list ever shows, and how many questions a page may ask the database."""

import re
import uuid

import pytest

from remote_cm.domain.vocabulary import StaffRole
from tests.web.demo import MOST_QUESTIONS, Demo, answer_the_phone
from tests.web.visitor import PASSWORD, Visitor, add_staff

LISTS = {
    "cw-01": ("/calls", "/alerts", "/cases", "/inbox", "/volunteers", "/debriefs"),
    "sup-01": ("/alerts", "/cases", "/inbox", "/volunteers", "/debriefs", "/team"),
    "safe-01": ("/alerts", "/inbox"),
}
EVERY_LIST = sorted({address for addresses in LISTS.values() for address in addresses})


@pytest.fixture
def alert_address(demo: Demo) -> str:
    """An alert about a case of CW-01, opened in a call that is going on."""
    visitor = demo.visitor("cw-01")
    address = f"/calls/{demo.call_open_now().follow_up_id}"
    answer_the_phone(visitor, address)
    visitor.post(f"{address}/danger", address)
    found = re.search(r"/alerts/[0-9a-f-]{36}", visitor.get("/alerts").text)
    assert found is not None
    return found.group()


@pytest.mark.parametrize("username", LISTS)
def test_each_role_sees_its_own_lists_and_no_others(demo: Demo, username: str) -> None:
    visitor = demo.visitor(username)
    for address in EVERY_LIST:
        assert visitor.get(address).status_code == (200 if address in LISTS[username] else 403), address


@pytest.mark.requirement("ROLE-09", "ROLE-10")
@pytest.mark.parametrize("role", [StaffRole.COORDINATOR, StaffRole.ADMINISTRATOR])
def test_those_who_see_no_content_are_refused_on_every_page(demo: Demo, alert_address: str, role: StaffRole) -> None:
    add_staff(demo.around, "office", role)
    visitor = Visitor(demo.app.test_client())
    visitor.sign_in("office", PASSWORD)
    pages = (f"/calls/{demo.call_open_now('cw-02').follow_up_id}", f"/cases/{demo.case_code('cw-01')}", alert_address)
    for address in (*EVERY_LIST, *pages, f"/inbox/{uuid.uuid4()}"):
        assert visitor.get(address).status_code == 403, address


@pytest.mark.requirement("ROLE-01", "DATA-03", "N33")
def test_a_case_and_its_call_do_not_exist_for_others(demo: Demo, alert_address: str) -> None:
    pages = (f"/cases/{demo.case_code('cw-01')}", f"/calls/{demo.call_open_now().follow_up_id}")
    for username, expected in (("cw-01", 200), ("sup-01", 200), ("cw-02", 404), ("cw-03", 404), ("sup-02", 404)):
        visitor = demo.visitor(username)
        assert [visitor.get(address).status_code for address in pages] == [expected] * 2, username
    for username, expected in (("cw-01", 200), ("sup-01", 200), ("cw-02", 404), ("sup-02", 404), ("safe-01", 404)):
        assert demo.visitor(username).get(alert_address).status_code == expected, username


def test_nothing_of_another_caseworker_can_be_pressed(demo: Demo, alert_address: str) -> None:
    other = demo.visitor("cw-02")
    address = f"/calls/{demo.call_open_now().follow_up_id}"
    for step in ("attempt", "outcome", "gate", "answer", "red", "end", "danger"):
        fields = {
            "alone": "yes",
            "headset": "yes",
            "plan_read": "yes",
            "outcome": "not_made",
            "step": "O1",
            "answer": "yes",
            "code": "G",
            "item": "D1.1",
            "reply": "no",
            "ending": "finished",
        }
        assert other.post(f"{address}/{step}", "/calls", **fields).status_code == 404, step
    for step in ("take", "take-over", "pass-on", "promise-kept", "end"):
        assert other.post(f"{alert_address}/{step}", "/calls").status_code == 404, step


@pytest.mark.requirement("ROLE-08")
def test_a_supervisor_reads_a_call_and_changes_nothing(demo: Demo) -> None:
    address = f"/calls/{demo.call_open_now().follow_up_id}"
    supervisor = demo.visitor("sup-01")
    page = supervisor.get(address).text
    assert "/attempt" not in page
    assert demo.contact_of(demo.call_open_now().follow_up_id).name not in page
    for step in ("attempt", "outcome", "gate", "answer", "red", "end", "danger"):
        assert supervisor.post(f"{address}/{step}", "/cases").status_code == 403, step


@pytest.mark.requirement("N31")
@pytest.mark.usefixtures("alert_address")
@pytest.mark.parametrize("username", LISTS)
def test_no_list_shows_a_name_or_a_number(demo: Demo, username: str) -> None:
    visitor = demo.visitor(username)
    for address in LISTS[username]:
        page = visitor.get(address).text
        assert not [secret for secret in demo.secrets() if re.search(rf"\b{re.escape(secret.lstrip('+'))}\b", page)]


def test_page_titles_tell_a_passer_by_nothing(demo: Demo) -> None:
    visitor = demo.visitor("cw-01")
    code = demo.case_code("cw-01")
    for address in (*LISTS["cw-01"], f"/calls/{demo.call_open_now().follow_up_id}", f"/cases/{code}"):
        title = re.search(r"<title>(.*?)</title>", visitor.get(address).text)
        assert title is not None
        assert title.group(1) in {"Today", "Alerts", "Cases", "Inbox", "Volunteers", "Debriefs", "Call", "Case"}


def test_no_page_asks_more_than_twelve_questions(demo: Demo, alert_address: str) -> None:
    call = f"/calls/{demo.call_open_now().follow_up_id}"
    pages = {
        "cw-01": (*LISTS["cw-01"], call, f"/cases/{demo.case_code('cw-01')}", alert_address),
        "sup-01": (*LISTS["sup-01"], call, alert_address),
    }
    for username, addresses in pages.items():
        visitor = demo.visitor(username)
        for address in addresses:
            with demo.count_questions() as asked:
                assert visitor.get(address).status_code == 200
            assert len(asked) <= MOST_QUESTIONS, (address, asked)


def test_every_page_has_one_first_heading(demo: Demo, alert_address: str) -> None:
    visitor = demo.visitor("cw-01")
    call = f"/calls/{demo.call_open_now().follow_up_id}"
    for address in (*LISTS["cw-01"], call, f"{call}/end-safely", f"/cases/{demo.case_code('cw-01')}", alert_address):
        assert visitor.get(address).text.count("<h1") == 1, address
