"""The bridge on the pages: offered to those who agreed, told as it goes, cut by a button, passed over for a reason."""

import re
import uuid

import pytest
from flask import Flask

from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.bridges import BridgeCall
from remote_cm.storage.tables.calls import Attempt
from remote_cm.storage.tables.tasks import Task
from tests.factories import CHILD_NUMBER, PASSWORD, VOLUNTEER_NUMBER, case_row
from tests.services.bridged_call import BridgedCall, agreed_case
from tests.services.stage import Stage, make_stage
from tests.web.demo import MOST_QUESTIONS, TICKED, Demo
from tests.web.visitor import Visitor

PHONE_NUMBER = re.compile(r"\+1202555")


@pytest.fixture
def stage(surroundings: Surroundings) -> Stage:
    """A family that agreed to the bridge."""
    return make_stage(surroundings, agreed_case())


@pytest.fixture
def caseworker(app: Flask, stage: Stage) -> Visitor:
    """CW-1 at the desk."""
    return sign_in(app, stage.people.staff("CW-1").username)


def sign_in(app: Flask, username: str) -> Visitor:
    visitor = Visitor(app.test_client())
    assert visitor.sign_in(username, PASSWORD).status_code == 303
    return visitor


def call_address(stage: Stage) -> str:
    return f"/calls/{stage.people.follow_up().id}"


def begun(stage: Stage) -> BridgedCall:
    """The newest bridge, in the provider's hands."""
    row = max(stage.rows(BridgeCall), key=lambda one: one.claimed_at)
    return BridgedCall(stage, row.id).place()


def task_of_volunteer(stage: Stage) -> uuid.UUID:
    stage.text(VOLUNTEER_NUMBER, "3")
    return stage.rows(Task)[0].id


@pytest.mark.requirement("N31")
def test_a_family_that_agreed_is_called_from_the_page_and_its_number_is_never_on_it(
    caseworker: Visitor, stage: Stage
) -> None:
    address = call_address(stage)
    pages = [caseworker.get(address).text]
    assert "Neither sees the other" in pages[0]
    answer = caseworker.post(f"{address}/bridge", address, **TICKED)
    assert (answer.status_code, answer.headers["Location"]) == (303, address)

    call = begun(stage)
    pages.append(caseworker.get(address).text)
    assert "Your phone rings now. Pick up and press 1." in pages[-1]
    call.caller()
    call.caller("1")
    call.report_ringing()
    pages.append(caseworker.get(address).text)
    assert "Their phone rings." in pages[-1]
    call.other()
    call.other("1")
    pages.append(caseworker.get(address).text)
    assert not [page for page in pages if PHONE_NUMBER.search(page)]


def test_a_page_on_which_it_rings_loads_itself_again_and_no_other_does(caseworker: Visitor, stage: Stage) -> None:
    address = call_address(stage)
    assert "Refresh" not in caseworker.get(address).headers
    caseworker.post(f"{address}/bridge", address, **TICKED)
    assert caseworker.get(address).headers["Refresh"] == "3"
    begun(stage).join()
    assert "Refresh" not in caseworker.get(address).headers


def test_a_family_that_has_not_agreed_is_offered_no_bridge(app: Flask, surroundings: Surroundings) -> None:
    stage = make_stage(surroundings, case_row())
    visitor, address = sign_in(app, "cw-1"), call_address(stage)
    assert "/bridge" not in visitor.get(address).text
    answer = visitor.post(f"{address}/bridge", address, **TICKED)
    assert answer.status_code == 409
    assert "has not agreed to be rung" in answer.text
    assert stage.rows(Attempt) == []


def test_a_ringing_is_cancelled_from_the_page_and_its_outcome_confirmed_with_one_press(
    caseworker: Visitor, stage: Stage
) -> None:
    address = call_address(stage)
    caseworker.post(f"{address}/bridge", address, **TICKED)
    begun(stage).caller("1")
    assert "Cancel the ringing" in caseworker.get(address).text
    assert caseworker.post(f"{address}/bridge/cancel", address).status_code == 303

    page = caseworker.get(address).text
    assert "You cancelled it before you were joined." in page
    assert 'value="no_answer"' in page
    assert caseworker.post(f"{address}/outcome", address, outcome="no_answer").status_code == 303
    (attempt,) = stage.rows(Attempt)
    assert attempt.outcome == "no_answer"


@pytest.mark.requirement("N31")
def test_ringing_by_hand_after_all_asks_why(caseworker: Visitor, stage: Stage) -> None:
    address = call_address(stage)
    refused = caseworker.post(f"{address}/bridge/by-hand", address, **TICKED)
    assert refused.status_code == 400
    assert CHILD_NUMBER not in refused.text
    round_it = caseworker.post(f"{address}/attempt", address, **TICKED)
    assert round_it.status_code == 400
    assert CHILD_NUMBER not in round_it.text
    shown = caseworker.post(f"{address}/bridge/by-hand", address, reason="bad_line", **TICKED)
    assert CHILD_NUMBER in shown.text
    assert CHILD_NUMBER not in caseworker.get(address).text


@pytest.mark.parametrize("username", ["cw-2", "sup-1", "sup-2"])
def test_nobody_but_the_cases_own_caseworker_begins_or_cancels_it(app: Flask, stage: Stage, username: str) -> None:
    caseworker, stranger, address = sign_in(app, "cw-1"), sign_in(app, username), call_address(stage)
    assert stranger.post(f"{address}/bridge", "/inbox", **TICKED).status_code in (403, 404)
    assert stage.rows(BridgeCall) == []
    caseworker.post(f"{address}/bridge", address, **TICKED)
    stranger.post(f"{address}/bridge/cancel", "/inbox")
    assert stage.rows(BridgeCall)[0].ended_at is None


def test_a_volunteer_who_asked_for_it_is_called_from_the_duty(caseworker: Visitor, stage: Stage) -> None:
    address = f"/inbox/{task_of_volunteer(stage)}"
    assert "Call V-001" in caseworker.get(address).text
    assert caseworker.post(f"{address}/bridge", address).headers["Location"] == address

    call = begun(stage)
    page = caseworker.get(address)
    assert "Your phone rings now. Pick up and press 1." in page.text
    assert page.headers["Refresh"] == "3"
    call.join()
    assert "Joined since" in caseworker.get(address).text
    call.dial_ends("completed", bridged=True, seconds=125)
    stage.clock.advance(seconds=125)
    page = caseworker.get(address)
    assert "You were joined, and the line has ended." in page.text
    assert "Call V-001" in page.text
    assert not PHONE_NUMBER.search(page.text)


def test_a_ringing_from_a_duty_is_cancelled(caseworker: Visitor, stage: Stage) -> None:
    address = f"/inbox/{task_of_volunteer(stage)}"
    caseworker.post(f"{address}/bridge", address)
    begun(stage)
    assert caseworker.post(f"{address}/bridge/cancel", address).status_code == 303
    assert "You cancelled it before you were joined." in caseworker.get(address).text


def test_a_duty_of_another_offers_no_call(app: Flask, stage: Stage) -> None:
    address = f"/inbox/{task_of_volunteer(stage)}"
    supervisor = sign_in(app, "sup-1")
    assert "Call V-001" not in supervisor.get(address).text
    assert supervisor.post(f"{address}/bridge", address).status_code == 403
    assert stage.rows(BridgeCall) == []


def test_a_bridge_costs_a_call_s_page_one_question(app: Flask, caseworker: Visitor, stage: Stage) -> None:
    counter = Demo(stage.around, app, PASSWORD)
    duty, call = f"/inbox/{task_of_volunteer(stage)}", call_address(stage)

    def count_about_bridges(address: str) -> int:
        with counter.count_questions() as questions:
            assert caseworker.get(address).status_code == 200
        return sum("bridge_call" in question for question in questions)

    assert count_about_bridges(call) == 1
    caseworker.post(f"{call}/bridge", call, **TICKED)
    assert count_about_bridges(call) == 1
    begun(stage).ring_other().dial_ends("no-answer")
    caseworker.post(f"{duty}/bridge", duty)
    with counter.count_questions() as questions:
        caseworker.get(duty)
    assert len(questions) <= MOST_QUESTIONS
