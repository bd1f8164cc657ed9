"""What a caseworker does in a talk that does not go as planned, act by act; the calm acts stand in staff.py."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import APIResponse, Locator, Page, expect

from remote_cm.services.attempt_contact import SELF_CHECKS
from tests.journeys.staff import answers, is_answered, makes_sure_and_rings, presses

OPEN_A_CALL = re.compile(r"^Open (CX-\w+)$")


def main(page: Page) -> Locator:
    """The page without its frame."""
    return page.get_by_role("main")


def opens_a_call(page: Page, *told: str) -> str:
    """From Today into a call whose line tells all this, in its safe hours, not tried yet; the code of its case."""
    page.goto("/calls")
    line = main(page).get_by_role("listitem").filter(has_text="safe hours until").filter(has_not_text="tried")
    for words in told:
        line = line.filter(has_text=words)
    link = line.first.get_by_role("link", name=OPEN_A_CALL)
    code = " ".join(link.inner_text().split()).removeprefix("Open ")
    presses(page, link)
    return code


def is_on_the_line(page: Page, *told: str) -> str:
    """From Today to the first step of the opening with somebody of whom the list tells this; the case's code."""
    code = opens_a_call(page, *told)
    makes_sure_and_rings(page)
    is_answered(page)
    expect_step(page, 1)
    return code


def expect_step(page: Page, step: int) -> None:
    """The opening is here now."""
    expect(main(page)).to_contain_text(f"Opening, step {step} of")


def says(page: Page, words: str) -> None:
    """Press what begins like this: the answer of an opening step, an ending, or whatever else the page offers."""
    presses(page, page.get_by_role("button", name=re.compile(rf"^\W*{re.escape(words)}")))


def comes_to_the_step(page: Page, title: str) -> None:
    """Every step of the opening before this one goes well."""
    while page.get_by_role("heading", level=1).inner_text() != title:
        presses(page, page.locator("button[name=answer]"))


def hears(page: Page, colour: str) -> None:
    """Press this colour until another question stands there: right after the page has changed by itself no press is
    taken, so that none hits what was not there before.
    """
    heading = page.get_by_role("heading", level=1)
    question = heading.inner_text()
    while heading.inner_text() == question:
        answers(page, colour)


def asks_first(page: Page, question: str, why: str) -> None:
    """Leave questions out, for a reason, and go on with this one."""
    presses(page, page.get_by_role("link", name=re.compile("^Next")))
    page.get_by_label(why).check()
    presses(page, page.get_by_role("button", name=question))


def closes_early(page: Page) -> None:
    """Go to the closing before everything was asked."""
    presses(page, page.get_by_role("link", name="Close, and the next call"))


def ends_the_call(page: Page, how: str) -> None:
    """Press *End safely*, which is always there, and say how it ended."""
    presses(page, page.get_by_role("link", name=re.compile("^End safely")))
    says(page, how)


def tries_to_ring_all_the_same(page: Page, call: str, way: str = "attempt") -> APIResponse:
    """What somebody sends who goes round the page: every self-check ticked, straight to the address of the ring."""
    page.goto("/calls")
    token = page.locator("input[name=csrf_token]").first.input_value()
    ticked: dict[str, str | float | bool] = dict.fromkeys(SELF_CHECKS, "yes")
    return page.request.post(f"{call}/{way}", form={"csrf_token": token, "reason": "they_asked", **ticked})


def alert_about(page: Page, code: str) -> Locator:
    """The alert about this family on the board."""
    return main(page).get_by_role("region").filter(has_text=code)


def ends_the_alert(page: Page, alert: Locator) -> None:
    """A supervisor says that it is over, with the day on which somebody speaks with the child next."""
    presses(page, alert.get_by_role("link", name=re.compile("and how it ends")))
    page.get_by_label("How it ended").fill("The child is with the safe adult.")
    page.get_by_label("Day of the next contact").fill(str(datetime.now(UTC).date() + timedelta(days=2)))
    says(page, "End this alert")
