"""Nobody picks up in an urgent family: three tries in their safe hours, and then somebody goes and looks."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import staff, talks
from tests.journeys.conftest import Desk, RunningService

EYES_ON = "See {code}: go, or send a person agreed with the focal point"
CLOCK = re.compile(r"(\d\d):(\d\d)")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service of its own: this story takes until tomorrow, and nobody else's clock may move so far."""
    running = RunningService(tmp_path_factory.mktemp("until-tomorrow"))
    yield running
    running.stop()


def minutes_left(page: Page, code: str) -> int:
    """How long the safe hours of this family last, as Today tells it."""
    page.goto("/calls")
    hour, minute = CLOCK.findall(page.get_by_role("banner").inner_text())[-1]
    line = talks.main(page).get_by_role("listitem").filter(has_text=code).filter(has_text="safe hours until")
    last_hour, last_minute = CLOCK.findall(line.first.inner_text())[0]
    return (int(last_hour) - int(hour)) * 60 + int(last_minute) - int(minute)


def rings_out(page: Page, call: str) -> None:
    """One try by hand that nobody answers."""
    page.goto(call)
    staff.makes_sure_and_rings(page)
    talks.says(page, "No answer")


def test_after_three_tries_in_their_safe_hours_somebody_sees_the_child(service: RunningService, desk: Desk) -> None:
    page, supervisor = desk.sign_in("cw-05"), desk.sign_in("sup-01")
    phones = service.simulator
    code = talks.opens_a_call(page, "High", "Call the child")
    call = page.url
    phones.later(minutes=minutes_left(page, code) - 50)

    rings_out(page, call)
    expect(talks.main(page)).to_contain_text("Next try")
    phones.later(minutes=31)
    rings_out(page, call)
    expect(talks.main(page)).to_contain_text("It rang out in this window already.")
    refused = talks.tries_to_ring_all_the_same(page, call)
    assert refused.status == 409
    assert EYES_ON.format(code=code) not in page.content()

    phones.later(minutes=15 * 60)
    page.goto("/calls")
    expect(talks.main(page)).not_to_contain_text(EYES_ON.format(code=code))
    rings_out(page, call)

    page.goto("/calls")
    expect(talks.main(page)).to_contain_text(EYES_ON.format(code=code))
    expect(talks.main(page)).to_contain_text(f"Ask the safe adult or the focal person of {code}: nobody answers")
    supervisor.goto("/inbox")
    expect(talks.main(supervisor)).to_contain_text(f"is done next for {code}: nobody is reached")
    page.goto(f"/cases/{code}")
    expect(page.locator("dt", has_text="Level").locator("+ dd")).to_contain_text("High")
    assert phones.faults() == []
