"""The form of a new case."""

from collections.abc import Sequence

import pytest

from remote_cm.domain.vocabulary import StaffRole
from tests.web.demo import MOST_QUESTIONS, Demo
from tests.web.visitor import PASSWORD, Visitor, add_staff

NEW = "/cases/new"


def form(demo: Demo, **changes: str | Sequence[str]) -> dict[str, str | Sequence[str]]:
    right: dict[str, str | Sequence[str]] = {
        "caseworker": "CW-01",
        "camp": "CXB-101",
        "band": "B",
        "sex": "male",
        "language": "rhg",
        "level": "medium",
        "referred_by": "volunteer",
        "referred_on": demo.around.today().isoformat(),
        "referred_time": "00:01",
        "concern": "seen alone at the market",
        "moha": "ZZ-998877",
        "has_no_conflict": "yes",
    }
    return right | changes


@pytest.mark.requirement("RSK-03")
def test_the_list_of_cases_leads_to_it_and_it_says_what_each_level_means(demo: Demo) -> None:
    visitor = demo.visitor("cw-01")
    assert NEW in visitor.get("/cases").text
    page = visitor.get(NEW).text
    for words in ("serious harm, or harm that may cost", "some harm, not threatening life", "harm is possible without"):
        assert words in page


def test_a_caseworker_goes_on_with_how_the_family_is_reached(demo: Demo) -> None:
    visitor = demo.visitor("cw-01")
    answer = visitor.post(NEW, NEW, **form(demo))
    assert answer.status_code == 303
    assert answer.location.endswith("/people/new")
    assert "Write next how the family is reached." in visitor.get(answer.location).text
    case = visitor.get(answer.location.removesuffix("/people/new")).text
    assert "seen alone at the market" in case
    assert "998877" not in case


def test_a_supervisor_gives_it_to_one_of_the_team(demo: Demo) -> None:
    visitor = demo.visitor("sup-01")
    assert 'value="CW-02"' in visitor.get(NEW).text
    answer = visitor.post(NEW, NEW, **form(demo, caseworker="CW-02"))
    assert answer.status_code == 303
    assert demo.visitor("cw-02").get(answer.location).status_code == 200
    assert demo.visitor("cw-01").get(answer.location).status_code == 404


@pytest.mark.requirement("INT-04", "DATA-03")
def test_a_child_who_is_known_is_refused_and_another_team_learns_nothing_more(demo: Demo) -> None:
    first = demo.visitor("cw-01")
    code = first.post(NEW, NEW, **form(demo)).location.split("/")[2]
    again = first.post(NEW, NEW, **form(demo, moha="zz 998877"))
    assert again.status_code == 400
    assert f"this child is known already: {code}" in again.text
    assert "seen alone at the market" in again.text
    other = demo.visitor("cw-03").post(NEW, NEW, **form(demo, caseworker="CW-03"))
    assert other.status_code == 400
    assert "this child is known already, to others" in other.text
    assert code not in other.text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"concern": ""}, "without names"),
        ({"moha": ""}, "write one of the numbers"),
        ({"moha": "1"}, "MoHA number: this is too short"),
        ({"referred_time": ""}, "give the hour too"),
        ({"referred_on": "2030-01-01"}, "not in the future"),
        ({"level": "immediate"}, "for danger now press Danger"),
        ({"level": ""}, "press one of the buttons"),
        ({"language": "xx"}, "choose one of the languages"),
        ({"caseworker": "CW-03"}, "of your team"),
    ],
)
def test_what_is_missing_is_said_above_what_was_typed(demo: Demo, change: dict[str, str], said: str) -> None:
    answer = demo.visitor("cw-01").post(NEW, NEW, **form(demo, **change))
    assert answer.status_code == 400
    assert "Not registered yet." in answer.text
    assert said in answer.text


@pytest.mark.parametrize("role", [StaffRole.COORDINATOR, StaffRole.ADMINISTRATOR, StaffRole.SAFEGUARDING])
def test_nobody_else_opens_cases(demo: Demo, role: StaffRole) -> None:
    add_staff(demo.around, "office", role)
    visitor = Visitor(demo.app.test_client())
    visitor.sign_in("office", PASSWORD)
    assert visitor.get(NEW).status_code == 403


def test_it_asks_the_database_few_questions(demo: Demo) -> None:
    visitor = demo.visitor("sup-01")
    visitor.get(NEW)
    with demo.count_questions() as questions:
        visitor.get(NEW)
    assert len(questions) <= MOST_QUESTIONS
