"""Everything that is overdue, given up, undeliverable or not understood is counted, in a fixed number of questions."""

from datetime import timedelta

import pytest
from sqlalchemy import event, update

from remote_cm.domain.delivery import DeliveryState
from remote_cm.domain.failure_reason import FailureReason
from remote_cm.domain.vocabulary import Channel
from remote_cm.ports import JournalKind, JournalRecord
from remote_cm.services.check_health import Health, check_health, health_without_records
from remote_cm.services.keep_unhandled import keep_unhandled
from remote_cm.services.receive_text import InboundText
from remote_cm.services.reconcile_inbound import reconcile_inbound
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.channels import add_flag, add_pause
from remote_cm.storage.tables.messages import Message
from remote_cm.storage.troubles import Troubles
from tests.factories import VOLUNTEER_NUMBER
from tests.services.stage import Stage, make_stage

NOTHING = Troubles(0, 0, 0, 0, 0, 0, 0, 0, None)


@pytest.fixture
def stage(surroundings: Surroundings) -> Stage:
    return make_stage(surroundings)


def troubles(stage: Stage) -> Troubles:
    found = check_health(stage.around).troubles
    assert found is not None
    return found


def put(stage: Stage, state: DeliveryState) -> None:
    with stage.around.database.unit_of_work() as work:
        work.session.execute(update(Message).values(state=state))
        work.commit()


def test_of_a_quiet_service_nothing_is_counted(stage: Stage) -> None:
    assert troubles(stage) == NOTHING


def test_a_message_that_waits_too_long_is_overdue_and_once_it_is_sent_it_is_not(stage: Stage) -> None:
    stage.text(VOLUNTEER_NUMBER, "3")
    stage.clock.advance(seconds=stage.around.policy.messages.late_after_seconds - 1)
    assert troubles(stage).messages_overdue == 0
    stage.clock.advance(seconds=1)
    assert troubles(stage).messages_overdue == 1
    stage.hand_over()
    assert troubles(stage).messages_overdue == 0


@pytest.mark.parametrize("state", [DeliveryState.REFUSED, DeliveryState.UNDELIVERED, DeliveryState.FAILED])
def test_what_did_not_arrive_is_counted_for_the_day(stage: Stage, state: DeliveryState) -> None:
    stage.text(VOLUNTEER_NUMBER, "3")
    put(stage, state)
    assert (troubles(stage).undeliverable_today, troubles(stage).given_up_today) == (1, 0)
    stage.clock.advance(days=1)
    assert troubles(stage).undeliverable_today == 0


def test_what_was_not_sent_in_time_is_counted_for_the_day_of_the_programmes_zone(stage: Stage) -> None:
    stage.text(VOLUNTEER_NUMBER, "3")
    put(stage, DeliveryState.EXPIRED)
    # Ten in the morning: fourteen hours are left of the day there.
    stage.clock.advance(hours=13, minutes=59)
    assert (troubles(stage).given_up_today, troubles(stage).undeliverable_today) == (1, 0)
    stage.clock.advance(minutes=1)
    assert troubles(stage).given_up_today == 0


def test_an_alert_behind_its_clock_is_counted_until_it_climbs(stage: Stage) -> None:
    stage.text(VOLUNTEER_NUMBER, "9 47K")
    due_at = stage.alert().due_at
    assert due_at is not None
    stage.clock.set(due_at + timedelta(seconds=stage.around.policy.reliability.alert_overdue_seconds - 1))
    assert troubles(stage).alerts_overdue == 0
    stage.clock.advance(seconds=1)
    assert troubles(stage).alerts_overdue == 1
    stage.climb()
    assert troubles(stage).alerts_overdue == 0


def test_a_text_that_was_not_understood_and_a_task_that_is_late_are_counted(stage: Stage) -> None:
    stage.text(VOLUNTEER_NUMBER, "xyzzy plugh")
    assert (troubles(stage).not_understood, troubles(stage).tasks_late) == (1, 0)
    stage.clock.advance(hours=4)
    assert (troubles(stage).not_understood, troubles(stage).tasks_late) == (1, 1)


def test_what_could_not_be_handled_is_counted(stage: Stage) -> None:
    keep_unhandled(stage.around, InboundText("test", "SM1", VOLUNTEER_NUMBER, "3"))
    assert troubles(stage).events_unhandled == 1


def test_ways_out_that_do_not_work_are_told(stage: Stage) -> None:
    now, reason = stage.around.now(), FailureReason.COUNTRY_NOT_ENABLED
    with stage.around.database.unit_of_work() as work:
        add_pause(work.session, Channel.TEXT, reason, at=now, probe_after=now, ends_by_report=False)
        add_flag(work.session, stage.around.blind_index.of(VOLUNTEER_NUMBER), Channel.TEXT, reason, now)
        work.commit()
    health = check_health(stage.around)
    assert (health.paused_channels, troubles(stage).flagged_numbers) == (("text",), 1)


def test_how_long_the_provider_has_told_nothing_is_shown_and_makes_us_unready_for_nobody(stage: Stage) -> None:
    assert check_health(stage.around).provider_age_seconds is None
    reconcile_inbound(stage.around)
    stage.clock.advance(hours=1)
    assert check_health(stage.around).provider_age_seconds == 3600


def test_what_this_machine_keeps_beside_the_database_is_counted_also_without_it(stage: Stage) -> None:
    journal = stage.around.journal
    for _ in range(2):
        journal.keep(journal.take_place(), JournalRecord(JournalKind.RING, stage.clock.now(), {}))
    journal.refuse(journal.list_waiting()[0])

    def kept(health: Health) -> tuple[int, int]:
        return health.journal_waiting, health.journal_refused

    assert kept(check_health(stage.around)) == kept(health_without_records(stage.around)) == (1, 1)
    assert health_without_records(stage.around).troubles is None


def test_the_number_of_questions_does_not_grow_with_what_is_wrong(stage: Stage) -> None:
    asked: list[str] = []

    def note(*given: object) -> None:
        asked.append(str(given[2]))

    def count() -> int:
        asked.clear()
        check_health(stage.around)
        return len(asked)

    engine = stage.around.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        before = count()
        for number in range(5):
            stage.text(VOLUNTEER_NUMBER, f"xyzzy {number}")
            stage.clock.advance(hours=1)
        assert count() == before <= 4
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_database_that_breaks_while_it_is_looked_at_is_away_and_no_failure(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_: object, **__: object) -> Troubles:
        raise ConnectionError("in the middle")

    monkeypatch.setattr("remote_cm.services.check_health.count_troubles", break_off)
    health = check_health(stage.around)
    assert (health.postgres, health.is_ready, health.troubles) == (False, False, None)
