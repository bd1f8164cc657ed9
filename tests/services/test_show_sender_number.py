"""The number a text came from is for whoever has to call back, and for nobody else."""

import pytest
from sqlalchemy import select

from remote_cm.domain.refusal import NotAllowed, NotFound
from remote_cm.services.alert_board import show_alert, show_alert_board
from remote_cm.services.my_day import show_my_day
from remote_cm.services.receive_text import InboundText, receive_text
from remote_cm.services.show_sender_number import show_alert_sender, show_task_sender
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.take_alert import take_alert
from remote_cm.storage.tables.operations import AuditEntry
from tests.factories import CAREGIVER_NUMBER, VOLUNTEER_NUMBER, Loaded, case_row, make_people


def _a_text_opens_an_alert(around: Surroundings, sender: str) -> Loaded:
    people = make_people(around, case_row())
    receive_text(around, InboundText("twilio", "SM1", sender, "9"))
    return people


def test_the_holder_of_an_alert_sees_the_volunteers_number_and_that_is_written_down(surroundings: Surroundings) -> None:
    people = _a_text_opens_an_alert(surroundings, VOLUNTEER_NUMBER)
    caseworker = people.person("CW-1")
    alert = show_alert_board(surroundings, caseworker).open[0]
    take_alert(surroundings, caseworker, alert.id)

    assert show_alert_sender(surroundings, caseworker, alert.id).phone_number == VOLUNTEER_NUMBER

    with surroundings.database.unit_of_work() as work:
        looks = work.session.scalars(select(AuditEntry).where(AuditEntry.act == "number:shown")).all()
    assert [look.actor_id for look in looks] == [caseworker.id]


def test_whoever_has_not_taken_the_alert_is_not_shown_the_number(surroundings: Surroundings) -> None:
    people = _a_text_opens_an_alert(surroundings, VOLUNTEER_NUMBER)
    alert = show_alert_board(surroundings, people.person("SUP-1")).open[0]

    with pytest.raises(NotAllowed):
        show_alert_sender(surroundings, people.person("SUP-1"), alert.id)
    with pytest.raises(NotFound):
        show_alert_sender(surroundings, people.person("CW-9"), alert.id)


def test_the_holder_alone_reads_the_words_of_every_text_that_the_alert_came_of(surroundings: Surroundings) -> None:
    people = make_people(surroundings)
    receive_text(surroundings, InboundText("twilio", "SM1", VOLUNTEER_NUMBER, "9 by the tube well"))
    receive_text(surroundings, InboundText("twilio", "SM2", VOLUNTEER_NUMBER, "bipod come now"))
    caseworker = people.person("CW-1")
    alert = show_alert_board(surroundings, caseworker).open[0]
    assert show_alert(surroundings, caseworker, alert.id).words == ()

    take_alert(surroundings, caseworker, alert.id)

    read = [heard.words for heard in show_alert(surroundings, caseworker, alert.id).words]
    assert read == ["9 by the tube well", "bipod come now"]
    assert show_alert(surroundings, people.person("SUP-1"), alert.id).words == ()


def test_a_family_that_wrote_is_rung_by_its_plan_and_not_by_the_number_it_wrote_from(
    surroundings: Surroundings,
) -> None:
    people = _a_text_opens_an_alert(surroundings, CAREGIVER_NUMBER)
    caseworker = people.person("CW-1")
    alert = show_alert_board(surroundings, caseworker).open[0]
    take_alert(surroundings, caseworker, alert.id)

    with pytest.raises(NotAllowed, match="contact plan"):
        show_alert_sender(surroundings, caseworker, alert.id)


def test_a_call_back_shows_its_number_to_whoever_has_the_task(surroundings: Surroundings) -> None:
    people = make_people(surroundings)
    receive_text(surroundings, InboundText("twilio", "SM1", VOLUNTEER_NUMBER, "3"))
    task = show_my_day(surroundings, people.person("CW-1")).tasks[0]

    assert show_task_sender(surroundings, people.person("CW-1"), task.id).phone_number == VOLUNTEER_NUMBER
    with pytest.raises(NotAllowed):
        show_task_sender(surroundings, people.person("SUP-1"), task.id)
    with pytest.raises(NotFound):
        show_task_sender(surroundings, people.person("CW-2"), task.id)
