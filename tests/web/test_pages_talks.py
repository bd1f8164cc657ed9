"""What is pressed while somebody talks, as the page sends it: listeners, words, order, guides, and what lies ahead."""

import gzip
import re
import uuid

import pytest
from werkzeug.test import TestResponse

from remote_cm.domain.next_question import SkipReason
from remote_cm.domain.vocabulary import ContactRole
from remote_cm.services.my_day import show_my_day
from tests.web.demo import ALL_EXPLAINED, MOST_QUESTIONS, STEP, TICKED, Demo, answer_the_phone, open_the_questions
from tests.web.visitor import Visitor

FORMS: tuple[tuple[str, dict[str, str]], ...] = (
    ("gate", {"step": "O1", "answer": "yes"}),
    ("consent", {"given_by": "caregiver"}),
    ("turn", {"track": "child"}),
    ("turn/refused", {"refused_by": "child"}),
    ("overheard", {}),
    ("hint", {}),
    ("answer", {"item": "D1.1", "code": "G"}),
    ("notes", {"track": "caregiver", "item": "D1.1", "said": "x"}),
    ("red", {"item": "D1.1", "reply": "no"}),
    ("danger", {}),
    ("end", {"ending": "ended_safely"}),
    ("hand-over", {"reason": "composure"}),
    ("after", {}),
    ("action", {"action_id": "6f9619ff-8b86-d011-b42d-00cf4fc964ff", "state": "done"}),
)
PAGES = ("end-safely", "ahead", "another", "guide/suicide")
AS_SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def caseworker(demo: Demo) -> Visitor:
    """CW-01, signed in."""
    return demo.visitor("cw-01")


@pytest.fixture
def call(demo: Demo) -> str:
    """The address of a call to a caregiver whose safe hours are open."""
    return f"/calls/{demo.call_open_now().follow_up_id}"


@pytest.fixture
def first_call(demo: Demo) -> str:
    """A call to a family that was never spoken to."""
    calls = show_my_day(demo.around, demo.person("cw-01")).calls
    found = next(one for one in calls if one.is_open_now and "never_contacted" in one.reasons)
    return f"/calls/{found.follow_up_id}"


@pytest.fixture
def asking(demo: Demo, caseworker: Visitor, call: str) -> str:
    """The same with its questions open."""
    open_the_questions(caseworker, call, demo.around)
    return call


def comes_to(visitor: Visitor, call: str, step: str) -> None:
    """Go through the opening up to a step."""
    answer_the_phone(visitor, call)
    while (asked := STEP.search(visitor.get(call).text)) is not None and asked.group(1) != step:
        assert visitor.post(f"{call}/gate", call, step=asked.group(1), answer="yes").status_code == 303


def sent_by_script(visitor: Visitor, call: str, path: str, **fields: str) -> TestResponse:
    """A form as the page's script sends it."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', visitor.get(call).text)
    assert found is not None
    return visitor.client.post(f"{call}/{path}", data={"csrf_token": found.group(1), **fields}, headers=AS_SCRIPT)


@pytest.mark.parametrize(("path", "fields"), FORMS)
def test_a_call_of_somebody_else_does_not_exist(demo: Demo, call: str, path: str, fields: dict[str, str]) -> None:
    assert demo.visitor("cw-05").post(f"{call}/{path}", "/calls", **fields).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_a_call_of_somebody_else_does_not_exist(demo: Demo, asking: str, path: str) -> None:
    assert demo.visitor("cw-05").get(f"{asking}/{path}").status_code == 404


@pytest.mark.parametrize(("path", "fields"), FORMS)
def test_no_form_is_taken_without_the_token_of_its_page(
    caseworker: Visitor, call: str, path: str, fields: dict[str, str]
) -> None:
    assert caseworker.client.post(f"{call}/{path}", data=fields).status_code == 400


@pytest.mark.parametrize(("path", "fields"), FORMS)
def test_only_caseworkers_press(demo: Demo, call: str, path: str, fields: dict[str, str]) -> None:
    assert demo.visitor("sup-01").post(f"{call}/{path}", "/alerts", **fields).status_code == 403


def test_the_script_is_told_in_one_line_when_it_was_saved(caseworker: Visitor, asking: str) -> None:
    answer = sent_by_script(caseworker, asking, "answer", item="D1.1", code="G")
    assert (answer.status_code, answer.get_json()) == (200, {"saved": "Saved 10:00:00"})


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("answer", {"item": "D1.1", "code": "O", "said": "loud nights"}),
        ("overheard", {}),
        ("hint", {}),
        ("danger", {}),
        ("turn", {"track": "child"}),
    ],
)
def test_what_the_script_sends_twice_is_done_once(
    caseworker: Visitor, asking: str, path: str, fields: dict[str, str]
) -> None:
    assert sent_by_script(caseworker, asking, path, **fields).status_code == 200
    once = caseworker.get(asking).text
    assert sent_by_script(caseworker, asking, path, **fields).status_code == 200
    assert caseworker.get(asking).text.count("<section") == once.count("<section")


@pytest.mark.requirement("CALL-11", "CALL-12")
def test_the_first_yes_asks_for_all_that_is_explained_and_each_thing_agreed_to(
    caseworker: Visitor, first_call: str
) -> None:
    comes_to(caseworker, first_call, "O7")
    page = caseworker.get(first_call).text
    assert page.count('name="explained"') == 6
    assert page.count('name="agreed"') == 8
    assert "Who we are, and how to complain about us" in page


@pytest.mark.requirement("CALL-11")
def test_what_was_not_explained_is_named_and_what_was_ticked_is_kept(caseworker: Visitor, first_call: str) -> None:
    call = first_call
    comes_to(caseworker, call, "O7")
    given = {"given_by": "caregiver", "explained": ["process"], "agreed": ["take_part"], "not_to_inform": "an uncle"}
    refused = caseworker.post(f"{call}/consent", call, **given)
    assert refused.status_code == 400
    assert "Explain and tick: “Why notes are kept, and what is in them”." in refused.text
    assert "why_notes:" not in refused.text
    assert 'name="explained" value="process" checked' in refused.text
    assert 'value="an uncle"' in refused.text
    assert caseworker.post(f"{call}/consent", call, **ALL_EXPLAINED, given_by="caregiver").status_code == 303


@pytest.mark.requirement("CALL-11")
def test_a_first_yes_without_its_list_is_not_taken_and_the_page_says_what_to_do(
    caseworker: Visitor, first_call: str
) -> None:
    comes_to(caseworker, first_call, "O7")
    refused = caseworker.post(f"{first_call}/gate", first_call, step="O7", answer="yes")
    assert refused.status_code == 400
    assert "Tick what you have explained and each thing that they agree to, then press yes." in refused.text
    assert refused.text.count('name="agreed"') == 8
    assert STEP.search(caseworker.get(first_call).text)[1] == "O7"  # type: ignore[index] # the step is still asked


@pytest.mark.requirement("MON-01", "CALL-05")
def test_the_phone_is_passed_to_the_child_who_hears_an_opening_of_their_own(caseworker: Visitor, asking: str) -> None:
    caseworker.post(f"{asking}/answer", asking, item="D1.1", code="O", said="words of the caregiver")
    assert "Pass to the child" in caseworker.get(asking).text
    assert caseworker.post(f"{asking}/turn", asking, track="child").status_code == 303
    page = caseworker.get(asking).text
    assert "with the child" in page
    assert "Safe to talk now" in page
    assert "words of the caregiver" not in page


@pytest.mark.requirement("N16")
def test_what_one_has_said_is_not_on_the_page_while_the_other_talks(demo: Demo, caseworker: Visitor, call: str) -> None:
    open_the_questions(caseworker, call, demo.around)
    caseworker.post(f"{call}/answer", call, item="D1.1", code="O", said="words of the caregiver")
    caseworker.post(f"{call}/turn", call, track="child")
    shown = [caseworker.get(call).text, caseworker.get(f"{call}/ahead").text]
    assert not any("words of the caregiver" in page or 'data-code="O"' in page for page in shown)


def test_who_said_no_for_the_child_is_asked_by_name_of_their_place(caseworker: Visitor, asking: str) -> None:
    page = caseworker.get(asking).text
    assert "They said no" in page
    assert 'name="refused_by" value="caregiver"' in page
    assert 'name="refused_by" value="child"' in page
    assert caseworker.post(f"{asking}/turn/refused", asking, refused_by=ContactRole.CHILD).status_code == 303


@pytest.mark.requirement("CALL-06", "N7")
def test_somebody_comes_in_is_one_press_and_the_page_says_what_is_asked_now(caseworker: Visitor, asking: str) -> None:
    assert "Somebody can hear" in caseworker.get(asking).text
    assert caseworker.post(f"{asking}/overheard", asking).status_code == 303
    page = caseworker.get(asking).text
    assert "ask only what takes yes, no or a number" in page
    assert "It is the one they fear" in page


def test_a_hint_of_not_wanting_to_live_brings_its_question_at_once(caseworker: Visitor, asking: str) -> None:
    assert f'action="{asking}/hint"' in caseworker.get(asking).text
    assert caseworker.post(f"{asking}/hint", asking).status_code == 303
    assert 'name="item" value="D3.3"' in caseworker.get(asking).text


@pytest.mark.requirement("MON-06")
def test_another_question_first_asks_why_and_is_then_one_press(caseworker: Visitor, asking: str) -> None:
    chooser = caseworker.get(f"{asking}/another").text
    assert all(f'value="{reason}"' in chooser for reason in SkipReason)
    assert 'name="item" value="D4.1"' in chooser
    page = caseworker.get(f"{asking}?item=D4.1&skip=they_asked").text
    assert 'value="they_asked" required checked' in page
    refused = caseworker.post(f"{asking}/answer", asking, item="D4.1", code="G", said="she braids my hair")
    assert refused.status_code == 400
    assert "Why this one first" in refused.text
    taken = caseworker.post(f"{asking}/answer", asking, item="D4.1", code="G", skip_reason="they_asked")
    assert taken.status_code == 303


@pytest.mark.requirement("MON-06")
def test_a_red_out_of_order_needs_no_reason(caseworker: Visitor, asking: str) -> None:
    assert caseworker.post(f"{asking}/answer", asking, item="D4.1", code="R").status_code == 303


def test_the_reply_to_a_red_carries_whose_it_is_and_is_not_taken_for_the_others(
    caseworker: Visitor, asking: str
) -> None:
    caseworker.post(f"{asking}/answer", asking, item="D1.1", code="R")
    reply = '<input type="hidden" name="item" value="D1.1"><input type="hidden" name="track" value="caregiver">'
    assert reply in caseworker.get(asking).text
    late = caseworker.post(f"{asking}/red", asking, item="D1.1", reply="no", track="child")
    assert late.status_code == 409
    assert "One thing decides what happens now" in caseworker.get(asking).text
    assert caseworker.post(f"{asking}/red", asking, item="D1.1", reply="no", track="caregiver").status_code == 303
    assert "One thing decides what happens now" not in caseworker.get(asking).text


@pytest.mark.requirement("MON-24")
def test_notes_are_three_fields_and_are_mended_without_touching_the_colour(caseworker: Visitor, asking: str) -> None:
    caseworker.post(f"{asking}/answer", asking, item="D1.1", code="O", said="loud nights")
    notes = {"track": "caregiver", "item": "D1.1", "said": "loud nights", "heard": "a door", "view": "tired"}
    assert caseworker.post(f"{asking}/notes", asking, **notes).status_code == 303
    page = caseworker.get(f"{asking}?item=D1.1").text
    assert all(re.search(rf'name="{field}"[^>]*>{notes[field]}<', page) for field in ("said", "heard", "view"))
    assert page.count("(your answer)") == 1


@pytest.mark.parametrize("guide", ["suicide", "disclosure", *"ABCDEFG"])
def test_every_guide_is_one_tap_away_and_shows_its_steps(
    demo: Demo, caseworker: Visitor, asking: str, guide: str
) -> None:
    address = f"{asking}/guide/{guide}"
    assert f'href="{address}"' in caseworker.get(asking).text
    page = caseworker.get(address).text
    script = demo.around.script
    known = script.guide(guide) or script.protocol(guide)
    assert known is not None
    assert known.title in page
    assert page.count("<li><p>") >= 1
    assert "not yet reviewed" in page


def test_a_guide_that_the_script_does_not_have_does_not_exist(caseworker: Visitor, asking: str) -> None:
    assert caseworker.get(f"{asking}/guide/nothing").status_code == 404


def test_what_was_heard_opens_its_guide_on_the_page(caseworker: Visitor, asking: str) -> None:
    heading = '<h2><span aria-hidden="true">➤</span> A child tells you of harm</h2>'
    assert heading not in caseworker.get(asking).text
    caseworker.post(f"{asking}/answer", asking, item="D1.1", code="R")
    assert heading in caseworker.get(asking).text


@pytest.mark.requirement("MON-02")
def test_what_to_say_stands_on_top_of_the_next_question(demo: Demo, caseworker: Visitor, asking: str) -> None:
    caseworker.post(f"{asking}/answer", asking, item="D1.1", code="O")
    page = caseworker.get(asking).text
    message = demo.around.script.domains[0].advice.orange.messages[0]
    assert page.index("To say now") < page.index(message) < page.index("question 2 of")


@pytest.mark.requirement("N6")
def test_nothing_that_is_locked_is_handed_out_ahead(demo: Demo, caseworker: Visitor, call: str) -> None:
    comes_to(caseworker, call, "O3")
    ahead = caseworker.get(f"{call}/ahead").text
    assert 'data-step="opening:caregiver:O4"' in ahead
    assert "question:" not in ahead
    assert not [secret for secret in demo.secrets() if secret in ahead]


def test_what_lies_ahead_is_every_question_small_and_without_a_token(caseworker: Visitor, asking: str) -> None:
    caseworker.post(f"{asking}/answer", asking, item="D1.1", code="G")
    answer = caseworker.client.get(f"{asking}/ahead", headers={"Accept-Encoding": "gzip"})
    ahead = gzip.decompress(answer.data).decode()
    assert len(answer.data) < 30_000
    assert 'data-item="D1.1" data-code="G"' in ahead
    assert 'data-item="D8.1"' in ahead
    assert 'data-step="red:caregiver:D1.2"' in ahead
    assert 'data-say="D1:R"' in ahead
    assert 'data-step="ending"' in ahead
    assert "csrf_token" not in ahead


def test_words_agreed_with_a_family_are_there_only_while_a_call_is_open(
    demo: Demo, caseworker: Visitor, call: str
) -> None:
    words = {word for word in _words(demo, call) if word}
    assert words, "this contact has words"
    assert not any(word in caseworker.get(call).text for word in words)
    answer_the_phone(caseworker, call)
    assert all(word in caseworker.get(call).text for word in words)
    assert not any(word in demo.visitor("sup-01").get(call).text for word in words)
    caseworker.post(f"{call}/end", call, ending="ended_safely")
    assert not any(word in caseworker.get(call).text for word in words)


def _words(demo: Demo, call: str) -> set[str | None]:
    contact = demo.contact_of(uuid.UUID(call.rpartition("/")[2]))
    return {contact.opening_word, contact.answer_word, contact.stop_word}


def test_a_page_names_nobody_in_its_title(caseworker: Visitor, asking: str) -> None:
    for path in ("", "/end-safely", "/another", "/guide/A", "?close=1"):
        title = re.search(r"<title>(.*?)</title>", caseworker.get(f"{asking}{path}").text)
        assert title is not None
        assert title.group(1) == "Call"


@pytest.mark.requirement("CALL-08", "N10")
def test_no_number_is_shown_without_the_checks_also_to_a_script(caseworker: Visitor, call: str) -> None:
    left_out = dict.fromkeys(list(TICKED)[1:], "yes")
    assert sent_by_script(caseworker, call, "attempt", **left_out).status_code == 400


@pytest.mark.parametrize("path", ["", "?item=D1.1", "?close=1", "/another", "/ahead", "/end-safely", "/guide/suicide"])
def test_no_page_of_a_talk_asks_the_database_too_much(demo: Demo, caseworker: Visitor, asking: str, path: str) -> None:
    caseworker.post(f"{asking}/answer", asking, item="D1.1", code="O")
    with demo.count_questions() as asked:
        assert caseworker.get(f"{asking}{path}").status_code == 200
    assert len(asked) <= MOST_QUESTIONS, asked
