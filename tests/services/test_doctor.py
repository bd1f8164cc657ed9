"""The doctor says of each part whether it is in order, and of each that is not how to mend it; it never fails."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text, update

from remote_cm.domain.failure_reason import FailureReason
from remote_cm.domain.vocabulary import Channel
from remote_cm.gateways.dry_run import DryJobQueue
from remote_cm.gateways.event_journal import FileJournal
from remote_cm.migrations.migrate import newest_revision
from remote_cm.ports import AccountRefused, JournalKind, JournalRecord, NumberSetup, ProviderError
from remote_cm.services.doctor import Finding, Patient, diagnose
from remote_cm.services.doctor_checks import EVERY_CHECK
from remote_cm.services.doctor_provider import WANTED
from remote_cm.services.run_tick import do_what_is_late, run_tick
from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import RunMode, Settings
from remote_cm.storage.channels import add_pause
from remote_cm.storage.database import Database, open_database
from remote_cm.storage.encrypted_text import BlindIndex, FieldCipher
from remote_cm.storage.tables.people import Staff
from tests.conftest import Servers
from tests.factories import CASEWORKER_NUMBER, make_people
from tests.frozen_clock import FrozenClock

OPERATOR = "+12025550180"


@dataclass
class Account:
    """Our account, as a test sets it up."""

    number: NumberSetup | None
    failure: ProviderError | None = None

    def look_at_number(self) -> NumberSetup | None:
        if self.failure is not None:
            raise self.failure
        return self.number


class WallClock:
    """The machine's own clock, off by as much as a test says."""

    def __init__(self, off_by: timedelta = timedelta()) -> None:
        self.off_by = off_by

    def now(self) -> datetime:
        return datetime.now(UTC) + self.off_by


def set_up(base: str = "http://127.0.0.1:8000", **changes: str) -> NumberSetup:
    addresses = {name: f"{base}{path}" for name, path in WANTED.items()} | changes
    return NumberSetup(addresses, {"sms_method": "POST", "voice_method": "POST"}, datetime.now(UTC))


@pytest.fixture
def patient(surroundings: Surroundings, settings: Settings) -> Patient:
    """A service in which everything is in order."""
    make_people(surroundings)
    run_tick(surroundings)
    do_what_is_late(surroundings)
    return Patient(
        around=surroundings,
        settings=replace(settings, emergency_phone_numbers=(OPERATOR,)),
        account=Account(set_up()),
        newest_revision=newest_revision(),
        wall_clock=WallClock(),
    )


def at_once(_: float, act: Callable[[], Sequence[Finding]]) -> Sequence[Finding]:
    return act()


def wrong(patient: Patient) -> dict[str, str]:
    return {one.what: one.mend for one in diagnose(patient, EVERY_CHECK, at_once) if one.mend is not None}


def test_of_a_service_in_order_every_line_is_ok_and_names_nobody(patient: Patient) -> None:
    lines = [str(one) for one in diagnose(patient, EVERY_CHECK, at_once)]
    assert [line for line in lines if not line.startswith("ok ")] == []
    looked_at = {line.removeprefix("ok ") for line in lines}
    assert {
        *("scripts", "database", "migrations", "database role", "clock of the database", "data keys", "index key"),
        *("numbers of staff", "timetable", "watch", "channels", "queue", "journal", "journal's records"),
        *("our number", "emergency numbers", "word outside", "provider", "clock of the provider"),
        *(f"number's {name}" for name in WANTED),
    } == looked_at
    assert patient.around.journal.count_waiting() == 0


def test_a_database_that_is_away_is_one_line_and_the_rest_is_looked_at(patient: Patient) -> None:
    nowhere = open_database("postgresql+psycopg://nobody:nothing@127.0.0.1:9/none", FieldCipher(("A" * 43 + "=",)))
    around = replace(patient.around, database=Database(nowhere, DryJobQueue()))
    found = diagnose(replace(patient, around=around), EVERY_CHECK, at_once)
    assert [one.what for one in found if one.is_wrong] == ["database"]
    assert "provider" in {one.what for one in found}
    assert "nothing" not in repr(found)
    nowhere.dispose()


def test_a_part_that_never_answers_is_a_line(patient: Patient) -> None:
    def too_slow(_: float, __: Callable[[], Sequence[Finding]]) -> Sequence[Finding]:
        raise TimeoutError

    found = diagnose(patient, EVERY_CHECK, too_slow)
    assert all(one.is_wrong for one in found)
    assert "did not answer in 20 seconds" in str(found[0])


def test_a_part_that_breaks_is_a_line_without_its_message(patient: Patient) -> None:
    def broken(_: float, __: Callable[[], Sequence[Finding]]) -> Sequence[Finding]:
        raise ValueError(CASEWORKER_NUMBER)

    found = diagnose(patient, EVERY_CHECK, broken)
    assert "ValueError" in str(found[0])
    assert CASEWORKER_NUMBER not in repr(found)


def test_scripts_with_a_fault_are_told_by_file_and_line(patient: Patient, tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    found = diagnose(
        replace(patient, settings=replace(patient.settings, scripts_dir=tmp_path / "scripts")), EVERY_CHECK, at_once
    )
    assert any(one.what == "scripts" and one.is_wrong for one in found)


def test_a_shape_that_is_not_the_newest_says_to_migrate(patient: Patient) -> None:
    assert wrong(replace(patient, newest_revision="9999")) == {
        "migrations": f"at {newest_revision()} and not 9999: run remote-cm migrate"
    }


def role_of(patient: Patient, url: str) -> str:
    engine = open_database(url, FieldCipher(patient.settings.data_keys))
    around = replace(patient.around, database=Database(engine, DryJobQueue()))
    found = wrong(replace(patient, around=around))
    engine.dispose()
    return found["database role"]


def test_a_role_that_owns_tables_or_may_do_everything_may_do_too_much(patient: Patient, servers: Servers) -> None:
    assert "owns" in role_of(patient, servers.owner_url)
    assert "is a superuser and passes row-level security" in role_of(patient, servers.superuser_url)


@pytest.mark.parametrize(("seconds", "is_wrong"), [(1, False), (-1, False), (4, True), (-4, True)])
def test_the_databases_clock_may_be_two_seconds_from_ours(patient: Patient, seconds: int, is_wrong: bool) -> None:
    off = replace(patient, wall_clock=WallClock(timedelta(seconds=seconds)))
    assert ("clock of the database" in wrong(off)) is is_wrong
    assert "clock of the provider" not in wrong(off)


@pytest.mark.parametrize(("seconds", "is_wrong"), [(25, False), (-25, False), (40, True), (-40, True)])
def test_the_providers_clock_may_be_half_a_minute_from_ours(patient: Patient, seconds: int, is_wrong: bool) -> None:
    off = replace(patient, wall_clock=WallClock(timedelta(seconds=seconds)))
    assert ("clock of the provider" in wrong(off)) is is_wrong


def test_keys_that_do_not_open_what_is_stored_are_told_and_an_old_key_at_the_end_mends_it(patient: Patient) -> None:
    new = Fernet.generate_key().decode()
    lost = replace(patient, settings=replace(patient.settings, data_keys=(new,)))
    assert "put the old key at the end of DATA_KEYS" in wrong(lost)["data keys"]
    both = replace(patient, settings=replace(patient.settings, data_keys=(new, *patient.settings.data_keys)))
    assert wrong(both) == {}


def test_another_index_key_than_the_one_of_the_stored_numbers_is_told(patient: Patient) -> None:
    around = replace(patient.around, blind_index=BlindIndex("another key of the tests, 0987654321"))
    assert set(wrong(replace(patient, around=around))) == {"index key"}


def test_a_number_of_active_staff_that_cannot_ring_is_told_by_the_code(patient: Patient) -> None:
    with patient.around.database.unit_of_work() as work:
        spoilt = update(Staff).where(Staff.code == "CW-2")
        work.session.execute(
            spoilt.values(phone_number="+8801", phone_fingerprint=patient.around.blind_index.of("+8801"))
        )
        work.commit()
    found = wrong(patient)
    assert set(found) == {"numbers of staff"}
    assert "CW-2" in found["numbers of staff"]
    assert "+8801" not in found["numbers of staff"]
    with patient.around.database.unit_of_work() as work:
        work.session.execute(update(Staff).where(Staff.code == "CW-2").values(is_active=False))
        work.commit()
    assert wrong(patient) == {}


def test_a_timetable_and_a_watch_that_stand_or_never_ran_are_told(patient: Patient, clock: FrozenClock) -> None:
    clock.advance(seconds=patient.around.policy.tasks.tick_alarm_seconds + 1)
    assert set(wrong(patient)) == {"timetable", "watch"}
    with patient.around.database.unit_of_work() as work:
        work.session.execute(text("delete from heartbeat"))
        work.commit()
    assert wrong(patient)["watch"] == "has never finished a round: start python -m workers.watch"


def test_a_channel_that_waits_is_told_with_its_reason(patient: Patient) -> None:
    now = patient.around.now()
    with patient.around.database.unit_of_work() as work:
        reason = FailureReason.COUNTRY_NOT_ENABLED
        add_pause(work.session, Channel.TEXT, reason, at=now, probe_after=now, ends_by_report=False)
        work.commit()
    assert wrong(patient) == {
        "channel text": "waits since 2026-11-22 04:00 UTC (country_not_enabled): mend that at the provider"
    }


def test_a_queue_that_does_not_answer_is_told(patient: Patient) -> None:
    queue = DryJobQueue()
    queue.is_lost = True
    around = replace(patient.around, database=Database(patient.around.database.engine, queue))
    assert set(wrong(replace(patient, around=around))) == {"queue"}


def test_a_journal_that_cannot_be_written_is_told(patient: Patient, tmp_path: Path) -> None:
    (tmp_path / "no folder").write_text("a file")
    journal = FileJournal(tmp_path / "no folder", FieldCipher(patient.settings.data_keys))
    assert set(wrong(replace(patient, around=replace(patient.around, journal=journal)))) == {"journal"}


def test_what_waits_in_the_journal_and_what_was_put_aside_is_told(patient: Patient) -> None:
    journal = patient.around.journal
    place = journal.take_place()
    journal.keep(place, JournalRecord(JournalKind.RING, patient.around.now(), {}))
    assert "1 wait" in wrong(patient)["journal's records"]
    journal.refuse(place)
    assert "1 were put aside" in wrong(patient)["journal's records"]


def test_emergency_numbers_are_there_can_ring_and_are_not_our_own(patient: Patient) -> None:
    for numbers, said in (
        ((), "nobody is rung"),
        ((OPERATOR, "+8801"), "1 of 2 cannot ring"),
        ((patient.settings.twilio_phone_number,), "one is our own"),
    ):
        changed = replace(patient.settings, emergency_phone_numbers=numbers)
        found = wrong(replace(patient, settings=changed))
        assert set(found) == {"emergency numbers"}
        assert said in found["emergency numbers"]
        assert "+8801" not in found["emergency numbers"]


def test_our_own_number_can_ring(patient: Patient) -> None:
    assert set(wrong(replace(patient, settings=replace(patient.settings, twilio_phone_number="+8801")))) == {
        "our number"
    }


def test_in_production_somebody_outside_listens(patient: Patient) -> None:
    live = replace(patient.settings, env=RunMode.PRODUCTION)
    assert set(wrong(replace(patient, settings=live))) == {"word outside"}
    heard = replace(live, heartbeat_url="https://listens.example.org/a-secret")
    assert wrong(replace(patient, settings=heard)) == {}


def test_a_provider_that_refuses_us_is_told_with_its_reason(patient: Patient) -> None:
    refused = Account(None, AccountRefused(FailureReason.ACCOUNT_REFUSED))
    found = wrong(replace(patient, account=refused))
    assert set(found) == {"provider"}
    assert "account_refused" in found["provider"]


def test_a_number_that_is_not_ours_is_told(patient: Patient) -> None:
    assert set(wrong(replace(patient, account=Account(None)))) == {"number at the provider"}


@pytest.mark.parametrize("name", WANTED)
@pytest.mark.parametrize(
    "change", ["", "https://elsewhere.example.org/webhooks", "without retries", "only connections"]
)
def test_each_address_of_the_number_is_ours_with_retries_and_the_line_says_what_to_set(
    patient: Patient, name: str, change: str
) -> None:
    wanted = f"{patient.settings.public_base_url}{WANTED[name]}"
    address = wanted.partition("#")[0]
    given = {"without retries": address, "only connections": f"{address}#rc=3&rp=ct"}.get(change, change)
    number = set_up(**{name: given})
    assert wrong(replace(patient, account=Account(number))) == {f"number's {name}": f"set it to {wanted}"}


def test_other_retries_that_are_enough_are_left_alone(patient: Patient) -> None:
    address = f"{patient.settings.public_base_url}/webhooks/twilio/sms"
    for retries in ("rc=5&rp=all", "rc=1&rp=5xx,ct"):
        assert wrong(replace(patient, account=Account(set_up(sms_url=f"{address}#{retries}")))) == {}


def test_a_number_that_is_asked_by_get_or_belongs_to_an_application_is_told(patient: Patient) -> None:
    by_get = replace(set_up(), methods={"sms_method": "GET"})
    assert "sms_method to POST" in wrong(replace(patient, account=Account(by_get)))["number's sms_url"]
    taken = set_up(voice_application_sid="AP1")
    assert set(wrong(replace(patient, account=Account(taken)))) == {"number's voice_application_sid"}


@pytest.mark.parametrize(
    ("name", "may"), [("sms_fallback_url", True), ("voice_fallback_url", True), ("sms_url", False)]
)
def test_only_what_is_asked_after_a_failure_may_be_on_another_machine(patient: Patient, name: str, may: bool) -> None:
    other = set_up(**{name: f"https://second.example.org{WANTED[name]}"})
    assert (wrong(replace(patient, account=Account(other))) == {}) is may
    in_the_clear = set_up(**{name: f"http://second.example.org{WANTED[name]}"})
    assert set(wrong(replace(patient, account=Account(in_the_clear)))) == {f"number's {name}"}
