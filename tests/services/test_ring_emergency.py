"""Danger that waits while the database is away rings people: neutrally, spaced, and until one of them presses."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from cryptography.fernet import Fernet

from remote_cm.gateways.dry_run import DryCallPlacer, DryTextSender
from remote_cm.gateways.event_journal import FileJournal
from remote_cm.ports import RingPurpose
from remote_cm.script_library import find_scripts_dir
from remote_cm.script_library.check import check_scripts
from remote_cm.services.journal_records import record_of
from remote_cm.services.receive_ring import InboundRing
from remote_cm.services.receive_text import InboundText
from remote_cm.services.ring_emergency import EmergencyReason, ring_emergency_numbers
from remote_cm.services.ring_for_journal import REFERENCE, WaitingDanger, note_key_pressed
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Database
from remote_cm.storage.encrypted_text import FieldCipher
from tests.frozen_clock import FrozenClock

OPERATORS = ("+12025550150", "+12025550151")
SENDER = "+12025550120"


class NeverAsked:
    """A database that nobody may ask."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"the database was asked: {name}")


class Outage:
    """The service without its database, and who was rung."""

    def __init__(self, around: Surroundings) -> None:
        self.around = replace(around, database=cast(Database, NeverAsked()), emergency_numbers=OPERATORS)
        self.clock = cast(FrozenClock, around.clock)
        self.texts = cast(DryTextSender, around.text_sender)
        self.calls = cast(DryCallPlacer, around.call_placer)
        self.danger = WaitingDanger(self.around)

    def comes(self, event: InboundText | InboundRing) -> None:
        """Something comes in and is kept in the journal."""
        self.around.journal.keep(self.around.journal.take_place(), record_of(event, self.clock.now()))

    def text(self, body: str) -> None:
        """A text comes in."""
        self.comes(InboundText("test", "SM1", SENDER, body))

    def rounds_after(self, **time: float) -> int:
        """How often everybody has been rung by then."""
        self.clock.advance(**time)
        self.danger.ring_if_due()
        assert len(self.calls.sent) == len(self.texts.sent)
        return len(self.calls.sent) // len(OPERATORS)


@pytest.fixture
def outage(surroundings: Surroundings) -> Outage:
    return Outage(surroundings)


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[None]:
    """Notes can no longer be written, while what is there can be read."""
    blocked = tmp_path / "journal" / "emergency.json.part"
    blocked.mkdir(parents=True)
    yield
    blocked.rmdir()


def test_everybody_is_rung_and_texted_in_neutral_words(outage: Outage) -> None:
    assert ring_emergency_numbers(outage.around, EmergencyReason.RECORDS_AWAY, "why") == len(OPERATORS)
    assert sorted(text.phone_number for text in outage.texts.sent) == list(OPERATORS)
    assert sorted(ring.phone_number for ring in outage.calls.sent) == list(OPERATORS)
    assert {(ring.reference, ring.purpose) for ring in outage.calls.sent} == {("why", RingPurpose.EMERGENCY)}
    assert {text.body for text in outage.texts.sent} == {"The service needs a person now. Open the app."}


def test_the_words_of_an_emergency_are_checked_with_all_others(outage: Outage) -> None:
    assert check_scripts(find_scripts_dir(None)) == ()
    assert {"emergency", "emergency-call"} <= outage.around.texts.languages["bn"].words.keys()


def test_a_phone_that_cannot_be_reached_keeps_the_others_not_silent(outage: Outage) -> None:
    outage.calls.refuse_next("bad_number")
    assert ring_emergency_numbers(outage.around, EmergencyReason.RECORDS_AWAY, "why") == len(OPERATORS)
    assert len(outage.calls.sent) == 1
    assert len(outage.texts.sent) == 2


def test_a_provider_that_cannot_now_reaches_nobody_and_raises_nothing(outage: Outage) -> None:
    for _ in OPERATORS:
        outage.calls.be_busy_next()
        outage.texts.be_busy_next()
    assert ring_emergency_numbers(outage.around, EmergencyReason.RECORDS_AWAY, "why") == 0


def test_without_numbers_nobody_is_rung(outage: Outage) -> None:
    nobody = replace(outage.around, emergency_numbers=())
    assert ring_emergency_numbers(nobody, EmergencyReason.RECORDS_AWAY, "why") == 0


@pytest.mark.parametrize("body", ["9", "9 47K", "danger", "bipod", "বিপদ", "s o s", "8", "9 please come"])
def test_danger_that_waits_for_ten_seconds_rings(outage: Outage, body: str) -> None:
    outage.text(body)
    assert outage.rounds_after(seconds=9) == 0
    assert outage.rounds_after(seconds=1) == 1


@pytest.mark.parametrize("body", ["3", "1 47K 2", "hello", ""])
def test_what_is_no_danger_rings_nobody(outage: Outage, body: str) -> None:
    outage.text(body)
    assert outage.rounds_after(hours=1) == 0


@pytest.mark.parametrize(("minutes", "rounds"), [(5, 1), (60, 0)])
def test_two_rings_of_one_number_shortly_after_each_other_are_urgent(outage: Outage, minutes: int, rounds: int) -> None:
    outage.comes(InboundRing("test", "CA1", SENDER))
    outage.clock.advance(minutes=minutes)
    outage.comes(InboundRing("test", "CA2", SENDER))
    assert outage.rounds_after(seconds=10) == rounds


def test_rings_of_two_numbers_are_no_pair(outage: Outage) -> None:
    outage.comes(InboundRing("test", "CA1", SENDER))
    outage.comes(InboundRing("test", "CA2", "+12025550121"))
    assert outage.rounds_after(seconds=10) == 0


def test_everybody_is_rung_again_every_five_minutes_until_a_key_is_pressed(outage: Outage) -> None:
    outage.text("9")
    assert [outage.rounds_after(seconds=10), outage.rounds_after(minutes=4, seconds=59)] == [1, 1]
    assert outage.rounds_after(seconds=1) == 2
    note_key_pressed(outage.around)
    assert outage.rounds_after(hours=3) == 2
    outage.text("9 47K")
    assert outage.rounds_after(seconds=10) == 3


def test_several_processes_ring_once(outage: Outage) -> None:
    others = [WaitingDanger(outage.around) for _ in range(3)]
    outage.text("9")
    assert outage.rounds_after(seconds=10) == 1
    assert [other.ring_if_due() for other in others] == [0, 0, 0]


def test_whom_a_killed_process_did_not_ring_another_rings_within_the_minute(
    outage: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    outage.text("9")
    with monkeypatch.context() as killed:
        killed.setattr("remote_cm.services.ring_for_journal.ring_emergency_numbers", lambda *_: 0)
        assert outage.rounds_after(seconds=10) == 0
    assert outage.rounds_after(seconds=19) == 0
    assert outage.rounds_after(seconds=1) == 1


def test_when_what_waited_is_handled_nobody_is_rung_any_more(outage: Outage) -> None:
    outage.text("9")
    outage.danger.ring_if_due()
    (place,) = outage.around.journal.list_waiting()
    outage.around.journal.remove(place)
    assert outage.rounds_after(minutes=10) == 0


def test_what_cannot_be_read_stops_no_look(outage: Outage, tmp_path: Path) -> None:
    other_key = FileJournal(tmp_path / "journal", FieldCipher([Fernet.generate_key().decode()]))
    other_key.keep(other_key.take_place(), record_of(InboundText("test", "SM1", SENDER, "9"), outage.clock.now()))
    outage.text("9")
    assert outage.rounds_after(seconds=10) == 1


def test_a_moment_of_a_clock_that_ran_ahead_has_waited_long_enough(outage: Outage) -> None:
    outage.clock.advance(hours=1)
    outage.text("9")
    assert outage.rounds_after(hours=-1) == 1


@pytest.mark.usefixtures("full_disk")
def test_a_disk_that_is_full_meanwhile_silences_nobody_and_rings_no_more_often(outage: Outage) -> None:
    outage.text("9")
    assert outage.rounds_after(seconds=10) == 1
    assert outage.rounds_after(minutes=4) == 1
    assert outage.rounds_after(minutes=1) == 2


def test_the_reference_of_these_calls_is_no_id_of_anybody() -> None:
    assert REFERENCE == "journal"
