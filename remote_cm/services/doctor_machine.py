"""What the doctor looks at on this machine: the queue, the journal, the numbers of operators, the word outside."""

from collections.abc import Iterator

from remote_cm.domain.phone_number import to_e164
from remote_cm.ports import JournalKind, JournalRecord
from remote_cm.services.doctor import Finding, NamedCheck, Patient


def _look_at_queue(patient: Patient) -> Iterator[Finding]:
    if patient.around.database.queue.is_answering():
        yield Finding("queue")
    else:
        yield Finding("queue", "Redis does not answer: see that its server runs, and that REDIS_URL fits")


def _look_at_journal(patient: Patient) -> Iterator[Finding]:
    yield from _try_journal(patient)
    waiting, refused = patient.around.journal.count_waiting(), patient.around.journal.count_refused()
    if waiting:
        yield Finding("journal's records", f"{waiting} wait: they are handled once the database and the web run")
    elif refused:
        yield Finding(
            "journal's records",
            f"{refused} were put aside in its folder refused: with the old key in DATA_KEYS, move them back beside it",
        )
    else:
        yield Finding("journal's records")


def _try_journal(patient: Patient) -> Iterator[Finding]:
    """Write one record, read it and take it away again, while nobody else may handle it; it is about nothing."""
    journal, place = patient.around.journal, patient.around.journal.take_place()
    probe = {"reference": "", "provider_id": "doctor", "status": "", "sequence": None, "error_code": None}
    try:
        with journal.held_alone() as is_mine:
            if is_mine:
                journal.keep(place, JournalRecord(JournalKind.DELIVERY, patient.wall_clock.now(), probe))
                journal.read(place)
                journal.remove(place)
    except OSError as failure:
        yield Finding(
            "journal", f"cannot be written ({type(failure).__name__}): see the disk and owner of REMOTE_CM_JOURNAL_DIR"
        )
    else:
        yield Finding("journal")


def _look_at_own_number(patient: Patient) -> Iterator[Finding]:
    yield from _numbers("our number", (patient.settings.twilio_phone_number,), patient, "TWILIO_PHONE_NUMBER")


def _look_at_emergency_numbers(patient: Patient) -> Iterator[Finding]:
    numbers = patient.settings.emergency_phone_numbers
    if not numbers:
        yield Finding(
            "emergency numbers",
            "nobody is rung when the database is away: put the phones of operators into EMERGENCY_PHONE_NUMBERS",
        )
    elif patient.settings.twilio_phone_number in numbers:
        yield Finding("emergency numbers", "one is our own: put phones of people into EMERGENCY_PHONE_NUMBERS")
    else:
        yield from _numbers("emergency numbers", numbers, patient, "EMERGENCY_PHONE_NUMBERS")


def _numbers(what: str, numbers: tuple[str, ...], patient: Patient, variable: str) -> Iterator[Finding]:
    bad = [number for number in numbers if to_e164(number, patient.settings.phone_region) != number]
    if bad:
        yield Finding(what, f"{len(bad)} of {len(numbers)} cannot ring: give numbers as + and digits in {variable}")
    else:
        yield Finding(what)


def _look_at_outside(patient: Patient) -> Iterator[Finding]:
    if patient.settings.is_production and patient.settings.heartbeat_url is None:
        yield Finding(
            "word outside", "nobody outside hears of silence: give a dead man's switch in REMOTE_CM_HEARTBEAT_URL"
        )
    else:
        yield Finding("word outside")


CHECKS = (
    NamedCheck("queue", _look_at_queue, "see REDIS_URL"),
    NamedCheck("journal", _look_at_journal, "see REMOTE_CM_JOURNAL_DIR"),
    NamedCheck("our number", _look_at_own_number, "see TWILIO_PHONE_NUMBER"),
    NamedCheck("emergency numbers", _look_at_emergency_numbers, "see EMERGENCY_PHONE_NUMBERS"),
    NamedCheck("word outside", _look_at_outside, "see REMOTE_CM_HEARTBEAT_URL"),
)
