"""A command line, and one whose commands work on the tests' own database."""

import pytest

from remote_cm.settings import Settings
from remote_cm.storage.database import Database
from tests.cli.command import CommandLine
from tests.process_environment import process_environment


@pytest.fixture
def type_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Types a command that needs no database."""
    for name in ("DATABASE_URL", "REMOTE_CM_SCRIPTS_DIR", "TIMEZONE"):
        monkeypatch.delenv(name, raising=False)
    return CommandLine(monkeypatch, capsys)


@pytest.fixture
def operate(
    type_command: CommandLine, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    """Types a command that works on the emptied database of this test."""
    assert database.is_answering()
    for name, value in process_environment(settings).items():
        monkeypatch.setenv(name, value)
    # Argon2 is slow on purpose, and is not what these tests are about.
    monkeypatch.setattr("remote_cm.wiring.hash_password", lambda plain: f"hash of {len(plain)} letters")
    return type_command
