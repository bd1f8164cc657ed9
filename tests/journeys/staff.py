"""What staff do at their desks, act by act, as a journey tells it."""

import re

from playwright.sync_api import Locator, Page, expect

NUMBER = re.compile(r"\+1202555\d{4}")


def presses(page: Page, button: Locator) -> None:
    """Press a button or a link, and wait for the page that comes of it."""
    with page.expect_navigation():
        button.first.click()


def opens_the_first_call(page: Page) -> None:
    """From Today into the most pressing call."""
    presses(page, page.get_by_role("link", name=re.compile(r"^Open CX-")))


def makes_sure_and_rings(page: Page) -> str:
    """Tick the self-checks, ask for the number, and read it."""
    for box in page.get_by_role("checkbox").all():
        box.check()
    presses(page, page.get_by_role("button", name="Show the number and ring"))
    shown = page.get_by_role("main").inner_text()
    number = NUMBER.search(shown)
    assert number is not None, "the number is shown on this page"
    return number.group()


def is_answered(page: Page) -> None:
    """They picked up."""
    presses(page, page.get_by_role("button", name=re.compile("They picked up")))


def goes_through_the_opening(page: Page) -> None:
    """Every step of the opening goes well: the first button is always the one that leads on."""
    while page.get_by_text(re.compile(r"Opening, step \d of \d")).count():
        presses(page, page.locator("button[name=answer]"))


def answers(page: Page, colour: str) -> None:
    """One question, one press."""
    presses(page, page.get_by_role("button", name=re.compile(rf"^\W*{colour}")))


def answers_all_that_is_left(page: Page, colour: str) -> None:
    """The same colour to every question that is asked."""
    while page.get_by_text(re.compile(r"question \d+ of \d+")).count():
        answers(page, colour)


def finishes_the_call(page: Page) -> None:
    """Close with no time asked for."""
    presses(page, page.get_by_role("button", name="Finish the call"))
    expect(page.get_by_role("heading", name="The next call")).to_be_visible()
