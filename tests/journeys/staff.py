"""What staff do at their desks, act by act, as a journey tells it."""

import re

from playwright.sync_api import Locator, Page, expect

NUMBER = re.compile(r"\+1\d{3}555\d{4}")


def presses(page: Page, button: Locator) -> None:
    """Press a button or a link, and wait for what comes of it: another page, or the same one once all is saved."""
    page.evaluate("document.documentElement.dataset.old = 'yes'")
    button.first.click()
    # A page that has not been read to its end yet would seem to lack what it asks for.
    page.wait_for_function(
        "() => document.readyState !== 'loading' &&"
        " (!document.documentElement.dataset.old || document.body.dataset.waiting === '0')"
    )


def signs_in(page: Page, username: str, password: str) -> None:
    """From the sign-in page to their first page."""
    page.goto("/sign-in")
    page.get_by_label("Name").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def opens_the_first_call(page: Page) -> None:
    """From Today into the most pressing call that may be made now and that nobody has tried today."""
    presses(page, fresh_calls(page))


def fresh_calls(page: Page) -> Locator:
    """The ways from Today into every call that may be made now and that nobody has tried today."""
    fresh = page.locator("li.is-now").filter(has_not_text=re.compile("tried"))
    return fresh.get_by_role("link", name=re.compile(r"^Open CX-"))


def makes_sure_and_rings(page: Page) -> str:
    """Tick the self-checks, ask for the number, and read it; where the bridge is offered, ring by hand all the same."""
    instead = page.get_by_text("Ring by hand instead")
    button = page.get_by_role("button", name="Show the number and ring")
    form = page.locator("form").filter(has=button)
    if instead.count():
        instead.click()
        form.get_by_role("radio").first.check()
    for box in form.get_by_role("checkbox").all():
        box.check()
    presses(page, button)
    shown = page.get_by_role("main").inner_text()
    number = NUMBER.search(shown)
    assert number is not None, f"the number is shown on this page: {shown}"
    return number.group()


def is_answered(page: Page) -> None:
    """They picked up."""
    presses(page, page.get_by_role("button", name=re.compile("They picked up")))


def is_on_the_line(page: Page) -> None:
    """From Today to the first step of the opening."""
    opens_the_first_call(page)
    makes_sure_and_rings(page)
    is_answered(page)


def goes_through_the_opening(page: Page) -> None:
    """Every step of the opening goes well: the first button is always the one that leads on."""
    while page.get_by_text(re.compile(r"Opening, step \d of \d")).count():
        if page.get_by_text("Tick what you have explained").count():
            agrees_for_the_first_time(page)
        else:
            presses(page, page.locator("button[name=answer]"))


def agrees_for_the_first_time(page: Page) -> None:
    """A listener's first yes: everything is explained, and they agree to all of it."""
    for box in page.locator("input[name=explained], input[name=agreed]").all():
        box.check()
    presses(page, page.get_by_role("button", name=re.compile("They agree to talk")))


def one_press(page: Page, colour: str) -> None:
    """Press a colour and wait for nothing."""
    page.get_by_role("button", name=re.compile(rf"^\W*{colour}")).first.click()


def answers(page: Page, colour: str) -> None:
    """One question, one press, until it is saved."""
    presses(page, page.get_by_role("button", name=re.compile(rf"^\W*{colour}")))


def answers_all_that_is_left(page: Page, colour: str) -> None:
    """The same colour to every question that is asked."""
    while page.get_by_text(re.compile(r"question \d+ of \d+")).count():
        answers(page, colour)


def finishes_the_call(page: Page) -> None:
    """Close with no time asked for."""
    presses(page, page.get_by_role("button", name="Finish the call"))
    expect(page.get_by_role("heading", name="The next call", exact=True)).to_be_visible()
