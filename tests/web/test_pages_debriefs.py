"""The pages of the daily talks: who sees them, what they show, and that each button does what it says."""

import re
from datetime import time, timedelta

import pytest
from sqlalchemy import select

from remote_cm.services.receive_text import InboundText, receive_text
from remote_cm.services.record_debrief import agree_hour
from remote_cm.services.run_debriefs import run_debriefs
from remote_cm.storage.people import list_volunteers_of
from remote_cm.storage.tables.debriefs import Debrief
from remote_cm.storage.tables.people import Volunteer
from tests.frozen_clock import SUNDAY_MORNING, FrozenClock
from tests.web.demo import MOST_QUESTIONS, Demo
from tests.web.visitor import Visitor


@pytest.fixture
def volunteer(demo: Demo) -> Volunteer:
    """A volunteer of CW-01 with whom four in the afternoon is agreed; it is Sunday at ten."""
    assert isinstance(demo.around.clock, FrozenClock)
    demo.around.clock.set(SUNDAY_MORNING)
    with demo.around.database.unit_of_work() as work:
        for other in work.session.scalars(select(Volunteer)):
            other.debrief_at = None
        for planned in work.session.scalars(select(Debrief)):
            planned.due_at = planned.next_step = None
            planned.day = planned.day - timedelta(days=100)
        work.commit()
    with demo.around.database.unit_of_work() as work:
        found = list_volunteers_of(work.session, demo.person("cw-01").id)[0]
    agree_hour(demo.around, demo.person("cw-01"), found.code, time(16))
    run_debriefs(demo.around)
    return found


@pytest.fixture
def address(demo: Demo, volunteer: Volunteer) -> str:
    """The page of today's talk."""
    with demo.around.database.unit_of_work() as work:
        of_today = select(Debrief.id).where(Debrief.volunteer_id == volunteer.id, Debrief.due_at.is_not(None))
        return f"/debriefs/{work.session.scalars(of_today).one()}"


def _at(demo: Demo, **later: float) -> None:
    assert isinstance(demo.around.clock, FrozenClock)
    demo.around.clock.set(SUNDAY_MORNING + timedelta(**later))
    run_debriefs(demo.around)


def test_the_list_names_volunteers_by_code_with_the_hour_and_what_comes_next(
    demo: Demo, volunteer: Volunteer, address: str
) -> None:
    page = demo.visitor("cw-01").get("/debriefs").text

    assert f'<b>16:00</b> <b class="code">{volunteer.code}</b>' in page
    assert "At 15:45 a text asks them if the hour is good." in page
    assert address in page
    assert "1 talk with a volunteer today" in page
    assert volunteer.name not in page
    assert str(volunteer.phone_number) not in page


@pytest.mark.parametrize(
    ("later", "words"),
    [
        ({"hours": 5, "minutes": 45}, "Phone them at 16:00."),
        ({"hours": 6}, "Phone them now; try a second time by 16:15."),
        ({"hours": 6}, "Due now"),
        ({"hours": 6, "minutes": 15}, "Try once more: at 20:00 it counts as missed."),
        ({"hours": 6, "minutes": 15}, "Not reached yet"),
        ({"hours": 10}, "Find out how they are"),
    ],
)
def test_the_clock_of_a_talk_stands_on_its_pages(demo: Demo, address: str, later: dict[str, float], words: str) -> None:
    _at(demo, **later)

    visitor = demo.visitor("cw-01")
    assert words in visitor.get("/debriefs").text
    assert words in visitor.get(address).text


@pytest.mark.requirement("VOL-23")
def test_the_page_asks_first_if_they_can_talk_alone_and_of_the_work_first_what_cannot_wait(
    demo: Demo, address: str
) -> None:
    page = demo.visitor("cw-01").get(address).text

    lines = re.findall(r"<li><b>(.*?)</b>", page)
    assert lines[0] == "Alone"
    assert page.index("What cannot wait") < page.index("New children")
    assert page.index('action="' + address + '/danger"') < page.index("What cannot wait")
    assert "they still wait for their review" in page


@pytest.mark.parametrize(
    ("username", "expected"), [("cw-01", 200), ("sup-01", 200), ("cw-02", 404), ("cw-03", 404), ("sup-02", 404)]
)
def test_a_talk_does_not_exist_for_others(demo: Demo, address: str, username: str, expected: int) -> None:
    visitor = demo.visitor(username)

    assert visitor.get(address).status_code == expected
    assert (address in visitor.get("/debriefs").text) is (expected == 200)


def test_safeguarding_has_no_debriefs(demo: Demo, address: str) -> None:
    visitor = demo.visitor("safe-01")

    assert visitor.get("/debriefs").status_code == 403
    assert visitor.get(address).status_code == 403


FORMS = {
    "held": {"held_as": "full"},
    "no-answer": {},
    "moved": {"moved_to_day": "2026-11-22", "moved_to_time": "18:00"},
    "danger": {"about": ""},
    "number": {},
}


@pytest.mark.parametrize("step", FORMS)
def test_others_press_nothing_and_a_supervisor_only_reads(demo: Demo, address: str, step: str) -> None:
    assert demo.visitor("cw-02").post(f"{address}/{step}", "/debriefs", **FORMS[step]).status_code == 404
    supervisor = demo.visitor("sup-01")
    assert supervisor.post(f"{address}/{step}", "/debriefs", **FORMS[step]).status_code == 403
    page = supervisor.get(address).text
    assert f"{address}/{step}" not in page
    assert "talks with them; here you see how it stands" in page


def _press(visitor: Visitor, address: str, step: str, **fields: str) -> str:
    answer = visitor.post(f"{address}/{step}", address, **(FORMS[step] | fields))
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_a_talk_is_written_down_and_is_then_over(demo: Demo, address: str) -> None:
    visitor = demo.visitor("cw-01")

    assert _press(visitor, address, "held", minutes="12", new_children="1") == "/debriefs"

    page = visitor.get("/debriefs").text
    assert "Held" in page
    assert "12 minutes" in page
    assert "they know of a child who may need help" in visitor.get("/calls").text
    assert "How it went" not in visitor.get(address).text
    assert "We have talked" not in visitor.get(address).text
    assert visitor.post(f"{address}/held", "/debriefs", **FORMS["held"]).status_code == 409


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        ("held", {"held_as": "full", "minutes": "long"}),
        ("held", {"held_as": "full", "new_children": "many"}),
        ("held", {"held_as": "nearly"}),
        ("moved", {"moved_to_day": "", "moved_to_time": ""}),
        ("moved", {"moved_to_day": "2026-11-21", "moved_to_time": "10:00"}),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_written_down(
    demo: Demo, address: str, step: str, fields: dict[str, str]
) -> None:
    visitor = demo.visitor("cw-01")

    assert visitor.post(f"{address}/{step}", address, **fields).status_code == 400
    assert "How it went" in visitor.get(address).text


def test_nobody_answered_is_counted_on_the_page(demo: Demo, address: str) -> None:
    visitor = demo.visitor("cw-01")

    assert _press(visitor, address, "no-answer") == address

    assert "nobody answered once" in visitor.get(address).text


def test_a_talk_is_put_at_another_hour(demo: Demo, address: str) -> None:
    visitor = demo.visitor("cw-01")

    _press(visitor, address, "moved")

    page = visitor.get("/debriefs").text
    assert "<b>18:00</b>" in page
    assert "Put off" in page


@pytest.mark.parametrize("about", ["", "volunteer"])
def test_danger_leads_to_its_alert(demo: Demo, address: str, about: str) -> None:
    visitor = demo.visitor("cw-01")

    alert = _press(visitor, address, "danger", about=about)

    assert alert.startswith("/alerts/")
    assert visitor.get(alert).status_code == 200


def test_danger_about_a_family_is_chosen_by_its_alias(demo: Demo, address: str) -> None:
    visitor = demo.visitor("cw-01")
    alias, code = re.findall(r'<option value="(\d\d[A-Z])">\d\d[A-Z] \((.*?)\)', visitor.get(address).text)[0]

    assert code in visitor.get(_press(visitor, address, "danger", about=alias)).text
    assert visitor.post(f"{address}/danger", address, about="00A").status_code == 404


@pytest.mark.requirement("N31")
def test_the_number_is_shown_once_by_a_button_and_never_by_an_address(
    demo: Demo, address: str, volunteer: Volunteer
) -> None:
    visitor = demo.visitor("cw-01")
    assert str(volunteer.phone_number) not in visitor.get(address).text

    answer = visitor.post(f"{address}/number", address)

    assert str(volunteer.phone_number) in answer.text
    assert visitor.get(f"{address}/number").status_code in {404, 405}


def test_an_hour_of_every_day_is_agreed_on_the_page(demo: Demo, volunteer: Volunteer, address: str) -> None:
    visitor = demo.visitor("cw-01")
    assert "06:00</option>" not in visitor.get("/debriefs").text
    assert "07:00</option>" in visitor.get("/debriefs").text

    answer = visitor.post("/debriefs/hours", "/debriefs", volunteer=volunteer.code, hour="11")

    assert answer.headers["Location"] == "/debriefs"
    page = visitor.get("/debriefs").text
    assert f'<dt class="code">{volunteer.code}</dt><dd>11:00</dd>' in page
    assert '<option value="11" selected>' in visitor.get(address).text
    visitor.post("/debriefs/hours", "/debriefs", volunteer=volunteer.code, hour="")
    assert f'<dt class="code">{volunteer.code}</dt><dd>none yet</dd>' in visitor.get("/debriefs").text


@pytest.mark.parametrize("hour", ["24", "eleven", "-1", "21"])
def test_an_hour_that_is_none_or_at_night_is_refused(demo: Demo, volunteer: Volunteer, hour: str) -> None:
    visitor = demo.visitor("cw-01")
    answer = visitor.post("/debriefs/hours", "/debriefs", volunteer=volunteer.code, hour=hour)
    assert answer.status_code == 400


def test_an_hour_of_somebody_elses_volunteer_is_not_agreed(demo: Demo, volunteer: Volunteer) -> None:
    fields = {"volunteer": volunteer.code, "hour": "11"}
    assert demo.visitor("cw-02").post("/debriefs/hours", "/debriefs", **fields).status_code == 404
    assert demo.visitor("sup-01").post("/debriefs/hours", "/debriefs", **fields).status_code == 403


def test_no_page_asks_more_than_twelve_questions(demo: Demo, address: str) -> None:
    for username in ("cw-01", "sup-01"):
        visitor = demo.visitor(username)
        for page in ("/debriefs", address):
            with demo.count_questions() as asked:
                assert visitor.get(page).status_code == 200
            assert len(asked) <= MOST_QUESTIONS, (page, asked)


@pytest.mark.requirement("N31")
def test_titles_and_lists_tell_a_passer_by_nothing(demo: Demo, address: str) -> None:
    for username in ("cw-01", "sup-01"):
        visitor = demo.visitor(username)
        for page, title in (("/debriefs", "Debriefs"), (address, "Debrief")):
            shown = visitor.get(page).text
            assert f"<title>{title}</title>" in shown
            assert shown.count("<h1") == 1
            assert not [
                secret for secret in demo.secrets() if re.search(rf"\b{re.escape(secret.lstrip('+'))}\b", shown)
            ]


@pytest.mark.requirement("N1")
def test_locked_words_are_read_by_a_button_of_who_has_the_duty(demo: Demo, volunteer: Volunteer) -> None:
    receive_text(demo.around, InboundText("twilio", "SM1", str(volunteer.phone_number), "paper <no> 1234567"))
    caseworker, supervisor = demo.visitor("cw-01"), demo.visitor("sup-01")
    day = caseworker.get("/calls").text
    found = re.search(
        r'href="(/inbox/[0-9a-f-]{36})">Open<span class="visually-hidden">: Phone V-\d+: a text held', day
    )
    assert found is not None
    task = found.group(1)

    for visitor in (caseworker, supervisor):
        page = visitor.get(task).text
        assert "1234567" not in page
        assert "locked away" in page
    assert "Read the locked words" in caseworker.get(task).text
    assert "Read the locked words" not in supervisor.get(task).text
    assert "paper &lt;no&gt; 1234567" in caseworker.post(f"{task}/words", task).text
    assert supervisor.post(f"{task}/words", task).status_code == 403
    assert demo.visitor("cw-03").post(f"{task}/words", "/inbox").status_code == 404
    assert caseworker.get(f"{task}/words").status_code in {404, 405}
