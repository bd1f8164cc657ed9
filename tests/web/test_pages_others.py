"""The page for talks with people beside the family: what comes first, what is said, and what was learnt."""

import re
from collections.abc import Sequence

import pytest

from remote_cm.domain.call_extras import CollateralKind
from remote_cm.domain.vocabulary import Track
from tests.web.demo import Demo
from tests.web.visitor import Visitor

pytestmark = pytest.mark.requirement("MON-23")

FORM = re.compile(r'name="id" value="([0-9a-f-]{36})"')


@pytest.fixture
def page(demo: Demo) -> str:
    return f"/cases/{demo.case_code('cw-01')}/others"


@pytest.fixture
def caseworker(demo: Demo) -> Visitor:
    return demo.visitor("cw-01")


def everything(caseworker: Visitor, page: str) -> dict[str, str | Sequence[str]]:
    found = FORM.search(caseworker.get(page).text)
    assert found is not None
    return {
        "id": found.group(1),
        "certain": [str(place) for place in range(10)],
        "agreed_by": list(Track),
        "kind": CollateralKind.TEACHER.value,
        "name": "Teacher Invented",
        "said": "was there all week",
        "view": "calm",
    }


def test_the_case_leads_to_it_and_it_says_what_comes_first_and_what_to_say(
    demo: Demo, caseworker: Visitor, page: str
) -> None:
    assert page in caseworker.get(page.removesuffix("/others")).text
    script = demo.around.script.collateral
    assert script is not None
    shown = caseworker.get(page).text
    words = [*script.first, *(ask for talk in script.talks for ask in talk.ask), *script.never, script.if_asked]
    missing = [one for one in words if one not in shown.replace("&#39;", "'")]
    assert missing == []
    assert "not yet reviewed" in shown


def test_what_was_learnt_is_written_once_and_stands_on_the_page(caseworker: Visitor, page: str) -> None:
    form = everything(caseworker, page)
    for _ in range(2):
        assert caseworker.post(page, page, **form).status_code == 303
    assert caseworker.get(page).text.count("was there all week") == 1


def test_what_is_missing_is_said_and_nothing_that_was_typed_is_lost(caseworker: Visitor, page: str) -> None:
    answer = caseworker.post(page, page, **everything(caseworker, page) | {"agreed_by": [], "certain": ["0"]})
    assert answer.status_code == 400
    for words in ("Who has agreed to this very person", "tick it", "was there all week", "Teacher Invented", "calm"):
        assert words in answer.text


def test_danger_is_one_press_and_leads_to_its_alert(caseworker: Visitor, page: str) -> None:
    answer = caseworker.post(f"{page}/danger", page)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/alerts/")


def test_a_supervisor_reads_that_it_was_done_and_another_caseworker_nothing(demo: Demo, page: str) -> None:
    caseworker = demo.visitor("cw-01")
    caseworker.post(page, page, **everything(caseworker, page))
    shown = demo.visitor("sup-01").get(page).text
    assert "a teacher or facilitator" in shown
    assert "was there all week" not in shown
    assert "Teacher Invented" not in shown
    assert demo.visitor("cw-02").get(page).status_code == 404


def test_the_page_of_the_case_says_that_it_was_had(demo: Demo, caseworker: Visitor, page: str) -> None:
    caseworker.post(page, page, **everything(caseworker, page))
    for username in ("cw-01", "sup-01"):
        shown = demo.visitor(username).get(page.removesuffix("/others")).text
        assert "talked with a teacher or facilitator about the child" in shown
        assert "was there all week" not in shown


def test_danger_ticked_in_the_form_leads_to_its_alert_and_a_faulty_form_says_that_it_is_open(
    caseworker: Visitor, page: str
) -> None:
    form = everything(caseworker, page) | {"danger": "yes"}
    answer = caseworker.post(page, page, **form | {"kind": ""})
    assert answer.status_code == 400
    assert "The alert is open already" in answer.text
    assert caseworker.post(page, page, **form).headers["Location"].startswith("/alerts/")


def test_a_form_that_comes_back_with_other_words_can_be_sent_as_another_talk(caseworker: Visitor, page: str) -> None:
    form = everything(caseworker, page)
    caseworker.post(page, page, **form)
    again = form | {"said": "was away on one day"}
    answer = caseworker.post(page, page, **again)
    assert answer.status_code == 400
    new = FORM.search(answer.text)
    assert new is not None
    assert caseworker.post(page, page, **again | {"id": new.group(1)}).status_code == 303
    shown = caseworker.get(page).text
    assert ("was there all week" in shown, "was away on one day" in shown) == (True, True)
