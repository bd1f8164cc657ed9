"""The whole script to read: the very words of a call and the rule's reasons, and nobody's case."""

import re
from html import unescape

import pytest

from remote_cm.domain.risk import RiskCode
from remote_cm.web.words.levels import RISK_CODES
from tests.web.demo import Demo
from tests.web.visitor import Visitor


def words_of(visitor: Visitor) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", visitor.get("/script").text)))


@pytest.mark.requirement("MON-14")
@pytest.mark.parametrize("username", ["sup-01", "cw-01"])
def test_a_supervisor_reads_the_same_questions_criteria_and_rule_as_a_caseworker(demo: Demo, username: str) -> None:
    page = words_of(demo.visitor(username))
    script = demo.around.script
    for item in script.items.values():
        assert item.title in page
        for ask in item.asks:
            assert ask.say in page
        for criterion in (*item.criteria.green, *item.criteria.orange, *item.criteria.red):
            assert criterion in page
    assert all(opening.title in page for opening in script.opening)
    assert all(closing.title in page and closing.do in page for closing in script.closing)
    for guide in script.guides:
        assert all(step.do in page for step in guide.steps)
    for protocol in script.protocols:
        assert all(step.do in page for path in protocol.paths for step in path.steps)
    for code in RiskCode:
        assert str(RISK_CODES[code]) in page


def test_it_says_that_it_is_not_reviewed_and_who_decides(demo: Demo) -> None:
    page = words_of(demo.visitor("sup-01"))
    assert "Not yet reviewed" in page
    assert "the caseworker and the supervisor decide" in page


def test_nobody_reads_it_without_signing_in(demo: Demo) -> None:
    assert Visitor(demo.app.test_client()).get("/script").status_code == 303


def test_every_page_leads_to_it(demo: Demo) -> None:
    assert 'href="/script"' in demo.visitor("cw-01").get("/calls").text
