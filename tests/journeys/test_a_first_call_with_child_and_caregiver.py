"""A first call: the caregiver and a child of twelve to fourteen each say yes for themselves, and each talk alone."""

from playwright.sync_api import Locator, Page, expect

from tests.journeys import staff, talks
from tests.journeys.conftest import Desk

CHILD_SAID = "what only the child has said"
OVERHEARD = "ask only what takes yes, no or a number"


def turn(page: Page) -> Locator:
    """Whose turn it is, who can hear, and if they have agreed."""
    return page.get_by_role("region", name="Now with")


def answers_so_far(page: Page) -> Locator:
    """What the page shows as answered."""
    return page.get_by_role("region", name="Answers so far")


def hears_the_caregiver(page: Page) -> None:
    """Their own yes, with everything explained; somebody sits beside them, and all is well, they say."""
    talks.comes_to_the_step(page, "Who is near")
    talks.says(page, "Somebody may hear")
    talks.comes_to_the_step(page, "Their agreement to go on")
    expect(talks.main(page)).to_contain_text("their own yes")
    staff.agrees_for_the_first_time(page)
    talks.says(page, "Yes, after these questions")
    expect(turn(page)).to_contain_text("somebody can hear")
    expect(talks.main(page)).to_contain_text(OVERHEARD)
    staff.answers(page, "Green")
    expect(answers_so_far(page)).to_contain_text("Green")


def hears_the_child(page: Page) -> None:
    """An opening of its own, a yes of its own; outside, alone, the child tells more."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Safe to talk now")
    talks.comes_to_the_step(page, "Their agreement to go on")
    expect(talks.main(page)).to_contain_text("the child's own yes, beside the caregiver's")
    staff.agrees_for_the_first_time(page)
    expect(turn(page)).to_contain_text("nobody can hear")
    expect(talks.main(page)).not_to_contain_text(OVERHEARD)
    expect(talks.main(page)).to_contain_text("which number is home for you")
    expect(answers_so_far(page)).to_have_count(0)
    page.get_by_text("Notes: said, heard, my view").click()
    page.get_by_label("Said: in their words").fill(CHILD_SAID)
    staff.answers(page, "Orange")
    expect(answers_so_far(page)).to_contain_text("Orange")


def expect_nothing_of_the_child(page: Page) -> None:
    """Neither words nor colour: somebody may look over a shoulder, or it slips out (N16)."""
    expect(answers_so_far(page)).to_contain_text("Green")
    expect(answers_so_far(page)).not_to_contain_text("Orange")
    expect(page.get_by_role("region", name="This call")).not_to_contain_text("Orange")
    assert CHILD_SAID not in page.content()


def test_child_and_caregiver_agree_each_for_themselves_and_neither_hears_of_the_other(desk: Desk) -> None:
    page = desk.sign_in("cw-06")
    code = talks.is_on_the_line(page, "the first call to this family", "Call the caregiver")

    hears_the_caregiver(page)
    talks.says(page, "Pass to the child")
    hears_the_child(page)
    talks.says(page, "Give the phone back to the caregiver")
    talks.says(page, "Safe to talk")
    talks.says(page, "Nobody can hear")
    expect_nothing_of_the_child(page)
    talks.closes_early(page)
    expect_nothing_of_the_child(page)
    staff.finishes_the_call(page)

    page.goto(f"/cases/{code}")
    for whom in ("Child heard", "Caregiver heard"):
        expect(page.locator("dt", has_text=whom).locator("+ dd")).not_to_have_text("not yet")
    expect(page.get_by_role("region", name="What was said")).to_contain_text(CHILD_SAID)
