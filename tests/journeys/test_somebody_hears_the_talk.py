"""Somebody comes near in the middle of a talk: closed questions from then on, and no good answer counts."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys import staff, talks
from tests.journeys.conftest import Desk

OVERHEARD = "Somebody may hear: ask only what takes yes, no or a number"


def domain(page: Page, title: str) -> Locator:
    """How one domain stands on the way of this call."""
    way = page.get_by_role("region", name="This call")
    return way.get_by_role("listitem").filter(has_text=title)


def test_once_somebody_hears_it_the_questions_are_closed_and_greens_do_not_count(desk: Desk) -> None:
    """Safety was green while they were alone. It is taken back; health, which nobody has to hide, still counts."""
    page = desk.sign_in("cw-05")
    talks.is_on_the_line(page)
    staff.goes_through_the_opening(page)
    staff.answers(page, "Green")
    expect(domain(page, "Safety and protection")).to_contain_text("Green")
    expect(talks.main(page)).not_to_contain_text(OVERHEARD)

    talks.says(page, "Somebody can hear")

    expect(talks.main(page)).to_contain_text(OVERHEARD)
    expect(domain(page, "Safety and protection")).to_contain_text("not heard yet")
    staff.answers(page, "Green")
    expect(talks.main(page)).to_contain_text(OVERHEARD)
    expect(domain(page, "Safety and protection")).to_contain_text("not heard yet")
    talks.asks_first(page, "Ill or hurt", "The call has to be short")
    staff.answers(page, "Green")
    expect(domain(page, "Health and development")).to_contain_text("Green")

    talks.closes_early(page)
    level = page.get_by_role("region", name="The level as it would be now")
    expect(level).to_contain_text("for now: something that counts was not heard")
    staff.finishes_the_call(page)
    expect(talks.main(page)).to_contain_text("Safety, health or feelings was not heard")
    expect(page.get_by_role("region", name="The next call")).to_contain_text(
        re.compile(r"Begin with\s*safety, feelings")
    )
    expect(domain(page, "Safety and protection")).to_contain_text("not heard yet")
