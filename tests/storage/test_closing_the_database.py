"""A command lets go of every connection when it ends, also of one that something in the background still uses."""

import pytest
from sqlalchemy import text

from remote_cm.gateways.dry_run import DryJobQueue
from remote_cm.settings import Settings
from remote_cm.storage.database import Database, open_database
from remote_cm.storage.encrypted_text import FieldCipher


@pytest.mark.parametrize("is_in_use", [True, False])
def test_every_connection_is_closed_at_the_latest_when_it_comes_back(settings: Settings, is_in_use: bool) -> None:
    database = Database(open_database(settings.database_url, FieldCipher(settings.data_keys)), DryJobQueue())
    connection = database.engine.connect()
    used = connection.connection.driver_connection
    assert used is not None
    connection.execute(text("select 1"))
    if is_in_use:
        database.close()
        assert not used.closed
        connection.close()
    else:
        connection.close()
        assert not used.closed
        database.close()
    assert used.closed
