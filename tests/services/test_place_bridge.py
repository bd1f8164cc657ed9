"""A bridge is begun once, looked up when its answer was lost, given up in time, and cut when it is over."""

import uuid

import pytest

from call_flows.steps import SayAndHangUp
from remote_cm.domain.masked_bridge import BridgeEnd, BridgeLeg, BridgeState
from remote_cm.ports import Job
from remote_cm.services.cut_bridge import cancel_bridge, cut_bridge
from remote_cm.services.page_staff import page_again
from remote_cm.services.place_bridge import place_bridge
from remote_cm.services.run_tick import do_what_is_late, nudge_what_is_due
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.sweep_bridges import close_silent_bridges
from remote_cm.storage.tables.bridges import BridgeCall
from tests.factories import CASEWORKER_NUMBER, VOLUNTEER_NUMBER
from tests.services.bridged_call import BridgedCall, agreed_case, bridge_to_family, shown_call
from tests.services.conftest import Acts
from tests.services.stage import Stage, make_stage

FIRST_SID = "CA" + "0" * 31 + "1"


@pytest.fixture
def stage(surroundings: Surroundings) -> Stage:
    """A family that agreed to the bridge."""
    return make_stage(surroundings, agreed_case())


def _place_again(call: BridgedCall) -> None:
    call.stage.clock.advance(seconds=30)
    call.place()


def test_the_job_run_twice_rings_once(stage: Stage) -> None:
    call = bridge_to_family(stage).place().place()
    assert len(stage.call_placer.sent) == 1
    assert (call.row.state, call.row.caller_call_id) == (BridgeState.RINGING_CALLER, FIRST_SID)


def test_the_job_run_by_two_workers_at_once_rings_once(stage: Stage, at_once: Acts) -> None:
    call = bridge_to_family(stage)
    assert at_once(call.place, call.place) == [None, None]
    assert len(stage.call_placer.sent) == 1


def test_a_provider_that_cannot_now_is_asked_again_after_its_pause(stage: Stage) -> None:
    call = bridge_to_family(stage)
    stage.call_placer.be_busy_next()
    call.place()
    stage.clock.advance(seconds=4)
    call.place()
    assert stage.call_placer.sent == []
    stage.clock.advance(seconds=1)
    call.place()
    assert len(stage.call_placer.sent) == 1


def test_a_provider_that_refuses_ends_it_and_says_so(stage: Stage) -> None:
    call = bridge_to_family(stage)
    stage.call_placer.refuse_next("bad_number")
    call.place()
    row = call.row
    assert (row.state, row.end_reason, row.reason) == (BridgeState.FAILED, BridgeEnd.REFUSED, "bad_number")
    shown = shown_call(stage).bridge
    assert shown is not None
    assert shown.proposed == "not_made"


@pytest.mark.parametrize("was_accepted", [True, False])
def test_a_lost_answer_is_looked_up_before_anything_rings_again(stage: Stage, was_accepted: bool) -> None:
    call = bridge_to_family(stage)
    stage.call_placer.lose_next_answer(was_accepted)
    call.place().place()
    assert len(stage.call_placer.sent) == was_accepted
    _place_again(call)
    assert len(stage.call_placer.sent) == 1
    assert (call.row.state, call.row.caller_call_id) == (BridgeState.RINGING_CALLER, FIRST_SID)


def test_the_first_report_tells_the_id_of_a_call_whose_answer_was_lost(stage: Stage) -> None:
    call = bridge_to_family(stage)
    stage.call_placer.lose_next_answer(was_accepted=True)
    call.place()
    call.report(BridgeLeg.CALLER, "ringing", sid=FIRST_SID)
    assert (call.row.state, call.row.caller_call_id) == (BridgeState.RINGING_CALLER, FIRST_SID)
    _place_again(call)
    assert len(stage.call_placer.sent) == 1


def test_a_call_of_an_alert_to_the_same_phone_is_not_taken_for_the_bridge(stage: Stage) -> None:
    stage.text(VOLUNTEER_NUMBER, "9 47K")
    call = bridge_to_family(stage)
    stage.call_placer.lose_next_answer(was_accepted=False)
    call.place()
    with stage.around.database.unit_of_work() as work:
        page_again(stage.around, work, stage.alert(), stage.people.staff("CW-1").id, stage.clock.now())
        work.commit()
    stage.hand_over()
    rings = len(stage.call_placer.sent)
    assert {ring.phone_number for ring in stage.call_placer.sent} == {CASEWORKER_NUMBER}

    _place_again(call)

    assert len(stage.call_placer.sent) == rings + 1
    assert call.row.caller_call_id == f"CA{rings + 1:032x}"


def test_a_bridge_that_nobody_took_in_time_is_given_up_and_rings_nobody_late(stage: Stage) -> None:
    call = bridge_to_family(stage)
    stage.clock.advance(seconds=60)
    call.place()
    assert stage.call_placer.sent == []
    assert (call.row.state, call.row.end_reason) == (BridgeState.FAILED, BridgeEnd.NOT_STARTED)


def test_a_lost_nudge_is_found_by_the_sweep_and_by_the_watch(stage: Stage) -> None:
    call = bridge_to_family(stage)
    stage.queue.nudges.clear()
    stage.clock.advance(seconds=4)
    nudge_what_is_due(stage.around)
    assert stage.queue.nudges == []
    stage.clock.advance(seconds=1)
    nudge_what_is_due(stage.around)
    assert stage.queue.nudges == [(Job.PLACE_BRIDGE, str(call.bridge_id))]

    do_what_is_late(stage.around)
    assert stage.call_placer.sent == []
    stage.clock.advance(seconds=15)
    do_what_is_late(stage.around)
    assert [ring.reference for ring in stage.call_placer.sent] == [str(call.bridge_id)]


def test_a_caller_who_is_gone_from_the_page_may_begin_anew_once_it_is_given_up(stage: Stage) -> None:
    call = bridge_to_family(stage)
    stage.queue.is_lost = True
    stage.clock.advance(seconds=59)
    assert close_silent_bridges(stage.around) == 0
    stage.clock.advance(seconds=1)
    assert close_silent_bridges(stage.around) == 1
    assert close_silent_bridges(stage.around) == 0
    assert (call.row.end_reason, call.row.is_to_cut) == (BridgeEnd.NOT_STARTED, False)


def test_a_ringing_of_which_nothing_is_heard_is_ended_and_its_line_cut(stage: Stage) -> None:
    call = bridge_to_family(stage).ring_other()
    stage.clock.advance(seconds=25 + 24 + 30)
    do_what_is_late(stage.around)
    assert (call.row.state, call.row.end_reason) == (BridgeState.FAILED, BridgeEnd.REPORTS_LOST)
    assert stage.call_placer.ended == [FIRST_SID]
    assert not call.row.is_to_cut


def test_a_cancelled_bridge_is_cut_at_the_provider_once(stage: Stage) -> None:
    call = bridge_to_family(stage).place()
    cancel_bridge(stage.around, stage.people.person("CW-1"), call.bridge_id)
    cut_bridge(stage.around, call.bridge_id)
    cut_bridge(stage.around, call.bridge_id)
    assert stage.call_placer.ended == [FIRST_SID]


@pytest.mark.parametrize("failure", ["busy", "lost"])
def test_a_line_that_could_not_be_cut_is_cut_by_the_sweep(stage: Stage, failure: str) -> None:
    call = bridge_to_family(stage).place()
    cancel_bridge(stage.around, stage.people.person("CW-1"), call.bridge_id)
    if failure == "busy":
        stage.call_placer.be_busy_next()
    else:
        stage.call_placer.lose_next_answer(was_accepted=False)
    cut_bridge(stage.around, call.bridge_id)
    assert stage.call_placer.ended == []
    stage.queue.nudges.clear()
    nudge_what_is_due(stage.around)
    assert stage.queue.nudges == [(Job.CUT_BRIDGE, str(call.bridge_id))]
    do_what_is_late(stage.around)
    assert stage.call_placer.ended == [FIRST_SID]


def test_a_line_that_the_provider_refuses_to_cut_is_not_asked_for_for_ever(stage: Stage) -> None:
    call = bridge_to_family(stage).place()
    cancel_bridge(stage.around, stage.people.person("CW-1"), call.bridge_id)
    stage.call_placer.refuse_next("account_not_found")
    cut_bridge(stage.around, call.bridge_id)
    assert not call.row.is_to_cut


def test_a_bridge_cancelled_before_it_was_placed_rings_nobody_and_needs_no_cut(stage: Stage) -> None:
    call = bridge_to_family(stage)
    cancel_bridge(stage.around, stage.people.person("CW-1"), call.bridge_id)
    call.place()
    assert stage.call_placer.sent == []
    assert not call.row.is_to_cut


def test_a_bridge_cancelled_while_the_provider_was_being_asked_is_cut_as_soon_as_its_call_is_known(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = bridge_to_family(stage)
    ring = stage.call_placer.place_call

    def ring_slowly(order: object) -> str:
        cancel_bridge(stage.around, stage.people.person("CW-1"), call.bridge_id)
        return ring(order)  # type: ignore[arg-type] # handed on as it came

    monkeypatch.setattr(stage.call_placer, "place_call", ring_slowly)
    call.place()
    assert stage.call_placer.ended == []
    assert call.row.end_reason is BridgeEnd.CANCELLED
    assert call.caller().step == SayAndHangUp(())
    cut_bridge(stage.around, call.bridge_id)
    assert stage.call_placer.ended == [FIRST_SID]


def test_a_job_for_a_row_that_is_gone_does_nothing(stage: Stage) -> None:
    place_bridge(stage.around, uuid.uuid4())
    cut_bridge(stage.around, uuid.uuid4())
    assert stage.rows(BridgeCall) == []
