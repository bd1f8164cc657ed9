"""The secrets of a local stack are made once, stay the same, and are for nobody else's eyes."""

import shlex
import stat
import subprocess
from pathlib import Path

import pytest

from remote_cm.local_stack.cannot_start import CannotStart
from remote_cm.local_stack.environment import service_environment
from remote_cm.local_stack.secrets_file import new_secrets, read_or_make_secrets, write_variables
from remote_cm.settings import read_settings


def test_secrets_are_made_once_and_are_the_same_ever_after(tmp_path: Path) -> None:
    file = tmp_path / "secrets.env"
    made = read_or_make_secrets(file, data_exists=False)
    assert read_or_make_secrets(file, data_exists=True) == made
    assert made != new_secrets()


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    file = tmp_path / "secrets.env"
    read_or_make_secrets(file, data_exists=False)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_secrets_are_not_made_anew_when_data_was_written_with_lost_ones(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="is gone"):
        read_or_make_secrets(tmp_path / "secrets.env", data_exists=True)
    assert not (tmp_path / "secrets.env").exists()


@pytest.mark.parametrize("broken", ["", "SECRET_KEY=only-one\n", "no equals sign\n", "'"])
def test_a_broken_file_is_refused_and_left_as_it_is(tmp_path: Path, broken: str) -> None:
    file = tmp_path / "secrets.env"
    file.write_text(broken)
    with pytest.raises(CannotStart, match="restore it"):
        read_or_make_secrets(file, data_exists=False)
    assert file.read_text() == broken


def test_no_two_secrets_are_alike_and_none_is_shown() -> None:
    secrets = new_secrets()
    kept = secrets.as_variables()
    assert len(set(kept.values())) == len(kept)
    assert all(value not in repr(secrets) for name, value in kept.items() if name != "TWILIO_ACCOUNT_SID")


def test_the_service_accepts_them_as_its_settings() -> None:
    servers = {"DATABASE_URL": "postgresql://app:x@/db", "REDIS_URL": "unix:///x"}
    environ = service_environment({}, new_secrets(), servers, port=8000, simulator_port=8010)
    assert read_settings(environ).twilio_api_base_url == "http://127.0.0.1:8010"


def test_a_shell_reads_the_same_values(tmp_path: Path) -> None:
    file = tmp_path / "environment.env"
    awkward = "a b'c\"d$HOME;`x`&?="
    write_variables(file, {"AWKWARD": awkward})
    script = f'. {shlex.quote(str(file))}; printf %s "$AWKWARD"'
    assert subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout == awkward
