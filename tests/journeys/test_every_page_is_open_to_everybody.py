"""Every staff page: axe finds nothing while scripts run, all works without any, and it is light on a slow line."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.journeys import staff
from tests.journeys.conftest import Desk, RunningService

FIRST_LOAD_BYTES = 100_000
LATER_LOAD_BYTES = 30_000
SIZES: tuple[ViewportSize, ...] = ({"width": 360, "height": 740}, {"width": 1280, "height": 900})

CASEWORKERS_PAGES = ("/calls", "/calls/week", "/cases/new", "/cases", "/alerts", "/inbox", "/volunteers", "/debriefs")
SUPERVISORS_PAGES = ("/alerts", "/cases", "/inbox", "/team", "/volunteers")


@pytest.fixture
def without_script(browser: Browser, service: RunningService) -> Iterator[Page]:
    """A browser in which no script runs."""
    context = browser.new_context(base_url=service.address, java_script_enabled=False)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands, at both widths, by rule and element."""
    found: set[str] = set()
    for size in SIZES:
        page.set_viewport_size(size)
        results = Axe().run(page).response["violations"]
        found |= {f"{one['id']}: {node['target']} {node['failureSummary']}" for one in results for node in one["nodes"]}
    return sorted(found)


def goes_on(page: Page, target: Locator) -> None:
    """Press, and wait for the next page."""
    with page.expect_navigation():
        target.first.click()


def first_link(page: Page, inside: str) -> str | None:
    """The address of the first row of a list."""
    link = page.locator(f'main a[href^="{inside}/"]')
    return link.first.get_attribute("href") if link.count() else None


@pytest.mark.parametrize("path", ["/sign-in", "/nowhere"])
def test_axe_finds_nothing_on_a_page_that_is_open_to_all(desk: Desk, path: str) -> None:
    page = desk.open_page()
    page.goto(path)
    assert violations(page) == []


@pytest.mark.parametrize(
    ("username", "path"),
    [*(("cw-03", path) for path in CASEWORKERS_PAGES), *(("sup-01", path) for path in SUPERVISORS_PAGES)],
)
def test_axe_finds_nothing_on_a_list_and_on_its_first_entry(desk: Desk, username: str, path: str) -> None:
    page = desk.sign_in(username)
    page.goto(path)
    expect(page.locator("h1")).to_have_count(1)
    assert violations(page) == []
    entry = first_link(page, path)
    if entry is not None:
        page.goto(entry)
        expect(page.locator("h1")).to_have_count(1)
        assert violations(page) == []


@pytest.mark.parametrize("beside", ["others", "consent", "people/new"])
def test_axe_finds_nothing_on_the_pages_beside_a_case(desk: Desk, beside: str) -> None:
    page = desk.sign_in("cw-03")
    page.goto("/cases")
    page.goto(f"{first_link(page, '/cases')}/{beside}")
    expect(page.locator("h1")).to_have_count(1)
    assert violations(page) == []


def test_axe_finds_nothing_before_a_call_and_in_its_opening(desk: Desk) -> None:
    page = desk.sign_in("cw-02")
    staff.opens_the_first_call(page)
    found = violations(page)
    call = page.url
    page.goto(f"{call}/plan")
    found += violations(page)
    page.goto(call)
    staff.makes_sure_and_rings(page)
    found += violations(page)
    staff.is_answered(page)
    while page.get_by_role("heading", level=1).inner_text() != "Their agreement to go on":
        staff.presses(page, page.locator("button[name=answer]"))
    assert [*found, *violations(page)] == []


def test_axe_finds_nothing_at_a_question_a_red_and_the_steps_beside_them(desk: Desk) -> None:
    page = desk.sign_in("cw-06")
    staff.is_on_the_line(page)
    staff.goes_through_the_opening(page)
    staff.answers(page, "Orange")
    found = violations(page)
    staff.answers(page, "Red")
    found += violations(page)
    call = page.url.partition("?")[0]
    for path in ("/guide/suicide", "/guide/A", "/another"):
        page.goto(f"{call}{path}")
        found += violations(page)
    assert found == []


def test_axe_finds_nothing_where_a_call_ends(desk: Desk) -> None:
    page = desk.sign_in("cw-06")
    staff.is_on_the_line(page)
    staff.goes_through_the_opening(page)
    staff.answers(page, "Orange")
    call = page.url.partition("?")[0]
    page.goto(f"{call}?close=1")
    found = violations(page)
    page.goto(f"{call}/end-safely")
    found += violations(page)
    staff.presses(page, page.get_by_role("button", name=re.compile("^Ended kindly")))
    expect(page.locator("h1")).to_have_text(re.compile("The level of this call"))
    assert [*found, *violations(page)] == []


def test_a_whole_call_works_without_any_script(without_script: Page, service: RunningService) -> None:
    """Plain forms: each press is a page."""
    page = without_script
    staff.signs_in(page, "cw-01", service.password)
    by_hand = page.locator("form").filter(has_text="Show the number and ring")
    goes_on(page, staff.fresh_calls(page))
    if page.get_by_text("Ring by hand instead").count():
        page.get_by_text("Ring by hand instead").click()
        page.get_by_role("radio").first.check()
    for box in by_hand.get_by_role("checkbox").all():
        box.check()
    goes_on(page, by_hand.get_by_role("button"))
    goes_on(page, page.get_by_role("button", name=re.compile("They picked up")))
    while page.get_by_text(re.compile(r"Opening, step \d of \d")).count():
        for box in page.locator("input[name=explained], input[name=agreed]").all():
            box.check()
        goes_on(
            page, page.get_by_role("button", name=re.compile("They agree to talk")).or_(page.locator("[value=yes]"))
        )
    goes_on(page, page.get_by_role("button", name=re.compile(r"^\W*Green")))
    expect(page.locator("#line")).to_have_text(re.compile(r"^Saved \d\d:\d\d:\d\d$"))
    goes_on(page, page.get_by_role("link", name=re.compile("End safely")))
    goes_on(page, page.get_by_role("button", name=re.compile("^Ended kindly")))
    expect(page.locator("h1")).to_have_text(re.compile("The level of this call"))
    goes_on(page, page.get_by_role("button", name=re.compile("Confirm, and done")))
    page.goto("/calls")
    expect(page.locator("h1")).to_have_text(re.compile(r"\d+ calls?, \d+ tasks?"))


def test_the_first_load_of_a_call_is_under_a_hundred_kilobytes_and_later_ones_under_thirty(
    browser: Browser, service: RunningService
) -> None:
    """As it comes over the line, everything counted: page, sheets, scripts, icon, and what is fetched ahead."""
    context = browser.new_context(base_url=service.address)
    page = context.new_page()
    staff.signs_in(page, "cw-05", service.password)
    staff.is_on_the_line(page)
    staff.goes_through_the_opening(page)
    call = page.url
    state = context.storage_state()
    context.close()

    context = browser.new_context(base_url=service.address, storage_state=state)
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    received: list[int] = []
    line.on("Network.loadingFinished", lambda event: received.append(int(event["encodedDataLength"])))
    page.goto(call, wait_until="networkidle")
    expect(page.locator("body")).to_have_attribute("data-remembered", re.compile("^questions:"))
    first = sum(received)
    received.clear()
    staff.answers(page, "Green")
    page.wait_for_load_state("networkidle")
    answered = sum(received)
    context.close()
    assert 20_000 < first < FIRST_LOAD_BYTES, "something was counted, and not too much"
    assert 500 < answered < LATER_LOAD_BYTES
