"""How a call ends, whichever way, as the page sends it, and what is settled once the line is quiet."""

import re
import uuid

import pytest

from remote_cm.domain.vocabulary import CallBackSignal
from remote_cm.services.meet_follow_up import WHOLE_TALK
from remote_cm.services.my_day import show_my_day
from remote_cm.storage.calls import find_last_conversation
from remote_cm.storage.tables.cases import FollowUp, FollowUpState
from tests.web.demo import Demo, answer_the_phone, open_the_questions
from tests.web.visitor import Visitor


@pytest.fixture
def caseworker(demo: Demo) -> Visitor:
    """CW-01, signed in."""
    return demo.visitor("cw-01")


@pytest.fixture
def asking(demo: Demo, caseworker: Visitor) -> str:
    """The address of a call to a caregiver, with its questions open."""
    call = f"/calls/{demo.call_open_now().follow_up_id}"
    open_the_questions(caseworker, call, demo.around)
    return call


@pytest.fixture
def quiet(caseworker: Visitor, asking: str) -> str:
    """A call that was finished after an orange on safety and a green on health."""
    caseworker.post(f"{asking}/answer", asking, item="D1.1", code="O")
    caseworker.post(f"{asking}/answer", asking, item="D2.1", code="G", skip_reason="short_call")
    fields = {"ending": "finished", "household": "well", "remote_reason": "access"}
    sent = caseworker.post(f"{asking}/end", asking, **fields, agreed_words="Thursday, after the afternoon prayer")
    assert sent.status_code == 303
    return asking


def decided(page: str, **more: str) -> dict[str, str]:
    """The form of the quiet afterwards as the page has it, everything kept."""
    ids = re.findall(r'name="owner-([0-9a-f-]+)"', page)
    owners = {f"owner-{one}": "caseworker" for one in ids}
    days = {f"due-{one}": "2026-11-25" for one in ids}
    return {**owners, **days, **{f"keep-{one}": "yes" for one in ids}, **more}


@pytest.mark.requirement("CALL-03", "N7")
def test_the_ways_to_end_are_all_on_one_page_each_one_press(caseworker: Visitor, asking: str) -> None:
    page = caseworker.get(f"{asking}/end-safely").text
    endings = {"ended_safely", "unsafe", "dropped", "monitored", "other_person", "uneasy"}
    assert endings <= set(re.findall(r'name="ending" value="(\w+)"', page))
    assert "the stop word, a strange voice, shouting, or had they told you something?" in page
    assert 'name="reason" value="composure"' in page


@pytest.mark.requirement("N8")
@pytest.mark.parametrize(("just_before", "is_locked"), [("calm", False), ("fear", True)])
def test_a_line_that_broke_is_asked_about_and_after_fear_nobody_rings_back(
    caseworker: Visitor, asking: str, just_before: str, is_locked: bool
) -> None:
    assert caseworker.post(f"{asking}/end", asking, ending="dropped", just_before=just_before).status_code == 303
    page = caseworker.get(asking).text
    assert ("ended unsafely" in page) is is_locked
    assert "Show the number" not in page or not is_locked


def test_a_line_that_broke_is_not_taken_without_how_it_was(caseworker: Visitor, asking: str) -> None:
    refused = caseworker.post(f"{asking}/end", asking, ending="dropped")
    assert refused.status_code == 400
    assert "The line broke: say how it was just before the line broke." in refused.text


@pytest.mark.requirement("CALL-03")
def test_an_uneasy_moment_keeps_how_they_want_to_be_reached(demo: Demo, caseworker: Visitor, asking: str) -> None:
    fields = {"ending": "uneasy", "signal": "missed_call", "asked_for_on": "2026-11-23", "asked_for_time": "14:30"}
    assert caseworker.post(f"{asking}/end", asking, **fields).status_code == 303
    assert "It was not a good moment." in caseworker.get(asking).text
    contact = demo.contact_of(uuid.UUID(asking.rpartition("/")[2]))
    assert contact.call_back_signal is CallBackSignal.MISSED_CALL


def test_what_was_typed_is_kept_when_a_time_is_only_half_there(caseworker: Visitor, asking: str) -> None:
    fields = {"ending": "uneasy", "signal": "safe_adult", "asked_for_on": "2026-11-23"}
    refused = caseworker.post(f"{asking}/end", asking, **fields)
    assert refused.status_code == 400
    assert "Hour of the next call" in refused.text
    assert 'value="safe_adult" required checked' in refused.text
    assert 'value="2026-11-23"' in refused.text


@pytest.mark.requirement("N38")
def test_a_day_word_that_may_mean_two_days_is_asked_again_beside_what_was_typed(
    caseworker: Visitor, asking: str
) -> None:
    caseworker.post(f"{asking}/answer", asking, item="D1.1", code="G")
    refused = caseworker.post(f"{asking}/end", asking, ending="finished", household="well", agreed_words="kal, noon")
    assert refused.status_code == 400
    assert "The next call, in their own terms" in refused.text
    assert 'value="kal, noon"' in refused.text
    assert 'value="well" checked' in refused.text


@pytest.mark.requirement("MON-09")
def test_where_nothing_was_answered_the_closing_asks_why_and_the_reason_is_kept(
    demo: Demo, caseworker: Visitor, asking: str
) -> None:
    field = 'name="why_nothing_asked" value="tired"'
    assert field in caseworker.get(f"{asking}?close=1").text
    caseworker.post(f"{asking}/answer", asking, item="D1.1", code="DE")
    assert field in caseworker.get(f"{asking}?close=1").text
    assert caseworker.post(f"{asking}/end", asking, ending="finished", why_nothing_asked="tired").status_code == 303
    with demo.around.database.unit_of_work() as work:
        follow_up_id = uuid.UUID(asking.rpartition("/")[2])
        talk = find_last_conversation(work.session, follow_up_id)
        assert talk is not None
        assert talk.skips == {WHOLE_TALK: "tired"}
        assert work.session.get_one(FollowUp, follow_up_id).state is FollowUpState.MET


@pytest.mark.requirement("MON-09")
def test_where_somebody_answered_nobody_asks_why_nothing_was(caseworker: Visitor, asking: str) -> None:
    caseworker.post(f"{asking}/answer", asking, item="D1.1", code="G")
    assert "why_nothing_asked" not in caseworker.get(f"{asking}?close=1").text


def test_a_call_can_be_ended_while_it_still_rings(demo: Demo, caseworker: Visitor) -> None:
    call = f"/calls/{demo.call_open_now().follow_up_id}"
    answer_the_phone(caseworker, call)
    assert "Unsafe" in caseworker.get(f"{call}/end-safely").text
    assert caseworker.post(f"{call}/end", call, ending="unsafe").status_code == 303
    assert "ended unsafely" in caseworker.get(call).text


def test_a_call_that_is_handed_over_is_on_the_back_ups_day(demo: Demo, caseworker: Visitor, asking: str) -> None:
    assert caseworker.post(f"{asking}/hand-over", asking, reason="composure").status_code == 303
    assert caseworker.post(f"{asking}/hand-over", "/calls", reason="composure").status_code in {404, 409}
    follow_ups = {
        str(one.follow_up_id)
        for user in ("cw-02", "cw-06")
        for one in show_my_day(demo.around, demo.person(user)).calls
    }
    assert asking.rpartition("/")[2] in follow_ups


def test_whoever_handed_over_is_led_to_their_day_and_told_who_goes_on(
    demo: Demo, caseworker: Visitor, asking: str
) -> None:
    handed_over = caseworker.post(f"{asking}/hand-over", asking, reason="conflict_of_interest")
    assert handed_over.headers["Location"] == "/calls"
    today = caseworker.get("/calls").text
    assert re.search(r"Handed over: CW-0\d has this call now\. Your supervisor rings you today\.", today)
    assert re.search(r"This call was handed over: CW-0\d has it\.", caseworker.get(asking).text)
    assert "they handed the call over: they know this family" in demo.visitor("sup-01").get("/inbox").text


def test_the_pages_script_is_told_to_go_to_the_day_after_handing_over(caseworker: Visitor, asking: str) -> None:
    found = re.search(r'name="csrf_token" value="([^"]+)"', caseworker.get(asking).text)
    assert found is not None
    fields = {"csrf_token": found.group(1), "reason": "composure"}
    told = caseworker.client.post(f"{asking}/hand-over", data=fields, headers={"Accept": "application/json"})
    assert told.get_json() == {"saved": "Saved 10:00:00", "onward": "/calls"}


def back_up_of(demo: Demo, call: str) -> Visitor:
    """Whoever a call was handed over to, signed in."""
    return next(who for who in map(demo.visitor, ("cw-02", "cw-06")) if who.get(call).status_code == 200)


@pytest.mark.requirement("N33")
def test_the_back_up_is_offered_no_case_that_is_closed_to_them(demo: Demo, caseworker: Visitor) -> None:
    call = f"/calls/{demo.call_open_now().follow_up_id}"
    assert "Read first" in caseworker.get(call).text
    caseworker.post(f"{call}/hand-over", call, reason="conflict_of_interest")
    page = back_up_of(demo, call).get(call).text
    assert "Before you" in page
    assert "Read first" not in page


def test_nobody_is_offered_to_settle_the_talk_of_a_colleague(demo: Demo, caseworker: Visitor, asking: str) -> None:
    call, settles = asking, "What will be done, by whom, by when"
    caseworker.post(f"{call}/answer", call, item="D1.1", code="O")
    caseworker.post(f"{call}/hand-over", call, reason="composure")
    assert settles in caseworker.get(call).text
    page = back_up_of(demo, call).get(call).text
    assert settles not in page
    assert f'action="{call}/notes"' not in page


@pytest.mark.requirement("N48", "MON-04")
def test_afterwards_the_page_says_why_what_changed_and_what_is_proposed(caseworker: Visitor, quiet: str) -> None:
    page = caseworker.get(quiet).text
    assert "the caseworker and the supervisor decide, not the rule" in page
    assert "What changed since last time" in page
    assert "What will be done, by whom, by when" in page
    assert page.count('name="owner-') >= 1
    assert "Thursday, after the afternoon prayer" in page
    assert "all are well" in page
    assert f'action="{quiet}/danger"' in page


@pytest.mark.requirement("MON-04")
def test_what_is_confirmed_is_agreed_and_a_second_press_is_told_so(caseworker: Visitor, quiet: str) -> None:
    form = decided(caseworker.get(quiet).text)
    assert caseworker.post(f"{quiet}/after", quiet, **form).status_code == 303
    assert 'name="owner-' not in caseworker.get(quiet).text
    assert caseworker.post(f"{quiet}/after", quiet, **form).status_code == 409


@pytest.mark.requirement("CARE-07")
def test_a_hard_call_is_one_tick_and_the_supervisor_hears_of_it(demo: Demo, caseworker: Visitor, quiet: str) -> None:
    before = demo.visitor("sup-01").get("/inbox").text
    caseworker.post(f"{quiet}/after", quiet, **decided(caseworker.get(quiet).text, was_hard="yes"))
    after = demo.visitor("sup-01").get("/inbox").text
    assert after.count("<li") > before.count("<li")


def test_a_date_that_is_none_is_asked_again_beside_what_was_chosen(caseworker: Visitor, quiet: str) -> None:
    form = decided(caseworker.get(quiet).text, was_hard="yes")
    day = next(name for name in form if name.startswith("due-"))
    refused = caseworker.post(f"{quiet}/after", quiet, **{**form, day: "soon"})
    assert refused.status_code == 400
    assert "write the date as year, month and day" in refused.text.lower()
    assert 'id="was_hard" name="was_hard" value="yes" checked' in refused.text


@pytest.mark.requirement("MON-24")
def test_notes_are_written_afterwards_beside_the_words_that_were_asked(caseworker: Visitor, quiet: str) -> None:
    page = caseworker.get(quiet).text
    assert "Write while you remember the words, at the latest" in page
    assert "Asked was: “" in page
    sent = caseworker.post(f"{quiet}/notes", quiet, track="caregiver", item="D1.1", said="loud nights", view="tired")
    assert sent.status_code == 303
    assert "loud nights" in caseworker.get(quiet).text


@pytest.mark.requirement("ESC-05")
def test_danger_is_one_press_also_when_the_line_is_quiet(caseworker: Visitor, quiet: str) -> None:
    assert caseworker.post(f"{quiet}/danger", quiet).status_code == 303
    assert "may be in danger" in caseworker.get(quiet).text


@pytest.mark.parametrize("given", ["nothing", "6f9619ff-8b86-d011-b42d-00cf4fc964ff"])
def test_an_action_of_no_case_of_mine_is_not_answered(caseworker: Visitor, asking: str, given: str) -> None:
    assert caseworker.post(f"{asking}/action", asking, action_id=given, state="done").status_code in {400, 404}


def test_after_somebody_else_picked_up_it_is_asked_whose_voice_it_was(demo: Demo, caseworker: Visitor) -> None:
    call = f"/calls/{demo.call_open_now().follow_up_id}"
    assert "Whose voice was it?" not in caseworker.get(call).text
    answer_the_phone(caseworker, call)
    caseworker.post(f"{call}/gate", call, step="O1", answer="no")
    assert "Whose voice was it?" in caseworker.get(call).text
    sent = caseworker.post(f"{call}/other-voice", call, voice="man", aggressive="yes")
    assert sent.status_code == 303
    assert "Check if somebody found out about the calls" in caseworker.get("/calls").text
