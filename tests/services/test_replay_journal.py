"""What waited in the journal is handled once, in each sender's order, danger first, and nothing of it gets lost."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy.exc import OperationalError

from remote_cm.domain.delivery import DeliveryState
from remote_cm.domain.emergency import NOTHING_NOTED, with_round_done
from remote_cm.domain.vocabulary import FoundBy
from remote_cm.gateways.event_journal import FileJournal
from remote_cm.ports import JournalRecord
from remote_cm.services import replay_journal as replaying
from remote_cm.services.journal_records import handle_record, record_of, record_of_key
from remote_cm.services.receive_ring import InboundRing
from remote_cm.services.receive_text import InboundText
from remote_cm.services.record_delivery import DeliveryNews
from remote_cm.services.replay_journal import LOOK_AGAIN_AFTER, replay_journal
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.encrypted_text import FieldCipher
from remote_cm.storage.tables.messages import MessageKind
from tests.factories import STRANGER_NUMBER, VOLUNTEER_NUMBER
from tests.services.stage import Stage, make_stage

FIRST, SECOND = VOLUNTEER_NUMBER, STRANGER_NUMBER


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def stage(surroundings: Surroundings) -> Stage:
    return make_stage(surroundings)


def text(provider_id: str, sender: str, body: str) -> InboundText:
    return InboundText("test", provider_id, sender, body)


def wait(stage: Stage, *events: InboundText | InboundRing | DeliveryNews) -> None:
    for event in events:
        keep(stage, record_of(event, stage.clock.now()))


def keep(stage: Stage, record: JournalRecord) -> None:
    journal = stage.around.journal
    journal.keep(journal.take_place(), record)


def fails_for(body: str, failure: Callable[[], Exception]) -> Callable[[Surroundings, JournalRecord, FoundBy], None]:
    """Texts are received as always, but for one."""

    def handle(around: Surroundings, record: JournalRecord, found_by: FoundBy) -> None:
        if record.fields.get("body") == body:
            raise failure()
        handle_record(around, record, found_by)

    return handle


def received(stage: Stage) -> list[str]:
    """The provider's ids in the order in which the events were handled."""
    return [row.provider_id for row in sorted(stage.events(), key=lambda row: row.handled_at or row.received_at)]


def test_what_waited_is_handled_as_what_came_then_and_was_found_in_the_journal(stage: Stage) -> None:
    sent_at = stage.clock.now()
    wait(stage, text("SM1", FIRST, "3"))
    stage.clock.advance(minutes=7)

    assert replay_journal(stage.around) == 1

    (event,) = stage.events()
    assert (event.received_at, event.handled_at) == (sent_at, stage.clock.now())
    assert event.found_by is FoundBy.JOURNAL
    assert stage.tasks() == [("call_back", "CW-1")]
    assert stage.around.journal.count_waiting() == 0


def test_each_senders_events_are_handled_in_the_order_in_which_they_came(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    handled: list[str] = []

    def note(around: Surroundings, record: JournalRecord, found_by: FoundBy) -> None:
        handled.append(str(record.fields["provider_id"]))
        handle_record(around, record, found_by)

    monkeypatch.setattr(replaying, "handle_record", note)
    sent = [(f"SM{number}", (FIRST, SECOND)[number % 2]) for number in range(60)]
    wait(stage, *(text(provider_id, sender, f"blue {provider_id}") for provider_id, sender in sent))
    assert replay_journal(stage.around) == len(sent)
    for number in (FIRST, SECOND):
        in_order = [provider_id for provider_id, sender in sent if sender == number]
        assert [provider_id for provider_id in handled if provider_id in in_order] == in_order


def test_after_a_long_outage_each_record_is_opened_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    journal = stage.around.journal
    monkeypatch.setattr(replaying, "handle_record", lambda *_: None)
    wait(stage, *(text(f"SM{number}", FIRST, "3") for number in range(2 * LOOK_AGAIN_AFTER + 1)))
    read = journal.read

    def note(place: str) -> JournalRecord:
        opened.append(place)
        return read(place)

    monkeypatch.setattr(journal, "read", note)

    assert replay_journal(stage.around) == len(set(opened)) == len(opened)


def test_who_tells_of_danger_goes_before_the_others_with_all_that_they_sent(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    handled: list[str] = []
    monkeypatch.setattr(replaying, "handle_record", lambda *given: handled.append(given[1].fields["provider_id"]))
    wait(
        stage,
        text("SM1", SECOND, "hello"),
        text("SM2", FIRST, "3"),
        text("SM3", SECOND, "hello again"),
        text("SM4", FIRST, "9 47K"),
        InboundRing("test", "CA5", "+12025550140"),
        InboundRing("test", "CA6", "+12025550140"),
    )
    replay_journal(stage.around)
    assert handled == ["SM2", "SM4", "CA5", "CA6", "SM1", "SM3"]


def test_a_pressed_key_goes_before_everything_and_takes_the_alert(stage: Stage) -> None:
    stage.text(FIRST, "9 47K")
    (ring,) = [row for row in stage.messages() if row.kind is MessageKind.RING]
    wait(stage, text("SM2", FIRST, "3"))
    keep(stage, record_of_key(str(ring.id), "CA7", "1", stage.clock.now()))
    replay_journal(stage.around)
    assert stage.code_of(stage.alert().holder_id) == "CW-1"


def test_a_key_of_a_call_that_is_not_ours_is_dropped(stage: Stage) -> None:
    keep(stage, record_of_key(str(uuid.uuid4()), "CA7", "1", stage.clock.now()))
    assert replay_journal(stage.around) == 1
    assert (stage.around.journal.count_waiting(), stage.around.journal.count_refused()) == (0, 0)


def test_a_report_of_what_we_sent_moves_it_on(stage: Stage) -> None:
    stage.text(FIRST, "3")
    stage.hand_over()
    (reply,) = stage.messages()
    wait(stage, DeliveryNews(str(reply.id), reply.provider_id or "", "delivered", None, None))
    replay_journal(stage.around)
    assert [row.state for row in stage.messages()] == [DeliveryState.DELIVERED]


def test_what_was_handled_live_after_all_is_not_handled_twice(stage: Stage) -> None:
    stage.text(FIRST, "3", provider_id="SM1")
    wait(stage, text("SM1", FIRST, "3"))
    replay_journal(stage.around)
    assert len(stage.events()) == len(stage.tasks()) == 1


def test_a_replay_that_is_killed_between_commit_and_removal_loses_nothing_and_doubles_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait(stage, text("SM1", FIRST, "3"), text("SM2", FIRST, "2"), text("SM3", FIRST, "4"))
    remove = FileJournal.remove

    def killed(journal: FileJournal, place: str) -> None:
        if len(journal.list_waiting()) == 2:
            raise Killed
        remove(journal, place)

    monkeypatch.setattr(FileJournal, "remove", killed)
    with pytest.raises(Killed):
        replay_journal(stage.around)
    assert stage.around.journal.count_waiting() == 2
    monkeypatch.setattr(FileJournal, "remove", remove)
    replay_journal(stage.around)
    assert received(stage) == ["SM1", "SM2", "SM3"]
    assert len(stage.tasks()) == 3


def test_a_database_that_goes_away_meanwhile_leaves_the_rest_where_it_is(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait(stage, text("SM1", FIRST, "3"), text("SM2", FIRST, "2"), text("SM3", SECOND, "hello"))
    gone = fails_for("2", lambda: OperationalError("", None, Exception("gone")))
    monkeypatch.setattr(replaying, "handle_record", gone)
    with pytest.raises(OperationalError):
        replay_journal(stage.around)
    assert stage.around.journal.count_waiting() == 2
    monkeypatch.undo()
    replay_journal(stage.around)
    assert received(stage) == ["SM1", "SM2", "SM3"]


def test_nothing_is_tried_while_the_database_does_not_answer(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    wait(stage, text("SM1", FIRST, "3"))
    monkeypatch.setattr(type(stage.around.database), "is_answering", lambda _: False)
    assert replay_journal(stage.around) == 0
    assert stage.around.journal.count_waiting() == 1


def test_while_another_process_replays_this_one_does_not(stage: Stage) -> None:
    wait(stage, text("SM1", FIRST, "3"))
    with stage.around.journal.held_alone():
        assert replay_journal(stage.around) == 0
    assert replay_journal(stage.around) == 1


def test_what_fails_for_another_reason_becomes_a_persons_and_holds_nobody_up(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replaying, "handle_record", fails_for("2", lambda: KeyError("a fault of ours")))
    wait(stage, text("SM1", FIRST, "2"), text("SM2", FIRST, "3"))
    assert replay_journal(stage.around) == 2
    assert sorted(stage.tasks(), key=str) == [("call_back", "CW-1"), ("handling_failed", None)]


def test_what_cannot_even_be_kept_for_people_stays_and_holds_up_its_sender_alone(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("a fault of ours")

    monkeypatch.setattr(replaying, "handle_record", fails_for("2", lambda: KeyError("a fault of ours")))
    monkeypatch.setattr(replaying, "keep_unhandled", fail)
    wait(stage, text("SM1", FIRST, "2"), text("SM2", FIRST, "3"), text("SM3", SECOND, "hello"))
    assert replay_journal(stage.around) == 1
    assert received(stage) == ["SM3"]
    assert stage.around.journal.count_waiting() == 2
    monkeypatch.undo()
    stage.clock.advance(seconds=1)
    replay_journal(stage.around)
    assert received(stage) == ["SM3", "SM1", "SM2"]


def test_a_report_that_cannot_be_handled_is_put_aside(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("a fault of ours")

    monkeypatch.setattr(replaying, "handle_record", fail)
    wait(stage, DeliveryNews(str(uuid.uuid4()), "SM1", "sent", None, None))
    replay_journal(stage.around)
    assert (stage.around.journal.count_waiting(), stage.around.journal.count_refused()) == (0, 1)


def test_what_no_key_opens_is_put_aside_and_the_rest_is_handled(stage: Stage, tmp_path: Path) -> None:
    other_key = FileJournal(tmp_path / "journal", FieldCipher([Fernet.generate_key().decode()]))
    wait(replace(stage, around=replace(stage.around, journal=other_key)), text("SM1", FIRST, "9"))
    wait(stage, text("SM2", FIRST, "3"))
    assert replay_journal(stage.around) == 1
    assert received(stage) == ["SM2"]
    assert stage.around.journal.count_refused() == 1


def test_when_all_is_handled_the_next_outage_begins_without_a_note_of_this_one(stage: Stage) -> None:
    journal, now = stage.around.journal, stage.clock.now()
    wait(stage, text("SM1", FIRST, "3"))
    journal.change_note(lambda note: with_round_done(note, now))
    replay_journal(stage.around)
    assert journal.change_note(lambda note: note) == NOTHING_NOTED


def test_a_ring_that_waited_pairs_with_the_one_before_it(stage: Stage) -> None:
    stage.ring(FIRST)
    stage.clock.advance(minutes=1)
    wait(stage, InboundRing("test", "CA9", FIRST))
    stage.clock.advance(minutes=30)
    replay_journal(stage.around)
    assert stage.alert().ladder.value == "help"
    assert stage.alert().opened_at == stage.clock.now()
    assert stage.events()[-1].received_at == stage.clock.now() - timedelta(minutes=30)
