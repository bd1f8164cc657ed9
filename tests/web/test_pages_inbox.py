"""What came in: read on its own page only, taken by one person, done once."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import FoundBy
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.receive_text import InboundText, receive_text
from remote_cm.storage.tables.tasks import Task
from tests.frozen_clock import FrozenClock
from tests.web.demo import Demo


@pytest.fixture
def unknown(demo: Demo) -> str:
    """The address of the duty that a text from an unknown number left."""
    receive_text(demo.around, InboundText("twilio", "SM1", "+12025550100", "where are you <today>"))
    with demo.around.database.unit_of_work() as work:
        newest = select(Task.id).where(Task.kind == TaskKind.UNKNOWN_SENDER).order_by(Task.made_at.desc()).limit(1)
        address = f"/inbox/{work.session.scalars(newest).one()}"
    assert address in demo.visitor("sup-01").get("/inbox").text
    return address


def test_the_words_stand_on_their_own_page_and_on_no_list(demo: Demo, unknown: str) -> None:
    visitor = demo.visitor("cw-01")
    assert "where are you" not in visitor.get("/inbox").text
    page = visitor.get(unknown).text
    assert "where are you &lt;today&gt;" in page
    assert "5550100" not in page


def test_a_duty_that_came_late_says_so(demo: Demo, clock: FrozenClock) -> None:
    sent_at = clock.now() - timedelta(hours=3)
    text = InboundText("twilio", "SM2", "+12025550100", "hello", sent_at, FoundBy.RECONCILIATION)
    receive_text(demo.around, text)
    assert "(sent 3 hours before we heard of it)" in demo.visitor("cw-01").get("/inbox").text


def test_one_person_takes_it_and_then_it_is_on_their_day(demo: Demo, unknown: str) -> None:
    first, second = demo.visitor("cw-01"), demo.visitor("cw-02")
    assert "nobody has it yet" in second.get(unknown).text
    assert first.post(f"{unknown}/take", unknown).headers["Location"] == unknown
    assert unknown in first.get("/calls").text
    assert second.get(unknown).status_code == 404
    assert second.post(f"{unknown}/take", "/inbox").status_code == 404


def test_done_leads_back_to_the_day_and_is_done_once(demo: Demo, unknown: str) -> None:
    visitor = demo.visitor("cw-01")
    visitor.post(f"{unknown}/take", unknown)
    assert visitor.post(f"{unknown}/done", unknown).headers["Location"] == "/calls"
    assert unknown not in visitor.get("/calls").text
    assert visitor.post(f"{unknown}/done", "/calls").status_code == 409


def test_a_duty_of_one_person_does_not_exist_for_another_team(demo: Demo) -> None:
    person = demo.person("cw-01")
    with demo.around.database.unit_of_work() as work:
        task = make_task(demo.around, work.session, TaskKind.HELP, TaskAbout(person.team_id, person.id))
        work.commit()
    address = f"/inbox/{task.id}"
    for username, expected in (("cw-01", 200), ("sup-01", 200), ("cw-02", 404), ("cw-03", 404), ("sup-02", 404)):
        assert demo.visitor(username).get(address).status_code == expected, username
    assert demo.visitor("cw-01").get(f"/inbox/{uuid.uuid4()}").status_code == 404


@pytest.mark.requirement("N28")
def test_a_concern_about_staff_is_read_by_safeguarding_and_by_nobody_of_the_line(demo: Demo) -> None:
    focal_point = demo.person("safe-01")
    with demo.around.database.unit_of_work() as work:
        about = TaskAbout(team_id=None, assignee_id=focal_point.id)
        task = make_task(demo.around, work.session, TaskKind.SAFEGUARDING_CONCERN, about)
        work.commit()
    address = f"/inbox/{task.id}"
    assert address in demo.visitor("safe-01").get("/inbox").text
    for username in ("cw-01", "sup-01"):
        visitor = demo.visitor(username)
        assert address not in visitor.get("/inbox").text
        assert visitor.get(address).status_code == 404


def test_an_inbox_without_anything_says_so_and_what_comes_next(demo: Demo) -> None:
    with demo.around.database.unit_of_work() as work:
        work.session.execute(update(Task).values(done_at=demo.around.now()))
        work.commit()
    page = demo.visitor("sup-01").get("/inbox").text
    assert "Nothing waits for somebody" in page
    assert "What comes for you stands here at once." in page
    assert "No task of your team is late." in page
    assert "Your own tasks stand on Today" in demo.visitor("cw-01").get("/inbox").text


def test_nobody_is_told_that_nothing_is_late_below_a_late_duty_of_their_own(demo: Demo) -> None:
    person = demo.person("sup-01")
    with demo.around.database.unit_of_work() as work:
        work.session.execute(update(Task).values(done_at=demo.around.now()))
        task = make_task(demo.around, work.session, TaskKind.STAFF_UNREACHABLE, TaskAbout(person.team_id, person.id))
        task.due_at = demo.around.now()
        work.commit()
    page = demo.visitor("sup-01").get("/inbox").text
    assert "No other task of your team is late." in page
    assert "No task of your team is late." not in page
