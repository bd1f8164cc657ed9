"""The journal on this machine's disk: one encrypted file for each event that could not be handled when it came.

A file is written under another name, flushed to the disk and then renamed, so that a record is there whole or not at
all. Its name says when it came and by which process, and nothing of what it holds. ``_OWN``: nobody but the account of
the service opens the folder.
"""

import fcntl
import itertools
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path
from threading import Lock

from cryptography.fernet import InvalidToken

from remote_cm.domain.emergency import NOTHING_NOTED, EmergencyNote
from remote_cm.ports import JournalKind, JournalRecord, Unreadable
from remote_cm.storage.encrypted_text import FieldCipher

_RECORD = ".event"
_UNFINISHED = ".part"
_REFUSED = "refused"
_REPLAY_LOCK = "replay.lock"
_NOTE_LOCK = "emergency.lock"
_NOTE = "emergency.json"
_OWN = 0o700
_OWN_FILE = 0o600


class FileJournal:
    """Keeps events below one folder. May be used by several threads, and by several processes of one machine."""

    def __init__(self, folder: Path, cipher: FieldCipher) -> None:
        self._folder = folder
        self._cipher = cipher
        self._count = itertools.count()
        self._lock = Lock()
        self._last_nanoseconds = 0

    def take_place(self) -> str:
        """A name in the order of arrival; a clock that is set back does not put a later event before an earlier."""
        with self._lock:
            self._last_nanoseconds = max(self._last_nanoseconds + 1, time.time_ns())
            return f"{self._last_nanoseconds:020d}-{os.getpid()}-{next(self._count)}"

    def keep(self, place: str, record: JournalRecord) -> None:
        """Write one record and have it on the disk. Raises OSError, and then leaves nothing behind."""
        words = self._cipher.hide(_to_text(record)).encode()
        self._open_folder()
        unfinished = self._folder / f"{place}{_UNFINISHED}"
        try:
            _write_durably(unfinished, words)
            unfinished.rename(self._folder / f"{place}{_RECORD}")
            _flush_folder(self._folder)
        except OSError:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise

    def list_waiting(self) -> Sequence[str]:
        """The places of all whole records, earliest first. Raises OSError."""
        try:
            return sorted(file.stem for file in self._folder.iterdir() if file.suffix == _RECORD)
        except FileNotFoundError:
            return ()

    def read(self, place: str) -> JournalRecord:
        """One record. Raises Unreadable, and OSError when the file is gone."""
        hidden = (self._folder / f"{place}{_RECORD}").read_bytes()
        try:
            return _from_text(self._cipher.read(hidden.decode()))
        except (InvalidToken, ValueError, KeyError, TypeError) as broken:
            raise Unreadable(place) from broken

    def remove(self, place: str) -> None:
        """Take out a record that has been handled."""
        (self._folder / f"{place}{_RECORD}").unlink(missing_ok=True)

    def refuse(self, place: str) -> None:
        """Move a record into the folder of those that cannot be handled; never deleted by us."""
        aside = self._folder / _REFUSED
        aside.mkdir(mode=_OWN, exist_ok=True)
        (self._folder / f"{place}{_RECORD}").rename(aside / f"{place}{_RECORD}")
        _flush_folder(aside)

    def count_waiting(self) -> int:
        """How many records wait; 0 where the folder cannot be looked into, which `keep` would say loudly."""
        return _count_records(self._folder)

    def count_refused(self) -> int:
        """How many records were put aside."""
        return _count_records(self._folder / _REFUSED)

    @contextmanager
    def held_alone(self) -> Iterator[bool]:
        """Hold the right to handle the records; the kernel gives it free when a process dies, however it dies."""
        self._open_folder()
        with _locked(self._folder / _REPLAY_LOCK, fcntl.LOCK_EX | fcntl.LOCK_NB) as is_mine:
            yield is_mine

    def change_note(self, change: Callable[[EmergencyNote], EmergencyNote]) -> EmergencyNote:
        """Change the note of the emergency, and write it only where it changes. Raises OSError."""
        self._open_folder()
        with _locked(self._folder / _NOTE_LOCK, fcntl.LOCK_EX):
            known = _read_note(self._folder / _NOTE)
            changed = change(known)
            if changed != known:
                unfinished = self._folder / f"{_NOTE}{_UNFINISHED}"
                _write_durably(unfinished, _note_to_text(changed).encode())
                unfinished.rename(self._folder / _NOTE)
        return changed

    def _open_folder(self) -> None:
        self._folder.mkdir(mode=_OWN, parents=True, exist_ok=True)


def _to_text(record: JournalRecord) -> str:
    return json.dumps(
        {"kind": record.kind.value, "came_at": record.came_at.isoformat(), "fields": dict(record.fields)},
        ensure_ascii=True,
    )


def _from_text(text: str) -> JournalRecord:
    whole = json.loads(text)
    return JournalRecord(JournalKind(whole["kind"]), datetime.fromisoformat(whole["came_at"]), dict(whole["fields"]))


def _note_to_text(note: EmergencyNote) -> str:
    return json.dumps({name: moment.isoformat() for name, moment in asdict(note).items() if moment is not None})


def _read_note(file: Path) -> EmergencyNote:
    """What is noted; a note that cannot be read is none: everybody is rung once too often and not too seldom."""
    try:
        written = json.loads(file.read_text())
        known = {field.name for field in fields(EmergencyNote)} & set(written)
        return EmergencyNote(**{name: datetime.fromisoformat(written[name]) for name in known})
    except (OSError, ValueError, TypeError):
        return NOTHING_NOTED


def _write_durably(file: Path, words: bytes) -> None:
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWN_FILE)
    try:
        rest = memoryview(words)
        while rest:
            rest = rest[os.write(opened, rest) :]
        os.fsync(opened)
    finally:
        os.close(opened)


def _flush_folder(folder: Path) -> None:
    """A name is on the disk only once its folder is."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _count_records(folder: Path) -> int:
    try:
        return sum(1 for file in folder.iterdir() if file.suffix == _RECORD)
    except OSError:
        return 0


@contextmanager
def _locked(file: Path, how: int) -> Iterator[bool]:
    opened = os.open(file, os.O_RDWR | os.O_CREAT, _OWN_FILE)
    try:
        try:
            fcntl.flock(opened, how)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(opened)
