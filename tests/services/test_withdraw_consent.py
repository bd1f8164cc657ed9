"""A family takes its yes back: from that moment nobody of ours reaches them, whoever is dialling."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest

from call_flows.masked_call import KEY_JOIN
from remote_cm.domain.consent import ConsentItem
from remote_cm.domain.consent_standing import HeardNo
from remote_cm.domain.masked_bridge import BridgeEnd, BridgeState
from remote_cm.domain.refusal import BadInput, GateClosed, NotFound
from remote_cm.domain.safety_gate import GateReason
from remote_cm.domain.vocabulary import CallBackSignal, ContactRole, Track
from remote_cm.ports import Job
from remote_cm.services.call_ground import find_ground
from remote_cm.services.cut_bridge import cut_bridge
from remote_cm.services.hand_over_call import HandOverReason, hand_over_call
from remote_cm.services.my_day import show_my_day
from remote_cm.services.plan_follow_ups import plan_follow_ups
from remote_cm.services.record_consent import needs_first_consent
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.withdraw_consent import NoHeard, withdraw_consent
from remote_cm.storage.encrypted_text import EncryptedText
from remote_cm.storage.tables.cases import Consent, Contact, FollowUp, FollowUpState
from remote_cm.storage.tables.consents import ConsentWithdrawal
from tests.factories import Loaded, case_row, make_people
from tests.services.bridged_call import BridgedCall, agreed_case, bridge_to_family
from tests.services.calls_by_hand import CallByHand, audited, rows, tasks
from tests.services.stage import Stage, make_stage

WHOLE = frozenset({ConsentItem.TAKE_PART})
CARER, CHILD = ContactRole.CAREGIVER, ContactRole.CHILD


def take_back(
    people: Loaded,
    *items: ConsentItem,
    by: ContactRole = CARER,
    who: str = "CW-1",
    said: str = "",
    form: uuid.UUID | None = None,
) -> None:
    """Somebody of the family says no; to everything unless it is said to what."""
    no = NoHeard(form or uuid.uuid4(), by, HeardNo.THEY_RANG, frozenset(items) or WHOLE, said)
    withdraw_consent(people.around, people.person(who), "CX-TEST", no)


@pytest.fixture
def people(surroundings: Surroundings) -> Loaded:
    return make_people(surroundings, case_row())


@pytest.fixture
def stage(surroundings: Surroundings) -> Stage:
    return make_stage(surroundings, agreed_case())


@pytest.mark.requirement("N43")
def test_nobody_is_rung_from_that_moment_on(surroundings: Surroundings, people: Loaded) -> None:
    call = CallByHand(surroundings, people)
    take_back(people)
    with pytest.raises(GateClosed) as closed:
        call.ring()
    assert GateReason.CONSENT_WITHDRAWN.value in closed.value.reasons


@pytest.mark.requirement("N43")
def test_the_call_leaves_the_day_and_no_round_brings_it_back(surroundings: Surroundings) -> None:
    people = make_people(surroundings, case_row(last_contact_at="2026-11-10T04:00:00+00:00"))
    person = people.person("CW-1")
    assert [one.case_code for one in show_my_day(surroundings, person).calls] == ["CX-TEST"]
    take_back(people)
    plan_follow_ups(surroundings)
    assert show_my_day(surroundings, person).calls == ()
    assert people.follow_up().state is FollowUpState.RESTING


@pytest.mark.requirement("N43")
def test_a_call_of_which_the_caseworkers_phone_rings_never_reaches_the_family(stage: Stage) -> None:
    call = bridge_to_family(stage).place()
    call.caller()
    take_back(stage.people)
    assert call.caller("1").other_number is None
    assert call.row.end_reason is BridgeEnd.GATE_CLOSED


@pytest.mark.requirement("N43")
@pytest.mark.parametrize(
    "dial", [lambda call: call, BridgedCall.place, BridgedCall.ring_other], ids=["claimed", "placed", "ringing them"]
)
def test_a_call_that_is_being_dialled_is_cut(stage: Stage, dial: Callable[[BridgedCall], object]) -> None:
    call = bridge_to_family(stage)
    dial(call)
    take_back(stage.people)
    assert (call.row.state, call.row.end_reason) == (BridgeState.ENDED, BridgeEnd.GATE_CLOSED)
    if call.row.caller_call_id is not None:
        assert (Job.CUT_BRIDGE, str(call.bridge_id)) in stage.queue.nudges
        cut_bridge(stage.around, call.bridge_id)
        assert call.row.caller_call_id in stage.call_placer.ended
    call.place()
    assert len(stage.call_placer.sent) == (1 if call.row.caller_call_id else 0)


@pytest.mark.requirement("N43")
def test_whoever_picks_up_after_that_is_not_joined(stage: Stage) -> None:
    call = bridge_to_family(stage).ring_other()
    call.other()
    take_back(stage.people)
    call.other(KEY_JOIN)
    assert (call.row.joined_at, call.row.state) == (None, BridgeState.ENDED)


def test_a_talk_that_goes_on_is_ended_by_whoever_talks(stage: Stage) -> None:
    call = bridge_to_family(stage).join()
    take_back(stage.people)
    assert call.row.state is BridgeState.JOINED


def test_it_is_said_in_a_talk_and_the_talk_is_ended_and_written_down_as_any_other(
    surroundings: Surroundings, people: Loaded
) -> None:
    call = CallByHand(surroundings, people).open().hear_all()
    take_back(people, by=CHILD)
    call.end()
    assert call.talk().ended_at is not None
    states = sorted(row.state.value for row in rows(surroundings, FollowUp))
    assert states == ["met", "resting"]


@pytest.mark.requirement("N43")
def test_handing_the_call_over_does_not_wake_it(surroundings: Surroundings, people: Loaded) -> None:
    call = CallByHand(surroundings, people)
    take_back(people)
    hand_over_call(surroundings, call.person, call.follow_up_id, HandOverReason.COMPOSURE)
    assert people.follow_up().state is FollowUpState.RESTING


@pytest.mark.requirement("N4", "N43")
def test_nothing_is_texted_or_rung_over_the_line_or_signalled_afterwards(stage: Stage) -> None:
    with stage.around.database.unit_of_work() as work:
        for contact in work.session.query(Contact):
            contact.has_agreed_to_texts, contact.call_back_signal = True, CallBackSignal.MISSED_CALL
        work.commit()
    take_back(stage.people)
    for contact in stage.rows(Contact):
        left = (contact.has_agreed_to_texts, contact.has_agreed_to_bridge, contact.call_back_signal)
        assert left == (False, False, None)


@pytest.mark.requirement("CALL-12")
def test_one_way_taken_back_closes_that_way_alone(stage: Stage) -> None:
    take_back(stage.people, ConsentItem.BY_CALL)
    assert {contact.has_agreed_to_bridge for contact in stage.rows(Contact)} == {False}
    assert stage.people.follow_up().state is FollowUpState.PLANNED
    assert stage.rows(Consent)[0].withdrawn_at is None
    CallByHand(stage.around, stage.people).ring()


@pytest.mark.parametrize(
    ("signal", "item", "is_left"),
    [
        (CallBackSignal.MISSED_CALL, ConsentItem.BY_MISSED_CALL, False),
        (CallBackSignal.MISSED_CALL, ConsentItem.BY_TEXT, True),
        (CallBackSignal.ONE_DIGIT_TEXT, ConsentItem.BY_TEXT, False),
        (CallBackSignal.SAFE_SPACE, ConsentItem.BY_TEXT, True),
    ],
)
def test_a_signal_is_dropped_with_the_way_that_it_needs(
    stage: Stage, signal: CallBackSignal, item: ConsentItem, is_left: bool
) -> None:
    with stage.around.database.unit_of_work() as work:
        for contact in work.session.query(Contact):
            contact.call_back_signal = signal
        work.commit()
    take_back(stage.people, item)
    assert {contact.call_back_signal for contact in stage.rows(Contact)} == ({signal} if is_left else {None})


def test_the_supervisor_is_told_and_who_said_what_how_is_kept(surroundings: Surroundings, people: Loaded) -> None:
    take_back(people, by=CHILD, said=" leave us alone ")
    assert tasks(surroundings, people) == {("consent_withdrawn", "SUP-1")}
    (row,) = rows(surroundings, ConsentWithdrawal)
    assert (row.withdrawn_by, row.heard_how, row.items) == (CHILD, HeardNo.THEY_RANG, [ConsentItem.TAKE_PART])
    assert (row.said, row.withdrawn_at) == ("leave us alone", surroundings.now())
    assert isinstance(ConsentWithdrawal.__table__.columns["said"].type, EncryptedText)
    (entry,) = audited(surroundings, "consent:withdrawn")
    assert "leave" not in str(entry.detail)


def test_the_same_form_sent_twice_is_one_no(surroundings: Surroundings, people: Loaded) -> None:
    form = uuid.uuid4()
    for _ in range(2):
        take_back(people, ConsentItem.BY_TEXT, form=form)
    assert len(rows(surroundings, ConsentWithdrawal)) == 1
    for _ in range(2):
        take_back(people)
    assert len(rows(surroundings, ConsentWithdrawal)) == 2


@pytest.mark.requirement("N43")
def test_the_same_no_after_a_new_yes_stops_it_again(surroundings: Surroundings, people: Loaded) -> None:
    take_back(people)
    given_at = (surroundings.now() + timedelta(minutes=1)).isoformat()
    make_people(surroundings, case_row(consent={"given": True, "given_by": "caregiver", "given_at": given_at}))
    assert people.follow_up().state is not FollowUpState.RESTING
    take_back(people)
    assert people.follow_up().state is FollowUpState.RESTING


def test_a_supervisor_may_stop_it_too_and_nobody_whose_case_it_is_not(
    surroundings: Surroundings, people: Loaded
) -> None:
    for code in ("CW-2", "SUP-2"):
        with pytest.raises(NotFound):
            take_back(people, who=code)
    take_back(people, who="SUP-1")
    assert rows(surroundings, Consent)[0].withdrawn_at == surroundings.now()


def test_a_family_that_never_said_yes_can_say_no(surroundings: Surroundings) -> None:
    people = make_people(surroundings, case_row(consent=None))
    take_back(people)
    (consent,) = rows(surroundings, Consent)
    assert (consent.is_given, consent.withdrawn_at) == (False, surroundings.now())


@pytest.mark.parametrize(
    ("no", "where"),
    [
        (NoHeard(uuid.uuid4(), ContactRole.FOCAL_PERSON, HeardNo.THEY_RANG, WHOLE), "by"),
        (NoHeard(uuid.uuid4(), CARER, HeardNo.THEY_RANG, frozenset()), "items"),
    ],
)
def test_whose_no_and_to_what_has_to_be_said(
    surroundings: Surroundings, people: Loaded, no: NoHeard, where: str
) -> None:
    with pytest.raises(BadInput) as refused:
        withdraw_consent(surroundings, people.person("CW-1"), "CX-TEST", no)
    assert [fault.where for fault in refused.value.faults] == [where]
    assert rows(surroundings, ConsentWithdrawal) == []


@pytest.mark.requirement("N43")
def test_an_old_file_does_not_put_the_call_back_on_the_day(surroundings: Surroundings, people: Loaded) -> None:
    take_back(people)
    make_people(surroundings, case_row())
    plan_follow_ups(surroundings)
    assert people.follow_up().state is FollowUpState.RESTING


@pytest.mark.requirement("N43")
def test_a_file_that_says_withdrawn_stops_the_call_too(surroundings: Surroundings, people: Loaded) -> None:
    withdrawn_at = (surroundings.now() - timedelta(hours=1)).isoformat()
    make_people(surroundings, case_row(consent={"given": True, "given_by": "caregiver", "withdrawn_at": withdrawn_at}))
    assert people.follow_up().state is FollowUpState.RESTING


def test_a_yes_from_before_a_no_is_asked_for_anew_as_if_it_were_the_first(
    surroundings: Surroundings, people: Loaded
) -> None:
    call = CallByHand(surroundings, people).open()
    take_back(people)
    with surroundings.database.unit_of_work() as work:
        ground = find_ground(work.session, call.person, call.follow_up_id)
        assert needs_first_consent(surroundings, work.session, ground, Track.CHILD)
