"""How the database stood after a beginning that many tests share: kept when it comes a second time, and laid out again
from then on, which is many times quicker than to go through it.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, MetaData, Table, event, exists, literal, select, text, union_all

from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.base import Base
from tests.frozen_clock import FrozenClock

_TABLES = Base.metadata.sorted_tables
_NAMES_OF_FILLED = union_all(*(select(literal(table.name)).where(exists(select(table))) for table in _TABLES))
# The numbers of the alerts that were laid out are given: the next one goes on from there.
_NUMBERS_GO_ON = "select setval(pg_get_serial_sequence('alert', 'number'), max(number)) from alert having count(*) > 0"


State = tuple[tuple[Hashable, ...], tuple[Hashable, ...]]
"""What was done since the database was empty, and under which rules."""

EMPTY: State = ((), ())


@dataclass(frozen=True)
class Same:
    """Equal to the very same thing alone; holds it, so that no other can come to stand in its place."""

    thing: object

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.thing is self.thing

    def __hash__(self) -> int:
        return id(self.thing)


@dataclass
class KeptStates:
    """The beginnings of this run. ``now`` tells which of them the database shows, None as soon as anything was
    committed after it.
    """

    owner: Engine
    now: State | None = None
    _seen: Counter[State] = field(default_factory=Counter)
    _laid_out_by: dict[State, str] = field(default_factory=dict)

    def come_to(self, state: State, go: Callable[[], object], *, keeps_at: int = 2) -> None:
        """Bring the empty database, or one that shows a beginning which is part of it, to this state."""
        if state in self._laid_out_by:
            with self.owner.begin() as connection:
                connection.exec_driver_sql(self._laid_out_by[state])
        else:
            go()
            self._seen[state] += 1
            if self._seen[state] == keeps_at:
                self._keep(state)
        self.now = state

    def _keep(self, state: State) -> None:
        schema = f"kept_state_{len(self._laid_out_by)}"
        with self.owner.begin() as connection:
            names = set(connection.scalars(_NAMES_OF_FILLED))
            filled = [table for table in _TABLES if table.name in names]
            connection.execute(text(f"create schema {schema}"))
            for table in filled:
                connection.execute(text(f"create table {schema}.{table.name} as table public.{table.name}"))
        emptied = [str(table.delete()) for table in reversed(filled)]
        laid_out = [_laid_out(table, schema) for table in filled]
        self._laid_out_by[state] = "; ".join([*emptied, *laid_out, _NUMBERS_GO_ON])

    def forget(self) -> None:
        """Remove what was kept."""
        with self.owner.begin() as connection:
            for place in range(len(self._laid_out_by)):
                connection.execute(text(f"drop schema kept_state_{place} cascade"))


def _laid_out(table: Table, schema: str) -> str:
    kept = table.to_metadata(MetaData(), schema=schema)
    return str(table.insert().from_select(table.columns.keys(), select(kept), include_defaults=False))


KEPT: dict[Engine, KeptStates] = {}
"""The states of this process, by the engine whose commits they hear of."""


def begin_with(around: Surroundings, what: Hashable, go: Callable[[], object], *, is_long: bool = False) -> None:
    """Bring an empty database to this beginning, under these rules and at this moment; a long one is kept at once."""
    states = KEPT.get(around.database.engine)
    # A clock that moves by itself makes no two beginnings the same.
    if states is None or states.now != EMPTY or not isinstance(around.clock, FrozenClock):
        go()
    else:
        states.come_to(((what,), _rules_of(around)), go, keeps_at=1 if is_long else 2)


def go_on_with(around: Surroundings, what: Hashable, go: Callable[[], object]) -> None:
    """Go on from a beginning, where the database shows one and the rules and the moment are still those of it. What is
    done must only add to what is there, and leave its traces in the database alone.
    """
    states = KEPT.get(around.database.engine)
    shown = states.now if states is not None else None
    if states is None or shown is None or shown == EMPTY or shown[1] != _rules_of(around):
        go()
    else:
        states.come_to(((*shown[0], what), shown[1]), go)


def _rules_of(around: Surroundings) -> tuple[Hashable, ...]:
    return (around.now(), Same(around.policy), Same(around.script), Same(around.texts), around.zone)


@contextmanager
def hearing_of_commits(states: KeptStates, engine: Engine) -> Iterator[KeptStates]:
    """As long as this lasts, the beginnings on this engine are kept; in the end they are removed."""

    def is_another(_: Connection) -> None:
        states.now = None

    KEPT[engine] = states
    event.listen(engine, "commit", is_another)
    yield states
    event.remove(engine, "commit", is_another)
    del KEPT[engine]
    states.forget()
