"""How Alembic runs our migrations: online only, each in its own transaction, with short lock waits."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection, Enum, text

from remote_cm.storage.encrypted_text import EncryptedText
from remote_cm.storage.tables.base import SafeWindows
from remote_cm.storage.tables.every_table import know_every_table


def render_plainly(kind: str, item: object, _: object) -> str | Literal[False]:
    """Write a column of ours as what the database has: a migration must work when the code has long moved on."""
    if kind == "type" and isinstance(item, EncryptedText):
        return "sa.Text()"
    if kind == "type" and isinstance(item, SafeWindows):
        return "postgresql.JSONB()"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False


def run_migrations() -> None:
    """Bring the database of the connection that was handed in to the wanted revision."""
    connection: Connection = context.config.attributes["connection"]
    connection.execute(text("set lock_timeout = '10s'"))
    context.configure(
        connection=connection,
        target_metadata=know_every_table(),
        transaction_per_migration=True,
        compare_type=True,
        compare_server_default=True,
        render_item=render_plainly,
    )
    with context.begin_transaction():
        context.run_migrations()


run_migrations()
