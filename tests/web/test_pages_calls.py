"""The caseworker's day and one call, step by step, as a browser without scripts sees them."""

import re
import uuid

import pytest

from remote_cm.services.my_day import show_my_day
from tests.frozen_clock import FrozenClock
from tests.web.demo import BY_HAND, MOST_QUESTIONS, Demo, answer_the_phone, open_the_questions
from tests.web.visitor import PASSWORD, Visitor, add_staff


@pytest.fixture
def caseworker(demo: Demo) -> Visitor:
    """CW-01, signed in."""
    return demo.visitor("cw-01")


@pytest.fixture
def call(demo: Demo) -> str:
    """The address of a call whose safe hours are open."""
    return f"/calls/{demo.call_open_now().follow_up_id}"


def number_of(demo: Demo, call: str) -> str:
    number = demo.contact_of(uuid.UUID(call.rpartition("/")[2])).phone_number
    assert number is not None
    return number


def test_today_counts_honestly_and_says_whom_to_call_and_until_when(demo: Demo, caseworker: Visitor) -> None:
    day = show_my_day(demo.around, demo.person("cw-01"))
    page = caseworker.get("/calls").text
    assert f"{len(day.calls)} calls, {len(day.lines) - len(day.calls)} task" in page
    assert f"{day.done_today} done" in page
    assert "Call the caregiver" in page
    assert "safe hours until" in page
    assert [one for one in day.calls if one.case_code not in page] == []


@pytest.mark.requirement("N8")
def test_after_a_try_in_vain_today_says_when_the_next_one_is(caseworker: Visitor, call: str) -> None:
    caseworker.post(f"{call}/attempt", call, **BY_HAND)
    assert caseworker.post(f"{call}/outcome", call, outcome="no_answer").status_code == 303
    assert re.search(r"tried once, no answer\s+· <b>next try from ", caseworker.get("/calls").text)
    assert "Next try" in caseworker.get(call).text


def test_an_empty_day_says_that_nothing_waits(demo: Demo) -> None:
    add_staff(demo.around, "newcomer")
    visitor = Visitor(demo.app.test_client())
    visitor.sign_in("newcomer", PASSWORD)
    page = visitor.get("/calls").text
    assert "Nothing is waiting for you" in page
    assert "no one is late" in page


@pytest.mark.requirement("N31")
def test_the_number_is_shown_once_and_never_again(demo: Demo, caseworker: Visitor, call: str) -> None:
    number = number_of(demo, call)
    assert number not in caseworker.get(call).text
    shown = caseworker.post(f"{call}/attempt", call, **BY_HAND)
    assert shown.status_code == 200
    assert shown.text.count(f'href="tel:{number}"') == 1
    assert shown.headers["Cache-Control"] == "no-store"
    ringing = caseworker.get(call)
    assert number not in ringing.text
    assert "The number of" in ringing.text
    again = caseworker.post(f"{call}/attempt", call, **BY_HAND)
    assert again.status_code == 409
    assert number not in again.text


@pytest.mark.requirement("CALL-08", "CALL-09", "N10")
@pytest.mark.parametrize("left_out", ["alone", "headset", "plan_read"])
def test_no_number_without_every_self_check(demo: Demo, caseworker: Visitor, call: str, left_out: str) -> None:
    ticked = {field: given for field, given in BY_HAND.items() if field != left_out}
    refused = caseworker.post(f"{call}/attempt", call, **ticked)
    assert refused.status_code == 400
    assert number_of(demo, call) not in refused.text


@pytest.mark.requirement("N9")
def test_outside_safe_hours_the_page_says_why_and_when_next(demo: Demo, caseworker: Visitor) -> None:
    day = show_my_day(demo.around, demo.person("cw-01"))
    closed = next(one for one in day.calls if one.window_from is not None and one.window_from > day.now)
    assert closed.window_from is not None
    page = caseworker.get(f"/calls/{closed.follow_up_id}").text
    assert "Not safe to ring now" in page
    assert "outside the safe hours" in page
    opens = closed.window_from.astimezone(demo.around.zone)
    assert f"The next safe time begins {opens:%a} {opens.day} {opens:%b, %H:%M}." in page
    assert "Show the number" not in page


def test_a_call_that_was_not_made_may_be_tried_again(caseworker: Visitor, call: str) -> None:
    caseworker.post(f"{call}/attempt", call, **BY_HAND)
    assert caseworker.post(f"{call}/outcome", call, outcome="not_made").headers["Location"] == call
    assert "Show the number and ring" in caseworker.get(call).text


@pytest.mark.requirement("CALL-01", "CALL-02", "N6")
def test_the_questions_come_only_after_every_step_of_the_opening(demo: Demo, caseworker: Visitor, call: str) -> None:
    answer_the_phone(caseworker, call)
    for step in demo.around.script.opening:
        page = caseworker.get(call).text
        assert step.title in page
        assert 'name="code"' not in page
        caseworker.post(f"{call}/gate", call, step=step.id, answer="yes")
    assert 'name="code"' in caseworker.get(call).text


@pytest.mark.requirement("CALL-06")
def test_a_yes_to_who_can_hear_is_never_a_bare_yes(demo: Demo, caseworker: Visitor, call: str) -> None:
    answer_the_phone(caseworker, call)
    for step in demo.around.script.opening:
        if step.gate == "privacy":
            break
        caseworker.post(f"{call}/gate", call, step=step.id, answer="yes")
    page = caseworker.get(call).text
    assert "Nobody can hear" in page
    assert "Somebody may hear" in page


def test_where_somebody_may_hear_the_page_says_that_only_short_answers_are_asked(
    demo: Demo, caseworker: Visitor, call: str
) -> None:
    open_the_questions(caseworker, call, demo.around, privacy="no")
    assert "ask only what takes yes, no or a number" in caseworker.get(call).text


@pytest.mark.requirement("MON-03", "MON-24")
def test_an_answer_is_saved_with_its_words_and_can_be_changed(demo: Demo, caseworker: Visitor, call: str) -> None:
    open_the_questions(caseworker, call, demo.around)
    page = caseworker.get(call).text
    assert all(f"{shape}</span> {word}" in page for shape, word in (("●", "Green"), ("■", "Orange"), ("▲", "Red")))
    sent = caseworker.post(f"{call}/answer", call, item="D1.1", code="O", said="loud <b>nights</b>", view="tired")
    assert sent.status_code == 303
    page = caseworker.get(call).text
    assert "Saved 10:00" in page
    assert f"{call}?item=D1.1" in page
    changed = caseworker.get(f"{call}?item=D1.1").text
    assert "loud &lt;b&gt;nights&lt;/b&gt;" in changed
    assert "(your answer)" in changed
    assert "loud" not in demo.visitor("sup-01").get(f"{call}?item=D1.1").text


@pytest.mark.requirement("MON-02")
def test_a_colour_brings_its_messages_and_actions(demo: Demo, caseworker: Visitor, call: str) -> None:
    open_the_questions(caseworker, call, demo.around)
    caseworker.post(f"{call}/answer", call, item="D1.1", code="O")
    advice = demo.around.script.domains[0].advice.orange
    page = caseworker.get(call).text
    assert advice.messages[0] in page
    assert advice.actions[0].text in page


def test_a_red_asks_what_decides_before_anything_else(demo: Demo, caseworker: Visitor, call: str) -> None:
    open_the_questions(caseworker, call, demo.around)
    caseworker.post(f"{call}/answer", call, item="D1.1", code="R")
    item = demo.around.script.items["D1.1"]
    page = caseworker.get(call).text
    assert item.trigger.question is not None
    assert item.trigger.question in page
    assert all(f": {choice.label} <kbd>" in page for choice in item.trigger.triggers)
    assert caseworker.post(f"{call}/red", call, item="D1.1", reply="yes T1").status_code == 303
    page = caseworker.get(call).text
    assert "may be in danger" in page
    assert "Called last: CW-01" in page
    assert "If nobody takes it, at 10:01: the caseworker" in page


def test_a_red_that_is_not_danger_opens_no_alert(demo: Demo, caseworker: Visitor, call: str) -> None:
    open_the_questions(caseworker, call, demo.around)
    caseworker.post(f"{call}/answer", call, item="D1.1", code="R")
    assert caseworker.post(f"{call}/red", call, item="D1.1", reply="no").status_code == 303
    assert "may be in danger" not in caseworker.get(call).text
    assert "Act on the red answer" in demo.visitor("sup-01").get("/inbox").text


@pytest.mark.parametrize("reply", ["", "maybe", "yes T99"])
def test_an_answer_that_no_button_sends_is_refused(demo: Demo, caseworker: Visitor, call: str, reply: str) -> None:
    open_the_questions(caseworker, call, demo.around)
    caseworker.post(f"{call}/answer", call, item="D1.1", code="R")
    assert caseworker.post(f"{call}/red", call, item="D1.1", reply=reply).status_code == 400


@pytest.mark.requirement("CALL-03", "ESC-05", "N7")
def test_end_safely_and_danger_stay_on_every_step_of_a_talk(demo: Demo, caseworker: Visitor, call: str) -> None:
    def has_both() -> bool:
        page = caseworker.get(call).text
        return f'href="{call}/end-safely"' in page and f'action="{call}/danger"' in page

    assert f"{call}/danger" in caseworker.post(f"{call}/attempt", call, **BY_HAND).text
    assert has_both()
    caseworker.post(f"{call}/outcome", call, outcome="answered")
    for step in demo.around.script.opening:
        assert has_both(), step.id
        caseworker.post(f"{call}/gate", call, step=step.id, answer="yes")
    assert has_both()
    caseworker.post(f"{call}/answer", call, item="D1.1", code="R")
    assert has_both()
    caseworker.post(f"{call}/red", call, item="D1.1", reply="no")
    assert f'action="{call}/danger"' in caseworker.get(f"{call}?close=1").text


def test_danger_is_one_press_and_leaves_the_caller_on_the_call(caseworker: Visitor, call: str) -> None:
    answer_the_phone(caseworker, call)
    assert caseworker.post(f"{call}/danger", call).headers["Location"] == call
    page = caseworker.get(call).text
    assert page.index("may be in danger") < page.index("Opening, step 1")


@pytest.mark.requirement("MON-07", "MON-12")
def test_no_time_closes_and_what_was_missed_opens_the_next_call(demo: Demo, caseworker: Visitor, call: str) -> None:
    open_the_questions(caseworker, call, demo.around)
    caseworker.post(f"{call}/answer", call, item="D1.1", code="G")
    assert f"{call}?close=1" in caseworker.get(call).text
    page = caseworker.get(f"{call}?close=1").text
    assert "Back to the questions" in page
    assert "Not heard, so it opens the next call: health, feelings" in page
    assert caseworker.post(f"{call}/end", call, ending="finished").status_code == 303
    with demo.count_questions() as asked:
        ended = caseworker.get(call).text
    assert len(asked) <= MOST_QUESTIONS, asked
    assert re.search(r"Begin with</dt><dd>health, feelings", ended)
    assert "Back to </span>Today" in ended


@pytest.mark.requirement("N48")
def test_a_level_is_never_shown_without_what_it_rests_on(demo: Demo, caseworker: Visitor, call: str) -> None:
    open_the_questions(caseworker, call, demo.around)
    caseworker.post(f"{call}/answer", call, item="D1.1", code="O")
    says = "the caseworker and the supervisor decide, not the rule"
    assert says in caseworker.get(f"{call}?close=1").text
    caseworker.post(f"{call}/end", call, ending="finished")
    assert says in caseworker.get(call).text


def test_the_hour_that_the_family_asked_for_is_meant_by_the_programmes_clock(
    demo: Demo, caseworker: Visitor, call: str
) -> None:
    open_the_questions(caseworker, call, demo.around)
    caseworker.post(f"{call}/answer", call, item="D1.1", code="G")
    fields = {"ending": "finished", "asked_for_on": "2026-11-23", "asked_for_time": "14:30"}
    assert caseworker.post(f"{call}/end", call, **fields).status_code == 303
    page = caseworker.get(call).text
    assert "Mon 23 Nov, 14:30" in page
    assert "the family asked for this time" in page


@pytest.mark.parametrize(
    "fields",
    [{"asked_for_on": "2026-11-23"}, {"asked_for_time": "14:30"}, {"asked_for_on": "soon", "asked_for_time": "14:30"}],
)
def test_half_a_time_is_asked_again(demo: Demo, caseworker: Visitor, call: str, fields: dict[str, str]) -> None:
    open_the_questions(caseworker, call, demo.around)
    caseworker.post(f"{call}/answer", call, item="D1.1", code="G")
    assert caseworker.post(f"{call}/end", call, ending="finished", **fields).status_code == 400


@pytest.mark.requirement("N8")
def test_after_an_unsafe_end_the_page_offers_no_way_to_ring(demo: Demo, caseworker: Visitor, call: str) -> None:
    open_the_questions(caseworker, call, demo.around)
    assert "Unsafe" in caseworker.get(f"{call}/end-safely").text
    assert caseworker.post(f"{call}/end", call, ending="unsafe").status_code == 303
    page = caseworker.get(call).text
    assert "ended unsafely" in page
    assert "Not safe to ring now" in page
    assert "Show the number" not in page


def test_a_line_that_broke_in_a_calm_call_leaves_it_owed_and_is_rung_back_as_agreed(
    demo: Demo, caseworker: Visitor, call: str, clock: FrozenClock
) -> None:
    open_the_questions(caseworker, call, demo.around)
    caseworker.post(f"{call}/end", call, ending="dropped", just_before="calm")
    with demo.count_questions() as asked:
        page = caseworker.get(call).text
    assert len(asked) <= MOST_QUESTIONS, asked
    assert "This call is still owed" in page
    assert "You agreed to ring back once, a moment later." in page
    assert "Show the number and ring" not in page
    clock.advance(minutes=2)
    assert "Show the number and ring" in caseworker.get(call).text


def test_end_safely_leads_back_once_the_talk_is_over(demo: Demo, caseworker: Visitor, call: str) -> None:
    open_the_questions(caseworker, call, demo.around)
    caseworker.post(f"{call}/end", call, ending="ended_safely")
    assert caseworker.get(f"{call}/end-safely").headers["Location"] == call


def test_words_that_are_not_reviewed_are_marked(caseworker: Visitor, call: str) -> None:
    assert "not yet reviewed" in caseworker.get(call).text
