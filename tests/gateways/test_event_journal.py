"""The journal on the disk: records whole or not at all, in order, unreadable to others, and never thrown away."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from remote_cm.domain.emergency import NOTHING_NOTED, EmergencyNote, with_key_pressed, with_round_begun
from remote_cm.gateways.event_journal import FileJournal
from remote_cm.ports import JournalKind, JournalRecord, Unreadable
from remote_cm.storage.encrypted_text import FieldCipher
from tests.process_environment import ROOT

NOW = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
KEY, OLDER_KEY = Fernet.generate_key().decode(), Fernet.generate_key().decode()
TEXT = JournalRecord(
    JournalKind.TEXT, NOW, {"provider": "twilio", "provider_id": "SM1", "sender": "+12025550123", "body": "9 Rahima"}
)

#: Keeps one record in a process of its own, and ends in the way that is asked for.
KEEPS = """
import os, resource, sys
from datetime import UTC, datetime
from pathlib import Path
from remote_cm.gateways.event_journal import FileJournal
from remote_cm.ports import JournalKind, JournalRecord
from remote_cm.storage.encrypted_text import FieldCipher
folder, key, way = sys.argv[1:]
journal = FileJournal(Path(folder), FieldCipher([key]))
record = JournalRecord(JournalKind.TEXT, datetime.now(UTC), {"body": "9"})
if way == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (20, 20))
    try:
        journal.keep(journal.take_place(), record)
    except OSError:
        print("refused")
if way == "killed":
    journal.keep(journal.take_place(), record)
    os.kill(os.getpid(), 9)
if way == "killed before the rename":
    Path.rename = lambda *_: os.kill(os.getpid(), 9)
    journal.keep(journal.take_place(), record)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def journal(folder: Path) -> FileJournal:
    return FileJournal(folder, FieldCipher([KEY]))


def keep(journal: FileJournal, record: JournalRecord = TEXT) -> str:
    place = journal.take_place()
    journal.keep(place, record)
    return place


def in_a_process(folder: Path, way: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", KEEPS, str(folder), KEY, way],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stdout.strip()


def test_a_record_comes_back_as_it_was(journal: FileJournal) -> None:
    assert journal.read(keep(journal)) == TEXT


def test_records_wait_in_the_order_of_their_places_and_not_of_their_writing(journal: FileJournal) -> None:
    first, second, third = (journal.take_place() for _ in range(3))
    for place in (second, third, first):
        journal.keep(place, TEXT)
    assert journal.list_waiting() == [first, second, third]
    assert journal.count_waiting() == 3


def test_a_clock_that_is_set_back_changes_no_order(journal: FileJournal, monkeypatch: pytest.MonkeyPatch) -> None:
    first = journal.take_place()
    monkeypatch.setattr("remote_cm.gateways.event_journal.time.time_ns", lambda: 1)
    assert journal.take_place() > first


def test_nothing_of_a_record_can_be_read_on_the_disk_and_nobody_else_may_look(
    journal: FileJournal, folder: Path
) -> None:
    keep(journal)
    (file,) = folder.glob("*.event")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert file.stat().st_mode & 0o777 == 0o600
    for hidden in (b"Rahima", b"2025550123", b"text"):
        assert hidden not in file.read_bytes()
        assert hidden not in file.name.encode()


def test_a_new_key_reads_what_an_older_one_wrote(folder: Path) -> None:
    place = keep(FileJournal(folder, FieldCipher([OLDER_KEY])))
    assert FileJournal(folder, FieldCipher([KEY, OLDER_KEY])).read(place) == TEXT


def test_what_no_key_opens_or_what_is_torn_is_said_to_be_unreadable(journal: FileJournal, folder: Path) -> None:
    place = keep(FileJournal(folder, FieldCipher([OLDER_KEY])))
    with pytest.raises(Unreadable):
        journal.read(place)
    whole = keep(journal)
    file = folder / f"{whole}.event"
    file.write_bytes(file.read_bytes()[:40])
    with pytest.raises(Unreadable):
        journal.read(whole)


def test_a_refused_record_is_put_aside_and_never_deleted(journal: FileJournal, folder: Path) -> None:
    place = keep(journal)
    journal.refuse(place)
    assert (journal.count_waiting(), journal.count_refused()) == (0, 1)
    assert (folder / "refused" / f"{place}.event").is_file()


def test_a_removed_record_is_gone_and_may_be_removed_twice(journal: FileJournal) -> None:
    place = keep(journal)
    journal.remove(place)
    journal.remove(place)
    assert journal.list_waiting() == []


def test_a_full_disk_is_an_error_and_leaves_no_half_record(folder: Path) -> None:
    assert in_a_process(folder, "full") == "refused"
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_one_is_an_error(journal: FileJournal, folder: Path) -> None:
    folder.write_text("no folder")
    with pytest.raises(OSError, match="journal"):
        keep(journal)
    assert (journal.count_waiting(), journal.count_refused()) == (0, 0)


def test_a_record_outlives_the_process_that_is_killed_just_after_keeping_it(journal: FileJournal, folder: Path) -> None:
    in_a_process(folder, "killed")
    (place,) = journal.list_waiting()
    assert journal.read(place).fields == {"body": "9"}


def test_a_process_that_is_killed_while_it_writes_leaves_no_record(journal: FileJournal, folder: Path) -> None:
    in_a_process(folder, "killed before the rename")
    assert [file.suffix for file in folder.iterdir()] == [".part"]
    assert journal.list_waiting() == []


def test_a_record_is_flushed_with_its_folder_before_it_is_said_to_be_kept(
    journal: FileJournal, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[Path] = []
    flush = os.fsync

    def note(file: int) -> None:
        flushed.append(Path(f"/proc/self/fd/{file}").readlink())
        flush(file)

    monkeypatch.setattr(os, "fsync", note)
    place = keep(journal)
    assert flushed == [folder / f"{place}.part", folder]


def test_one_process_at_a_time_may_handle_the_records(journal: FileJournal, folder: Path) -> None:
    other = FileJournal(folder, FieldCipher([KEY]))
    with journal.held_alone() as mine:
        assert mine
        with other.held_alone() as theirs:
            assert not theirs
    with other.held_alone() as theirs:
        assert theirs


def test_what_is_noted_of_the_emergency_is_known_to_every_process(journal: FileJournal, folder: Path) -> None:
    other = FileJournal(folder, FieldCipher([KEY]))
    journal.change_note(lambda note: with_round_begun(note, NOW))
    other.change_note(lambda note: with_key_pressed(note, NOW))
    assert journal.change_note(lambda note: note) == EmergencyNote(claimed_at=NOW, pressed_at=NOW)


@pytest.mark.parametrize("written", ["", "{", "[]", '{"rung_at": "yesterday"}', '{"rung_at": 5}'])
def test_a_note_that_cannot_be_read_is_none(journal: FileJournal, folder: Path, written: str) -> None:
    journal.change_note(lambda note: replace(note, rung_at=NOW))
    (folder / "emergency.json").write_text(written)
    assert journal.change_note(lambda note: note) == NOTHING_NOTED
