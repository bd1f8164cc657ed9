"""A plan or the means, told in the middle of a call: the ladder rings at once, and no question comes before it."""

from playwright.sync_api import expect

from tests.journeys import staff, talks
from tests.journeys.conftest import Desk, RunningService


def test_a_red_on_self_harm_rings_at_once_and_the_steps_stand_beside_the_call(
    service: RunningService, desk: Desk
) -> None:
    """The child keeps talking to whoever called; the own phone rings besides, and one key takes the alert."""
    page, supervisor = desk.sign_in("cw-03"), desk.sign_in("sup-02")
    phone = service.simulator.handset("CW-03")
    rings_before = phone.was_rung()
    code = talks.is_on_the_line(page, "Call the child")
    staff.goes_through_the_opening(page)
    talks.asks_first(page, "Mood in the past week", "They want to talk about it")
    talks.hears(page, "Orange")
    talks.hears(page, "Green")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thoughts of self-harm or of not living")

    talks.hears(page, "Red")

    phone.reads("Urgent. Open the app.")
    phone.hears_it_ring()
    assert phone.was_rung() > rings_before
    expect(talks.main(page)).to_contain_text("may be in danger")
    expect(talks.main(page)).not_to_contain_text("One thing decides what happens now")
    steps = page.get_by_role("region", name="Thoughts of suicide")
    expect(steps).to_contain_text("Ask plainly and calmly, one after the other.")
    staff.presses(page, steps.get_by_role("link", name="All 5 steps"))
    expect(talks.main(page)).to_contain_text("Keep talking.")
    expect(talks.main(page)).to_contain_text("End without a next contact")

    assert phone.answers_and_presses("1")[-1].startswith("Thank you. It is yours.")
    page.reload()
    expect(talks.main(page)).to_contain_text("You have it since")
    supervisor.goto("/alerts")
    alert = talks.alert_about(supervisor, code)
    expect(alert).to_contain_text("CW-03 has it since")
    talks.ends_the_alert(supervisor, alert)
