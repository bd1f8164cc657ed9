"""Volunteers and colleagues are rung over the bridge by whoever has the duty that they left."""

import uuid

import pytest

from call_flows.steps import JoinSides, RingOther
from remote_cm.domain.masked_bridge import BridgeEnd, BridgeMoment
from remote_cm.domain.refusal import GateClosed, NotAllowed, NotFound, StaleStep
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.services.inbox_pages import finish_task, take_task
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.bridges import BridgeCall
from remote_cm.storage.tables.calls import Attempt, Conversation
from remote_cm.storage.tables.people import Staff, Volunteer
from remote_cm.storage.tables.tasks import Task
from tests.factories import CAREGIVER_NUMBER, SUPERVISOR_NUMBER, VOLUNTEER_NUMBER
from tests.services.bridged_call import bridge_to_task, shown_task
from tests.services.stage import Stage, make_stage


@pytest.fixture
def stage(surroundings: Surroundings) -> Stage:
    """The usual team."""
    return make_stage(surroundings)


def _task(stage: Stage, sender: str = VOLUNTEER_NUMBER, body: str = "3") -> uuid.UUID:
    """The duty that a text leaves."""
    stage.text(sender, body)
    (task,) = stage.rows(Task)
    return task.id


def _own_task(stage: Stage, kind: TaskKind) -> uuid.UUID:
    """A duty of our own making about the volunteer."""
    with stage.around.database.unit_of_work() as work:
        person = stage.people.person("CW-1")
        about = TaskAbout(person.team_id, person.id, volunteer_id=stage.people.volunteer().id)
        task = make_task(stage.around, work.session, kind, about)
        work.commit()
    return task.id


@pytest.mark.requirement("N31")
def test_a_volunteer_who_asked_to_be_called_is_rung_and_joined_without_a_number_being_shown(stage: Stage) -> None:
    person = stage.people.person("CW-1")
    task_id = _task(stage)
    shown = shown_task(stage, task_id)
    assert shown is not None
    assert (shown.other_code, shown.is_offered, shown.bridge) == ("V-001", True, None)

    call = bridge_to_task(stage, person, task_id).place()
    reply = call.caller("1")
    assert isinstance(reply.step, RingOther)
    assert reply.other_number == VOLUNTEER_NUMBER
    assert call.other().language == "en"
    assert call.other("1").step == JoinSides()
    call.dial_ends("completed", bridged=True, seconds=60)

    shown = shown_task(stage, task_id)
    assert shown is not None
    assert shown.bridge is not None
    assert (shown.bridge.moment, shown.bridge.end) == (BridgeMoment.OVER, BridgeEnd.TALKED)
    assert stage.audited("number:shown") == []
    assert (stage.rows(Attempt), stage.rows(Conversation)) == ([], [])


def test_one_who_did_not_pick_up_can_be_rung_again(stage: Stage) -> None:
    person, task_id = stage.people.person("CW-1"), _task(stage)
    bridge_to_task(stage, person, task_id).ring_other().dial_ends("no-answer")
    bridge_to_task(stage, person, task_id)
    assert len(stage.rows(BridgeCall)) == 2


def test_a_volunteer_who_asks_is_rung_at_night_too_and_one_who_does_not_is_left_to_sleep(stage: Stage) -> None:
    """N45: quiet hours hold what we begin, and not the call that somebody asked for."""
    person = stage.people.person("CW-1")
    own = _own_task(stage, TaskKind.DEBRIEF)
    stage.clock.advance(hours=12)
    with pytest.raises(GateClosed) as closed:
        bridge_to_task(stage, person, own)
    assert closed.value.reasons == ("quiet_hours",)
    stage.text(VOLUNTEER_NUMBER, "3")
    asked = next(task for task in stage.rows(Task) if task.event_id is not None)
    on_call = stage.people.person(str(stage.code_of(asked.assignee_id)))
    assert isinstance(bridge_to_task(stage, on_call, asked.id).place().caller("1").step, RingOther)


def test_a_call_of_our_own_making_keeps_the_day_s_limit(stage: Stage) -> None:
    person, own = stage.people.person("CW-1"), _own_task(stage, TaskKind.DEBRIEF)
    for _ in range(stage.around.policy.safety_gate.attempts_per_day):
        call = bridge_to_task(stage, person, own).ring_other()
        call.other()
        call.dial_ends("completed")
    with pytest.raises(GateClosed) as closed:
        bridge_to_task(stage, person, own)
    assert closed.value.reasons == ("too_many_attempts",)


def test_a_volunteer_who_was_taken_off_the_list_meanwhile_is_not_rung(stage: Stage) -> None:
    call = bridge_to_task(stage, stage.people.person("CW-1"), _task(stage)).place()
    with stage.around.database.unit_of_work() as work:
        work.session.get_one(Volunteer, stage.people.volunteer().id).is_active = False
        work.commit()
    assert call.caller("1").other_number is None
    assert call.row.end_reason is BridgeEnd.GATE_CLOSED


def test_a_colleague_who_wrote_is_rung_back(stage: Stage) -> None:
    stage.text(SUPERVISOR_NUMBER, "0")
    (task,) = stage.rows(Task)
    with stage.around.database.unit_of_work() as work:
        work.session.get_one(Task, task.id).assignee_id = stage.people.staff("CW-1").id
        work.commit()
    shown = shown_task(stage, task.id)
    assert shown is not None
    assert shown.other_code == "SUP-1"
    call = bridge_to_task(stage, stage.people.person("CW-1"), task.id).place()
    assert call.caller("1").other_number == SUPERVISOR_NUMBER


def test_a_family_that_wrote_is_not_rung_from_the_inbox(stage: Stage) -> None:
    task_id = _task(stage, CAREGIVER_NUMBER, "help")
    assert shown_task(stage, task_id) is None
    with pytest.raises(NotAllowed):
        bridge_to_task(stage, stage.people.person("CW-1"), task_id)


@pytest.mark.requirement("N28")
def test_whoever_a_concern_is_about_is_not_rung_because_of_it(stage: Stage) -> None:
    task_id = _own_task(stage, TaskKind.SAFEGUARDING_CONCERN)
    assert shown_task(stage, task_id) is None
    with pytest.raises(NotAllowed):
        bridge_to_task(stage, stage.people.person("CW-1"), task_id)


def test_only_whoever_has_the_duty_rings_and_only_while_it_is_open(stage: Stage) -> None:
    task_id = _task(stage)
    with pytest.raises(NotFound):
        bridge_to_task(stage, stage.people.person("CW-9"), task_id)
    with pytest.raises(NotAllowed):
        bridge_to_task(stage, stage.people.person("SUP-1"), task_id)
    assert shown_task(stage, task_id, by="SUP-1") is None
    finish_task(stage.around, stage.people.person("CW-1"), task_id)
    with pytest.raises(StaleStep):
        bridge_to_task(stage, stage.people.person("CW-1"), task_id)
    shown = shown_task(stage, task_id)
    assert shown is not None
    assert not shown.is_offered


def test_whoever_has_no_phone_of_their_own_is_told_so(stage: Stage) -> None:
    task_id = _task(stage)
    with stage.around.database.unit_of_work() as work:
        work.session.get_one(Staff, stage.people.staff("CW-1").id).phone_number = None
        work.commit()
    with pytest.raises(NotAllowed, match="your own number"):
        bridge_to_task(stage, stage.people.person("CW-1"), task_id)
    shown = shown_task(stage, task_id)
    assert shown is not None
    assert not shown.is_offered


def test_a_phone_has_one_call_at_a_time(stage: Stage) -> None:
    person, task_id = stage.people.person("CW-1"), _task(stage)
    bridge_to_task(stage, person, task_id)
    with pytest.raises(StaleStep):
        bridge_to_task(stage, person, task_id)


def test_a_duty_from_the_inbox_is_taken_first(stage: Stage) -> None:
    stage.text("+12025550190", "8")
    task = next(task for task in stage.rows(Task) if task.assignee_id is None)
    person = stage.people.person("CW-1")
    take_task(stage.around, person, task.id)
    assert shown_task(stage, task.id) is None
    with pytest.raises(NotAllowed):
        bridge_to_task(stage, person, task.id)
