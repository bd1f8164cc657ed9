"""However many pages are held up, a call is answered, and whoever asks for another page is told to come again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from flask import Flask
from werkzeug.exceptions import ServiceUnavailable

from remote_cm.web.error_pages import PAGES_BY_STATUS, page_for
from remote_cm.web.page_room import set_up_page_room

WAIT = 30.0


@pytest.fixture
def held_up() -> Iterator[Flask]:
    """An app with room for one page, which is held up."""
    app, begun, go_on = Flask(__name__), Event(), Event()
    set_up_page_room(app, most_at_once=1, patience_seconds=0.01)

    @app.get("/slow")
    def slow() -> str:
        begun.set()
        go_on.wait(WAIT)
        return "slow"

    @app.get("/page")
    def page() -> str:
        return "page"

    @app.post("/webhooks/twilio/voice")
    def voice() -> str:
        return "busy"

    with ThreadPoolExecutor(1) as visitor:
        first = visitor.submit(lambda: app.test_client().get("/slow").text)
        assert begun.wait(WAIT)
        yield app
        go_on.set()
        assert first.result(WAIT) == "slow"
    assert app.test_client().get("/page").text == "page"


def test_another_page_is_refused_for_now(held_up: Flask) -> None:
    assert held_up.test_client().get("/page").status_code == 503


def test_a_webhook_is_answered(held_up: Flask) -> None:
    assert held_up.test_client().post("/webhooks/twilio/voice").text == "busy"


def test_who_is_refused_reads_what_to_do() -> None:
    assert page_for(ServiceUnavailable()) is PAGES_BY_STATUS[503]


def test_every_page_of_the_service_counts(away_app: Flask) -> None:
    hooks = [hook.__name__ for hook in away_app.before_request_funcs[None]]
    assert hooks.index("enter") < hooks.index("_ask_guard")
