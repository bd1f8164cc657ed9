"""A family that agreed is reached without either side seeing a number, and only by two keys."""

import pytest

from call_flows.steps import AskForKey, JoinSides, RingOther, Say, SayAndHangUp, VoiceWords
from remote_cm.domain.masked_bridge import AnsweredBy, BridgeEnd, BridgeLeg, BridgeMoment, BridgeState
from remote_cm.domain.refusal import BadInput, GateClosed, NotAllowed, NotFound, StaleStep
from remote_cm.domain.vocabulary import Channel
from remote_cm.ports import Job, RingPurpose
from remote_cm.services.attempt_contact import HandReason, attempt_contact
from remote_cm.services.cut_bridge import cancel_bridge
from remote_cm.services.hand_over_call import HandOverReason, hand_over_call
from remote_cm.services.record_attempt import record_attempt
from remote_cm.services.show_bridge import show_call_bridge
from remote_cm.services.start_bridge import start_bridge
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.bridges import BridgeCall
from remote_cm.storage.tables.calls import Attempt, AttemptOutcome, Conversation
from remote_cm.storage.tables.cases import Consent, Contact
from remote_cm.storage.tables.messages import DeliveryReport
from remote_cm.storage.tables.people import Staff
from tests.factories import CASEWORKER_NUMBER, CHILD_NUMBER, case_row
from tests.services.bridged_call import agreed_case, bridge_to_family, shown_call
from tests.services.calls_by_hand import EVERY_CHECK
from tests.services.stage import Stage, make_stage

CALLER, OTHER = BridgeLeg.CALLER, BridgeLeg.OTHER
PLEASE_LOOK = SayAndHangUp((Say(VoiceWords.BRIDGE_NOT_NOW),))
WORDLESS = SayAndHangUp(())


@pytest.fixture
def stage(surroundings: Surroundings) -> Stage:
    """A family that agreed to the bridge."""
    return make_stage(surroundings, agreed_case())


def _change_contact(stage: Stage, **values: object) -> None:
    with stage.around.database.unit_of_work() as work:
        contact = work.session.get_one(Contact, stage.people.follow_up().contact_id)
        for name, value in values.items():
            setattr(contact, name, value)
        work.commit()


@pytest.mark.requirement("N31")
def test_both_are_rung_one_after_the_other_and_two_keys_join_them(stage: Stage) -> None:
    call = bridge_to_family(stage)
    assert stage.call_placer.sent == []
    assert (Job.PLACE_BRIDGE, str(call.bridge_id)) in stage.queue.nudges

    call.place()
    (ring,) = stage.call_placer.sent
    assert (ring.phone_number, ring.purpose, ring.reference) == (
        CASEWORKER_NUMBER,
        RingPurpose.BRIDGE,
        str(call.bridge_id),
    )
    assert isinstance(call.caller().step, AskForKey)
    assert call.row.state is BridgeState.RINGING_CALLER

    reply = call.caller("1")
    assert isinstance(reply.step, RingOther)
    assert reply.other_number == CHILD_NUMBER
    assert CHILD_NUMBER not in repr(reply)
    assert isinstance(call.other().step, AskForKey)
    assert call.row.joined_at is None

    stage.clock.advance(seconds=4)
    assert call.other("1").step == JoinSides()
    row = call.row
    assert (row.state, row.joined_at) == (BridgeState.JOINED, stage.clock.now())

    stage.clock.advance(seconds=300)
    assert call.dial_ends("completed", bridged=True, seconds=304) == WORDLESS
    row = call.row
    assert (row.state, row.end_reason, row.joined_seconds) == (BridgeState.ENDED, BridgeEnd.TALKED, 300)


def test_joined_the_page_goes_on_with_the_opening_by_itself_and_once(stage: Stage) -> None:
    call = bridge_to_family(stage).join()
    call.other("1")

    (attempt,) = stage.rows(Attempt)
    assert (attempt.channel, attempt.outcome, attempt.number_shown_at) == (
        Channel.BRIDGE,
        AttemptOutcome.ANSWERED,
        None,
    )
    assert len(stage.rows(Conversation)) == 1
    assert stage.audited("number:shown") == []


def test_before_the_two_are_joined_no_talk_has_begun(stage: Stage) -> None:
    call = bridge_to_family(stage).ring_other()
    call.other()
    assert stage.rows(Conversation) == []


@pytest.mark.requirement("N31")
def test_no_number_stands_in_the_row_of_a_bridge(stage: Stage) -> None:
    call = bridge_to_family(stage).join()
    values = {str(getattr(call.row, column.key)) for column in BridgeCall.__table__.columns}
    assert not values & {CHILD_NUMBER, CASEWORKER_NUMBER}


def test_a_family_that_has_not_agreed_is_not_rung_over_the_bridge_and_no_try_is_written_down(
    surroundings: Surroundings,
) -> None:
    stage = make_stage(surroundings, case_row())
    with pytest.raises(GateClosed) as closed:
        bridge_to_family(stage)
    assert closed.value.reasons == ("bridge_not_agreed",)
    assert stage.rows(Attempt) == []
    assert stage.rows(BridgeCall) == []
    assert not shown_call(stage).is_offered


@pytest.mark.requirement("N9")
def test_outside_the_safe_hours_nobody_is_rung(stage: Stage) -> None:
    stage.clock.advance(hours=14)
    with pytest.raises(GateClosed) as closed:
        bridge_to_family(stage)
    assert closed.value.reasons == ("outside_safe_window",)


@pytest.mark.requirement("N10")
def test_every_self_check_is_asked_for_before_the_bridge_too(stage: Stage) -> None:
    with pytest.raises(BadInput):
        start_bridge(stage.around, stage.people.person("CW-1"), stage.people.follow_up().id, EVERY_CHECK - {"headset"})
    assert stage.rows(BridgeCall) == []


def test_a_call_of_another_caseworker_does_not_exist(stage: Stage) -> None:
    with pytest.raises(NotFound):
        bridge_to_family(stage, by="CW-2")
    with pytest.raises(NotAllowed):
        bridge_to_family(stage, by="SUP-1")


def test_one_call_at_a_time(stage: Stage) -> None:
    bridge_to_family(stage)
    with pytest.raises(StaleStep):
        bridge_to_family(stage)
    assert len(stage.rows(BridgeCall)) == 1


@pytest.mark.requirement("N9")
@pytest.mark.parametrize(
    "change",
    [
        {"is_person_of_concern": True},
        {"has_agreed_to_bridge": False},
        {"phone_number": None},
        {"safe_windows": ()},
        {"verified_on": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_plan_that_changes_while_the_caller_is_rung_counts_at_the_key(
    stage: Stage, change: dict[str, object]
) -> None:
    call = bridge_to_family(stage).place()
    call.caller()
    _change_contact(stage, **change)

    reply = call.caller("1")

    assert reply.step == PLEASE_LOOK
    assert reply.other_number is None
    assert (call.row.state, call.row.end_reason) == (BridgeState.ENDED, BridgeEnd.GATE_CLOSED)
    assert shown_call(stage).bridge is not None
    assert call.caller("1").step == WORDLESS


@pytest.mark.requirement("N43")
def test_a_consent_that_is_withdrawn_while_the_caller_is_rung_counts_at_the_key(stage: Stage) -> None:
    call = bridge_to_family(stage).place()
    with stage.around.database.unit_of_work() as work:
        (consent,) = stage.rows(Consent)
        work.session.get_one(Consent, consent.id).withdrawn_at = stage.clock.now()
        work.commit()
    assert call.caller("1").step == PLEASE_LOOK


@pytest.mark.requirement("N8")
def test_after_an_unsafe_end_nobody_is_rung_over_the_bridge_either(stage: Stage) -> None:
    _change_contact(stage, unsafe_end_at=stage.clock.now())
    with pytest.raises(GateClosed) as closed:
        bridge_to_family(stage)
    assert closed.value.reasons == ("unsafe_end",)


def test_a_number_that_changes_while_the_caller_is_rung_is_the_one_that_rings(stage: Stage) -> None:
    call = bridge_to_family(stage).place()
    _change_contact(stage, phone_number="+12025550139")
    assert call.caller("1").other_number == "+12025550139"


def test_the_try_that_is_being_made_does_not_count_against_itself(stage: Stage) -> None:
    for _ in range(stage.around.policy.safety_gate.attempts_per_day - 1):
        bridge_to_family(stage).ring_other().dial_ends("failed")
        record_attempt(stage.around, stage.people.person("CW-1"), stage.people.follow_up().id, AttemptOutcome.NOT_NOW)
    assert isinstance(bridge_to_family(stage).place().caller("1").step, RingOther)


def test_an_outcome_that_was_written_down_meanwhile_stops_the_ringing(stage: Stage) -> None:
    call = bridge_to_family(stage).place()
    follow_up_id = stage.people.follow_up().id
    record_attempt(stage.around, stage.people.person("CW-1"), follow_up_id, AttemptOutcome.NOT_MADE)
    assert call.caller("1").step == PLEASE_LOOK


@pytest.mark.requirement("N3")
@pytest.mark.parametrize("keys", ["", "2", "*"])
def test_a_voicemail_or_a_stranger_is_never_joined(stage: Stage, keys: str) -> None:
    call = bridge_to_family(stage).ring_other()
    call.other(by="machine_start")
    assert not isinstance(call.other(keys).step, JoinSides)

    assert call.dial_ends("completed") == SayAndHangUp((Say(VoiceWords.BRIDGE_NOT_REACHED),))

    row = call.row
    assert (row.end_reason, row.joined_at, row.joined_seconds) == (BridgeEnd.OTHER_NO_KEY, None, None)
    assert row.other_answered_by is AnsweredBy.MACHINE
    assert call.other("1").step == WORDLESS
    assert call.row.joined_at is None
    shown = shown_call(stage).bridge
    assert shown is not None
    assert shown.proposed is AttemptOutcome.NO_ANSWER


@pytest.mark.parametrize(
    ("status", "end"),
    [("busy", BridgeEnd.OTHER_BUSY), ("no-answer", BridgeEnd.OTHER_NO_ANSWER), ("failed", BridgeEnd.OTHER_FAILED)],
)
def test_why_they_were_not_reached_is_known_and_proposed_as_the_outcome(
    stage: Stage, status: str, end: BridgeEnd
) -> None:
    call = bridge_to_family(stage).ring_other()
    call.dial_ends(status)

    shown = shown_call(stage).bridge
    assert shown is not None
    assert (shown.moment, shown.end, shown.proposed) == (BridgeMoment.OVER, end, AttemptOutcome.NO_ANSWER)

    person, follow_up_id = stage.people.person("CW-1"), stage.people.follow_up().id
    record_attempt(stage.around, person, follow_up_id, AttemptOutcome.NO_ANSWER)
    after = shown_call(stage).bridge
    assert after is not None
    assert after.proposed is None


def test_the_page_is_told_at_each_moment_what_goes_on(stage: Stage) -> None:
    def moment() -> BridgeMoment:
        shown = shown_call(stage).bridge
        assert shown is not None
        return shown.moment

    assert shown_call(stage).bridge is None
    assert shown_call(stage).is_offered
    call = bridge_to_family(stage)
    assert moment() is BridgeMoment.WAITING
    call.place()
    assert moment() is BridgeMoment.CALLER_RINGS
    call.caller()
    assert moment() is BridgeMoment.CALLER_ASKED
    call.caller("1")
    assert moment() is BridgeMoment.OTHER_CALLED
    call.report(OTHER, "ringing")
    assert moment() is BridgeMoment.OTHER_RINGS
    call.other()
    assert moment() is BridgeMoment.OTHER_ASKED
    call.other("1")
    assert moment() is BridgeMoment.JOINED
    assert not shown_call(stage, by="SUP-1").bridge.is_mine  # type: ignore[union-attr] # it has just been shown


def test_a_caller_who_does_not_pick_up_or_presses_nothing_rings_nobody(stage: Stage) -> None:
    call = bridge_to_family(stage).place()
    call.report(CALLER, "no-answer")
    assert call.row.end_reason is BridgeEnd.CALLER_NOT_REACHED
    shown = shown_call(stage).bridge
    assert shown is not None
    assert shown.proposed is AttemptOutcome.NOT_MADE

    record_attempt(stage.around, stage.people.person("CW-1"), stage.people.follow_up().id, AttemptOutcome.NOT_MADE)
    again = bridge_to_family(stage).place()
    again.caller()
    again.caller("")
    assert again.row.end_reason is BridgeEnd.CALLER_NO_KEY


def test_every_request_may_come_twice_and_is_answered_the_same(stage: Stage) -> None:
    call = bridge_to_family(stage).place()
    assert call.caller() == call.caller()
    first = call.caller("1")
    pressed_at = call.row.caller_pressed_at
    stage.clock.advance(seconds=1)
    assert call.caller("1") == first
    assert call.row.caller_pressed_at == pressed_at
    assert call.other() == call.other()
    joined = call.other("1")
    at = call.row.joined_at
    stage.clock.advance(seconds=1)
    assert call.other("1") == joined
    assert call.row.joined_at == at
    assert call.dial_ends("completed", bridged=True) == call.dial_ends("completed", bridged=True)


def test_a_key_of_the_other_side_before_the_callers_joins_nobody(stage: Stage) -> None:
    call = bridge_to_family(stage).place()
    with pytest.raises(NotFound):
        call.other("1", parent="CA-of-another-call")
    assert call.other("1").step == WORDLESS
    assert call.row.joined_at is None


def test_an_address_of_another_call_or_of_none_does_nothing(stage: Stage) -> None:
    call = bridge_to_family(stage).ring_other()
    with pytest.raises(NotFound):
        call.caller("1", sid="CA-of-another-call")
    with pytest.raises(NotFound):
        call.other("1", parent="CA-of-another-call")
    call.other()
    with pytest.raises(NotFound):
        call.other("1", sid="CA-of-another-leg")
    assert call.row.joined_at is None


def test_a_report_counts_once_and_late_ones_change_nothing(stage: Stage) -> None:
    call = bridge_to_family(stage).place()
    call.report(CALLER, "completed", sequence=3)
    ended = call.row
    stage.clock.advance(seconds=9)
    call.report(CALLER, "completed", sequence=3)
    call.report(CALLER, "ringing", sequence=1)
    call.report(OTHER, "in-progress", sequence=2)
    row = call.row
    assert (row.state, row.end_reason, row.ended_at) == (ended.state, ended.end_reason, ended.ended_at)
    assert row.other_answered_at is None
    assert len(stage.rows(DeliveryReport)) == 3


def test_reports_of_legs_that_are_not_of_this_bridge_are_left_out(stage: Stage) -> None:
    call = bridge_to_family(stage).place()
    call.report(CALLER, "completed", sid="CA-of-another-call")
    assert call.row.state is BridgeState.RINGING_CALLER
    assert stage.rows(DeliveryReport) == []


def test_reports_alone_tell_how_it_went_when_the_last_request_was_lost(stage: Stage) -> None:
    call = bridge_to_family(stage).join()
    stage.clock.advance(seconds=200)
    call.report(OTHER, "completed", seconds=65)
    row = call.row
    assert (row.end_reason, row.joined_seconds) == (BridgeEnd.TALKED, 65)


def test_the_provider_s_word_that_it_did_not_join_them_stands(stage: Stage) -> None:
    """The caller hung up in the second in which the other side pressed its key."""
    call = bridge_to_family(stage).join()
    call.report(OTHER, "completed", seconds=3)
    call.dial_ends("completed", bridged=False)
    row = call.row
    assert (row.end_reason, row.joined_at, row.joined_seconds) == (BridgeEnd.CALLER_HUNG_UP, None, None)


def test_cancelling_ends_the_line_and_joins_nobody_after(stage: Stage) -> None:
    call = bridge_to_family(stage).ring_other()
    call.other()
    cancel_bridge(stage.around, stage.people.person("CW-1"), call.bridge_id)
    cancel_bridge(stage.around, stage.people.person("CW-1"), call.bridge_id)

    assert call.other("1").step == WORDLESS
    row = call.row
    assert (row.end_reason, row.is_to_cut, row.joined_at) == (BridgeEnd.CANCELLED, True, None)
    assert stage.queue.nudges.count((Job.CUT_BRIDGE, str(call.bridge_id))) == 1


def test_only_whoever_began_it_may_cancel_it(stage: Stage) -> None:
    call = bridge_to_family(stage).place()
    with pytest.raises(NotFound):
        cancel_bridge(stage.around, stage.people.person("SUP-1"), call.bridge_id)
    assert not call.row.is_to_cut


def test_hanging_up_for_both_from_the_page_keeps_what_was_talked(stage: Stage) -> None:
    call = bridge_to_family(stage).join()
    stage.clock.advance(seconds=61)
    cancel_bridge(stage.around, stage.people.person("CW-1"), call.bridge_id)
    row = call.row
    assert (row.end_reason, row.joined_seconds, row.is_to_cut) == (BridgeEnd.TALKED, 61, True)


@pytest.mark.requirement("N31")
def test_the_number_is_shown_by_hand_only_with_a_reason_that_is_kept(stage: Stage) -> None:
    person, follow_up_id = stage.people.person("CW-1"), stage.people.follow_up().id
    with pytest.raises(BadInput) as refused:
        attempt_contact(stage.around, person, follow_up_id, EVERY_CHECK)
    assert [fault.where for fault in refused.value.faults] == ["reason"]
    assert (stage.rows(Attempt), stage.audited("number:shown")) == ([], [])
    shown = attempt_contact(stage.around, person, follow_up_id, EVERY_CHECK, HandReason.BRIDGE_FAILED)
    assert shown.phone_number == CHILD_NUMBER
    (kept,) = stage.audited("bridge:passed_over")
    assert (kept.subject_id, kept.detail) == (shown.attempt_id, {"reason": "bridge_failed"})
    assert len(stage.audited("number:shown")) == 1


def test_who_has_no_phone_of_their_own_for_the_line_rings_by_hand_without_a_reason(stage: Stage) -> None:
    with stage.around.database.unit_of_work() as work:
        work.session.get_one(Staff, stage.people.staff("CW-1").id).phone_number = None
        work.commit()
    person, follow_up_id = stage.people.person("CW-1"), stage.people.follow_up().id
    assert attempt_contact(stage.around, person, follow_up_id, EVERY_CHECK).phone_number == CHILD_NUMBER
    assert stage.audited("bridge:passed_over") == []


def test_the_back_up_sees_how_the_bridge_stands_of_a_call_that_was_handed_over(stage: Stage) -> None:
    follow_up_id = stage.people.follow_up().id
    assert show_call_bridge(stage.around, stage.people.person("CW-2"), follow_up_id) is None
    hand_over_call(stage.around, stage.people.person("CW-1"), follow_up_id, HandOverReason.COMPOSURE)
    with stage.around.database.unit_of_work() as work:
        work.session.get_one(Staff, stage.people.staff("CW-1").id).phone_number = None
        work.commit()
    assert shown_call(stage, by="CW-2").is_offered
    call = bridge_to_family(stage, by="CW-2").ring_other()
    assert shown_call(stage, by="CW-2").bridge is not None
    call.dial_ends("no-answer")
    shown = shown_call(stage, by="CW-2").bridge
    assert shown is not None
    assert (shown.is_mine, shown.proposed) == (True, AttemptOutcome.NO_ANSWER)
