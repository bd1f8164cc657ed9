"""A volunteer's 9 reaches a handset, silence climbs, and a keypress, a reply or a button takes it."""

from playwright.sync_api import expect

from tests.journeys.conftest import Desk, RunningService


def test_silence_climbs_to_the_back_up_and_the_supervisor_and_a_key_takes_it(
    service: RunningService, desk: Desk
) -> None:
    """Issue point 5, over real HTTP, with real processes."""
    phones = service.simulator
    supervisor = desk.sign_in("sup-01")

    phones.handset("V-001").texts("9")
    caseworker = phones.handset("CW-01")
    caseworker.reads("Urgent. Open the app.")
    caseworker.does_not_answer()
    phones.later(minutes=5)
    phones.handset("CW-02").hears_it_ring()
    heard = phones.handset("SUP-01").answers_and_presses("1")

    assert heard[-1].startswith("Thank you. It is yours.")
    supervisor.goto("/alerts")
    expect(supervisor.get_by_role("main")).to_contain_text("You have it since")
    assert phones.faults() == []
