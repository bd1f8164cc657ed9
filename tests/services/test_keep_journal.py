"""Somebody looks after the journal from when something is in it, and until nothing is."""

import threading
from collections.abc import Callable, Iterator

import pytest

from remote_cm.services import keep_journal as keeping
from remote_cm.services.journal_records import record_of
from remote_cm.services.keep_journal import JournalKeeper
from remote_cm.services.receive_text import InboundText
from remote_cm.services.ring_for_journal import WaitingDanger
from remote_cm.services.surroundings import Surroundings

WAIT = 30.0


def keep_one(around: Surroundings) -> None:
    text = InboundText("test", "SM1", "+12025550120", "9")
    around.journal.keep(around.journal.take_place(), record_of(text, around.now()))


def threads() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name.startswith("journal-")]


@pytest.fixture
def keeper_of(surroundings: Surroundings) -> Iterator[Callable[[bool], JournalKeeper]]:
    made: list[JournalKeeper] = []

    def make(stays: bool) -> JournalKeeper:
        made.append(JournalKeeper(surroundings, stays=stays))
        return made[-1]

    yield make
    for keeper in made:
        keeper.stop()
    for thread in threads():
        thread.join(WAIT)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[threading.Event]:
    """Set, one after another, each time that the journal is replayed."""
    events = [threading.Event() for _ in range(3)]

    def look(_: Surroundings) -> int:
        next(event for event in events if not event.is_set() or event is events[-1]).set()
        return 0

    monkeypatch.setattr(keeping, "replay_journal", look)
    return events


@pytest.mark.usefixtures("database")
def test_an_empty_journal_is_left_by_a_web_process(
    keeper_of: Callable[[bool], JournalKeeper], looks: list[threading.Event]
) -> None:
    keeper_of(False).wake()
    for thread in threads():
        thread.join(WAIT)
    assert not looks[0].is_set()


def test_what_waits_is_looked_at_again_and_again(
    surroundings: Surroundings, keeper_of: Callable[[bool], JournalKeeper], looks: list[threading.Event]
) -> None:
    keep_one(surroundings)
    keeper = keeper_of(False)
    for event in looks:
        keeper.wake()
        assert event.wait(WAIT)
    assert len(threads()) == 2


def test_the_watch_stays_also_while_nothing_waits(
    keeper_of: Callable[[bool], JournalKeeper], looks: list[threading.Event]
) -> None:
    keeper = keeper_of(True)
    for event in looks:
        keeper.wake()
        assert event.wait(WAIT)


def test_a_look_that_fails_is_followed_by_another(
    surroundings: Surroundings, keeper_of: Callable[[bool], JournalKeeper], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = [threading.Event(), threading.Event()]

    def fail(_: Surroundings) -> int:
        (tried[1] if tried[0].is_set() else tried[0]).set()
        raise RuntimeError("the disk is away")

    monkeypatch.setattr(keeping, "replay_journal", fail)
    keep_one(surroundings)
    keeper = keeper_of(False)
    for event in tried:
        keeper.wake()
        assert event.wait(WAIT)


def test_a_replay_that_is_held_up_keeps_nobody_from_being_rung(
    surroundings: Surroundings, keeper_of: Callable[[bool], JournalKeeper], monkeypatch: pytest.MonkeyPatch
) -> None:
    thawed, rung = threading.Event(), threading.Event()

    def ring(_: WaitingDanger) -> int:
        rung.set()
        return 1

    monkeypatch.setattr(keeping, "replay_journal", lambda _: int(thawed.wait(WAIT)))
    monkeypatch.setattr(WaitingDanger, "ring_if_due", ring)
    keep_one(surroundings)
    keeper_of(False).wake()
    assert rung.wait(WAIT)
    thawed.set()
