"""What stands on a call page besides the questions: those of a family's marks, everybody at home, who interpreted."""

import re
from html import unescape

import pytest
from sqlalchemy import select, update

from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import Household, Interpreter, ScriptDomain, Track
from remote_cm.services.my_day import show_my_day
from remote_cm.storage.tables.calls import ConsentRecord
from remote_cm.storage.tables.cases import CaseFile
from remote_cm.storage.tables.tasks import Task
from tests.web.demo import ALL_EXPLAINED, GIVEN_BY, Demo, answer_the_phone, open_the_questions
from tests.web.visitor import Visitor

OPTION = re.compile(r'<option value="(\w+)"')


@pytest.fixture
def caseworker(demo: Demo) -> Visitor:
    """CW-01, signed in."""
    return demo.visitor("cw-01")


@pytest.fixture
def call(demo: Demo) -> str:
    """The address of a call to a caregiver whose safe hours are open."""
    return f"/calls/{demo.call_open_now().follow_up_id}"


def mark_every_case(demo: Demo, *tags: str) -> None:
    with demo.around.database.unit_of_work() as work:
        work.session.execute(update(CaseFile).values(tags=list(tags)))
        work.commit()


@pytest.mark.requirement("MON-13")
@pytest.mark.parametrize("is_marked", [True, False])
def test_a_marked_family_is_asked_its_own_questions_in_their_words(
    demo: Demo, caseworker: Visitor, call: str, is_marked: bool
) -> None:
    extra = next(
        one
        for one in demo.around.script.extras.questions
        if (one.domain, one.track) == (ScriptDomain.SAFETY, Track.CAREGIVER)
    )
    mark_every_case(demo, *([extra.tag] if is_marked else []))
    open_the_questions(caseworker, call, demo.around)
    page = unescape(caseworker.get(f"{call}?item=D1.1").text)
    assert ("For this family also ask:" in page) is is_marked
    assert (extra.say in page) is is_marked


@pytest.mark.requirement("MON-18")
def test_everybody_at_home_is_asked_after_at_the_end_and_another_child_is_a_duty(
    demo: Demo, caseworker: Visitor, call: str
) -> None:
    line = demo.around.script.household
    assert line is not None
    open_the_questions(caseworker, call, demo.around)
    caseworker.post(f"{call}/answer", call, item="D1.1", code="G")
    page = unescape(caseworker.get(f"{call}?close=1").text)
    assert line.say.caregiver in page
    assert all(f'name="household" value="{choice.answer}"' in page for choice in line.answers)
    assert caseworker.post(f"{call}/end", call, ending="finished", household=Household.NEW_CHILD).status_code == 303
    with demo.around.database.unit_of_work() as work:
        made = work.session.scalars(select(Task).where(Task.kind == TaskKind.CHILD_IN_HOUSEHOLD)).all()
    assert len(made) == 1


@pytest.mark.requirement("N13")
def test_neither_a_child_nor_a_relative_can_be_written_down_as_interpreter(demo: Demo, caseworker: Visitor) -> None:
    calls = show_my_day(demo.around, demo.person("cw-01")).calls
    first = next(one for one in calls if one.is_open_now and "never_contacted" in one.reasons)
    call = f"/calls/{first.follow_up_id}"
    answer_the_phone(caseworker, call)
    while GIVEN_BY.search(page := caseworker.get(call).text) is None:
        step = re.search(r'name="step" value="(\w+)"', page)
        assert step is not None
        assert caseworker.post(f"{call}/gate", call, step=step.group(1), answer="yes").status_code == 303
    offered = page.partition('id="interpreter"')[2].partition("</select>")[0]
    assert OPTION.findall(offered) == list(Interpreter)
    given_by = GIVEN_BY.findall(page)[0]
    for never in ("child", "relative", "sibling"):
        refused = caseworker.post(f"{call}/consent", call, **ALL_EXPLAINED, given_by=given_by, interpreter=never)
        assert refused.status_code == 400
    trained = caseworker.post(f"{call}/consent", call, **ALL_EXPLAINED, given_by=given_by, interpreter="trained")
    assert trained.status_code == 303
    with demo.around.database.unit_of_work() as work:
        kept = work.session.scalars(select(ConsentRecord).order_by(ConsentRecord.given_at.desc()).limit(1)).one()
    assert kept.interpreter is Interpreter.TRAINED
