"""Models and migrations give the same database, each migration can be taken back, and the application owns nothing."""

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.pool import NullPool

from remote_cm.migrations.migrate import ADD_ONLY, alembic_config, migrate
from remote_cm.settings import Settings
from remote_cm.storage.database import Database
from remote_cm.storage.tables.base import Base
from tests.conftest import Servers

#: Everything that makes one database differ from another, as sorted lines.
SHAPE = """
select concat_ws(' ', 'column', table_name, column_name, data_type, character_maximum_length, 'null:', is_nullable,
                 'default:', column_default, 'identity:', identity_start)
from information_schema.columns
where table_schema = 'public' and table_name <> 'alembic_version'
union all
select concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid))
from pg_constraint
where connamespace = 'public'::regnamespace and conrelid::regclass::text <> 'alembic_version'
union all
select concat_ws(' ', 'index', indexdef)
from pg_indexes
where schemaname = 'public' and tablename <> 'alembic_version'
order by 1
"""


def _shape(connection: Connection) -> list[str]:
    return list(connection.execute(text(SHAPE)).scalars())


def test_models_and_migrations_give_the_same_database(empty_database: Engine, servers: Servers) -> None:
    with empty_database.begin() as connection:
        Base.metadata.create_all(connection)
        modelled = _shape(connection)
        Base.metadata.drop_all(connection)
    migrate(empty_database, servers.app_url)
    with empty_database.connect() as connection:
        migrated = _shape(connection)
    assert migrated == modelled
    assert len(migrated) > len(Base.metadata.tables)


def test_each_migration_goes_up_and_down_and_up_and_leaves_nothing_behind(empty_database: Engine) -> None:
    with empty_database.connect() as connection:
        config = alembic_config(connection)
        script = ScriptDirectory.from_config(config)
        assert len(script.get_heads()) == 1
        before = _shape(connection)
        assert before == []
        for revision in reversed(list(script.walk_revisions())):
            command.upgrade(config, revision.revision)
            after = _shape(connection)
            command.downgrade(config, "-1")
            assert _shape(connection) == before, revision.revision
            command.upgrade(config, revision.revision)
            assert _shape(connection) == after, revision.revision
            before = after


def test_migrating_twice_changes_nothing(empty_database: Engine, servers: Servers) -> None:
    migrate(empty_database, servers.app_url)
    with empty_database.connect() as connection:
        once = _shape(connection)
    migrate(empty_database, servers.app_url)
    with empty_database.connect() as connection:
        assert _shape(connection) == once


def _may(connection: Connection, table: str, right: str) -> bool:
    asked = text("select has_table_privilege(current_user, :table, :right)")
    return bool(connection.execute(asked, {"table": table, "right": right}).scalar_one())


def test_what_is_kept_as_a_record_is_on_the_list() -> None:
    assert {"audit_entry", "alert_event", "answer_revision", "delivery_report", "level_change"} <= set(ADD_ONLY)


@pytest.mark.parametrize("table", ADD_ONLY)
def test_the_application_may_add_and_read_these_rows_and_never_change_or_remove_them(
    database: Database, table: str
) -> None:
    with database.engine.connect() as connection:
        assert _may(connection, table, "select")
        assert _may(connection, table, "insert")
        assert not _may(connection, table, "truncate")
    rows = Base.metadata.tables[table]
    same = rows.columns[0]
    for forbidden in (rows.update().values({same: same}), rows.delete()):
        with database.engine.connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(forbidden)


def test_the_application_may_use_every_other_table_and_own_none(database: Database) -> None:
    with database.engine.connect() as connection:
        for table in Base.metadata.tables:
            assert _may(connection, table, "select, insert")
            assert _may(connection, table, "update") != (table in ADD_ONLY), table
            assert not _may(connection, table, "truncate"), table
            assert not _may(connection, table, "trigger"), table
        assert not _may(connection, "alembic_version", "insert, update, delete")
        owned = "select count(*) from pg_class where relowner = (select oid from pg_roles where rolname = current_user)"
        assert connection.execute(text(owned)).scalar_one() == 0


def test_the_application_has_no_power_over_the_server_and_makes_no_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        asked = "select rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication from pg_roles"
        assert not connection.execute(text(f"{asked} where rolname = current_user")).scalar_one()
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text("create table one_of_my_own (id int)"))


def test_the_owner_of_the_tables_has_no_power_over_the_server(settings: Settings) -> None:
    engine = create_engine(settings.owner_database_url or "", poolclass=NullPool)
    with engine.connect() as connection:
        asked = (
            "select rolsuper or rolbypassrls or rolcreatedb or rolcreaterole from pg_roles where rolname = current_user"
        )
        assert not connection.execute(text(asked)).scalar_one()
