"""Takes the pictures of docs/images: each page of the running demo on a phone and on a laptop (`make pictures`)."""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.journeys import staff, talks
from tests.journeys.conftest import QUIET_CHROMIUM, RunningService

IMAGES = Path("docs/images")
SIZES: tuple[ViewportSize, ...] = ({"width": 360, "height": 740}, {"width": 1280, "height": 860})


def take(page: Page, name: str) -> None:
    """One page as it stands, at both widths."""
    for size in SIZES:
        page.set_viewport_size(size)
        page.evaluate("() => window.scrollTo(0, 0)")
        page.screenshot(path=IMAGES / f"{name}-{size['width']}.png")


def take_lists(page: Page, *paths: str) -> None:
    """Pages that need nothing but an address."""
    for path in paths:
        page.goto(path)
        take(page, path.strip("/").replace("/", "-"))


def play_a_call(page: Page) -> None:
    """One call from the list to the next date, with an orange and a red on the way."""
    page.goto("/calls")
    take(page, "today")
    talks.opens_a_call(page)
    take(page, "call-before")
    staff.makes_sure_and_rings(page)
    take(page, "call-number")
    staff.is_answered(page)
    take(page, "call-opening")
    staff.goes_through_the_opening(page)
    take(page, "call-question")
    staff.answers(page, "Green")
    staff.answers(page, "Orange")
    take(page, "call-after-an-orange")
    page.goto(page.url.partition("?")[0] + "/guide/disclosure")
    take(page, "call-guide")
    page.goto(page.url.partition("/guide")[0])
    staff.answers(page, "Green")
    staff.answers(page, "Red")
    take(page, "call-red")
    page.locator("button[name=reply][value=no]").click()
    page.goto(page.url.partition("?")[0] + "/end-safely")
    take(page, "call-end-safely")
    page.goto(page.url.partition("/end-safely")[0])
    staff.answers_all_that_is_left(page, "Green")
    take(page, "call-closing")
    staff.finishes_the_call(page)
    take(page, "call-after")


def play(browser: Browser, service: RunningService) -> None:
    """Everything that has a picture."""

    def sign_in(username: str) -> Page:
        page = browser.new_context(base_url=service.address).new_page()
        page.goto("/sign-in")
        if username == "cw-01":
            take(page, "sign-in")
        staff.signs_in(page, username, service.password)
        return page

    caseworker = sign_in("cw-01")
    play_a_call(caseworker)
    service.simulator.handset("V-001").texts("9")
    service.simulator.handset("CW-01").hears_it_ring()
    take_lists(caseworker, "/calls/week", "/cases/new", "/cases", "/inbox", "/volunteers", "/debriefs", "/script")
    caseworker.goto("/cases")
    caseworker.locator('main a[href^="/cases/"]').first.click()
    take(caseworker, "case")
    caseworker.locator('main a[href$="/others"]').click()
    take(caseworker, "case-others")
    caseworker.go_back()
    caseworker.locator('main a[href$="/consent"]').first.click()
    take(caseworker, "case-consent")
    caseworker.go_back()
    caseworker.locator('main a[href*="/people/"]').first.click()
    take(caseworker, "case-contact")
    take_lists(sign_in("sup-01"), "/alerts", "/team")
    simulator = browser.new_context().new_page()
    simulator.goto(service.simulator.address)
    take(simulator, "simulator")


def main() -> None:
    """Start the demo, take every picture anew, stop it."""
    shutil.rmtree(IMAGES, ignore_errors=True)
    IMAGES.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        service = RunningService(Path(folder))
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
        browser = playwright.chromium.launch(executable_path=found, args=[*QUIET_CHROMIUM, "--no-sandbox"])
        try:
            play(browser, service)
        finally:
            browser.close()
            service.stop()


if __name__ == "__main__":
    main()
