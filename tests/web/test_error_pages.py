"""Each refusal has one answer; what is our own fault says nothing but a number."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from remote_cm.domain.refusal import BadInput, Fault, GateClosed, NotAllowed, NotFound, Refusal, StaleStep
from remote_cm.domain.safety_gate import GateReason
from remote_cm.web.error_pages import PAGES_BY_REFUSAL
from remote_cm.web.gate_words import WORDS
from remote_cm.web.guards import signed_by
from tests.web.visitor import Visitor

NEXT_TIME = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

RAISED: tuple[tuple[Refusal, int], ...] = (
    (BadInput(Fault("note", "is too long"), Fault("day", "is missing")), 400),
    (NotFound("CX-7Q2M"), 404),
    (NotAllowed("CX-7Q2M"), 403),
    (GateClosed((GateReason.OUTSIDE_SAFE_WINDOW,), NEXT_TIME), 409),
    (StaleStep("CX-7Q2M"), 409),
)


def all_refusals(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for child in kind.__subclasses__():
        yield child
        yield from all_refusals(child)


def answer_to(app: Flask, failure: Exception, address: str = "/raised") -> tuple[int, str]:
    @signed_by(lambda: None)
    def raised() -> str:
        raise failure

    app.add_url_rule(address, "raised", raised)
    answer = app.test_client().get(address)
    return answer.status_code, answer.text


def test_every_refusal_of_the_tree_stands_in_the_table() -> None:
    assert set(PAGES_BY_REFUSAL) == {kind for kind in all_refusals() if kind.__module__.startswith("remote_cm")}


def test_every_reason_of_the_gate_has_words() -> None:
    assert set(WORDS) == set(GateReason)


@pytest.mark.parametrize(("refusal", "status"), RAISED, ids=[type(refusal).__name__ for refusal, _ in RAISED])
def test_a_refusal_has_its_status_and_a_way_out_and_repeats_nothing(
    away_app: Flask, refusal: Refusal, status: int
) -> None:
    answered, page = answer_to(away_app, refusal)
    assert answered == status
    assert 'href="/"' in page
    assert "CX-7Q2M" not in page
    assert page.count("<h1") == 1


def test_bad_input_lists_every_fault(away_app: Flask) -> None:
    _, page = answer_to(away_app, RAISED[0][0])
    assert "note: is too long" in page
    assert "day: is missing" in page


def test_a_closed_gate_says_why_and_until_when_on_the_programmes_clock(away_app: Flask) -> None:
    _, page = answer_to(away_app, RAISED[3][0])
    assert "outside the safe hours" in page
    assert "Sun 22 Nov, 15:00" in page


def test_a_gate_that_waiting_does_not_open_says_so(away_app: Flask) -> None:
    _, page = answer_to(away_app, GateClosed((GateReason.PERSON_OF_CONCERN,), None))
    assert "Waiting alone does not change this" in page


@pytest.mark.parametrize("failure", [ValueError("+12025550123 Rahima"), ConnectionError("Rahima"), Refusal("Rahima")])
def test_our_own_fault_shows_a_number_and_no_detail(away_app: Flask, failure: Exception) -> None:
    answered, page = answer_to(away_app, failure)
    assert answered == 500
    assert "Rahima" not in page
    assert "2025550123" not in page
    assert "<code>" in page


def test_the_number_of_a_failure_is_the_requests_own(away_visitor: Visitor) -> None:
    answer = away_visitor.sign_in("anika")
    assert answer.status_code == 500
    assert answer.headers["X-Request-Id"] in answer.text


def test_a_failing_webhook_address_tells_a_stranger_nothing(away_app: Flask) -> None:
    assert answer_to(away_app, ValueError("Rahima"), "/webhooks/raised") == (500, "")


def test_an_unknown_address_is_not_here(away_visitor: Visitor) -> None:
    answer = away_visitor.get("/wp-login.php")
    assert answer.status_code == 404
    assert "not here" in answer.text


def test_a_signed_in_browser_gets_the_plain_page_when_the_database_goes_away(away_visitor: Visitor) -> None:
    with away_visitor.client.session_transaction() as session:
        session["_user_id"] = "a mark that cannot be looked up now"
    answer = away_visitor.get("/")
    assert answer.status_code == 500
    assert "<code>" in answer.text
