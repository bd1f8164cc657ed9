"""Between calls: what is open on a case, what the last call changed, what was not asked, and how families are met."""

import uuid
from datetime import timedelta

import pytest

from remote_cm.domain.vocabulary import DomainColour, RemoteReason, ScriptDomain
from remote_cm.services.case_course import CaseCourse
from remote_cm.services.case_pages import show_case
from remote_cm.services.end_talk import TalkEnd, end_talk
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.team_page import show_team
from remote_cm.storage.contact_shares import ContactShares
from remote_cm.storage.tables.calls import ActionState, ConversationEnding
from tests.factories import VOLUNTEER_NUMBER, case_row, make_people
from tests.frozen_clock import FrozenClock
from tests.services.calls_by_hand import ORANGE, RED, CallByHand
from tests.services.stage import make_stage
from tests.services.test_end_talk_and_owe_the_next import next_call

FINISHED = ConversationEnding.FINISHED


@pytest.fixture
def call(surroundings: Surroundings) -> CallByHand:
    return CallByHand(surroundings, make_people(surroundings, case_row(opened_on="2026-11-22"))).open()


def course(call: CallByHand, by: str = "CW-1") -> CaseCourse:
    return show_case(call.around, call.people.person(by), "CX-TEST").course


def test_what_a_red_asks_for_stays_on_the_case_though_nobody_settled_the_call(call: CallByHand) -> None:
    call.hear_all("D1.1", "D3.1")
    call.hear("D2.1", RED)
    call.reply("D2.1", "yes")
    call.end()
    actions = {one.what: one.state for one in course(call).actions}
    assert actions["Phone the health focal point, during the call or right after it"] is ActionState.PROPOSED


@pytest.mark.requirement("MON-08")
def test_domains_that_were_not_heard_about_for_four_weeks_are_listed(call: CallByHand, clock: FrozenClock) -> None:
    everything = [script.anchor.id for script in call.around.script.domains]
    call.hear_all(*everything)
    call.end()
    clock.advance(days=27)
    assert course(call).not_asked == ()
    again = next_call(call).open().hear_all(*(item for item in everything if item != "D6.1"))
    again.end()
    clock.advance(days=1)
    assert course(call).not_asked == (ScriptDomain.LEARNING,)


def test_what_the_last_call_changed_is_on_the_case(call: CallByHand, clock: FrozenClock) -> None:
    call.hear_all()
    call.end()
    clock.advance(days=1)
    again = next_call(call).open().hear_all("D2.1", "D3.1")
    again.hear("D1.1", ORANGE)
    again.end()
    changed = {one.domain: (one.before, one.after) for one in course(call, by="SUP-1").changes}
    assert changed == {ScriptDomain.SAFETY: (DomainColour.GREEN, DomainColour.ORANGE)}


def test_a_case_without_any_judged_call_has_no_changes(call: CallByHand) -> None:
    assert course(call).changes == ()


@pytest.mark.requirement("MON-09")
@pytest.mark.parametrize("is_answered", [True, False])
def test_a_talk_without_any_answer_is_kept_as_contact_only(call: CallByHand, is_answered: bool) -> None:
    if is_answered:
        call.hear_all()
    call.end()
    (line,) = show_case(call.around, call.person, "CX-TEST").history
    assert line.is_contact_only is not is_answered


@pytest.mark.requirement("MON-25")
def test_the_share_of_calls_and_visits_of_the_last_weeks_is_on_the_supervisors_page(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    stage = make_stage(surroundings)
    call = CallByHand(surroundings, stage.people).open().hear_all()
    end_talk(surroundings, call.person, call.follow_up_id, TalkEnd(FINISHED, remote_reason=RemoteReason.WEATHER))
    stage.text(VOLUNTEER_NUMBER, "47K 1")
    clock.advance(minutes=20)
    stage.text(VOLUNTEER_NUMBER, "47K 1", str(uuid.uuid4()))
    shares = show_team(surroundings, stage.people.person("SUP-1")).shares
    assert shares.remote == {RemoteReason.WEATHER: 1}
    assert (shares.face_to_face, shares.remote_percent) == (
        len(stage.reports()),
        round(100 / (1 + shares.face_to_face)),
    )
    clock.set(clock.now() + timedelta(days=29))
    assert show_team(surroundings, stage.people.person("SUP-1")).shares == ContactShares({}, 0)
    assert show_team(surroundings, stage.people.person("SUP-1")).shares.remote_percent is None
