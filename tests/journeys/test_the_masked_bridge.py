"""Two handsets are joined by two keys, neither shows the other's number, and a machine is never joined."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Desk, RunningService
from tests.journeys.handsets import Handset
from tests.journeys.patience import wait_until
from tests.journeys.staff import presses

SECONDS = 20.0
# All of this is CW-05's, whom no alert of another story rings meanwhile.
OUR_NUMBER = "+12025550100"


def asks_to_be_called(volunteer: Handset) -> None:
    """Send the digit for it and wait for the answer, in whatever language it comes."""
    before = len(volunteer.has_texts())
    volunteer.texts("3")
    wait_until(lambda: len(volunteer.has_texts()) > before, SECONDS, "an answer to the text")


def opens_the_call_back(page: Page, code: str) -> None:
    """From Today into the duty that a volunteer's text left."""
    page.goto("/calls")
    presses(page, page.get_by_role("link", name=re.compile(rf"Open\W+Phone {code}")))


def calls_back(page: Page, code: str) -> None:
    """Press the one button; the own phone rings."""
    presses(page, page.get_by_role("button", name=f"Call {code}"))


def take_leave(*handsets: Handset) -> None:
    """Wait until every line has ended."""
    wait_until(lambda: not any(phone.has_an_open_line() for phone in handsets), SECONDS, "every line to end")


@pytest.mark.requirement("N31")
def test_a_volunteer_is_called_back_and_neither_handset_shows_the_others_number(
    service: RunningService, desk: Desk
) -> None:
    phones = service.simulator
    volunteer, caseworker = phones.handset("V-013"), phones.handset("CW-05")
    page = desk.sign_in("cw-05")
    asks_to_be_called(volunteer)

    opens_the_call_back(page, "V-013")
    calls_back(page, "V-013")
    assert caseworker.picks_up_and_presses("1") == ["Press 1 to be connected."]
    assert not caseworker.is_joined()
    volunteer.picks_up_and_presses("1")
    wait_until(lambda: caseworker.is_joined() and volunteer.is_joined(), SECONDS, "the two to be joined")

    expect(page.get_by_role("main")).to_contain_text("Joined since", timeout=SECONDS * 1000)
    assert caseworker.has_shown() == volunteer.has_shown() == {OUR_NUMBER}
    assert f"+{volunteer.number}" not in page.content()

    volunteer.hangs_up()
    take_leave(volunteer, caseworker)
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("You were joined, and the line has ended.")
    assert phones.faults() == []


def test_a_voicemail_is_never_joined_and_the_page_says_so(service: RunningService, desk: Desk) -> None:
    phones = service.simulator
    volunteer, caseworker = phones.handset("V-014"), phones.handset("CW-05")
    page = desk.sign_in("cw-05")
    asks_to_be_called(volunteer)
    volunteer.becomes("voicemail")

    opens_the_call_back(page, "V-014")
    calls_back(page, "V-014")
    caseworker.picks_up_and_presses("1")
    wait_until(volunteer.has_an_open_line, SECONDS, "the machine to pick up")
    phones.later(minutes=1)

    take_leave(volunteer, caseworker)
    assert not volunteer.is_joined()
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("nobody pressed 1")
    volunteer.becomes("by_hand")
    assert phones.faults() == []
