"""The page of a call in a real browser: by keys, by thumb, with the line cut, on two devices, and storing nothing."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, ViewportSize, expect

from tests.journeys import staff, talks
from tests.journeys.conftest import Desk, RunningService
from tests.journeys.patience import wait_until

PHONE: ViewportSize = {"width": 360, "height": 640}
THUMB_PIXELS = 44

STEP = "[data-region=talk]"
STORED = """async () => ({
  local: localStorage.length, session: sessionStorage.length, cookies: document.cookie,
  databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
})"""


@pytest.fixture
def phone(browser: Browser, service: RunningService) -> Iterator[Page]:
    """A phone of 360 pixels, touched with a thumb."""
    context = browser.new_context(base_url=service.address, viewport=PHONE, has_touch=True)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def step_of(page: Page) -> str:
    """The name of the step that is shown."""
    return page.locator(STEP).get_attribute("data-step") or ""


def comes_to_the_questions(page: Page) -> None:
    """From Today to the first question, with all that lies ahead in the page's memory."""
    staff.is_on_the_line(page)
    staff.goes_through_the_opening(page)
    expect(page.locator("body")).to_have_attribute("data-remembered", re.compile("^questions:"))


def is_all_saved(page: Page) -> None:
    """Nothing waits on the page, and the service has said so."""
    expect(page.locator("body")).to_have_attribute("data-waiting", "0", timeout=20_000)
    expect(page.locator("#line")).to_have_text(re.compile(r"^Saved \d\d:\d\d:\d\d$"))


def place_of_danger(page: Page) -> int:
    """How far down the window the button stands."""
    box = page.get_by_role("button", name=re.compile("Danger")).bounding_box()
    assert box is not None
    return round(box["y"])


def answers_given(page: Page) -> dict[str, str]:
    """What the service has, as its page shows it: each title with its colour."""
    page.reload()
    rows = page.locator("section[aria-labelledby=given] li")
    return {row.locator("span.grow").inner_text(): row.locator(".pill").inner_text().split()[-1] for row in rows.all()}


def test_a_call_by_keys_alone_is_one_key_for_each_answer(desk: Desk) -> None:
    """1, 2 and 3 are the colours, 5 is a pass; E ends, and nothing but keys is used from the first step on."""
    page = desk.sign_in("cw-01")
    comes_to_the_questions(page)
    seen = []
    for key in "1251":
        seen.append(step_of(page))
        title = page.locator("h1").inner_text()
        page.keyboard.press(key)
        expect(page.locator("h1")).not_to_have_text(title)
    is_all_saved(page)
    assert len(set(seen)) == 4, "each key was an answer"

    page.keyboard.press("e")
    expect(page.locator("h1")).to_have_text("How did it end?")
    page.locator("button[value=ended_safely]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(re.compile("The level of this call|The talk is over"))


def test_keys_that_are_typed_into_a_note_press_nothing(desk: Desk) -> None:
    """Digits belong to the words, and the switch turns all keys off."""
    page = desk.sign_in("cw-01")
    comes_to_the_questions(page)
    here = step_of(page)
    page.get_by_text("Notes: said, heard, my view").click()
    page.get_by_label("Said").press_sequentially("3 times, 1 door, e d n")
    assert step_of(page) == here
    page.locator("#keys").uncheck()
    page.locator("h1").click()
    page.keyboard.press("1")
    assert step_of(page) == here
    page.locator("#keys").check()
    page.keyboard.press("1")
    expect(page.locator(STEP)).not_to_have_attribute("data-step", here)
    is_all_saved(page)


def test_a_call_by_thumb_alone_at_360_pixels(phone: Page, service: RunningService) -> None:
    """Each answer is one tap; what is tapped is as large as a fingertip; nothing reaches over the edge."""
    staff.signs_in(phone, "cw-02", service.password)
    comes_to_the_questions(phone)
    for _ in range(3):
        assert phone.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
        small = [
            button.inner_text()
            for button in phone.locator("main button:visible, .bar button, .bar a:visible").all()
            if (box := button.bounding_box()) is not None and box["height"] < THUMB_PIXELS
        ]
        assert small == []
        before = step_of(phone)
        phone.locator("button.answer-green").tap()
        expect(phone.locator(STEP)).not_to_have_attribute("data-step", before)
    is_all_saved(phone)
    bar = phone.locator(".bar")
    for place in ("End safely", "Danger"):
        assert bar.get_by_text(place).is_visible()
    phone.evaluate("() => window.scrollTo(0, document.body.scrollHeight)")
    assert (bar.bounding_box() or {"y": 9999})["y"] < PHONE["height"], "the bar stays within reach"


def test_ending_safely_and_danger_are_one_press_in_every_phase(desk: Desk) -> None:
    """From the opening to the quiet afterwards, Danger never moves; to end safely is there until the end."""
    page = desk.sign_in("cw-03")
    staff.is_on_the_line(page)
    places = set()
    while page.get_by_text(re.compile(r"Opening, step \d of \d")).count():
        assert page.get_by_role("link", name=re.compile("End safely")).is_visible()
        places.add(place_of_danger(page))
        if page.get_by_text("Tick what you have explained").count():
            staff.agrees_for_the_first_time(page)
        else:
            staff.presses(page, page.locator("button[name=answer]"))
    places.add(place_of_danger(page))
    assert len(places) == 1, "nothing jumps"


def test_with_the_line_cut_at_every_step_no_answer_is_lost(desk: Desk) -> None:
    """Each answer is given without a line, the next question comes all the same, and all arrive in their order."""
    page = desk.sign_in("cw-04")
    comes_to_the_questions(page)
    context: BrowserContext = page.context
    expected = {}
    for colour in ("Green", "Orange", "Green"):
        context.set_offline(True)
        before, title = step_of(page), page.locator("h1").inner_text()
        staff.one_press(page, colour)
        expect(page.locator(STEP)).not_to_have_attribute("data-step", before)
        expect(page.locator("#line")).to_have_text(
            "Not saved yet: 1 answer waits on this page. Keep it open.", timeout=10_000
        )
        expected[title] = colour
        context.set_offline(False)
        is_all_saved(page)
    context.set_offline(True)
    for number, colour in enumerate(("Green", "Orange"), start=1):
        expected[page.locator("h1").inner_text()] = colour
        staff.one_press(page, colour)
        expect(page.locator("#line")).to_contain_text(
            f"{number} answer waits" if number == 1 else f"{number} answers wait", timeout=10_000
        )
    context.set_offline(False)
    is_all_saved(page)
    assert answers_given(page) == expected


def test_a_red_that_does_not_get_through_says_so_plainly_and_is_sent_by_itself(desk: Desk) -> None:
    """The question that decides is asked at once, also without a line; the alarm goes when the red is saved."""
    page = desk.sign_in("cw-04")
    comes_to_the_questions(page)
    page.context.set_offline(True)
    title = page.locator("h1").inner_text()
    staff.one_press(page, "Red")
    expect(page.locator("#alarm")).to_have_text(
        "This red has not reached the service: ring the supervisor on the second line.", timeout=10_000
    )
    expect(page.locator("h1")).to_have_text("One thing decides what happens now")
    page.context.set_offline(False)
    is_all_saved(page)
    expect(page.locator("#alarm")).to_be_hidden()
    assert answers_given(page) == {title: "Red"}


def test_a_reply_to_a_red_that_comes_too_late_is_told_and_not_dropped(desk: Desk) -> None:
    """Another device has ended the talk meanwhile: whoever presses yes or no is told that nobody acts on it."""
    page = desk.sign_in("cw-04")
    comes_to_the_questions(page)
    staff.answers(page, "Red")
    other = desk.sign_in("cw-04")
    other.goto(page.url)
    talks.ends_the_call(other, "Ended kindly")
    page.get_by_role("button", name=re.compile("not danger now")).click()
    expect(page.locator("#alarm")).to_contain_text("“One thing decides what happens now” was not taken.")


def test_leaving_the_page_while_answers_wait_warns_and_afterwards_does_not(desk: Desk) -> None:
    """The browser's own question; it is not asked when everything is saved."""
    page = desk.sign_in("cw-01")
    comes_to_the_questions(page)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.context.set_offline(True)
    staff.one_press(page, "Green")
    page.evaluate("() => { location.href = '/calls'; }")
    wait_until(lambda: asked == ["beforeunload"], 5, "the browser to ask")
    page.context.set_offline(False)
    is_all_saved(page)
    page.goto("/calls")
    assert asked == ["beforeunload"]


def test_another_device_goes_on_where_the_first_one_was(desk: Desk) -> None:
    """What is saved is the service's: the same question stands on both."""
    page = desk.sign_in("cw-05")
    comes_to_the_questions(page)
    staff.answers(page, "Green")
    staff.answers(page, "Orange")
    is_all_saved(page)
    other = desk.sign_in("cw-05")
    other.goto(page.url)
    assert step_of(other) == step_of(page)
    staff.answers(other, "Green")
    page.reload()
    assert step_of(page) == step_of(other)


def test_nothing_is_kept_in_the_browser(desk: Desk) -> None:
    """Not while answers wait, not afterwards: no storage, no database, no cache, no cookie that a script sees."""
    page = desk.sign_in("cw-01")
    comes_to_the_questions(page)
    page.context.set_offline(True)
    staff.one_press(page, "Orange")
    nothing = {"local": 0, "session": 0, "cookies": "", "databases": 0, "caches": 0}
    assert page.evaluate(STORED) == nothing
    page.context.set_offline(False)
    is_all_saved(page)
    assert page.evaluate(STORED) == nothing
