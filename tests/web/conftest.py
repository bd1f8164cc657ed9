"""The app over a real database, and the app while its database is away."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cache
from types import SimpleNamespace
from typing import cast

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy import Engine, select, text

from remote_cm.gateways.passwords import hash_password
from remote_cm.services.load_demo import load_demo
from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import Settings, read_settings
from remote_cm.storage.database import UnitOfWork
from remote_cm.storage.tables.base import Base
from remote_cm.web.app import create_app
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


@pytest.fixture
def away() -> Surroundings:
    """Surroundings in which only the clock works."""
    clock = FrozenClock()
    return cast(Surroundings, SimpleNamespace(database=_Away(), clock=clock, now=clock.now))


@pytest.fixture
def away_app(away: Surroundings, away_settings: Settings) -> Flask:
    """The app while its database is away."""
    return create_app(away, away_settings)


@pytest.fixture
def away_visitor(away_app: Flask) -> Visitor:
    """A browser that looks at it."""
    return Visitor(away_app.test_client())


@pytest.fixture
def app(surroundings: Surroundings, settings: Settings) -> Flask:
    """The app over a real database."""
    return create_app(surroundings, settings)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """A browser that looks at it."""
    return Visitor(app.test_client())


@cache
def hash_once(password: str) -> str:
    """A slow hash once for the run: every person of the demo has the same password."""
    return hash_password(password)


@dataclass
class KeptDemo:
    """The rows of the demo beside the tables: loaded once a run, and laid out again for each test in no time."""

    owner: Engine
    is_kept: bool = False

    def keep(self) -> None:
        """Copy every row as it is now."""
        with self.owner.begin() as connection:
            connection.execute(text("create schema kept"))
            for table in Base.metadata.sorted_tables:
                connection.execute(text(f"create table kept.{table.name} as table public.{table.name}"))
        self.is_kept = True

    def lay_out(self) -> None:
        """Put the rows back into the empty tables."""
        with self.owner.begin() as connection:
            for table in Base.metadata.sorted_tables:
                kept = select(text("*")).select_from(text(f"kept.{table.name}"))
                connection.execute(table.insert().from_select(table.columns.keys(), kept, include_defaults=False))


@pytest.fixture(scope="session")
def kept_demo(_owner: Engine) -> Iterator[KeptDemo]:
    """Room for the demo's rows."""
    kept = KeptDemo(_owner)
    yield kept
    with _owner.begin() as connection:
        connection.execute(text("drop schema if exists kept cascade"))


@pytest.fixture
def demo(app: Flask, surroundings: Surroundings, settings: Settings, kept_demo: KeptDemo) -> Demo:
    """The demo caseload, on a Sunday at ten in the morning."""
    password = settings.demo_password or ""
    if kept_demo.is_kept:
        kept_demo.lay_out()
    else:
        load_demo(replace(surroundings, hash_password=hash_once), password, only_when_empty=False)
        kept_demo.keep()
    return Demo(surroundings, app, password)
