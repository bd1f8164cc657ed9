"""A family takes its yes back while it is being dialled, and is reached again only where two people decide so."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Desk, RunningService
from tests.journeys.handsets import Simulator
from tests.journeys.patience import wait_until
from tests.journeys.staff import presses

SECONDS = 20.0
TICKED = "rgb(31, 78, 121)"
OPEN_A_CALL = re.compile(r"^Open CX-")


def opens_a_call_over_the_line(page: Page) -> str:
    """From Today into a call that may be made now over the line; the code of its case."""
    page.goto("/calls")
    fresh = page.locator("li.is-now").filter(has_not_text=re.compile("tried"))
    links = fresh.get_by_role("link", name=OPEN_A_CALL)
    for link in links.all():
        address = link.get_attribute("href") or ""
        code = " ".join(link.inner_text().split()).removeprefix("Open ")
        page.goto(address)
        if page.get_by_role("button", name="Call", exact=True).count():
            return code
        page.goto("/calls")
    raise AssertionError("no family of this caseworker may be called over the line now")


def calls(page: Page) -> None:
    """Make sure of everything and press the one button; the own phone rings."""
    form = page.locator("form").filter(has=page.get_by_role("button", name="Call", exact=True))
    for box in form.get_by_role("checkbox").all():
        box.check()
    presses(page, form.get_by_role("button", name="Call", exact=True))


def is_told_that_it_stops(page: Page, code: str) -> None:
    """On the page of what they agreed to: everything, from now on."""
    page.goto(f"/cases/{code}/consent")
    everything = page.get_by_label("Everything: no more contact")
    everything.check()
    expect(everything, "a box that is ticked looks ticked").to_have_css("background-color", TICKED)
    page.get_by_label("Who said no").select_option("caregiver")
    page.get_by_label("How you heard it").select_option("they_rang")
    presses(page, page.get_by_role("button", name="Stop it now"))
    expect(page.get_by_role("heading", level=1)).to_have_text("They want no contact")


def was_rung(phones: Simulator, code: str) -> int:
    """How often any phone of this family was rung."""
    return sum(handset.was_rung() for handset in phones.of_family(code))


@pytest.mark.requirement("N43", "CALL-16")
def test_nobody_of_them_is_rung_after_their_no_and_two_people_open_the_way_again(
    service: RunningService, desk: Desk
) -> None:
    phones = service.simulator
    at_the_phone, elsewhere = desk.sign_in("cw-05"), desk.sign_in("cw-05")
    own_phone = phones.handset("CW-05")
    code = opens_a_call_over_the_line(at_the_phone)
    calls(at_the_phone)
    own_phone.hears_it_ring()

    is_told_that_it_stops(elsewhere, code)
    wait_until(lambda: not own_phone.has_an_open_line(), SECONDS, "the ringing to end")
    assert was_rung(phones, code) == 0
    at_the_phone.reload()
    expect(at_the_phone.get_by_role("main")).to_contain_text("so nobody was rung")
    elsewhere.goto("/calls")
    expect(elsewhere.get_by_role("main")).not_to_contain_text(code)

    elsewhere.goto(f"/cases/{code}/consent")
    elsewhere.get_by_text("Ask for it").click()
    elsewhere.get_by_label("What may happen to the child").fill("may be sent away")
    elsewhere.get_by_label("Which other ways you thought of").fill("the safe adult was asked")
    elsewhere.get_by_label("What the child wants").fill("nobody knows")
    last_day = elsewhere.get_by_label("Its last day")
    last_day.fill(last_day.get_attribute("max") or "")
    presses(elsewhere, elsewhere.get_by_role("button", name="Ask the second person"))

    supervisor = desk.sign_in("sup-01")
    supervisor.goto("/inbox")
    presses(supervisor, supervisor.get_by_role("link", name=re.compile(f"Decide if the family of {code}")))
    presses(supervisor, supervisor.get_by_role("link", name=re.compile("Open what was asked")))
    supervisor.get_by_label("Why you decide so").fill("there is no other way")
    presses(supervisor, supervisor.get_by_role("button", name=re.compile("Yes: it is best")))
    expect(supervisor.get_by_role("main")).to_contain_text("Two people decided to reach them all the same")

    elsewhere.goto(f"/cases/{code}")
    expect(elsewhere.get_by_role("link", name="Open the call")).to_be_visible()
    assert was_rung(phones, code) == 0
    assert phones.faults() == []
