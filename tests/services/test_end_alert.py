"""An alert ends by a supervisor's word, with its outcome and the next contact, and by nothing else."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from remote_cm.domain.refusal import BadInput, NotAllowed, NotFound, StaleStep
from remote_cm.services.alert_board import show_alert_board
from remote_cm.services.end_alert import end_alert
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.take_alert import take_alert
from remote_cm.storage.alerts import lock_alert
from remote_cm.storage.tables.alerts import AlertAct
from tests.factories import VOLUNTEER_NUMBER
from tests.services.conftest import Acts
from tests.services.stage import Stage, make_stage, wait_for_blocked

TOMORROW = date(2026, 11, 23)


def _opened(around: Surroundings, body: str = "9 47K") -> Stage:
    stage = make_stage(around)
    stage.text(VOLUNTEER_NUMBER, body)
    return stage


@pytest.mark.requirement("N27")
def test_only_a_supervisor_ends_a_danger_with_an_outcome_and_a_date(surroundings: Surroundings) -> None:
    stage = _opened(surroundings)
    alert_id = stage.alert().id
    supervisor = stage.people.person("SUP-1")
    take_alert(surroundings, stage.people.person("CW-1"), alert_id)

    with pytest.raises(NotAllowed):
        end_alert(surroundings, stage.people.person("CW-1"), alert_id, "seen and safe", TOMORROW)
    with pytest.raises(NotFound):
        end_alert(surroundings, stage.people.person("SUP-2"), alert_id, "seen and safe", TOMORROW)
    with pytest.raises(BadInput) as refused:
        end_alert(surroundings, supervisor, alert_id, "  ", None)
    assert {fault.where for fault in refused.value.faults} == {"outcome", "next_contact_on"}
    for outcome, on in (("seen", None), ("", TOMORROW)):
        with pytest.raises(BadInput):
            end_alert(surroundings, supervisor, alert_id, outcome, on)
    assert stage.alert().ended_at is None

    end_alert(surroundings, supervisor, alert_id, " seen and safe ", TOMORROW)

    alert = stage.alert()
    assert (alert.ended_at, alert.ended_by_id) == (stage.clock.now(), supervisor.id)
    assert (alert.outcome, alert.next_contact_on) == ("seen and safe", TOMORROW)
    assert stage.timeline(AlertAct.ENDED) == [("SUP-1", None)]
    (audit,) = stage.audited("alert:ended")
    assert (audit.actor_id, audit.subject_id) == (supervisor.id, alert_id)


def test_an_ended_alert_pages_nobody_and_cannot_be_ended_or_taken_again(surroundings: Surroundings) -> None:
    stage = _opened(surroundings)
    alert_id, supervisor = stage.alert().id, stage.people.person("SUP-1")
    end_alert(surroundings, supervisor, alert_id, "seen", TOMORROW)

    stage.clock.advance(days=1)
    stage.climb()

    assert len(stage.pages()) == 2
    with pytest.raises(StaleStep):
        end_alert(surroundings, supervisor, alert_id, "seen again", TOMORROW)
    assert take_alert(surroundings, supervisor, alert_id) == "already_ended"
    assert stage.alert().outcome == "seen"
    board = show_alert_board(surroundings, supervisor)
    assert (len(board.open), len(board.ended)) == (0, 1)


def test_two_supervisors_who_end_it_at_one_moment_end_it_once(surroundings: Surroundings, at_once: Acts) -> None:
    stage = _opened(surroundings)
    alert_id, supervisor = stage.alert().id, stage.people.person("SUP-1")

    with surroundings.database.unit_of_work() as work:
        alert = lock_alert(work.session, alert_id)

        def finish_when_the_other_waits() -> None:
            wait_for_blocked(surroundings)
            alert.ended_at, alert.ended_by_id, alert.outcome = stage.clock.now(), supervisor.id, "the first word"
            work.commit()

        raised = at_once(
            lambda: end_alert(surroundings, supervisor, alert_id, "the second word", TOMORROW),
            finish_when_the_other_waits,
        )

    assert isinstance(raised[0], StaleStep)
    assert raised[1] is None
    assert stage.alert().outcome == "the first word"


@pytest.mark.requirement("N27", "N28")
def test_the_accused_line_can_not_end_what_is_said_about_it(surroundings: Surroundings) -> None:
    stage = _opened(surroundings, "98")
    alert_id = stage.alert().id

    for code in ("CW-1", "SUP-1"):
        with pytest.raises(NotFound):
            end_alert(surroundings, stage.people.person(code), alert_id, "nothing there", TOMORROW)
    assert stage.alert().ended_at is None

    end_alert(surroundings, stage.people.person("SAFE-1"), alert_id, "heard, and acted upon", TOMORROW)
    assert stage.alert().ended_by_id == stage.people.staff("SAFE-1").id


def test_a_call_for_help_may_be_ended_by_whoever_holds_it(surroundings: Surroundings) -> None:
    stage = _opened(surroundings, "8")
    alert_id, caseworker = stage.alert().id, stage.people.person("CW-1")

    with pytest.raises(NotAllowed):
        end_alert(surroundings, caseworker, alert_id, "talked", TOMORROW)
    take_alert(surroundings, caseworker, alert_id)
    end_alert(surroundings, caseworker, alert_id, "talked", TOMORROW)

    assert stage.alert().ended_by_id == caseworker.id


@pytest.mark.requirement("N27")
def test_the_database_itself_refuses_an_end_without_a_person_and_an_alert_without_a_clock(
    surroundings: Surroundings,
) -> None:
    stage = _opened(surroundings)

    for change in (
        "update alert set ended_at = now()",
        "update alert set ended_at = now(), outcome = 'x'",
        "update alert set due_at = null",
    ):
        with pytest.raises(IntegrityError), surroundings.database.engine.begin() as connection:
            connection.execute(text(change))
    assert stage.alert().ended_at is None
