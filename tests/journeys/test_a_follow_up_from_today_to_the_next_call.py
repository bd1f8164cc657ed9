"""One follow-up, end to end: Today, the checks, the number, the opening, the questions, the level, the next call."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import staff
from tests.journeys.conftest import Desk, RunningService


def test_a_calm_call_ends_with_its_level_and_owes_the_next_one(desk: Desk) -> None:
    """Every question of the script is asked, and nothing is left for the next call to begin with."""
    page = desk.sign_in("cw-02")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"\d+ calls?, \d+ tasks?"))

    staff.opens_the_first_call(page)
    staff.makes_sure_and_rings(page)
    staff.is_answered(page)
    staff.goes_through_the_opening(page)
    staff.answers_all_that_is_left(page, "Green")
    staff.finishes_the_call(page)

    expect(page.get_by_role("main")).to_contain_text("The level of this call")
    expect(page.get_by_role("region", name="The next call")).to_contain_text("Due")
    expect(page.get_by_role("region", name="The next call")).not_to_contain_text("Begin with")


@pytest.mark.requirement("N31")
def test_the_number_is_shown_once_and_never_again(desk: Desk) -> None:
    """A reload, another desk, the case and the lists show none."""
    page = desk.sign_in("cw-03")
    staff.opens_the_first_call(page)
    address = page.url
    number = staff.makes_sure_and_rings(page)

    for path in (address, "/calls", "/cases", "/alerts", "/inbox", "/volunteers"):
        page.goto(path)
        assert number not in page.content()
        assert not staff.NUMBER.search(page.content()), f"a number is shown at {path}"


def test_a_red_that_is_danger_now_rings_while_the_call_goes_on(service: RunningService, desk: Desk) -> None:
    """A red asks *now, or within hours?*; now opens the ladder, and the page says who is rung and when it climbs."""
    page = desk.sign_in("cw-04")
    staff.opens_the_first_call(page)
    staff.makes_sure_and_rings(page)
    staff.is_answered(page)
    staff.goes_through_the_opening(page)
    staff.answers(page, "Red")
    expect(page.get_by_role("heading", level=1)).to_have_text("One thing decides what happens now")
    page.get_by_role("button", name=re.compile(r"^Yes: ")).first.click()

    service.simulator.handset("CW-04").reads("Urgent. Open the app.")
    expect(page.get_by_role("main")).to_contain_text("may be in danger")
    page.get_by_role("button", name=re.compile("I have it")).first.click()
    expect(page.get_by_role("main")).to_contain_text("You have it since")


def test_nothing_said_so_far_is_gone_after_kill_minus_nine_of_everything(service: RunningService, desk: Desk) -> None:
    """Stop and start at any moment, also in the middle of a call."""
    page = desk.sign_in("cw-01")
    staff.opens_the_first_call(page)
    staff.makes_sure_and_rings(page)
    staff.is_answered(page)
    staff.goes_through_the_opening(page)
    staff.answers(page, "Green")
    question = page.get_by_text(re.compile(r"question \d+ of \d+")).inner_text()
    address = page.url

    service.kill_everything_and_start_again()

    page.goto(address)
    assert page.get_by_text(re.compile(r"question \d+ of \d+")).inner_text() == question
