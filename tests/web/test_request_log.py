"""What stands in the log of a request: a route, a status and an id, never an address."""

import pytest
from structlog.testing import capture_logs

from tests.web.visitor import Visitor


def test_a_request_is_logged_by_its_route_and_not_by_its_address(away_visitor: Visitor) -> None:
    with capture_logs() as lines:
        answer = away_visitor.get("/static/0000000000000000/remote-cm.css?who=CX-7Q2M")
    assert len(lines) == 1
    assert lines[0]["route"] == "/static/<mark>/<path:name>"
    assert lines[0]["status"] == answer.status_code
    assert "CX-7Q2M" not in str(lines)


def test_an_id_that_a_caller_sends_is_not_taken_over(away_visitor: Visitor) -> None:
    answer = away_visitor.client.get("/healthz", headers={"X-Request-Id": "mine"})
    assert answer.headers["X-Request-Id"] != "mine"
    assert len(answer.headers["X-Request-Id"]) == 36


@pytest.mark.parametrize("address", ["/nowhere", "/sign-in"])
def test_two_requests_have_two_ids(away_visitor: Visitor, address: str) -> None:
    first, second = away_visitor.get(address), away_visitor.get(address)
    assert first.headers["X-Request-Id"] != second.headers["X-Request-Id"]
