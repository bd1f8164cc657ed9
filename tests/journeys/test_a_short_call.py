"""A short call: safety, health and feelings are heard, and the five that were left out open the next call."""

import re

from playwright.sync_api import expect

from tests.journeys import staff, talks
from tests.journeys.conftest import Desk

LEFT_OUT = "care, food and means, learning, people around the child, services"


def test_what_a_short_call_leaves_out_opens_the_next_one(desk: Desk) -> None:
    page = desk.sign_in("cw-05")
    code = talks.is_on_the_line(page)
    staff.goes_through_the_opening(page)
    while not page.get_by_text("Care and the bond with the caregiver · question").count():
        staff.answers(page, "Green")
    talks.closes_early(page)
    expect(page.get_by_role("region", name="The level as it would be now")).to_contain_text(
        f"Not heard, so it opens the next call: {LEFT_OUT}."
    )
    staff.finishes_the_call(page)
    expect(page.get_by_role("region", name="The next call")).to_contain_text(re.compile(rf"Begin with\s*{LEFT_OUT}"))

    page.goto(f"/cases/{code}")
    staff.presses(page, page.get_by_role("link", name="Open the call"))
    expect(talks.main(page)).to_contain_text(re.compile(rf"Begin with\s*{LEFT_OUT}"))
    expect(page.get_by_role("region", name="Open from before")).to_contain_text(f"Not heard last time: {LEFT_OUT}.")
