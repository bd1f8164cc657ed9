"""How an alert climbs by the clock: at each edge of its ladder, once whoever asks, and never to an end."""

from datetime import timedelta

import pytest

from remote_cm.domain.vocabulary import LadderName
from remote_cm.services.alert_board import show_alert
from remote_cm.services.climb_alert import climb_alert, list_alerts_to_climb
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.take_alert import keep_alert_promise, pass_alert_on, take_alert
from remote_cm.storage.alerts import lock_alert
from remote_cm.storage.tables.alerts import AlertAct
from tests.factories import VOLUNTEER_NUMBER, case_row
from tests.services.conftest import Acts
from tests.services.stage import Stage, codes, make_stage

BOTH = ("ring", "text")


def _danger(around: Surroundings, **changes: object) -> Stage:
    stage = make_stage(around, **changes)
    stage.text(VOLUNTEER_NUMBER, "9 47K")
    return stage


def _duties(**held: str) -> list[dict[str, str]]:
    return [{"team": "T-1", "duty": duty, "staff": code} for duty, code in held.items()]


def _paged_at(stage: Stage, second: int) -> set[tuple[str, str]]:
    return codes(stage.pages(), second)


def _by_both(*who: str) -> set[tuple[str, str]]:
    return {(code, kind) for code in who for kind in BOTH}


@pytest.mark.requirement("VOL-07", "ESC-01")
def test_silence_climbs_at_each_edge_of_the_ladder_and_not_a_second_before(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)
    expected = {
        60: {("CW-1", "ring")},
        300: _by_both("SUP-1", "CW-2"),
        360: {("SUP-1", "ring"), ("CW-2", "ring")},
        600: _by_both("CW-1", "CW-2", "SUP-1"),
        900: _by_both("SUP-2"),
        1200: _by_both("CW-1", "CW-2", "SUP-1", "SUP-2"),
    }

    for second in expected:
        stage.climb_at(second - 1)
        assert _paged_at(stage, second - 1) == set()
        stage.climb_at(second)
        assert _paged_at(stage, second) == expected[second]

    assert stage.alert().volunteer_id == stage.people.volunteer().id
    assert not any(page.volunteer_id for page in stage.messages())


def test_asked_twice_or_from_three_processes_at_once_it_climbs_once(surroundings: Surroundings, at_once: Acts) -> None:
    stage = _danger(surroundings)
    stage.clock.advance(seconds=300)

    raised = at_once(*[lambda: climb_alert(surroundings, stage.alert().id)] * 3)
    stage.climb()
    climb_alert(surroundings, stage.alert().id)

    assert raised == [None, None, None]
    # The second ring of a minute ago and the rung of now came in one move.
    assert len(stage.timeline(AlertAct.CLIMBED)) == 2
    assert _paged_at(stage, 300) == _by_both("SUP-1", "CW-2") | {("CW-1", "ring")}
    assert len(stage.pages()) == 2 + 5


def test_an_alert_that_another_process_is_moving_is_left_to_it(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)
    stage.clock.advance(seconds=60)

    with surroundings.database.unit_of_work() as work:
        lock_alert(work.session, stage.alert().id)
        climb_alert(surroundings, stage.alert().id)

    assert len(stage.pages()) == 2


def test_a_service_that_slept_takes_all_steps_at_once_says_how_late_and_goes_on_in_step(
    surroundings: Surroundings,
) -> None:
    stage = _danger(surroundings)

    stage.climb_at(1000)

    assert stage.paged() == {"CW-1", "CW-2", "SUP-1", "SUP-2"}
    assert len(_paged_at(stage, 1000)) == len(stage.pages()) - 2
    assert stage.timeline(AlertAct.CLIMBED)[-1] == (None, "late_seconds:940")
    assert stage.alert().due_at == stage.alert().opened_at + timedelta(seconds=1200)


def test_a_step_that_is_less_than_a_minute_late_is_not_called_late(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)

    stage.climb_at(60 + 59)
    stage.climb_at(300 + 60)

    assert stage.timeline(AlertAct.CLIMBED)[1:] == [(None, None), (None, "late_seconds:60")]


def test_a_duty_that_nobody_holds_is_skipped_in_the_same_moment(surroundings: Surroundings) -> None:
    stage = _danger(surroundings, duties=_duties(backup_caseworker="CW-2", duty_supervisor="SUP-1"))

    stage.climb_at(899)
    assert stage.timeline(AlertAct.EMPTY_RUNG) == []
    stage.climb_at(900)

    assert stage.timeline(AlertAct.EMPTY_RUNG) == [(None, "duty_manager")]
    assert _paged_at(stage, 900) == _by_both("CW-1", "CW-2", "SUP-1")


@pytest.mark.requirement("N27")
def test_no_time_ever_ends_an_alert_or_leaves_it_without_a_next_moment(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)

    for hours in (1, 12, 24, 48):
        before = len(stage.pages())
        stage.clock.advance(hours=hours)
        stage.climb()
        alert = stage.alert()
        assert alert.ended_at is None
        assert alert.due_at is not None
        assert alert.due_at > stage.clock.now()
        assert len(stage.pages()) > before

    take_alert(surroundings, stage.people.person("CW-1"), stage.alert().id)
    for _ in range(6):
        stage.clock.advance(seconds=290)
        keep_alert_promise(surroundings, stage.people.person("CW-1"), stage.alert().id)
    assert stage.alert().ended_at is None
    stage.clock.advance(days=2)
    stage.climb()
    assert stage.alert().ended_at is None
    assert stage.alert().due_at is not None


def test_a_held_alert_rests_until_the_promise_runs_out_and_then_climbs_above_its_holder(
    surroundings: Surroundings,
) -> None:
    stage = _danger(surroundings)
    take_alert(surroundings, stage.people.person("CW-1"), stage.alert().id)

    stage.climb_at(299)
    assert len(stage.pages()) == 2
    assert list_alerts_to_climb(surroundings) == []

    stage.climb_at(300)

    assert stage.timeline(AlertAct.PROMISE_MISSED) == [("CW-1", None)]
    assert stage.alert().holder_id is None
    assert _paged_at(stage, 300) == _by_both("SUP-1", "CW-2")
    board = show_alert(surroundings, stage.people.person("SUP-1"), stage.alert().id)
    assert board.holder is None


def test_a_kept_promise_starts_the_clock_of_the_next_one(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)
    take_alert(surroundings, stage.people.person("CW-1"), stage.alert().id)
    stage.clock.advance(seconds=200)

    keep_alert_promise(surroundings, stage.people.person("CW-1"), stage.alert().id)
    stage.climb_at(599)

    alert = stage.alert()
    assert alert.holder_due_at == alert.opened_at + timedelta(seconds=600)
    assert alert.called_back_at == alert.opened_at + timedelta(seconds=200)
    assert stage.timeline(AlertAct.PROMISE_KEPT) == [("CW-1", None)]
    assert len(stage.pages()) == 2


def test_whoever_missed_a_promise_is_rung_again_only_with_everybody(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)
    take_alert(surroundings, stage.people.person("CW-1"), stage.alert().id)

    for second in range(300, 900, 20):
        stage.climb_at(second)

    rings = [at for who, kind, at in stage.pages() if who == "CW-1" and kind == "ring"]
    assert rings[0] == 0
    assert len(rings) == 2
    assert rings[1] >= 600


def test_a_process_that_ends_an_alert_is_not_overtaken_by_one_that_climbs_it(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)
    stage.clock.advance(seconds=300)
    with surroundings.database.unit_of_work() as work:
        alert = lock_alert(work.session, stage.alert().id)
        alert.ended_at, alert.ended_by_id, alert.outcome = (
            stage.clock.now(),
            stage.people.staff("SUP-1").id,
            "seen",
        )
        work.commit()

    climb_alert(surroundings, stage.alert().id)

    assert list_alerts_to_climb(surroundings) == []
    assert len(stage.pages()) == 2


def test_the_longest_overdue_alert_is_the_first_to_climb(surroundings: Surroundings) -> None:
    aliases = [{"code": "V-001", "alias": "47K"}], [{"code": "V-001", "alias": "12F"}]
    stage = make_stage(surroundings, case_row("CX-A", volunteers=aliases[0]), case_row("CX-B", volunteers=aliases[1]))
    stage.text(VOLUNTEER_NUMBER, "9 47K")
    stage.clock.advance(seconds=10)
    stage.text(VOLUNTEER_NUMBER, "9 12F")
    older, newer = stage.alerts()

    stage.clock.advance(seconds=59)
    assert list_alerts_to_climb(surroundings) == [older.id]
    stage.clock.advance(seconds=1)
    assert list_alerts_to_climb(surroundings) == [older.id, newer.id]
    assert list_alerts_to_climb(surroundings, due_before=newer.opened_at) == []


def test_a_call_for_help_climbs_its_own_ladder(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)
    stage.text(VOLUNTEER_NUMBER, "8")
    assert stage.alert().ladder is LadderName.HELP

    stage.climb_at(299)
    assert stage.pages() == [("CW-1", "ring", 0), ("CW-1", "text", 0)]
    stage.climb_at(300)
    assert _paged_at(stage, 300) == {("CW-1", "ring")}
    stage.climb_at(600)
    assert "CW-2" in stage.paged()


def test_after_i_cannot_the_next_people_are_paged_at_once_and_only_once(surroundings: Surroundings) -> None:
    stage = _danger(surroundings)
    stage.clock.advance(seconds=30)

    pass_alert_on(surroundings, stage.people.person("CW-1"), stage.alert().id)
    pass_alert_on(surroundings, stage.people.person("CW-1"), stage.alert().id)

    assert _paged_at(stage, 30) == _by_both("SUP-1", "CW-2")
    assert len(stage.pages()) == 6
    assert stage.timeline(AlertAct.PASSED_ON) == [("CW-1", "button")]
    assert stage.alert().holder_id is None
