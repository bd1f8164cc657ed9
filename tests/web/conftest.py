"""The app over a real database, and the app while its database is away."""

from contextlib import AbstractContextManager
from functools import cache
from types import SimpleNamespace
from typing import cast

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask_security.utils import verify_password

from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import Settings, read_settings
from remote_cm.storage.database import UnitOfWork
from remote_cm.web import sign_in
from remote_cm.web.app import create_app
from remote_cm.web.request_context import remember_around
from tests.frozen_clock import FrozenClock
from tests.web.demo import Demo
from tests.web.visitor import Visitor

ENVIRONMENT = {
    "REMOTE_CM_ENV": "test",
    "DATABASE_URL": "postgresql://nobody:nothing@127.0.0.1:9/none",
    "REDIS_URL": "redis://127.0.0.1:9",
    "PUBLIC_BASE_URL": "http://127.0.0.1:8000",
    "SECRET_KEY": "one invented key of the tests only, 1234567890",
    "DATA_KEYS": Fernet.generate_key().decode(),
    "REMOTE_CM_INDEX_KEY": "another invented key of the tests, 0987654321",
    "TWILIO_ACCOUNT_SID": "AC" + "0123456789abcdef" * 2,
    "TWILIO_AUTH_TOKEN": "4f1c0d9b8a7e6d5c4b3a291807f6e5d4",
    "TWILIO_PHONE_NUMBER": "+12025550100",
}


#: The real check, made once for each pair of a run: it is slow on purpose.
_check_once = cache(verify_password)


class _Away:
    """A database that answers nobody."""

    queue = SimpleNamespace(is_answering=lambda: False)

    def unit_of_work(self) -> AbstractContextManager[UnitOfWork]:
        raise ConnectionError("the database is away; its message names +12025550123")

    def is_answering(self) -> bool:
        return False


@pytest.fixture
def away_settings() -> Settings:
    """Settings of a service whose database is away."""
    return read_settings(ENVIRONMENT)


@pytest.fixture
def production_settings() -> Settings:
    """Settings as in production; nothing behind them exists."""
    return read_settings(
        ENVIRONMENT | {"REMOTE_CM_ENV": "production", "PUBLIC_BASE_URL": "https://service.example.org"}
    )


@pytest.fixture(scope="session")
def away() -> Surroundings:
    """Surroundings in which only the clock works."""
    clock = FrozenClock()
    around = SimpleNamespace(database=_Away(), clock=clock, now=clock.now)
    around.at_one_moment = lambda: around
    return cast(Surroundings, around)


@pytest.fixture
def away_app(away: Surroundings, away_settings: Settings) -> Flask:
    """The app while its database is away."""
    return create_app(away, away_settings)


@pytest.fixture
def away_visitor(away_app: Flask) -> Visitor:
    """A browser that looks at it."""
    return Visitor(away_app.test_client())


@pytest.fixture(scope="session")
def _made_app(away: Surroundings, settings: Settings) -> Flask:
    return create_app(away, settings)


@pytest.fixture
def app(_made_app: Flask, surroundings: Surroundings, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The app over a real database, made once a run."""
    monkeypatch.setattr(sign_in, "verify_password", _check_once)
    remember_around(_made_app, surroundings, settings)
    return _made_app


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """A browser that looks at it."""
    return Visitor(app.test_client())


@pytest.fixture
def demo(app: Flask, loaded_demo: Surroundings, settings: Settings) -> Demo:
    """The demo caseload behind the pages, on a Sunday at ten in the morning."""
    return Demo(loaded_demo, app, settings.demo_password or "")
