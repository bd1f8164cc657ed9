"""No page asks the database more than twelve questions: a call in each of its phases, and every other page."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select

from remote_cm.domain.vocabulary import ContactRole
from remote_cm.services.call_page import TALKING, show_call
from remote_cm.services.call_views import CallPhase
from remote_cm.services.run_tick import run_tick
from remote_cm.storage.tables.alerts import Alert
from remote_cm.storage.tables.cases import CaseFile, FollowUp
from remote_cm.storage.tables.debriefs import Debrief
from remote_cm.storage.tables.tasks import Task
from tests.web.demo import ALL_EXPLAINED, BY_HAND, GIVEN_BY, MOST_QUESTIONS, STEP, Demo
from tests.web.visitor import Visitor

BESIDE_A_TALK = ("/end-safely", "/ahead", "/another", "/guide/suicide")
"""What else can be opened while somebody talks."""

OWNER = re.compile(r'name="owner-([0-9a-f-]{36})"')
"""The actions that a talk proposed."""


def look(demo: Demo, visitor: Visitor, address: str) -> str:
    """Open a page, which must not ask too much."""
    with demo.count_questions() as asked:
        answer = visitor.get(address)
    assert answer.status_code == 200, address
    assert len(asked) <= MOST_QUESTIONS, (address, len(asked), asked)
    return answer.text


@dataclass
class WatchedCall:
    """A call of CW-01 with an open alert about its child, looked at by its caseworker and the supervisor."""

    demo: Demo
    role: ContactRole
    seen: set[CallPhase] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.due = self.demo.call_open_now(role=self.role)
        self.address = f"/calls/{self.due.follow_up_id}"
        self.caseworker, self.supervisor = self.demo.visitor("cw-01"), self.demo.visitor("sup-01")
        self.press("danger")

    def look(self, wish: str = "") -> str:
        """The pages of this moment, one after the other; the caseworker's own is returned."""
        phase = show_call(self.demo.around, self.demo.person("cw-01"), self.due.follow_up_id).phase
        self.seen.add(phase)
        look(self.demo, self.supervisor, self.address)
        for more in BESIDE_A_TALK if phase in TALKING else ():
            look(self.demo, self.caseworker, f"{self.address}{more}")
        for visitor in (self.caseworker, self.supervisor):
            look(self.demo, visitor, f"/cases/{self.due.case_code}")
        return look(self.demo, self.caseworker, f"{self.address}{wish}")

    def press(self, path: str, **fields: str | Sequence[str]) -> None:
        """Send a form of the page."""
        sent = self.caseworker.post(f"{self.address}/{path}", self.address, **fields)
        assert sent.status_code in (200, 303), (path, sent.text)

    def come_to_the_questions(self) -> None:
        """Look at each step of the opening and say yes to it."""
        while (step := STEP.search(page := self.look())) is not None:
            given_by = GIVEN_BY.search(page)
            if given_by is not None:
                self.press("consent", **ALL_EXPLAINED, given_by=given_by.group(1))
            else:
                self.press("gate", step=step.group(1), answer="yes")


def end_well(call: WatchedCall) -> None:
    """The talk is finished, and what it left is settled."""
    call.look("?close=1")
    call.seen.add(CallPhase.CLOSING)
    call.press("end", ending="finished")
    actions = OWNER.findall(call.look())
    assert actions
    fields = {f"{name}-{one}": value for one in actions for name, value in (("owner", "caseworker"), ("keep", "yes"))}
    days = {f"due-{one}": "2026-11-24" for one in actions}
    call.press("after", was_hard="no", **fields, **days)
    call.look()


def end_in_fear(call: WatchedCall) -> None:
    """The line breaks in fear: the call is owed still, and nobody may ring."""
    call.press("end", ending="dropped", just_before="fear")
    call.look()


def ring_twice(call: WatchedCall) -> None:
    """Nobody picks up, then somebody does."""
    call.look()
    call.press("attempt", **BY_HAND)
    call.look()
    call.press("outcome", outcome="no_answer")
    call.look()
    call.press("attempt", **BY_HAND)
    call.press("outcome", outcome="answered")


@pytest.mark.parametrize(("role", "end"), [(ContactRole.CAREGIVER, end_well), (ContactRole.CHILD, end_in_fear)])
def test_a_call_with_both_of_the_family_asks_no_more_in_any_of_its_phases(
    demo: Demo, role: ContactRole, end: Callable[[WatchedCall], None]
) -> None:
    call = WatchedCall(demo, role)
    ring_twice(call)
    call.come_to_the_questions()
    call.press("answer", item="D1.1", code="R", said="loud nights")
    call.look()
    call.press("red", item="D1.1", reply="no")
    call.look("?item=D1.1")
    call.press("turn", track="child" if role is ContactRole.CAREGIVER else "caregiver")
    call.come_to_the_questions()
    call.press("answer", item="D1.1", code="G")
    end(call)
    after = {CallPhase.CLOSING, CallPhase.AFTER}
    assert call.seen == set(CallPhase) - (after if end is end_in_fear else set())


def addresses(demo: Demo) -> Iterable[str]:
    """Every page that is not a call which goes on: the lists, and everything that one of them leads to."""
    with demo.around.database.unit_of_work() as work:
        find = work.session.scalars
        found = {
            "/alerts": find(select(Alert.id)).all(),
            "/calls": find(select(FollowUp.id).order_by(FollowUp.id)).all()[:60],
            "/cases": find(select(CaseFile.code)).all(),
            "/debriefs": find(select(Debrief.id)).all()[:10],
            "/inbox": one_of_each(find(select(Task)).all()),
        }
    yield from ("/team", "/volunteers", "/script", "/calls/week", "/cases/new", *found)
    yield from (f"{place}/{one}" for place, names in found.items() for one in names)
    yield from (f"/calls/{follow_up_id}/plan" for follow_up_id in found["/calls"])
    yield from (f"/cases/{code}/{beside}" for code in found["/cases"] for beside in ("others", "consent"))


def one_of_each(tasks: Iterable[Task]) -> list[object]:
    """A duty of each kind that a person has, with and without what a text brought and a ladder."""
    kinds = {(one.kind, one.assignee_id, one.event_id is None, one.slow_ladder_id is None): one.id for one in tasks}
    return list(kinds.values())


@pytest.mark.parametrize("username", ["cw-01", "sup-01", "safe-01"])
def test_no_other_page_asks_more(demo: Demo, username: str) -> None:
    run_tick(demo.around)
    visitor = demo.visitor(username)
    opened = [address for address in addresses(demo) if visitor.get(address).status_code == 200]
    assert "/inbox" in opened
    for address in opened:
        look(demo, visitor, address)
