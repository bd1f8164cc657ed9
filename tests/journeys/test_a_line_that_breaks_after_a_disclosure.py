"""The line breaks when something was told: nobody can ring back, not even round the page, and the supervisor knows."""

from playwright.sync_api import Page, expect

from tests.journeys import staff, talks
from tests.journeys.conftest import Desk, RunningService

LOCKED = "The last call ended unsafely. Choose a route with your supervisor before anybody rings."


def expect_nobody_can_ring(page: Page, call: str) -> None:
    """Not from the page, and not by its addresses either."""
    page.goto(call)
    expect(talks.main(page)).to_contain_text("Not safe to ring now")
    expect(talks.main(page)).to_contain_text(LOCKED)
    expect(page.get_by_role("button", name="Show the number and ring")).to_have_count(0)
    expect(page.get_by_role("button", name="Call", exact=True)).to_have_count(0)
    for way in ("attempt", "bridge", "bridge/by-hand"):
        refused = talks.tries_to_ring_all_the_same(page, call, way)
        assert refused.status == 409, f"{way} answered {refused.status}"
        assert LOCKED in refused.text()
        assert not staff.NUMBER.search(refused.text())


def expect_the_supervisor_knows(page: Page, code: str) -> None:
    """The duty is theirs, within minutes."""
    page.goto("/inbox")
    expect(talks.main(page)).to_contain_text(f"Choose together how {code} is reached now: a call ended unsafely")


def test_a_red_and_then_silence_locks_the_way_back_whatever_was_pressed(service: RunningService, desk: Desk) -> None:
    """In haste the caseworker says that it was calm. A red was told: the service knows better."""
    page, supervisor = desk.sign_in("cw-06"), desk.sign_in("sup-02")
    phone = service.simulator.handset("CW-06")
    code = talks.is_on_the_line(page, "Medium", "Call the caregiver")
    call = page.url
    staff.goes_through_the_opening(page)
    staff.answers(page, "Red")
    expect(page.get_by_role("heading", level=1)).to_have_text("One thing decides what happens now")
    talks.says(page, "Yes: violence")
    phone.reads("Urgent. Open the app.")
    phone.answers_and_presses("1")

    talks.ends_the_call(page, "No, it was calm")
    expect(talks.main(page)).to_contain_text("The talk ended unsafely.")

    expect_nobody_can_ring(page, call)
    expect_the_supervisor_knows(supervisor, code)
    supervisor.goto("/alerts")
    alert = talks.alert_about(supervisor, code)
    expect(alert).to_contain_text("CW-06 has it since")
    talks.ends_the_alert(supervisor, alert)
    expect_nobody_can_ring(page, call)


def test_they_told_something_and_the_line_broke_is_never_called_back(desk: Desk) -> None:
    """No red was pressed yet. The caseworker says what was just before, and that is enough."""
    page, supervisor = desk.sign_in("cw-03"), desk.sign_in("sup-02")
    code = talks.is_on_the_line(page, "Call the caregiver")
    call = page.url
    staff.goes_through_the_opening(page)

    talks.ends_the_call(page, "Yes Do not ring back")

    expect(talks.main(page)).to_contain_text("The talk ended unsafely.")
    expect_nobody_can_ring(page, call)
    expect_the_supervisor_knows(supervisor, code)
