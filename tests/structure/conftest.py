"""What the tests of the database's shape share."""

import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from tests.conftest import Servers


@pytest.fixture
def empty_database(servers: Servers) -> Iterator[Engine]:
    """A database of this test alone, opened as the role that owns it."""
    name = f"shape_{uuid.uuid4().hex}"
    owner = make_url(servers.owner_url)
    superuser = create_engine(servers.superuser_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with superuser.connect() as server:
        server.execute(text(f'create database {name} owner "{owner.username}" template template0'))
    engine = create_engine(owner.set(database=name), poolclass=NullPool)
    yield engine
    engine.dispose()
    with superuser.connect() as server:
        server.execute(text(f"drop database {name} with (force)"))
