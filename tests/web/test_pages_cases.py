"""The list of cases, one case, the team and the volunteers."""

import pytest

from remote_cm.domain.access import Person
from remote_cm.services import case_pages
from remote_cm.services.case_pages import show_case
from tests.web.demo import Demo, open_the_questions
from tests.web.visitor import TOKEN


def case_of(demo: Demo, username: str) -> tuple[Person, str]:
    return demo.person(username), demo.case_code(username)


def test_the_list_is_in_codes_and_its_next_page_goes_on_where_it_stopped(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_pages, "PAGE_LENGTH", 7)
    visitor = demo.visitor("cw-01")
    first = visitor.get("/cases").text
    assert first.count('<li class="item">') == 7
    last_code = first.partition("?after=")[2].partition('"')[0]
    second = visitor.get(f"/cases?after={last_code}").text
    assert second.count('<li class="item">') == 7
    assert last_code not in second.partition('<ul class="list-card">')[2].partition("</ul>")[0]


def test_names_are_for_the_cases_caseworker_and_numbers_for_nobody(demo: Demo) -> None:
    person, code = case_of(demo, "cw-01")
    names = [card.name for card in show_case(demo.around, person, code).contacts if card.name]
    own = demo.visitor("cw-01").get(f"/cases/{code}").text
    theirs = demo.visitor("sup-01").get(f"/cases/{code}").text
    assert names
    assert all(name in own and name not in theirs for name in names)
    assert "+1202" not in own + theirs


def test_a_case_shows_its_safe_hours_consent_level_and_the_way_to_its_call(demo: Demo) -> None:
    call = demo.call_open_now()
    page = demo.visitor("cw-01").get(f"/cases/{call.case_code}").text
    assert "every day, " in page
    assert "given, until" in page
    assert f"/calls/{call.follow_up_id}" in page
    assert "Open the call" in page


def test_what_was_done_is_told_in_words(demo: Demo) -> None:
    call = demo.call_open_now()
    visitor = demo.visitor("cw-01")
    address = f"/calls/{call.follow_up_id}"
    open_the_questions(visitor, address, demo.around)
    visitor.post(f"{address}/answer", address, item="D1.1", code="O")
    visitor.post(f"{address}/end", address, ending="finished")
    page = visitor.get(f"/cases/{call.case_code}").text
    assert "Safety, health or feelings is orange." in page
    assert "The talk was finished." in page
    # A form's token is random letters, among which any two can stand.
    assert "M1" not in TOKEN.sub("", page)


def test_what_was_asked_is_read_back_with_nothing_left_to_fill_in(demo: Demo) -> None:
    call = demo.call_open_now()
    visitor = demo.visitor("cw-01")
    address = f"/calls/{call.follow_up_id}"
    open_the_questions(visitor, address, demo.around)
    visitor.post(f"{address}/answer", address, item="D1.1", code="O")
    visitor.post(f"{address}/end", address, ending="finished")
    page = visitor.get(f"/cases/{call.case_code}").text
    assert "that made you fear for the child?" in page
    assert "[the child]" not in page


def test_the_team_page_counts_each_caseworkers_day(demo: Demo) -> None:
    page = demo.visitor("sup-01").get("/team").text
    assert "CW-01" in page
    assert "CW-02" in page
    assert "CW-03" not in page
    assert "calls are late" in page
    assert "No task of your team is late." in page


def test_what_an_alias_means_is_for_the_caseworker_alone(demo: Demo) -> None:
    own = demo.visitor("cw-01").get("/volunteers").text
    assert "means" in own
    assert "V-001" in own
    assert "V-003" not in own
    theirs = demo.visitor("sup-01").get("/volunteers").text
    assert "means" not in theirs
    assert "V-003" in theirs
    assert "V-005" not in theirs
