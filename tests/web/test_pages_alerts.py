"""Alerts: who has it, what happens next at what clock time, and the buttons that a person may press."""

import re
from datetime import timedelta

import pytest

from remote_cm.domain.vocabulary import FoundBy
from remote_cm.services.receive_text import InboundText, receive_text
from tests.frozen_clock import FrozenClock
from tests.web.demo import Demo, answer_the_phone
from tests.web.visitor import Visitor


@pytest.fixture
def alert(demo: Demo) -> str:
    """The address of an alert that CW-01 opened."""
    visitor = demo.visitor("cw-01")
    address = f"/calls/{demo.call_open_now().follow_up_id}"
    answer_the_phone(visitor, address)
    visitor.post(f"{address}/danger", address)
    found = re.search(r"/alerts/[0-9a-f-]{36}", visitor.get("/alerts").text)
    assert found is not None
    return found.group()


@pytest.fixture
def caseworker(demo: Demo) -> Visitor:
    """CW-01, signed in."""
    return demo.visitor("cw-01")


def test_an_empty_board_says_that_no_alert_is_open(caseworker: Visitor) -> None:
    assert "No alert is open" in caseworker.get("/alerts").text


def test_the_board_shows_the_clock_and_renews_itself_but_no_page_with_a_form_does(
    demo: Demo, clock: FrozenClock, caseworker: Visitor, alert: str
) -> None:
    clock.advance(seconds=42)
    board = caseworker.get("/alerts").text
    assert "00:42" in board
    assert "Nobody has it yet." in board
    assert 'http-equiv="refresh" content="15"' in board
    assert "refresh" not in demo.visitor("sup-01").get(alert).text


def test_an_alert_about_something_old_says_how_late_we_heard_of_it(demo: Demo, clock: FrozenClock) -> None:
    sent_at = clock.now() - timedelta(minutes=20)
    receive_text(demo.around, InboundText("twilio", "SM1", "+12025550100", "danger", sent_at, FoundBy.RECONCILIATION))
    supervisor = demo.visitor("sup-01")
    found = re.findall(r"/alerts/[0-9a-f-]{36}", supervisor.get("/alerts").text)
    assert "we heard of it late: it was sent 20 minutes before" in supervisor.get(found[0]).text


def test_who_takes_it_has_it_with_a_promise_until_a_clock_time(demo: Demo, caseworker: Visitor, alert: str) -> None:
    assert caseworker.post(f"{alert}/take", alert).headers["Location"] == alert
    page = caseworker.get(alert).text
    assert "You have it since 10:00." in page
    assert "Promised: call back by 10:05." in page
    assert "has it, by button" in page
    assert "CW-01 has it since 10:00." in demo.visitor("sup-01").get("/alerts").text


def test_what_is_over_is_not_said_to_come(clock: FrozenClock, caseworker: Visitor, alert: str) -> None:
    clock.advance(hours=1)
    page = caseworker.get(alert).text
    assert re.search(r'aria-current="step"><span>now</span> <span>next: ', page)
    clock.advance(hours=-1)
    caseworker.post(f"{alert}/take", alert)
    clock.advance(minutes=5)
    page = caseworker.get(alert).text
    assert "Was promised by 10:05: call back." in page
    assert "was promised: call back" in page
    assert "Promised: call back by" not in page


def test_a_kept_promise_starts_the_next_one(caseworker: Visitor, alert: str) -> None:
    caseworker.post(f"{alert}/take", alert)
    assert caseworker.post(f"{alert}/promise-kept", alert).status_code == 303
    assert "Promised: know the facts by 10:10." in caseworker.get(alert).text


def test_a_promise_of_another_cannot_be_kept(demo: Demo, caseworker: Visitor, alert: str) -> None:
    caseworker.post(f"{alert}/take", alert)
    supervisor = demo.visitor("sup-01")
    assert supervisor.post(f"{alert}/promise-kept", alert).status_code == 409


def test_whoever_cannot_passes_it_on_and_the_next_are_called_at_once(caseworker: Visitor, alert: str) -> None:
    assert caseworker.post(f"{alert}/pass-on", alert).status_code == 303
    page = caseworker.get(alert).text
    assert "cannot; passed on" in page
    assert "<b>SUP-01</b> rung" in page


def test_an_alert_that_another_has_can_be_taken_over(demo: Demo, caseworker: Visitor, alert: str) -> None:
    caseworker.post(f"{alert}/take", alert)
    supervisor = demo.visitor("sup-01")
    taken = supervisor.client.post(
        f"{alert}/take", data={"csrf_token": token(supervisor, alert)}, follow_redirects=True
    )
    assert "Somebody else took it a moment ago" in taken.text
    supervisor.post(f"{alert}/take-over", alert)
    assert "You have it since" in supervisor.get(alert).text


def token(visitor: Visitor, address: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', visitor.get(address).text)
    assert found is not None
    return found.group(1)


@pytest.mark.requirement("N27")
def test_only_who_may_end_it_is_offered_the_end(demo: Demo, caseworker: Visitor, alert: str) -> None:
    assert "End this alert" not in caseworker.get(alert).text
    supervisor = demo.visitor("sup-01")
    assert "End this alert" in supervisor.get(alert).text
    wanted = {"outcome": "seen, and safe with an aunt", "next_contact_on": "2026-11-23"}
    assert caseworker.post(f"{alert}/end", alert, **wanted).status_code == 403
    assert supervisor.post(f"{alert}/end", alert, outcome="seen").status_code == 400
    assert supervisor.post(f"{alert}/end", alert, next_contact_on="2026-11-23").status_code == 400
    assert supervisor.post(f"{alert}/end", alert, **wanted).status_code == 303
    page = supervisor.get(alert).text
    assert "seen, and safe with an aunt" in page
    assert "Next contact on Mon 23 Nov 2026." in page
    board = supervisor.get("/alerts").text
    assert "No alert is open" in board
    assert "aunt" not in board
