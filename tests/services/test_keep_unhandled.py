"""What we fail to handle is a person's at once, an alert where it may be danger, and is tried again until it works."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from remote_cm.domain.vocabulary import SenderKind
from remote_cm.services import keep_unhandled as keeping
from remote_cm.services import sweep_unhandled as sweeping
from remote_cm.services.identify_sender import Sender
from remote_cm.services.keep_unhandled import keep_unhandled
from remote_cm.services.receive_ring import InboundRing
from remote_cm.services.receive_text import InboundText, act_on_text
from remote_cm.services.run_tick import do_what_is_late, run_tick
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.sweep_unhandled import sweep_unhandled
from remote_cm.storage.database import UnitOfWork
from remote_cm.storage.tables.inbound import InboundEvent
from remote_cm.storage.tables.tasks import Task
from tests.factories import CAREGIVER_NUMBER, STRANGER_NUMBER, VOLUNTEER_NUMBER
from tests.services.conftest import Acts
from tests.services.stage import Stage, make_stage


@pytest.fixture
def stage(surroundings: Surroundings) -> Stage:
    return make_stage(surroundings)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Whatever a text means, acting on it fails."""

    def fail(*_: object) -> None:
        raise KeyError("a fault of ours")

    with monkeypatch.context() as patch:
        patch.setattr(sweeping, "act_on_text", fail)
        yield patch


def keep(stage: Stage, body: str, sender: str = VOLUNTEER_NUMBER, provider_id: str = "SM1") -> None:
    keep_unhandled(stage.around, InboundText("test", provider_id, sender, body))


def event(stage: Stage) -> InboundEvent:
    (only,) = stage.events()
    return only


def test_it_is_kept_as_it_came_and_lies_in_the_teams_inbox(stage: Stage) -> None:
    keep(stage, "3")
    assert (event(stage).body, event(stage).handled_at) == ("3", None)
    assert event(stage).sender_kind is SenderKind.VOLUNTEER
    (task,) = stage.rows(Task)
    assert (task.kind.value, task.assignee_id, task.event_id) == ("handling_failed", None, event(stage).id)
    assert task.team_id is not None
    assert task.due_at == stage.clock.now() + timedelta(minutes=15)


def test_what_a_stranger_sent_lies_in_everybodys_inbox(stage: Stage) -> None:
    keep(stage, "hello", STRANGER_NUMBER)
    assert [row.team_id for row in stage.rows(Task)] == [None]


def test_kept_twice_it_is_there_once(stage: Stage, at_once: Acts) -> None:
    assert at_once(*(lambda: keep(stage, "9") for _ in range(4))) == [None] * 4
    assert len(stage.events()) == len(stage.alerts()) == len(stage.tasks()) == 1


@pytest.mark.parametrize(
    ("sender", "body", "ladder"),
    [
        (VOLUNTEER_NUMBER, "9 47K", "e0"),
        (VOLUNTEER_NUMBER, "9 come quickly", "e0"),
        (VOLUNTEER_NUMBER, "বিপদ", "e0"),
        (VOLUNTEER_NUMBER, "9 98", "e0_without_line"),
        (VOLUNTEER_NUMBER, "8", "help"),
        (CAREGIVER_NUMBER, "bipod", "e0"),
        (STRANGER_NUMBER, "danger", "e0_unknown_sender"),
        (VOLUNTEER_NUMBER, "3", None),
        (CAREGIVER_NUMBER, "we come at 9 today", None),
    ],
)
def test_danger_is_an_alert_all_the_same(stage: Stage, sender: str, body: str, ladder: str | None) -> None:
    keep(stage, body, sender)
    assert [alert.ladder.value for alert in stage.alerts()] == ([ladder] if ladder else [])
    assert bool(stage.messages()) == (ladder is not None)


def test_a_reader_that_fails_has_heard_danger(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("remote_cm.services.hear_danger.read_message", fail)
    keep(stage, "3")
    assert stage.alert().ladder.value == "e0"


def test_it_is_kept_also_when_the_sender_cannot_be_told(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(keeping, "identify_sender", fail)
    keep(stage, "danger")
    assert event(stage).sender_kind is SenderKind.UNKNOWN
    assert event(stage).sender_fingerprint == stage.around.blind_index.of(VOLUNTEER_NUMBER)
    assert stage.alert().ladder.value == "e0_unknown_sender"


def test_a_ring_is_kept_for_people_too(stage: Stage) -> None:
    keep_unhandled(stage.around, InboundRing("test", "CA1", VOLUNTEER_NUMBER))
    assert stage.tasks() == [("handling_failed", None)]


@pytest.mark.parametrize("sweeps", [run_tick, do_what_is_late])
def test_the_timetable_and_the_watch_each_try_again_and_the_duty_to_read_it_is_done(
    stage: Stage, sweeps: object
) -> None:
    keep(stage, "3")
    keep_unhandled(stage.around, InboundRing("test", "CA1", VOLUNTEER_NUMBER))
    stage.clock.advance(minutes=1)
    assert callable(sweeps)
    sweeps(stage.around)
    assert {row.handled_at for row in stage.events()} == {stage.clock.now()}
    open_tasks = {row.kind.value for row in stage.rows(Task, Task.done_at.is_(None))}
    assert open_tasks == {"call_back", "missed_call"}


def test_it_is_not_tried_before_its_pause_is_over(stage: Stage) -> None:
    keep(stage, "3")
    stage.clock.advance(seconds=59)
    assert sweep_unhandled(stage.around) == 0
    stage.clock.advance(seconds=1)
    assert sweep_unhandled(stage.around) == 1


def test_each_failure_doubles_the_pause_up_to_an_hour(stage: Stage, broken: pytest.MonkeyPatch) -> None:
    keep(stage, "3")
    pauses = []
    for _ in range(9):
        stage.clock.set(event(stage).try_after or stage.clock.now())
        assert sweep_unhandled(stage.around) == 0
        pauses.append(((event(stage).try_after or stage.clock.now()) - stage.clock.now()).total_seconds() / 60)
    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60, 60]
    broken.undo()
    stage.clock.advance(hours=1)
    assert sweep_unhandled(stage.around) == 1


def test_one_that_fails_keeps_no_other_waiting(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail_for_one(around: Surroundings, work: UnitOfWork, row: InboundEvent, sender: Sender) -> None:
        if row.body == "2":
            raise KeyError("a fault of ours")
        act_on_text(around, work, row, sender)

    monkeypatch.setattr(sweeping, "act_on_text", fail_for_one)
    keep(stage, "2", provider_id="SM1")
    keep(stage, "3", provider_id="SM2")
    stage.clock.advance(minutes=1)
    assert sweep_unhandled(stage.around) == 1
    assert [row.handled_at is None for row in stage.events()] == [True, False]


def test_events_are_tried_again_in_the_order_in_which_they_came(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str | None] = []

    def note(around: Surroundings, work: UnitOfWork, row: InboundEvent, sender: Sender) -> None:
        tried.append(row.body)
        act_on_text(around, work, row, sender)

    monkeypatch.setattr(sweeping, "act_on_text", note)
    for number in range(6):
        keep(stage, f"blue {number}", provider_id=f"SM{6 - number}")
        stage.clock.advance(seconds=1)
    stage.clock.advance(minutes=2)
    sweep_unhandled(stage.around)
    assert tried == [f"blue {number}" for number in range(6)]


def test_several_processes_at_once_handle_it_once(stage: Stage, at_once: Acts) -> None:
    keep(stage, "3")
    stage.clock.advance(minutes=1)
    assert at_once(*(lambda: sweep_unhandled(stage.around) for _ in range(4))) == [None] * 4
    assert sorted(kind for kind, _ in stage.tasks()) == ["call_back", "handling_failed"]


def test_a_database_that_goes_away_is_no_failed_try(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise OperationalError("", None, Exception("gone"))

    keep(stage, "3")
    stage.clock.advance(minutes=1)
    monkeypatch.setattr(sweeping, "act_on_text", gone)
    with pytest.raises(OperationalError):
        sweep_unhandled(stage.around)
    assert event(stage).tries == 1
