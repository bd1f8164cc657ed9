"""Brings a database to the newest shape and gives the application exactly the rights that it needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine import make_url

#: Two processes that migrate at once wait for each other on this key.
MIGRATION_LOCK = 7_310_442_019

#: Rows of these may be added and read, never changed or removed, by the application.
ADD_ONLY = (
    "audit_entry",
    "alert_event",
    "answer_revision",
    "consent_record",
    "delivery_report",
    "level_change",
    "script_wording",
)


def alembic_config(connection: Connection) -> Config:
    """Alembic's settings for one open connection; there is no ini file, since the address is a secret."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def newest_revision() -> str:
    """The name of the newest shape that this code knows."""
    return ScriptDirectory(str(Path(__file__).parent)).get_current_head() or ""


def migrate(owner: Engine, application_url: str, revision: str = "head") -> None:
    """Upgrade as the owner, then grant the application's role its rights. Safe to run twice and from two machines."""
    role = make_url(application_url).username or ""
    with owner.connect() as connection:
        connection.execute(text("select pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
        connection.commit()
        try:
            command.upgrade(alembic_config(connection), revision)
            if role != owner.url.username:
                _grant(connection, role)
            connection.commit()
        finally:
            connection.rollback()
            connection.execute(text("select pg_advisory_unlock(:key)"), {"key": MIGRATION_LOCK})
            connection.commit()


def _grant(connection: Connection, role: str) -> None:
    quoted = connection.dialect.identifier_preparer.quote(role)
    statements = [
        "revoke create on schema public from public",
        f"grant usage on schema public to {quoted}",
        f"revoke all on all tables in schema public from {quoted}",
        f"grant select, insert, update, delete on all tables in schema public to {quoted}",
        f"grant usage, select on all sequences in schema public to {quoted}",
        f"revoke insert, update, delete on alembic_version from {quoted}",
    ]
    statements += [f"revoke update, delete on {table} from {quoted}" for table in ADD_ONLY]
    for statement in statements:
        connection.execute(text(statement))
