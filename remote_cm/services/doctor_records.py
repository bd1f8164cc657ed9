"""What the doctor asks the database: its shape, our role, the keys, the clocks, the last rounds, the numbers."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from remote_cm.domain.phone_number import to_e164
from remote_cm.services.check_health import TIMETABLE, WATCH
from remote_cm.services.doctor import DATABASE, Finding, NamedCheck, Patient
from remote_cm.storage.channels import list_paused_channels
from remote_cm.storage.encrypted_text import can_open
from remote_cm.storage.heartbeats import list_heartbeats
from remote_cm.storage.installation import (
    Installation,
    StaffNumber,
    list_hidden_values,
    list_staff_numbers,
    read_installation,
)

MOST_APART = timedelta(seconds=2)
"""How far the clocks of the machines may be apart: every deadline is written by one and read by another."""

SAMPLES = 20


def _look_at_database(patient: Patient) -> Iterator[Finding]:
    if patient.around.database.is_answering():
        yield Finding(DATABASE)
    else:
        yield Finding(DATABASE, "does not answer: see that its server runs, and that DATABASE_URL and its password fit")


def _read(patient: Patient) -> Installation:
    with patient.around.database.unit_of_work() as work:
        return read_installation(work.session)


def _look_at_shape(patient: Patient) -> Iterator[Finding]:
    found = _read(patient)
    if found.revision == patient.newest_revision:
        yield Finding("migrations")
    else:
        yield Finding(
            "migrations", f"at {found.revision or 'none'} and not {patient.newest_revision}: run remote-cm migrate"
        )


def _look_at_role(patient: Patient) -> Iterator[Finding]:
    found = _read(patient)
    too_much = [
        what
        for holds, what in (
            (found.is_superuser, "is a superuser"),
            (found.passes_row_security, "passes row-level security"),
            (found.owned > 0, f"owns {found.owned} tables"),
        )
        if holds
    ]
    if too_much:
        yield Finding(
            "database role", f"{' and '.join(too_much)}: give DATABASE_URL a role of its own, and migrate as the owner"
        )
    else:
        yield Finding("database role")


def _look_at_clock(patient: Patient) -> Iterator[Finding]:
    before = patient.wall_clock.now()
    there = _read(patient).now
    after = patient.wall_clock.now()
    apart = abs(there - (before + (after - before) / 2)) - (after - before) / 2
    if apart <= MOST_APART:
        yield Finding("clock of the database")
    else:
        seconds = int(apart.total_seconds())
        yield Finding("clock of the database", f"{seconds} seconds from ours: let both machines follow a time server")


def _look_at_keys(patient: Patient) -> Iterator[Finding]:
    keys = patient.settings.data_keys
    with patient.around.database.unit_of_work() as work:
        hidden = list_hidden_values(work.session, SAMPLES)
        numbers = list_staff_numbers(work.session) if all(_opens(keys, value) for value in hidden) else []
    closed = sum(not _opens(keys, value) for value in hidden)
    if closed:
        yield Finding(
            "data keys",
            f"{closed} of {len(hidden)} stored values open with none: put the old key at the end of DATA_KEYS",
        )
        return
    yield Finding("data keys")
    yield from _look_at_index_key(patient, numbers)


def _opens(keys: tuple[str, ...], hidden: str) -> bool:
    return any(can_open(key, hidden) for key in keys)


def _look_at_index_key(patient: Patient, numbers: Sequence[StaffNumber]) -> Iterator[Finding]:
    known = [one for one in numbers if one.fingerprint is not None]
    index = patient.around.blind_index
    if any(index.of(one.phone_number) != one.fingerprint for one in known):
        yield Finding(
            "index key", "is not the one by which numbers were stored: put the old one back into REMOTE_CM_INDEX_KEY"
        )
    else:
        yield Finding("index key")


def _look_at_staff_numbers(patient: Patient) -> Iterator[Finding]:
    with patient.around.database.unit_of_work() as work:
        numbers = list_staff_numbers(work.session)
    bad = [one.code for one in numbers if to_e164(one.phone_number, patient.settings.phone_region) != one.phone_number]
    if bad:
        yield Finding("numbers of staff", f"cannot ring for {', '.join(bad)}: load them again with the right number")
    else:
        yield Finding("numbers of staff")


def _look_at_rounds(patient: Patient) -> Iterator[Finding]:
    patience, now = patient.around.policy.tasks.tick_alarm_seconds, patient.around.now()
    with patient.around.database.unit_of_work() as work:
        beats = list_heartbeats(work.session)
    for name in (TIMETABLE, WATCH):
        last_at = beats.get(name)
        age = None if last_at is None else int((now - last_at).total_seconds())
        if age is None:
            yield Finding(name, f"has never finished a round: start python -m workers.{name}")
        elif age > patience:
            yield Finding(name, f"finished its last round {age} seconds ago: see its log, and start it again")
        else:
            yield Finding(name)


def _look_at_channels(patient: Patient) -> Iterator[Finding]:
    with patient.around.database.unit_of_work() as work:
        pauses = list_paused_channels(work.session)
    for pause in pauses:
        yield Finding(
            f"channel {pause.channel.value}",
            f"waits since {pause.since:%Y-%m-%d %H:%M} UTC ({pause.reason.value}): mend that at the provider",
        )
    if not pauses:
        yield Finding("channels")


_SEE_SERVER = "see that the database is in order"

CHECKS = (
    NamedCheck(DATABASE, _look_at_database, "see that its server runs"),
    NamedCheck("migrations", _look_at_shape, "run remote-cm migrate", needs_database=True),
    NamedCheck("database role", _look_at_role, _SEE_SERVER, needs_database=True),
    NamedCheck("clock of the database", _look_at_clock, _SEE_SERVER, needs_database=True),
    NamedCheck("data keys", _look_at_keys, "run remote-cm migrate, and see DATA_KEYS", needs_database=True),
    NamedCheck("numbers of staff", _look_at_staff_numbers, "see DATA_KEYS", needs_database=True),
    NamedCheck("rounds", _look_at_rounds, "run remote-cm migrate", needs_database=True),
    NamedCheck("channels", _look_at_channels, "run remote-cm migrate", needs_database=True),
)
