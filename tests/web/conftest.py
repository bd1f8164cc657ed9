"""The app over a real database, and the app while its database is away."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask_security.utils import verify_password
from jinja2.bccache import Bucket, BytecodeCache

from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import Settings, read_settings
from remote_cm.storage.database import Database, UnitOfWork
from remote_cm.web import sign_in
from remote_cm.web.app import create_app
from remote_cm.web.webhooks.intake import intake
from remote_cm.wiring import make_surroundings
from tests.frozen_clock import FrozenClock
from tests.web.demo import Demo
from tests.web.provider_scene import Scene, open_scene
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
    "REMOTE_CM_JOURNAL_DIR": "/var/lib/remote-cm/journal",
}


#: The real check, made once for each pair of a run: it is slow on purpose.
_check_once = cache(verify_password)


class _CompiledOnce(BytecodeCache):
    """Templates are compiled once a run, not once for each test's own app."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is kept; Jinja sees by the checksum in it whether the template is still the same."""
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._compiled[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _CompiledOnce()


class _Away:
    """A database that answers nobody."""

    queue = SimpleNamespace(is_answering=lambda: False)

    def unit_of_work(self) -> AbstractContextManager[UnitOfWork]:
        raise ConnectionError("the database is away; its message names +12025550123")

    def is_answering(self) -> bool:
        return False


def stop_intake(app: Flask) -> None:
    """Nobody looks after the journal of a test that is over."""
    with app.app_context():
        intake().stop()


@pytest.fixture
def away_settings(tmp_path: Path) -> Settings:
    """Settings of a service whose database is away."""
    return read_settings(ENVIRONMENT | {"REMOTE_CM_JOURNAL_DIR": str(tmp_path / "journal")})


@pytest.fixture
def production_settings() -> Settings:
    """Settings as in production; nothing behind them exists."""
    return read_settings(
        ENVIRONMENT | {"REMOTE_CM_ENV": "production", "PUBLIC_BASE_URL": "https://service.example.org"}
    )


@pytest.fixture
def away(away_settings: Settings) -> Surroundings:
    """Surroundings without a database: the clock, the words and the journal work, and nobody can be rung."""
    around = replace(make_surroundings(away_settings), clock=FrozenClock())
    return replace(around, database=cast(Database, _Away()))


@pytest.fixture
def away_app(away: Surroundings, away_settings: Settings) -> Iterator[Flask]:
    """The app while its database is away."""
    app = create_app(away, away_settings)
    yield app
    stop_intake(app)


@pytest.fixture
def spoilt_journal(away_settings: Settings) -> None:
    """Nothing can be written to the journal, as on a full disk."""
    away_settings.journal_dir.write_text("no folder")


@pytest.fixture
def away_visitor(away_app: Flask) -> Visitor:
    """A browser that looks at it."""
    return Visitor(away_app.test_client())


@pytest.fixture
def app(surroundings: Surroundings, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The app over a real database."""
    monkeypatch.setattr(sign_in, "verify_password", _check_once)
    made = create_app(surroundings, settings)
    made.jinja_env.bytecode_cache = _COMPILED
    yield made
    stop_intake(made)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """A browser that looks at it."""
    return Visitor(app.test_client())


@pytest.fixture
def demo(app: Flask, loaded_demo: Surroundings, settings: Settings) -> Demo:
    """The demo caseload behind the pages, on a Sunday at ten in the morning."""
    return Demo(loaded_demo, app, settings.demo_password or "")


@pytest.fixture
def scene(
    app: Flask, surroundings: Surroundings, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scene]:
    """The usual team behind the pages, and a provider that answers as it is told."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with open_scene(app, surroundings, settings) as made:
        yield made
