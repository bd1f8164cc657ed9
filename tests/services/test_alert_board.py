"""What people see of alerts: in codes, with the clock of what comes next, and only those that exist for them."""

from datetime import timedelta

import pytest

from remote_cm.domain.ladder import PromiseKind, RungRole
from remote_cm.domain.refusal import NotFound
from remote_cm.services.alert_board import AlertCard, show_alert, show_alert_board
from remote_cm.services.end_alert import end_alert
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.take_alert import keep_alert_promise, take_alert
from remote_cm.storage.tables.alerts import AlertAct
from tests.factories import VOLUNTEER_NUMBER
from tests.services.stage import Stage, make_stage
from tests.services.test_end_alert import TOMORROW


def _danger(around: Surroundings, body: str = "9 47K") -> Stage:
    stage = make_stage(around)
    stage.text(VOLUNTEER_NUMBER, body)
    return stage


def _card(stage: Stage, code: str = "CW-1") -> AlertCard:
    (card,) = show_alert_board(stage.around, stage.people.person(code)).open
    return card


def test_an_open_alert_says_whom_it_rings_next_and_when(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)

    card = _card(stage)
    assert (card.case_code, card.volunteer_code, card.holder, card.is_mine) == ("CX-TEST", "V-001", None, False)
    assert card.next_at == card.opened_at + timedelta(seconds=60)
    assert card.next_roles == (RungRole.CASEWORKER,)
    assert (card.promise, card.promise_by) == (None, None)

    stage.climb_at(60)
    card = _card(stage)
    assert card.next_at == card.opened_at + timedelta(seconds=300)
    assert card.next_roles == (RungRole.SUPERVISOR, RungRole.BACKUP_CASEWORKER)


def test_a_held_alert_says_who_has_it_and_what_they_owe_by_when(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)
    caseworker = stage.people.person("CW-1")
    take_alert(surroundings, caseworker, stage.alert().id)

    card = _card(stage)
    assert (card.holder, card.is_mine, card.next_at, card.next_roles) == ("CW-1", True, None, ())
    assert card.promise is PromiseKind.CALLED_BACK
    assert card.promise_by == stage.clock.now() + timedelta(seconds=300)

    keep_alert_promise(surroundings, caseworker, stage.alert().id)
    assert _card(stage).promise is PromiseKind.FACTS_KNOWN
    assert not _card(stage, "SUP-1").is_mine


def test_only_whoever_may_end_it_is_offered_that(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)

    assert not _card(stage, "CW-1").may_end
    assert _card(stage, "SUP-1").may_end


def test_the_path_tells_everything_that_happened_in_order(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)
    stage.climb_at(60)
    take_alert(surroundings, stage.people.person("CW-1"), stage.alert().id)

    path = [
        (line.act, line.who) for line in show_alert(surroundings, stage.people.person("CW-1"), stage.alert().id).path
    ]

    assert path == [
        (AlertAct.OPENED, None),
        (AlertAct.CLIMBED, None),
        (AlertAct.PAGED, "CW-1"),
        (AlertAct.PAGED, "CW-1"),
        (AlertAct.CLIMBED, None),
        (AlertAct.PAGED, "CW-1"),
        (AlertAct.ACKNOWLEDGED, "CW-1"),
    ]


@pytest.mark.requirement("N31")
def test_a_card_holds_no_name_and_no_number(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)
    stage.climb_at(300)

    shown = repr(_card(stage, "SUP-1"))

    assert "Name of" not in shown
    assert "+1202" not in shown


def test_an_alert_exists_for_its_line_and_for_whom_it_has_rung(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)

    def seen_by() -> set[str]:
        everybody = ("CW-1", "CW-2", "CW-9", "SUP-1", "SUP-2", "SAFE-1", "CO-1", "ADM-1")
        return {code for code in everybody if show_alert_board(surroundings, stage.people.person(code)).open}

    assert seen_by() == {"CW-1", "SUP-1"}
    stage.climb_at(300)
    assert seen_by() == {"CW-1", "SUP-1", "CW-2"}
    stage.climb_at(900)
    assert seen_by() == {"CW-1", "SUP-1", "CW-2", "SUP-2"}
    with pytest.raises(NotFound):
        show_alert(surroundings, stage.people.person("SAFE-1"), stage.alert().id)


def test_an_ended_alert_is_shown_for_two_days(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)
    supervisor = stage.people.person("SUP-1")
    end_alert(surroundings, supervisor, stage.alert().id, "seen", TOMORROW)

    stage.clock.advance(days=2)
    (ended,) = show_alert_board(surroundings, supervisor).ended
    assert (ended.ended_by, ended.next_at, ended.next_roles) == ("SUP-1", None, ())
    stage.clock.advance(seconds=1)
    assert show_alert_board(surroundings, supervisor).ended == ()


@pytest.mark.requirement("DATA-03")
def test_every_look_at_alerts_is_on_record_with_what_was_shown(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)
    caseworker, stranger = stage.people.person("CW-1"), stage.people.person("CW-9")

    show_alert_board(surroundings, caseworker)
    show_alert(surroundings, caseworker, stage.alert().id)
    show_alert_board(surroundings, stranger)

    seen = {"shown": [str(stage.alert().id)]}
    listed = [(row.actor_id, row.detail) for row in stage.audited("alerts:listed")]
    assert listed == [(caseworker.id, seen), (stranger.id, {})]
    assert [(row.actor_id, row.detail) for row in stage.audited("alert:seen")] == [(caseworker.id, seen)]
