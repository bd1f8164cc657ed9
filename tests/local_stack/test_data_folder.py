"""Where the data lives: in the checkout if it can be, private, for one service at a time."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

import remote_cm
from remote_cm.local_stack import data_folder
from remote_cm.local_stack.cannot_start import CannotStart
from remote_cm.local_stack.data_folder import known_data_folder, lock, open_data_folder, wanted_data_folder
from remote_cm.local_stack.embedded_postgres import start_postgres
from remote_cm.local_stack.postgres_files import postgres_files
from remote_cm.local_stack.secrets_file import new_secrets
from remote_cm.local_stack.server_account import ServerAccount


@pytest.fixture
def as_root_without_namespaces(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """User namespaces are refused; folders made elsewhere meanwhile are removed."""
    made: list[Path] = []
    make = data_folder._make_elsewhere  # noqa: SLF001 - to know what has to be removed again

    def make_and_remember(wanted: Path) -> Path:
        made.append(make(wanted))
        return made[-1]

    monkeypatch.setattr(data_folder, "in_user_namespace", lambda: None)
    monkeypatch.setattr(data_folder, "_make_elsewhere", make_and_remember)
    yield
    for folder in made:
        shutil.rmtree(folder)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_folder_is_beside_the_code_unless_another_is_named(tmp_path: Path) -> None:
    checkout = Path(remote_cm.__file__).resolve().parent.parent
    assert wanted_data_folder({}) == checkout / ".data"
    assert wanted_data_folder({"REMOTE_CM_DATA_DIR": str(tmp_path)}) == tmp_path


def test_the_folder_is_private_also_when_it_was_open_before(tmp_path: Path) -> None:
    open_data_folder(tmp_path / "new")
    (tmp_path / "old").mkdir(mode=0o755)
    open_data_folder(tmp_path / "old")
    assert _mode(tmp_path / "new") == _mode(tmp_path / "old") == 0o700


def test_a_folder_that_cannot_be_made_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CannotStart, match="REMOTE_CM_DATA_DIR"):
        open_data_folder(tmp_path / "file" / "data")


def test_the_folder_serves_one_at_a_time(tmp_path: Path) -> None:
    folder = open_data_folder(tmp_path / "data")
    with lock(folder), pytest.raises(CannotStart, match=f"process {os.getpid()}"):
        lock(folder)
    lock(folder).close()


def test_an_account_that_reaches_nothing_is_told_from_one_that_does(tmp_path: Path) -> None:
    assert ServerAccount().can_write_in(tmp_path)
    assert ServerAccount().can_run(Path("/bin/ls"))
    assert not ServerAccount(("false",)).can_write_in(tmp_path)
    assert not ServerAccount().can_run(tmp_path / "absent")


# An ordinary user cannot become another account: what follows is about root, and exists for root.
if os.geteuid() == 0:

    @pytest.mark.usefixtures("as_root_without_namespaces")
    def test_root_without_namespaces_has_its_data_elsewhere_and_the_server_is_an_ordinary_account(
        tmp_path: Path,
    ) -> None:
        wanted = tmp_path / "checkout" / ".data"
        folder = open_data_folder(wanted)
        assert not folder.path.is_relative_to(tmp_path)
        assert folder.account.owner is not None
        running = start_postgres(folder, new_secrets(), durable=False)
        assert Path(f"/proc/{running.process.pid}").stat().st_uid == folder.account.owner[0] != 0
        running.stop()
        files = postgres_files(folder)
        assert files.data.stat().st_uid == files.sockets.stat().st_uid == folder.account.owner[0]
        assert _mode(files.data) == _mode(files.sockets) == 0o700
        assert open_data_folder(wanted) == folder
        assert known_data_folder(wanted) == folder.path

    @pytest.mark.usefixtures("as_root_without_namespaces")
    def test_data_that_needs_namespaces_is_never_forgotten_for_an_empty_folder(tmp_path: Path) -> None:
        (tmp_path / ".data" / "postgres").mkdir(parents=True)
        with pytest.raises(CannotStart, match="needs user namespaces"):
            open_data_folder(tmp_path / ".data")

    def test_root_leaves_an_ordinary_user_s_data_alone(tmp_path: Path) -> None:
        wanted = tmp_path / ".data"
        wanted.mkdir(mode=0o700)
        os.chown(wanted, 12345, 12345)
        folder = open_data_folder(wanted)
        assert folder.path != wanted
        assert wanted.stat().st_uid == 12345
        shutil.rmtree(folder.path)

    def test_only_root_s_own_note_leads_root_to_another_folder(tmp_path: Path) -> None:
        wanted, trap = tmp_path / ".data", tmp_path / "trap"
        wanted.mkdir()
        trap.mkdir()
        note = wanted / "elsewhere-for-root"
        note.write_text(f"{trap}\n")
        assert known_data_folder(wanted) == trap
        os.chown(note, 12345, 12345)
        assert known_data_folder(wanted) == wanted
