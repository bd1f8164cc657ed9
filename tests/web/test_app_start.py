"""What a process of the web does when it starts, before anybody asks anything of it."""

import pytest

from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import Settings
from remote_cm.web import app as app_of_web
from tests.web.conftest import stop_intake


def test_it_asks_the_provider_what_came_while_nobody_was_there(
    surroundings: Surroundings, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Surroundings] = []
    monkeypatch.setattr(app_of_web, "make_surroundings", lambda _: surroundings)
    monkeypatch.setattr(app_of_web, "begin_to_ask_after_start", asked.append)
    app = app_of_web.create_app(settings=settings)
    stop_intake(app)
    assert asked == [surroundings]
