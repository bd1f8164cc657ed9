"""The embedded PostgreSQL: closed to others, careful with rights, and back with its data after any crash."""

import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from remote_cm.local_stack.cannot_start import CannotStart
from remote_cm.local_stack.data_folder import DataFolder, open_data_folder
from remote_cm.local_stack.embedded_postgres import RunningPostgres, launch_postgres, start_postgres, stop_postgres
from remote_cm.local_stack.postgres_files import postgres_files
from remote_cm.local_stack.processes import left_running, wait_until
from remote_cm.local_stack.secrets_file import StackSecrets, new_secrets


@pytest.fixture(scope="module")
def secrets() -> StackSecrets:
    return new_secrets()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    return open_data_folder(tmp_path_factory.mktemp("stack") / "data")


@pytest.fixture(scope="module")
def server(folder: DataFolder, secrets: StackSecrets) -> Iterator[RunningPostgres]:
    running = start_postgres(folder, secrets, durable=False)
    yield running
    running.stop()


def _open(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True, connect_timeout=5)


def _one(connection: psycopg.Connection, question: str) -> tuple[object, ...]:
    row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return tuple(row)


@pytest.mark.parametrize("whose", ["app_url", "owner_url", "superuser_url"])
def test_a_wrong_password_and_no_password_are_refused_for_every_role(server: RunningPostgres, whose: str) -> None:
    url = getattr(server, whose)
    _open(url).close()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        _open(url.replace(f":{urlsplit(url).password}@", ":wrong@"))
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        _open(url.replace(f":{urlsplit(url).password}@", "@"))


def test_the_application_role_owns_nothing_and_has_no_special_right(server: RunningPostgres) -> None:
    with _open(server.app_url) as application:
        rights = _one(
            application,
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
            " FROM pg_roles WHERE rolname = current_user",
        )
        assert rights == (False,) * 5
        owned = _one(
            application,
            "SELECT count(*) FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid AND d.deptype = 'o'"
            " WHERE r.rolname = current_user",
        )
        assert owned == (0,)
        assert _one(application, "SELECT count(*) FROM pg_auth_members m WHERE m.member = current_user::regrole") == (
            0,
        )


@pytest.mark.parametrize(
    "forbidden",
    [
        "CREATE TABLE own (id int)",
        "CREATE TEMPORARY TABLE own (id int)",
        "CREATE SCHEMA own",
        "CREATE DATABASE own",
        "CREATE ROLE own",
        "SET ROLE remote_cm_owner",
        "ALTER ROLE remote_cm_app BYPASSRLS",
        "DROP TABLE of_the_owner",
        "ALTER TABLE of_the_owner DISABLE ROW LEVEL SECURITY",
        "COPY (SELECT 1) TO PROGRAM 'true'",
    ],
)
def test_the_application_role_may_not(server: RunningPostgres, forbidden: str) -> None:
    with _open(server.owner_url) as owner, _open(server.app_url) as application:
        owner.execute("CREATE TABLE IF NOT EXISTS of_the_owner (id int)")
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported)):
            application.execute(forbidden.encode())


def test_the_owner_makes_tables_and_row_level_security_binds_the_application(server: RunningPostgres) -> None:
    with _open(server.owner_url) as owner, _open(server.app_url) as application:
        owner.execute("CREATE TABLE guarded (id int)")
        owner.execute("INSERT INTO guarded VALUES (1), (2)")
        owner.execute("GRANT SELECT ON guarded TO remote_cm_app")
        owner.execute("ALTER TABLE guarded ENABLE ROW LEVEL SECURITY")
        owner.execute("CREATE POLICY only_the_second ON guarded USING (id = 2)")
        assert application.execute("SELECT id FROM guarded").fetchall() == [(2,)]
        assert _one(owner, "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user") == (False, False)


def test_it_is_reached_through_a_private_folder_and_no_port(server: RunningPostgres) -> None:
    sockets = Path(parse_qs(urlsplit(server.app_url).query)["host"][0])
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    with _open(server.superuser_url) as superuser:
        assert _one(superuser, "SHOW listen_addresses") == ("",)
        assert _one(superuser, "SHOW password_encryption") == ("scram-sha-256",)
        assert _one(superuser, "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'") == (0,)


def test_text_is_utf_8_and_time_is_utc(server: RunningPostgres) -> None:
    with _open(server.app_url) as application:
        assert _one(application, "SHOW server_encoding") == ("UTF8",)
        assert _one(application, "SHOW timezone") == ("UTC",)
        assert _one(application, "SELECT length('বাংলা'), upper('é')") == (5, "É")


def test_words_of_people_in_a_failing_statement_do_not_reach_the_log(
    server: RunningPostgres, folder: DataFolder
) -> None:
    with _open(server.owner_url) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS once (word text UNIQUE)")
        owner.execute("INSERT INTO once VALUES ('Ayesha')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            owner.execute("INSERT INTO once VALUES ('Ayesha')")
    log = (folder.path / "postgres.log").read_text()
    assert "duplicate key" in log
    assert "Ayesha" not in log


def test_no_password_is_on_a_command_line_or_shown(server: RunningPostgres, secrets: StackSecrets) -> None:
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    for password in (secrets.postgres_superuser_password, secrets.postgres_app_password):
        assert password not in listed
        assert password not in repr(server)


def test_no_permission_outside_its_own_folder_is_changed(tmp_path: Path) -> None:
    outer = tmp_path / "a" / "b"
    outer.mkdir(parents=True)
    modes = {outer: 0o750, outer.parent: 0o700, tmp_path: 0o700}
    for place, mode in modes.items():
        place.chmod(mode)
    running = start_postgres(open_data_folder(outer / ".data"), new_secrets(), durable=False)
    running.stop()
    assert {place: stat.S_IMODE(place.stat().st_mode) for place in modes} == modes
    assert [place.name for place in outer.iterdir()] == [".data"]
    assert stat.S_IMODE((outer / ".data").stat().st_mode) == 0o700


def test_what_was_committed_is_there_after_everything_was_killed(tmp_path: Path) -> None:
    folder, secrets = open_data_folder(tmp_path / "data"), new_secrets()
    first = start_postgres(folder, secrets)
    with _open(first.owner_url) as owner:
        owner.execute("CREATE TABLE said (word text)")
        owner.execute("INSERT INTO said VALUES ('kept')")
    first.process.kill()
    first.process.wait()
    second = start_postgres(folder, secrets)
    with _open(second.owner_url) as owner:
        assert _one(owner, "SELECT word FROM said") == ("kept",)
        assert _one(owner, "SHOW fsync") == ("on",)
    second.stop()


def test_a_server_that_an_earlier_run_left_is_stopped_first(tmp_path: Path) -> None:
    folder, secrets = open_data_folder(tmp_path / "data"), new_secrets()
    left = start_postgres(folder, secrets, durable=False)
    second = start_postgres(folder, secrets, durable=False)
    assert left.process.wait(5) is not None
    _open(second.app_url).close()
    second.stop()
    assert left_running(postgres_files(folder).mark) == ()


def test_a_lock_whose_number_is_now_another_program_s_does_not_keep_it_down(tmp_path: Path) -> None:
    folder, secrets = open_data_folder(tmp_path / "data"), new_secrets()
    first = start_postgres(folder, secrets, durable=False)
    lock = folder.path / "postgres" / "postmaster.pid"
    first.process.kill()
    first.process.wait()
    with subprocess.Popen([*folder.account.prefix, "sleep", "300"]) as other:
        lock.write_text("\n".join([str(other.pid), *lock.read_text().splitlines()[1:], ""]))
        second = start_postgres(folder, secrets, durable=False)
        assert other.poll() is None
        second.stop()
        other.kill()


def test_a_server_that_somebody_else_runs_on_the_data_is_not_touched(tmp_path: Path) -> None:
    folder, secrets = open_data_folder(tmp_path / "data"), new_secrets()
    theirs = start_postgres(folder, secrets, durable=False)
    files = postgres_files(folder)
    files.mark.unlink()
    with pytest.raises(CannotStart, match="in use"):
        start_postgres(folder, secrets, durable=False)
    _open(theirs.app_url).close()
    theirs.stop()


def test_a_first_start_that_was_cut_off_is_done_anew(tmp_path: Path) -> None:
    folder, secrets = open_data_folder(tmp_path / "data"), new_secrets()
    half = folder.path / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    running = start_postgres(folder, secrets, durable=False)
    running.stop()
    assert not half.exists()


def test_other_secrets_than_those_of_the_data_are_said_in_one_line(tmp_path: Path) -> None:
    folder = open_data_folder(tmp_path / "data")
    start_postgres(folder, new_secrets(), durable=False).stop()
    with pytest.raises(CannotStart, match="other passwords"):
        start_postgres(folder, new_secrets(), durable=False)
    assert left_running(postgres_files(folder).mark) == ()


def test_broken_data_is_said_in_one_line_with_the_server_s_own_reason(tmp_path: Path) -> None:
    folder, secrets = open_data_folder(tmp_path / "data"), new_secrets()
    start_postgres(folder, secrets, durable=False).stop()
    (folder.path / "postgres" / "PG_VERSION").write_text("9\n")
    with pytest.raises(CannotStart, match=r"does not start: .*incompatible"):
        start_postgres(folder, secrets, durable=False)


def test_a_long_path_gets_a_short_private_folder_for_its_socket_and_keeps_it(tmp_path: Path) -> None:
    long = tmp_path / ("a-rather-long-name-of-a-folder" * 4)
    long.mkdir()
    folder, secrets = open_data_folder(long / "data with a space"), new_secrets()
    first = start_postgres(folder, secrets, durable=False)
    _open(first.app_url).close()
    first.stop()
    sockets = postgres_files(folder).sockets
    assert sockets == postgres_files(folder).sockets
    assert not sockets.is_relative_to(long)
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    for rest in sockets.iterdir():
        rest.unlink()
    sockets.rmdir()


def test_it_is_started_again_by_the_same_launch_after_a_crash(tmp_path: Path) -> None:
    folder, secrets = open_data_folder(tmp_path / "data"), new_secrets()
    first = start_postgres(folder, secrets, durable=False)
    first.process.kill()
    first.process.wait()
    files = postgres_files(folder)
    launched = [launch_postgres(files, durable=False)]

    def answers() -> bool:
        # One that comes while children of the killed server still hold its memory ends at once and is launched again.
        if launched[-1].poll() is not None:
            launched.append(launch_postgres(files, durable=False))
        try:
            _open(first.app_url).close()
        except psycopg.OperationalError:
            return False
        return True

    try:
        assert wait_until(answers, 60)
    finally:
        stop_postgres(launched[-1], files)


def test_even_when_started_by_root_it_has_none_of_root_s_powers(server: RunningPostgres) -> None:
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    powers = next(line for line in status.splitlines() if line.startswith("CapEff"))
    assert int(powers.split()[1], 16) == 0
