"""Who has an alert: taken by button, passed on, taken over, given back; one named person at a time."""

from datetime import timedelta

import pytest

from remote_cm.domain.escalation import AckOutcome
from remote_cm.domain.refusal import NotFound, StaleStep
from remote_cm.services.alert_board import show_alert
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.take_alert import (
    TakenBy,
    acknowledge_within,
    keep_alert_promise,
    pass_alert_on,
    take_alert,
    take_alert_over,
)
from remote_cm.storage.alerts import find_alert_for, lock_alert
from remote_cm.storage.tables.alerts import AlertAct
from tests.factories import VOLUNTEER_NUMBER
from tests.services.conftest import Acts
from tests.services.stage import Stage, make_stage, wait_for_blocked


def _danger(around: Surroundings) -> Stage:
    stage = make_stage(around)
    stage.text(VOLUNTEER_NUMBER, "9 47K")
    return stage


def test_the_button_takes_an_alert_and_starts_the_clock_of_the_first_promise(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)
    stage.clock.advance(seconds=40)
    caseworker = stage.people.person("CW-1")

    assert take_alert(surroundings, caseworker, stage.alert().id) is AckOutcome.TAKEN
    stage.clock.advance(seconds=40)
    assert take_alert(surroundings, caseworker, stage.alert().id) is AckOutcome.ALREADY_YOURS

    alert = stage.alert()
    assert alert.holder_id == caseworker.id
    assert alert.due_at is None
    assert alert.holder_due_at == alert.opened_at + timedelta(seconds=340)
    assert stage.timeline(AlertAct.ACKNOWLEDGED) == [("CW-1", "button")]
    (audit,) = stage.audited("alert:acknowledged")
    assert (audit.actor_id, audit.subject_id) == (caseworker.id, alert.id)


def test_another_persons_live_promise_stands_until_it_is_taken_over_aloud(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)
    alert_id = stage.alert().id
    take_alert(surroundings, stage.people.person("CW-1"), alert_id)
    supervisor = stage.people.person("SUP-1")

    assert take_alert(surroundings, supervisor, alert_id) is AckOutcome.HELD_BY_ANOTHER
    assert stage.alert().holder_id == stage.people.staff("CW-1").id

    assert take_alert_over(surroundings, supervisor, alert_id) is AckOutcome.TAKEN
    assert stage.alert().holder_id == supervisor.id
    assert stage.timeline(AlertAct.ACKNOWLEDGED)[-1] == ("SUP-1", "taken_over")


def test_two_people_who_take_it_at_one_moment_are_one_holder_and_one_who_hears_so(
    surroundings: Surroundings, at_once: Acts
) -> None:
    stage = _danger(surroundings)
    alert_id = stage.alert().id
    caseworker, supervisor = stage.people.person("CW-1"), stage.people.person("SUP-1")
    answers: list[AckOutcome] = []

    with surroundings.database.unit_of_work() as work:
        alert = lock_alert(work.session, alert_id)

        def finish_when_the_other_waits() -> None:
            wait_for_blocked(surroundings)
            answers.append(acknowledge_within(surroundings, work, alert, caseworker.id, TakenBy.KEY))
            work.commit()

        raised = at_once(
            lambda: answers.append(take_alert(surroundings, supervisor, alert_id)), finish_when_the_other_waits
        )

    assert raised == [None, None]
    assert sorted(answers) == [AckOutcome.HELD_BY_ANOTHER, AckOutcome.TAKEN]
    assert stage.alert().holder_id == caseworker.id
    assert len(stage.timeline(AlertAct.ACKNOWLEDGED)) == 1


def test_an_alert_that_was_read_before_it_was_locked_is_read_anew(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)
    caseworker, alert_id = stage.people.person("CW-1"), stage.alert().id

    with surroundings.database.unit_of_work() as work:
        read_before = find_alert_for(work.session, caseworker, alert_id)
        assert read_before is not None
        take_alert(surroundings, caseworker, alert_id)

        assert lock_alert(work.session, alert_id).holder_id == caseworker.id


def test_the_holder_who_cannot_any_more_gives_it_back_and_it_climbs_at_once(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)
    caseworker, alert_id = stage.people.person("CW-1"), stage.alert().id
    take_alert(surroundings, caseworker, alert_id)
    stage.clock.advance(seconds=20)

    pass_alert_on(surroundings, caseworker, alert_id)

    assert stage.alert().holder_id is None
    assert stage.paged() == {"CW-1", "CW-2", "SUP-1"}
    (audit,) = stage.audited("alert:passed_on")
    assert audit.detail == {"by": "button"}


def test_i_cannot_from_somebody_else_leaves_the_holder_and_pages_nobody(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)
    alert_id = stage.alert().id
    take_alert(surroundings, stage.people.person("CW-1"), alert_id)

    pass_alert_on(surroundings, stage.people.person("SUP-1"), alert_id)

    assert stage.alert().holder_id == stage.people.staff("CW-1").id
    assert stage.paged() == {"CW-1"}
    assert stage.timeline(AlertAct.PASSED_ON) == []


def test_a_promise_is_kept_by_its_holder_alone_and_in_time(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)
    caseworker, alert_id = stage.people.person("CW-1"), stage.alert().id
    with pytest.raises(StaleStep):
        keep_alert_promise(surroundings, caseworker, alert_id)
    take_alert(surroundings, caseworker, alert_id)
    with pytest.raises(StaleStep):
        keep_alert_promise(surroundings, stage.people.person("SUP-1"), alert_id)

    stage.clock.advance(seconds=300)
    with pytest.raises(StaleStep):
        keep_alert_promise(surroundings, caseworker, alert_id)

    assert stage.alert().called_back_at is None
    assert stage.timeline(AlertAct.PROMISE_KEPT) == []


def test_an_alert_does_not_exist_for_whoever_it_does_not_concern(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)
    alert_id = stage.alert().id

    for code in ("CW-2", "CW-9", "SUP-2", "SAFE-1", "CO-1", "ADM-1"):
        person = stage.people.person(code)
        for act in (take_alert, take_alert_over, pass_alert_on, keep_alert_promise, show_alert):
            with pytest.raises(NotFound):
                act(surroundings, person, alert_id)
    assert stage.alert().holder_id is None

    # Once the ladder has rung somebody, it is theirs to take too.
    stage.climb_at(300)
    assert take_alert(surroundings, stage.people.person("CW-2"), alert_id) is AckOutcome.TAKEN
