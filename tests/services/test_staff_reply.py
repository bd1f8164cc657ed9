"""A person on the ladder answers a page by text: only the code of an open alert of theirs moves anything."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

import pytest

from remote_cm.services.end_alert import end_alert
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.take_alert import take_alert
from remote_cm.storage.tables.alerts import AlertAct, AlertCode
from tests.factories import (
    BACKUP_NUMBER,
    CASEWORKER_NUMBER,
    STRANGER_NUMBER,
    SUPERVISOR_NUMBER,
    VOLUNTEER_NUMBER,
    case_row,
)
from tests.services.stage import Stage, make_stage
from tests.services.test_end_alert import TOMORROW


def _danger(around: Surroundings) -> Stage:
    stage = make_stage(around)
    stage.text(VOLUNTEER_NUMBER, "9 47K")
    return stage


@pytest.mark.parametrize("reply", ["{}", "{} ok", "OK {}.", " {}!"])
def test_the_code_takes_the_alert_and_says_so(surroundings: Surroundings, reply: str) -> None:
    stage = _danger(surroundings)
    code = stage.reply_code("CW-1")

    stage.text(CASEWORKER_NUMBER, reply.format(code))

    assert stage.alert().holder_id == stage.people.staff("CW-1").id
    assert stage.timeline(AlertAct.ACKNOWLEDGED) == [("CW-1", "reply")]
    assert stage.replies() == [(CASEWORKER_NUMBER, f"{code} is yours. Open the app.")]
    assert stage.events()[-1].effects == ["acknowledge"]


def test_the_code_twice_is_once(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)

    stage.text(CASEWORKER_NUMBER, stage.reply_code("CW-1"))
    stage.clock.advance(minutes=3)
    stage.text(CASEWORKER_NUMBER, stage.reply_code("CW-1"))

    assert len(stage.timeline(AlertAct.ACKNOWLEDGED)) == 1
    assert len(stage.replies()) == 2


@pytest.mark.parametrize("reply", ["{} 0", "{}0", "{} no"])
def test_the_code_with_a_nought_or_a_no_passes_it_on(surroundings: Surroundings, reply: str) -> None:
    stage = _danger(surroundings)

    stage.text(CASEWORKER_NUMBER, reply.format(stage.reply_code("CW-1")))

    assert stage.alert().holder_id is None
    assert stage.timeline(AlertAct.PASSED_ON) == [("CW-1", "reply")]
    assert stage.paged() == {"CW-1", "CW-2", "SUP-1"}
    assert stage.replies() == [(CASEWORKER_NUMBER, "Passed on. Others are being rung.")]


def test_words_without_the_code_take_nothing_and_are_kept_for_people(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)

    stage.text(CASEWORKER_NUMBER, "ok I have it")

    assert stage.alert().holder_id is None
    assert stage.replies() == []
    assert stage.tasks() == [("unknown_sender", None)]


def test_the_code_of_an_alert_that_another_has_names_who_has_it_since_when(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)
    stage.climb_at(300)
    take_alert(surroundings, stage.people.person("CW-1"), stage.alert().id)
    stage.clock.advance(minutes=1)
    code = stage.reply_code("SUP-1")

    stage.text(SUPERVISOR_NUMBER, code)

    assert stage.alert().holder_id == stage.people.staff("CW-1").id
    assert stage.replies() == [(SUPERVISOR_NUMBER, f"{code}: CW-1 took it at 10:05.")]


def test_a_late_code_of_an_ended_alert_takes_nothing_even_while_another_alert_is_open(
    surroundings: Surroundings,
) -> None:
    links = [{"code": "V-001", "alias": "47K"}], [{"code": "V-001", "alias": "12F"}]
    stage = make_stage(surroundings, case_row("CX-A", volunteers=links[0]), case_row("CX-B", volunteers=links[1]))
    stage.text(VOLUNTEER_NUMBER, "9 47K")
    late = stage.reply_code("CW-1")
    end_alert(surroundings, stage.people.person("SUP-1"), stage.alert().id, "seen", TOMORROW)
    stage.clock.advance(minutes=5)
    stage.text(VOLUNTEER_NUMBER, "9 12F")

    stage.text(CASEWORKER_NUMBER, late)

    assert stage.reply_code("CW-1") != late
    assert [alert.holder_id for alert in stage.alerts()] == [None, None]
    assert stage.replies() == [(CASEWORKER_NUMBER, "Code not known. Open the app.")]
    assert stage.events()[-1].effects == ["stale_code"]


def test_the_code_of_another_person_or_from_another_phone_takes_nothing(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)
    code = stage.reply_code("CW-1")

    stage.text(BACKUP_NUMBER, code)
    stage.text(STRANGER_NUMBER, code)

    assert stage.alert().holder_id is None
    assert STRANGER_NUMBER not in {number for number, _ in stage.replies()}


def test_the_code_of_an_alert_that_stays_open_for_months_is_still_good(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)
    code = stage.reply_code("CW-1")
    take_alert(surroundings, stage.people.person("CW-1"), stage.alert().id)

    stage.clock.advance(days=31)
    stage.text(CASEWORKER_NUMBER, code)

    assert stage.timeline(AlertAct.ACKNOWLEDGED) == [("CW-1", "button"), ("CW-1", "reply")]


def test_no_code_is_given_again_to_the_same_phone_within_the_days_of_policy(
    surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def first(codes: Sequence[str]) -> str:
        return codes[0]

    monkeypatch.setattr(secrets, "choice", first)
    days = surroundings.policy.escalation.codes.not_reused_days
    stage = _danger(surroundings)

    for passed in (timedelta(minutes=5), timedelta(days=days) - timedelta(minutes=5), timedelta(minutes=3)):
        end_alert(surroundings, stage.people.person("SUP-1"), stage.alerts()[-1].id, "seen", TOMORROW)
        stage.clock.set(stage.clock.now() + passed)
        stage.text(VOLUNTEER_NUMBER, "9 47K")

    given = sorted(stage.rows(AlertCode), key=lambda row: row.made_at)
    assert [row.code for row in given] == ["100", "101", "102", "100"]
