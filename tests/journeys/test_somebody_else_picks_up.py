"""A stranger picks up, twice: nothing is asked, both are written down, and the number rests until it is checked."""

from playwright.sync_api import Page, expect

from tests.journeys import staff, talks
from tests.journeys.conftest import Desk


def expect_nothing_was_asked(page: Page) -> None:
    """The talk is over before any question, and no level came of it."""
    expect(talks.main(page)).to_contain_text("Somebody else was on the phone. Nothing was told to them.")
    expect(talks.main(page)).to_contain_text("Nothing was answered, so no level was set.")
    expect(page.get_by_role("region", name="Answers so far")).to_have_count(0)


def test_a_stranger_is_asked_nothing_and_after_the_second_one_the_number_rests(desk: Desk) -> None:
    page = desk.sign_in("cw-02")
    code = talks.opens_a_call(page, "Call the caregiver")
    call = page.url

    staff.makes_sure_and_rings(page)
    staff.is_answered(page)
    expect(talks.main(page)).to_contain_text("Use the harmless errand, end within 15 seconds")
    talks.says(page, "Somebody else")
    expect_nothing_was_asked(page)

    staff.makes_sure_and_rings(page)
    staff.is_answered(page)
    talks.says(page, "Sounds like them")
    expect(page.get_by_role("heading", level=1)).to_have_text("The right person")
    talks.says(page, "It is not them")
    expect_nothing_was_asked(page)

    expect(talks.main(page)).to_contain_text("Not safe to ring now")
    expect(talks.main(page)).to_contain_text("Nobody has checked lately whose number this is.")
    for way in ("attempt", "bridge"):
        refused = talks.tries_to_ring_all_the_same(page, call, way)
        assert refused.status == 409, refused.status
        assert not staff.NUMBER.search(refused.text())
    page.goto(f"/cases/{code}")
    expect(talks.main(page)).to_contain_text("number not checked")
    expect(talks.main(page)).to_contain_text(f"Ask the safe adult of {code} whose number it is: a stranger answers")
    assert talks.main(page).inner_text().count("Somebody else was on the phone.") == 2
