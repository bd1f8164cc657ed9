"""Ladders of hours and days on the pages: what to do, how it went, what comes next, and who may decide about it."""

import re
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from remote_cm.domain.slow_ladder import SlowEnd
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import DomainColour, RiskLevel, ScriptDomain, StaffRole
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.run_tick import run_tick
from remote_cm.storage.tables.cases import CaseFile, DomainLevel
from remote_cm.storage.tables.slow_ladders import SlowLadderRun
from remote_cm.storage.tables.tasks import Task
from remote_cm.web.pages.team import SHOWN
from tests.frozen_clock import FrozenClock
from tests.web.demo import MOST_QUESTIONS, Demo
from tests.web.visitor import Visitor


def put(demo: Demo, kind: TaskKind, username: str = "cw-01", about: str = "cw-01") -> str:
    """A duty about a case of one caseworker, on the page of somebody; its address."""
    code, person = demo.case_code(about), demo.person(username)
    with demo.around.database.unit_of_work() as work:
        case = work.session.execute(select(CaseFile).where(CaseFile.code == code)).scalar_one()
        role = StaffRole.SUPERVISOR if username.startswith("sup") else StaffRole.CASEWORKER
        task = make_task(
            demo.around, work.session, kind, TaskAbout(case.team_id, person.id, case.id, level=case.level, role=role)
        )
        work.commit()
    return f"/inbox/{task.id}"


def ladder_of(demo: Demo, address: str) -> str:
    """The address of the ladder that a duty belongs to."""
    with demo.around.database.unit_of_work() as work:
        task = work.session.get_one(Task, uuid.UUID(address.rpartition("/")[2]))
        return f"/inbox/ladders/{task.slow_ladder_id}"


def open_kinds(demo: Demo) -> set[TaskKind]:
    with demo.around.database.unit_of_work() as work:
        return set(work.session.scalars(select(Task.kind).where(Task.done_at.is_(None))))


def test_a_task_says_what_to_do_and_its_button_says_what_was_done(demo: Demo) -> None:
    address = put(demo, TaskKind.RED_ANSWER)
    page = demo.visitor("cw-01").get(address).text
    assert f"Act on the red answer about {demo.case_code('cw-01')}" in page
    assert ">I have acted on it</button>" in page


def test_a_duty_with_an_answer_asks_how_it_went_on_its_own_page(demo: Demo) -> None:
    address = put(demo, TaskKind.POSSIBLE_DISCOVERY)
    visitor = demo.visitor("cw-01")
    assert visitor.post(f"{address}/done", "/calls").headers["Location"] == address
    page = visitor.get(address).text
    assert "or say how it went." in page
    assert ">No, nobody found out</button>" in page
    assert visitor.post(f"{address}/done", address, outcome="not_found_out").headers["Location"] == "/calls"
    assert TaskKind.POSSIBLE_DISCOVERY not in open_kinds(demo)


def test_an_answer_of_another_duty_is_refused(demo: Demo) -> None:
    address = put(demo, TaskKind.POSSIBLE_DISCOVERY)
    visitor = demo.visitor("cw-01")
    assert visitor.post(f"{address}/done", address, outcome="seen_well").status_code == 400
    assert visitor.post(f"{address}/done", address, outcome="nonsense").status_code == 400
    assert TaskKind.POSSIBLE_DISCOVERY in open_kinds(demo)


def test_the_path_stands_on_the_task_and_the_case_with_the_next_step_and_its_hour(demo: Demo) -> None:
    address = put(demo, TaskKind.RED_ANSWER)
    run_tick(demo.around)
    code = demo.case_code("cw-01")
    visitor = demo.visitor("cw-01")
    for page in (visitor.get(address).text, visitor.get(f"/cases/{code}").text):
        assert "Something red, without danger now" in page
        assert "for the supervisor:" in page
        assert f"Know of the worry about {code}" in page


def test_a_supervisor_ends_a_ladder_and_a_caseworker_does_not(demo: Demo) -> None:
    address = put(demo, TaskKind.RED_ANSWER)
    end = f"{ladder_of(demo, address)}/end"
    caseworker, supervisor = demo.visitor("cw-01"), demo.visitor("sup-01")
    assert "End it by hand" not in caseworker.get(address).text
    assert caseworker.post(end, address, end="safe_now").status_code == 403
    assert "End it by hand" in supervisor.get(address).text
    assert demo.visitor("sup-02").post(end, "/inbox", end="safe_now").status_code == 404
    assert supervisor.post(end, address, end="settled").status_code == 400
    assert supervisor.post(end, address, end="safe_now").headers["Location"] == "/inbox"
    assert "They are safe, and the next contact is agreed" in caseworker.get(address).text
    assert supervisor.post(end, address, end="safe_now").status_code == 409


def test_at_night_a_supervisor_lets_it_wait_for_the_day(demo: Demo, clock: FrozenClock) -> None:
    clock.advance(hours=12)
    address = put(demo, TaskKind.RED_ANSWER)
    supervisor = demo.visitor("sup-01")
    assert "It may wait for the day" in supervisor.get(address).text
    wait = f"{ladder_of(demo, address)}/wait"
    assert demo.visitor("cw-01").post(wait, address).status_code == 403
    assert supervisor.post(wait, address).headers["Location"] == "/inbox"
    assert "The supervisor agreed" in demo.visitor("cw-01").get(address).text


def test_by_day_nothing_is_offered_to_wait(demo: Demo) -> None:
    address = put(demo, TaskKind.RED_ANSWER)
    assert "It may wait for the day" not in demo.visitor("sup-01").get(address).text


def test_the_team_page_lists_what_is_under_way_for_its_own_supervisor(demo: Demo) -> None:
    put(demo, TaskKind.ORANGE_ANSWER)
    run_tick(demo.around)
    code = demo.case_code("cw-01")
    page = demo.visitor("sup-01").get("/team").text
    assert code in page
    assert "A worry" in page
    assert code not in demo.visitor("sup-02").get("/team").text


def test_a_worry_of_the_team_names_its_level_its_domains_who_does_what_and_by_when(demo: Demo) -> None:
    code = demo.case_code("cw-01")
    with demo.around.database.unit_of_work() as work:
        case = work.session.scalars(select(CaseFile).where(CaseFile.code == code)).one()
        case.level = RiskLevel.MEDIUM
        work.session.execute(delete(DomainLevel).where(DomainLevel.case_id == case.id))
        for domain, colour in ((ScriptDomain.CARE, DomainColour.ORANGE), (ScriptDomain.SAFETY, DomainColour.GREEN)):
            heard = {"domain": domain, "colour": colour, "heard_at": demo.around.now()}
            work.session.add(DomainLevel(id=uuid.uuid4(), case_id=case.id, **heard))
        work.commit()
    put(demo, TaskKind.ORANGE_ANSWER)
    run_tick(demo.around)
    row = row_of(demo.visitor("sup-01"), code)
    assert "■</span> Medium" in row
    assert '<span class="soft">CW-01</span> <b>care</b></div>' in row
    assert f"<b>CW-01</b>, <span>due by Wed 25 Nov</span>: Plan what helps {code}" in row
    assert "for the supervisor" not in row


def row_of(visitor: Visitor, code: str) -> str:
    """The first line about this case on the page of the team."""
    before, _, after = visitor.get("/team").text.partition(f'<b class="code">{code}</b>')
    return before.rpartition("<li")[2] + after.partition("</li>")[0]


def test_what_is_late_or_due_first_stands_on_top_and_a_long_list_is_folded_with_a_count(demo: Demo) -> None:
    ended = {"ended_at": demo.around.now(), "ended_as": SlowEnd.SETTLED}
    with demo.around.database.unit_of_work() as work:
        work.session.execute(update(SlowLadderRun).values(look_at=None, **ended))
        cases = work.session.scalars(select(CaseFile).where(CaseFile.caseworker_id == demo.person("cw-01").id)).all()
        for hours, case in enumerate(cases[: SHOWN + 2], start=1):
            about = TaskAbout(case.team_id, case.caseworker_id, case.id, level=case.level)
            make_task(demo.around, work.session, TaskKind.ORANGE_ANSWER, about).due_at = demo.around.now() - timedelta(
                hours=hours
            )
        codes = [case.code for case in cases[: SHOWN + 2]]
        work.commit()
    page = demo.visitor("sup-01").get("/team").text
    assert f"A worry: {SHOWN + 2}" in page
    shown, _, folded = page.partition("<details")
    assert re.findall(r'class="code">(CX-\w+)', shown + folded) == codes[::-1]
    assert [code in folded for code in codes] == [True, True, *[False] * SHOWN]
    assert "2 more" in folded


def test_no_page_says_next_of_a_time_that_is_over(demo: Demo, clock: FrozenClock) -> None:
    address = put(demo, TaskKind.RED_ANSWER)
    run_tick(demo.around)
    clock.advance(days=3)
    code = demo.case_code("cw-01")
    for page in (demo.visitor("cw-01").get(address).text, demo.visitor("cw-01").get(f"/cases/{code}").text):
        assert "Next, now, for the" in page
    assert "next, now, for the" in row_of(demo.visitor("sup-01"), code)


def test_a_supervisor_says_that_the_phones_of_a_camp_are_down_and_that_they_work_again(demo: Demo) -> None:
    visitor = demo.visitor("sup-01")
    page = visitor.get("/team").text
    down = "/team/camps/" + page.partition("/team/camps/")[2].partition('"')[0]
    assert down.endswith("/phones-down")
    assert visitor.post(down, "/team").headers["Location"] == "/team"
    assert "down since" in visitor.get("/team").text
    assert visitor.post(down, "/team").status_code == 409
    assert visitor.post(down.replace("phones-down", "phones-work"), "/team").status_code == 303
    assert "down since" not in visitor.get("/team").text
    assert demo.visitor("cw-01").post(down, "/calls").status_code == 403


def questions(demo: Demo, visitor: Visitor, address: str) -> int:
    with demo.count_questions() as asked:
        assert visitor.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("username", ["cw-01", "sup-01"])
def test_however_many_ladders_are_open_a_page_asks_no_more_questions(demo: Demo, username: str) -> None:
    first = put(demo, TaskKind.RED_ANSWER)
    run_tick(demo.around)
    visitor, case = demo.visitor(username), f"/cases/{demo.case_code('cw-01')}"
    on_task, on_case = questions(demo, visitor, first), questions(demo, visitor, case)
    for kind in (TaskKind.ORANGE_ANSWER, TaskKind.UNREACHABLE):
        put(demo, kind)
    run_tick(demo.around)
    assert questions(demo, visitor, first) == on_task <= MOST_QUESTIONS
    assert questions(demo, visitor, case) == on_case
    if username == "sup-01":
        assert questions(demo, visitor, "/team") <= MOST_QUESTIONS
