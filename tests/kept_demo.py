"""The demo caseload for many tests: loaded once a run, and laid out again for each of them in no time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Engine, Select, column, select, text

from remote_cm.services.load_demo import load_demo
from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import Settings
from remote_cm.storage.tables.base import Base


@dataclass
class KeptDemo:
    """The rows of the demo beside the tables."""

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
                # By name: what a migration added stands last in the table, and elsewhere in the model.
                names = table.columns.keys()
                kept: Select[*tuple[Any, ...]] = select(*map(column, names)).select_from(text(f"kept.{table.name}"))
                connection.execute(table.insert().from_select(names, kept, include_defaults=False))
            # The numbers of the alerts that were kept are given: the next one goes on from there.
            last = text(
                "select setval(pg_get_serial_sequence('alert', 'number'), max(number)) from alert having count(*) > 0"
            )
            connection.execute(last)


@pytest.fixture(scope="session")
def kept_demo(_superuser: Engine) -> Iterator[KeptDemo]:
    """Room for the demo's rows."""
    kept = KeptDemo(_superuser)
    yield kept
    with _superuser.begin() as connection:
        connection.execute(text("drop schema if exists kept cascade"))


@pytest.fixture
def loaded_demo(surroundings: Surroundings, settings: Settings, kept_demo: KeptDemo) -> Surroundings:
    """The service with the demo caseload in it, on a Sunday at ten in the morning."""
    if kept_demo.is_kept:
        kept_demo.lay_out()
    else:
        load_demo(surroundings, settings.demo_password or "", only_when_empty=True)
        kept_demo.keep()
    return surroundings
