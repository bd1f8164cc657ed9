"""What `make run` refuses, whom it tells which secret, and how another terminal joins it."""

import os
import socket
import stat
from pathlib import Path

import pytest

from remote_cm.domain.refusal import BadInput
from remote_cm.local_stack.bring_up import run_everything
from remote_cm.local_stack.data_folder import lock, open_data_folder
from remote_cm.local_stack.environment import (
    OWNER_URL,
    publish_environment,
    read_port,
    servers_given,
    service_environment,
    simulator_environment,
    with_running_stack,
    withdraw_environment,
    without_owner,
)
from remote_cm.local_stack.processes import is_alive, launch
from remote_cm.local_stack.secrets_file import new_secrets

_SERVERS = {"DATABASE_URL": "postgresql://app:x@/db", OWNER_URL: "postgresql://owner:y@/db", "REDIS_URL": "unix:///r"}
_ENTRY = {"PATH": os.environ["PATH"]}


def _free_ports() -> dict[str, str]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return {"PORT": str(one.getsockname()[1]), "SIMULATOR_PORT": str(other.getsockname()[1])}


def test_it_is_refused_in_production(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_everything({"REMOTE_CM_ENV": "production", "REMOTE_CM_DATA_DIR": str(tmp_path / "data")}) == 2
    assert capsys.readouterr().err.startswith("remote-cm: REMOTE_CM_ENV: is production")
    assert not (tmp_path / "data").exists()


def test_a_taken_port_is_named_and_nothing_is_started(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ports = _free_ports()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(ports["PORT"])))
        taken.listen()
        assert run_everything({**ports, "REMOTE_CM_DATA_DIR": str(tmp_path / "data")}) == 2
    assert f"remote-cm: PORT: {ports['PORT']} cannot be used" in capsys.readouterr().err
    assert not (tmp_path / "data" / "postgres").exists()


def test_a_second_one_on_the_same_data_is_refused_and_stops_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = open_data_folder(tmp_path / "data")
    part = launch(["sleep", "300"], mark=folder.marks / "web.process")
    with lock(folder):
        assert run_everything({**_free_ports(), "REMOTE_CM_DATA_DIR": str(folder.path)}) == 1
    assert "already runs" in capsys.readouterr().err
    assert is_alive(part.pid)
    part.kill()
    part.wait()


def test_what_an_earlier_run_left_is_stopped_before_anything_is_started(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, ports = open_data_folder(tmp_path / "data"), _free_ports()
    part = launch(["sleep", "300"], mark=folder.marks / "web.process")
    same = {"PORT": ports["PORT"], "SIMULATOR_PORT": ports["PORT"]}
    assert run_everything({**same, "REMOTE_CM_DATA_DIR": str(folder.path)}) == 2
    said = capsys.readouterr()
    assert part.wait(5) is not None
    assert f"left behind: web (process {part.pid})" in said.out
    assert "is the same as PORT" in said.err


def test_settings_that_cannot_be_meant_stop_it_and_leave_nothing_running(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "data"
    environ = {**_ENTRY, **_free_ports(), "REMOTE_CM_DATA_DIR": str(folder), "TIMEZONE": "Asia/Atlantis"}
    assert run_everything(environ) == 2
    assert "remote-cm: TIMEZONE: is wrong" in capsys.readouterr().err
    assert list((folder / "running").iterdir()) == []
    assert not (folder / "environment.env").exists()


@pytest.mark.parametrize(("word", "port"), [("", 8000), ("1", 1), ("65535", 65535)])
def test_a_port_is_read(word: str, port: int) -> None:
    assert read_port({"PORT": word}, "PORT", 8000) == port


@pytest.mark.parametrize("word", ["0", "65536", "-1", "web", "80.5"])
def test_what_is_no_port_is_refused(word: str) -> None:
    with pytest.raises(BadInput, match="PORT"):
        read_port({"PORT": word}, "PORT", 8000)


def test_what_is_given_wins_over_what_is_made_up() -> None:
    given = {"SECRET_KEY": "given", "PUBLIC_BASE_URL": "https://tunnel.example.org", "TWILIO_AUTH_TOKEN": ""}
    environ = service_environment(given, new_secrets(), _SERVERS, port=8001, simulator_port=8011)
    assert environ["SECRET_KEY"] == "given"
    assert environ["PUBLIC_BASE_URL"] == "https://tunnel.example.org"
    assert environ["TWILIO_AUTH_TOKEN"] != ""
    assert environ["TWILIO_API_BASE_URL"] == environ["REMOTE_CM_SIMULATOR_URL"] == "http://127.0.0.1:8011"
    assert environ["PORT"] == "8001"


def test_only_migrations_get_the_owner_s_password_and_the_simulator_gets_no_secret_of_ours() -> None:
    whole = service_environment({}, new_secrets(), _SERVERS, port=8000, simulator_port=8010)
    assert OWNER_URL in whole
    assert OWNER_URL not in without_owner(whole)
    simulator = simulator_environment(whole)
    assert simulator["TWILIO_AUTH_TOKEN"] == whole["TWILIO_AUTH_TOKEN"]
    for secret in (*_SERVERS, "SECRET_KEY", "DATA_KEYS", "REMOTE_CM_INDEX_KEY"):
        assert secret not in simulator


def test_servers_of_the_databases_own_are_not_told_to_anybody() -> None:
    whole = service_environment({}, new_secrets(), _SERVERS, port=8000, simulator_port=8010)
    assert not any(name.startswith(("POSTGRES_", "REDIS_PASSWORD")) for name in whole)


def test_a_named_database_without_an_owner_serves_as_both() -> None:
    assert servers_given({"DATABASE_URL": "a"}) == {"DATABASE_URL": "a", OWNER_URL: "a"}
    assert servers_given({"DATABASE_URL": "a", OWNER_URL: "b"}) == {"DATABASE_URL": "a", OWNER_URL: "b"}
    assert servers_given({"REDIS_URL": "r", "DATABASE_URL": " "}) == {"REDIS_URL": "r"}


def test_a_command_in_another_terminal_joins_the_stack_that_runs(tmp_path: Path) -> None:
    here = {"REMOTE_CM_DATA_DIR": str(tmp_path), "HOME": "/home/somebody"}
    assert with_running_stack(here) == here
    whole = service_environment(here, new_secrets(), _SERVERS, port=8000, simulator_port=8010)
    publish_environment(tmp_path, whole, here)
    assert stat.S_IMODE((tmp_path / "environment.env").stat().st_mode) == 0o600
    assert "/home/somebody" not in (tmp_path / "environment.env").read_text()
    assert with_running_stack(here) == whole
    assert with_running_stack({**here, "TIMEZONE": "Asia/Yangon"})["TIMEZONE"] == "Asia/Yangon"
    withdraw_environment(tmp_path)
    assert with_running_stack(here) == here


@pytest.mark.parametrize("named", [{"DATABASE_URL": "postgresql://elsewhere/db"}, {"REMOTE_CM_ENV": "production"}])
def test_a_command_that_is_told_otherwise_does_not_join(tmp_path: Path, named: dict[str, str]) -> None:
    publish_environment(tmp_path, _SERVERS, {})
    here = {"REMOTE_CM_DATA_DIR": str(tmp_path), **named}
    assert with_running_stack(here) == here
