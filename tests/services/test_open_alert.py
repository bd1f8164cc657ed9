"""How an alert begins: its first step in the transaction of its cause, once for each child, and past whoever must
not hear of it.
"""

import pytest

from remote_cm.domain.refusal import NotFound
from remote_cm.domain.vocabulary import LadderName
from remote_cm.services.alert_board import show_alert, show_alert_board
from remote_cm.services.open_alert import AlertCause, open_alert
from remote_cm.services.press_danger import press_danger
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.take_alert import take_alert
from remote_cm.storage.tables.alerts import Alert, AlertAct, AlertAvoid
from tests.factories import (
    CAREGIVER_NUMBER,
    SHARED_NUMBER,
    STRANGER_NUMBER,
    VOLUNTEER_NUMBER,
    case_row,
    contact_row,
    team_file,
    volunteer_row,
)
from tests.services.conftest import Acts
from tests.services.stage import Stage, make_stage, wait_for_blocked


def _duties(**held: str) -> list[dict[str, str]]:
    return [{"team": "T-1", "duty": duty, "staff": code} for duty, code in held.items()]


def _unreachable(*codes: str) -> list[dict[str, object]]:
    staff: list[dict[str, object]] = team_file()["staff"]
    return [row | {"phone_number": None} if row["code"] in codes else row for row in staff]


def test_one_digit_of_a_volunteer_rings_and_texts_the_caseworker_at_once(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)

    stage.text(VOLUNTEER_NUMBER, "9 47K")

    alert = stage.alert()
    assert alert.ladder is LadderName.E0
    assert alert.case_id == stage.people.case().id
    assert alert.volunteer_id == stage.people.volunteer().id
    assert alert.caseworker_id == stage.people.staff("CW-1").id
    assert stage.pages() == [("CW-1", "ring", 0), ("CW-1", "text", 0)]
    assert (alert.due_at or alert.opened_at) > alert.opened_at
    text = next(page for page in stage.messages() if page.body)
    assert text.body == f"Urgent. Open the app. Reply {stage.reply_code('CW-1')} to take it."


def test_the_danger_button_opens_an_alert_about_the_child_of_the_call(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)
    caseworker, follow_up = stage.people.person("CW-1"), stage.people.follow_up()

    first = press_danger(surroundings, caseworker, follow_up.id)
    again = press_danger(surroundings, caseworker, follow_up.id)

    assert first == again == stage.alert().id
    assert stage.alert().case_id == stage.people.case().id
    assert len(stage.audited("danger:pressed")) == 2


def test_a_second_cry_about_the_same_child_joins_and_pages_the_holder_again(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)
    stage.text(VOLUNTEER_NUMBER, "9 47K")

    stage.text(CAREGIVER_NUMBER, "bachao")
    assert len(stage.pages()) == 2
    take_alert(surroundings, stage.people.person("CW-1"), stage.alert().id)
    stage.clock.advance(minutes=3)
    stage.text(VOLUNTEER_NUMBER, "9 47K")

    assert len(stage.timeline(AlertAct.JOINED)) == 2
    assert stage.pages()[2:] == [("CW-1", "text", 0), ("CW-1", "text", 180)]
    assert ("CW-1", "ring", 180) in stage.pages()


def test_danger_about_another_child_is_an_alert_of_its_own(surroundings: Surroundings) -> None:
    links = [{"code": "V-001", "alias": "47K"}], [{"code": "V-001", "alias": "12F"}]
    stage = make_stage(surroundings, case_row("CX-A", volunteers=links[0]), case_row("CX-B", volunteers=links[1]))

    stage.text(VOLUNTEER_NUMBER, "9 47K")
    stage.text(VOLUNTEER_NUMBER, "9 12F")

    assert [alert.case_id for alert in stage.alerts()] == [stage.people.case("CX-A").id, stage.people.case("CX-B").id]
    first, second = (page.body for page in stage.messages() if page.body)
    assert first != second


def test_two_reports_about_one_child_at_one_moment_are_one_alert(surroundings: Surroundings, at_once: Acts) -> None:
    stage = make_stage(surroundings)

    with surroundings.database.unit_of_work() as work:
        case = stage.people.case()
        cause = AlertCause(LadderName.E0, case.team_id, case.caseworker_id, case_id=case.id)
        open_alert(surroundings, work, cause)

        def commit_when_the_other_waits() -> None:
            wait_for_blocked(surroundings)
            work.commit()

        raised = at_once(lambda: stage.text(CAREGIVER_NUMBER, "bachao"), commit_when_the_other_waits)

    assert raised == [None, None]
    assert stage.alert().case_id == case.id
    assert len(stage.timeline(AlertAct.JOINED)) == 1


def test_after_an_alert_has_ended_the_next_cry_opens_a_new_one(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)
    stage.text(VOLUNTEER_NUMBER, "9 47K")
    with surroundings.database.unit_of_work() as work:
        alert = work.session.get_one(Alert, stage.alert().id)
        alert.ended_at, alert.ended_by_id, alert.outcome = (
            stage.clock.now(),
            stage.people.staff("SUP-1").id,
            "seen",
        )
        work.commit()

    stage.clock.advance(hours=1)
    stage.text(VOLUNTEER_NUMBER, "9 47K")

    assert [alert.ended_at is None for alert in stage.alerts()] == [False, True]


def test_a_stranger_who_cries_twice_is_one_alert_for_the_people_on_duty(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings, duties=_duties(duty_caseworker="CW-2", duty_supervisor="SUP-1"))

    stage.text(STRANGER_NUMBER, "bachao")
    stage.clock.advance(minutes=1)
    stage.text(STRANGER_NUMBER, "joruri")
    stage.text("+12025550191", "joruri")

    assert [alert.ladder for alert in stage.alerts()] == [LadderName.E0_UNKNOWN_SENDER] * 2
    assert len(stage.timeline(AlertAct.JOINED)) == 1
    assert stage.paged() == {"CW-2"}


@pytest.mark.requirement("SAFE-03", "N28")
def test_98_rings_safeguarding_and_never_the_caseworker_or_their_line_whatever_duties_they_hold(
    surroundings: Surroundings,
) -> None:
    # The supervisor of the named caseworker stands on every rung of that ladder.
    duties = [
        *_duties(safeguarding="SAFE-1", duty_manager="SUP-1", on_call="SUP-1", backup_caseworker="CW-2"),
        {"team": "T-1", "duty": "on_call", "staff": "SUP-2"},
        {"team": "T-1", "duty": "on_call", "staff": "CW-1"},
        {"team": "T-1", "duty": "safeguarding", "staff": "SUP-1"},
    ]
    stage = make_stage(surroundings, duties=duties)

    stage.text(VOLUNTEER_NUMBER, "98")
    for minutes in range(60):
        stage.climb_at(60 * minutes)

    alert = stage.alert()
    assert alert.ladder is LadderName.E0_WITHOUT_LINE
    assert stage.paged() == {"SAFE-1", "SUP-2"}
    for code in ("CW-1", "SUP-1"):
        person = stage.people.person(code)
        assert show_alert_board(surroundings, person).open == ()
        with pytest.raises(NotFound):
            show_alert(surroundings, person, alert.id)
        with pytest.raises(NotFound):
            take_alert(surroundings, person, alert.id)
    assert show_alert(surroundings, stage.people.person("SAFE-1"), alert.id).id == alert.id
    assert stage.rows(AlertAvoid, AlertAvoid.staff_id == stage.people.staff("SUP-2").id) == []
    assert stage.tasks() == []
    assert stage.replies() == []


@pytest.mark.requirement("N28")
def test_98_from_a_shared_phone_leaves_out_the_line_of_everybody_who_may_be_meant(surroundings: Surroundings) -> None:
    shared = [
        volunteer_row("V-011", SHARED_NUMBER, shared_phone=True, pin="1357"),
        volunteer_row("V-012", SHARED_NUMBER, shared_phone=True, pin="2468", caseworker="CW-2"),
    ]
    stage = make_stage(
        surroundings,
        case_row(),
        volunteers=shared,
        duties=_duties(safeguarding="SAFE-1", duty_manager="CW-1", on_call="CW-2"),
    )

    stage.text(SHARED_NUMBER, "98")
    stage.clock.advance(hours=1)
    stage.climb()

    assert stage.paged() == {"SAFE-1"}
    _assert_nothing_is_seen_by(stage, "CW-1", "CW-2", "SUP-1")


@pytest.mark.requirement("N28")
def test_98_from_a_family_of_two_cases_leaves_out_both_lines(surroundings: Surroundings) -> None:
    same_phone = [contact_row("caregiver", CAREGIVER_NUMBER)]
    stage = make_stage(
        surroundings,
        case_row("CX-ONE", contacts=same_phone),
        case_row("CX-TWO", caseworker="CW-2", contacts=same_phone),
        duties=_duties(safeguarding="SAFE-1", duty_manager="CW-1", on_call="CW-2"),
    )

    stage.text(CAREGIVER_NUMBER, "98")
    stage.clock.advance(hours=1)
    stage.climb()

    assert stage.paged() == {"SAFE-1"}
    _assert_nothing_is_seen_by(stage, "CW-1", "CW-2", "SUP-1")


@pytest.mark.requirement("N28")
def test_98_about_a_named_child_leaves_out_its_caseworker_and_who_guides_the_volunteer(
    surroundings: Surroundings,
) -> None:
    other = case_row("CX-OTHER", caseworker="CW-9", volunteers=[{"code": "V-001", "alias": "12F"}])
    stage = make_stage(surroundings, other)

    stage.text(VOLUNTEER_NUMBER, "98 12F")

    avoided = {stage.code_of(row.staff_id) for row in stage.rows(AlertAvoid)}
    assert avoided == {"CW-1", "SUP-1", "CW-9", "SUP-2"}


def test_a_rung_whose_people_have_no_phone_or_have_left_is_not_waited_for(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings, staff=_unreachable("CW-1", "SUP-1"))

    stage.text(VOLUNTEER_NUMBER, "9 47K")

    assert stage.paged() == {"CW-2"}
    assert stage.timeline(AlertAct.EMPTY_RUNG) == [(None, "caseworker"), (None, "caseworker")]


def test_an_alert_that_can_ring_nobody_stays_open_and_tries_again(surroundings: Surroundings) -> None:
    everybody = _unreachable("SUP-1", "SUP-2", "SAFE-1", "CW-1", "CW-2")
    stage = make_stage(surroundings, staff=everybody)

    stage.text(VOLUNTEER_NUMBER, "9 47K")
    first = stage.alert().due_at
    assert first is not None
    assert first > stage.clock.now()
    stage.clock.set(first)
    stage.climb()

    assert stage.pages() == []
    assert stage.alert().ended_at is None
    assert (stage.alert().due_at or first) > first
    board = show_alert_board(surroundings, stage.people.person("CW-1"))
    assert [card.id for card in board.open] == [stage.alert().id]


def _assert_nothing_is_seen_by(stage: Stage, *codes: str) -> None:
    for code in codes:
        assert show_alert_board(stage.around, stage.people.person(code)).open == ()
