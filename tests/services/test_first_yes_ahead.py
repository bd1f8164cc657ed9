"""The list of a first yes is in the page's memory too, and names whose yes it is."""

import pytest

from remote_cm.domain.call_gates import GateAnswer
from remote_cm.domain.vocabulary import ContactRole, Track
from remote_cm.services.call_ahead import show_ahead
from remote_cm.services.surroundings import Surroundings
from tests.factories import CAREGIVER_NUMBER, CHILD_NUMBER, case_row, contact_row, make_people
from tests.services.calls_by_hand import CallByHand

YES = GateAnswer.YES
CHILD = contact_row("child", CHILD_NUMBER)
MOTHER = contact_row("caregiver", CAREGIVER_NUMBER)


@pytest.fixture
def call(surroundings: Surroundings) -> CallByHand:
    return CallByHand(surroundings, make_people(surroundings, case_row(contacts=[CHILD, MOTHER])))


def test_what_is_fetched_ahead_of_a_first_yes_holds_the_whole_list(call: CallByHand) -> None:
    call.pick_up()
    ahead = show_ahead(call.around, call.person, call.follow_up_id)
    assert ahead.consent is not None
    assert ahead.consent.is_first
    assert ahead.consent == call.page().consent


def test_a_grown_up_who_was_handed_the_childs_phone_says_yes_as_the_caregiver(call: CallByHand) -> None:
    call.open()
    call.pass_to(Track.CAREGIVER)
    form = call.page().consent
    assert form is not None
    assert form.given_by is ContactRole.CAREGIVER
    while (opening := call.page().opening) is not None and opening.step.gate != "consent":
        call.hear_at(opening.step.id, YES)
    call.agree(form.given_by)


def test_whoever_was_rung_says_yes_for_themselves(call: CallByHand) -> None:
    form = call.pick_up().page().consent
    assert form is not None
    assert form.given_by is ContactRole.CHILD
