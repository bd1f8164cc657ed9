"""Duties say what is to be done, so that no two of them read the same, each in its words for whoever does it."""

import uuid
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from remote_cm.domain.call_script import ActionOwner
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import ScriptDomain
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.storage.tables.calls import ActionState, PlanAction
from remote_cm.storage.tables.cases import CaseFile
from remote_cm.storage.tables.tasks import Task
from tests.web.demo import MOST_QUESTIONS, Demo

POINT = "Ask the health point for a day"
LETTER = "Write a letter to the clinic"


@pytest.fixture
def code(demo: Demo) -> str:
    """A case of CW-01 whose duties are those of the test alone."""
    found = demo.case_code("cw-01")
    with demo.around.database.unit_of_work() as work:
        case_id = select(CaseFile.id).where(CaseFile.code == found).scalar_subquery()
        now = demo.around.now()
        work.session.execute(update(Task).where(Task.case_id == case_id).values(done_at=now))
        work.session.execute(update(PlanAction).where(PlanAction.case_id == case_id).values(settled_at=now))
        work.commit()
    return found


def agree(demo: Demo, code: str, what: str, due_at: datetime | None = None, owner: str = "cw-01") -> str:
    """Something that was agreed about health is a duty of its owner; its address."""
    due_at = due_at or demo.around.now() + timedelta(hours=5)
    kind = TaskKind.ACTION_TO_TELL if owner == "volunteer" else TaskKind.AGREED_ACTION
    assignee = demo.person("cw-01" if owner == "volunteer" else owner)
    with demo.around.database.unit_of_work() as work:
        case = work.session.scalars(select(CaseFile).where(CaseFile.code == code)).one()
        about = TaskAbout(case.team_id, assignee.id, case.id, detail=ScriptDomain.HEALTH.value, asked_for_at=due_at)
        task = make_task(demo.around, work.session, kind, about)
        task.due_at = due_at
        work.session.flush()
        action = PlanAction(
            id=uuid.uuid4(),
            case_id=case.id,
            domain=ScriptDomain.HEALTH,
            what=what,
            owner=ActionOwner.VOLUNTEER if owner == "volunteer" else ActionOwner.CASEWORKER,
            state=ActionState.OPEN,
            made_at=demo.around.now(),
            due_at=due_at,
            task_id=task.id,
        )
        work.session.add(action)
        work.commit()
        return f"/inbox/{task.id}"


def test_what_was_agreed_stands_in_its_own_words_on_the_day_of_whoever_does_it(demo: Demo, code: str) -> None:
    addresses = [agree(demo, code, what) for what in (POINT, LETTER)]
    visitor = demo.visitor("cw-01")
    day = visitor.get("/calls").text
    for address, what in zip(addresses, (POINT, LETTER), strict=True):
        assert f"<b>For {code}, health: {what}</b>" in day
        assert f"<h1>For {code}, health: {what}</h1>" in visitor.get(address).text


def test_what_a_volunteer_does_is_told_by_voice_and_says_what(demo: Demo, code: str) -> None:
    agree(demo, code, POINT, owner="volunteer")
    assert f"Tell the volunteer by voice, for {code}, health: {POINT}" in demo.visitor("cw-01").get("/calls").text


def test_the_supervisors_own_duty_says_what_and_that_of_another_only_whose_it_is_and_the_domain(
    demo: Demo, code: str
) -> None:
    now = demo.around.now()
    agree(demo, code, POINT, now - timedelta(hours=1))
    agree(demo, code, LETTER, owner="sup-01")
    with demo.around.database.unit_of_work() as work:
        work.session.execute(update(Task).where(Task.due_at < now, Task.done_at.is_(None)).values(raised_at=now))
        work.commit()
    supervisor = demo.visitor("sup-01")
    inbox = supervisor.get("/inbox").text
    assert f"For {code}, health: {LETTER}" in inbox
    for page in (inbox, supervisor.get("/team").text):
        assert POINT not in page
        late = page.partition(f"<b>Do what was agreed in the call about {code}: health</b>")[2].partition("</li>")[0]
        assert "<b>CW-01</b>" in late


def test_however_much_was_agreed_today_asks_no_more_questions(demo: Demo, code: str) -> None:
    visitor = demo.visitor("cw-01")
    for what in (POINT, LETTER, "Bring soap"):
        agree(demo, code, what)
    with demo.count_questions() as asked:
        assert visitor.get("/calls").status_code == 200
    assert len(asked) <= MOST_QUESTIONS


def test_a_case_leads_to_each_of_its_duties_and_says_what_was_agreed_once(demo: Demo, code: str) -> None:
    address = agree(demo, code, POINT)
    page = demo.visitor("cw-01").get(f"/cases/{code}").text
    assert f'href="{address}"' in page
    assert page.count(POINT) == 1


def test_what_waits_for_longer_than_tomorrow_is_folded_below_the_day(demo: Demo, code: str) -> None:
    midnight = datetime.combine(demo.around.today() + timedelta(days=2), datetime.min.time(), demo.around.zone)
    agree(demo, code, POINT, midnight - timedelta(minutes=1))
    agree(demo, code, LETTER, midnight)
    near, _, later = demo.visitor("cw-01").get("/calls").text.partition("<details")
    assert POINT in near
    assert LETTER not in near
    assert LETTER in later
    assert POINT not in later


def test_a_red_answer_names_its_domain(demo: Demo, code: str) -> None:
    with demo.around.database.unit_of_work() as work:
        case = work.session.scalars(select(CaseFile).where(CaseFile.code == code)).one()
        about = TaskAbout(case.team_id, demo.person("cw-01").id, case.id, level=case.level, detail="D4.1")
        make_task(demo.around, work.session, TaskKind.RED_ANSWER, about)
        work.commit()
    assert f"Act on the red answer about {code}: care" in demo.visitor("cw-01").get("/calls").text
