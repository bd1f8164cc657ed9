"""A spoken yes is written down item by item, and what was declined is respected everywhere."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from remote_cm.domain.call_gates import GateAnswer
from remote_cm.domain.consent import ConsentItem, ConsentKind, ExplainedPoint
from remote_cm.domain.refusal import BadInput, NotAllowed
from remote_cm.domain.safety_gate import GateReason
from remote_cm.domain.vocabulary import ContactRole, Interpreter, Track
from remote_cm.services.call_views import CallPhase
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.encrypted_text import EncryptedText
from remote_cm.storage.tables.calls import ConsentRecord
from remote_cm.storage.tables.cases import Consent
from tests.factories import CAREGIVER_NUMBER, CHILD_NUMBER, case_row, contact_row, make_people
from tests.services.calls_by_hand import EVERYTHING, TO_A_CHILD, CallByHand, rows, tasks

UNTIL = date(2027, 6, 30)
CHILD, CAREGIVER, SAFE_ADULT = ContactRole.CHILD, ContactRole.CAREGIVER, ContactRole.SAFE_ADULT
LIMITS = frozenset({ExplainedPoint.EXCEPTIONS_AND_DUTY})


def at_the_yes(around: Surroundings, **changes: Any) -> CallByHand:
    """A call that has come to the step at which a yes is asked for; the child picked up unless changed."""
    call = CallByHand(around, make_people(around, case_row(**changes))).pick_up()
    for step in TO_A_CHILD[:-1]:
        call.hear_at(step, GateAnswer.YES)
    return call


@pytest.fixture
def call(surroundings: Surroundings) -> CallByHand:
    return at_the_yes(surroundings)


def records(around: Surroundings) -> list[ConsentRecord]:
    return sorted(rows(around, ConsentRecord), key=lambda one: one.given_at)


def only_record(around: Surroundings) -> ConsentRecord:
    (record,) = records(around)
    return record


def consent_of(around: Surroundings) -> Consent:
    (consent,) = rows(around, Consent)
    return consent


@pytest.mark.requirement("CALL-02", "CALL-11", "CALL-12")
def test_who_agreed_to_what_when_and_after_which_words_is_kept_and_the_questions_open(
    surroundings: Surroundings, call: CallByHand
) -> None:
    agreed = EVERYTHING - {ConsentItem.SHARE_FOR_SERVICES, ConsentItem.TRACING}
    call.agree(agreed=agreed, interpreter=Interpreter.TRAINED, not_to_inform=" the uncle ", valid_until=UNTIL)
    record, now = only_record(surroundings), surroundings.now()
    assert (record.track, record.given_by, record.kind) == (Track.CHILD, CHILD, ConsentKind.ASSENT)
    assert (record.given_at, record.interpreter, record.language) == (now, Interpreter.TRAINED, "rhg")
    assert record.explained == {point.value: now.isoformat() for point in ExplainedPoint}
    assert record.agreed == {item.value: "yes" if item in agreed else "no" for item in ConsentItem}
    assert (record.not_to_inform, record.valid_until) == ("the uncle", UNTIL)
    assert (call.turn().gates["O7"], call.turn().consented_at) == ("yes", now)
    assert call.turn().interpreter is Interpreter.TRAINED
    assert call.page().phase is CallPhase.QUESTION


def test_whom_the_family_does_not_want_informed_is_unreadable_in_the_database() -> None:
    assert isinstance(ConsentRecord.__table__.columns["not_to_inform"].type, EncryptedText)


@pytest.mark.requirement("N6")
@pytest.mark.parametrize("step", TO_A_CHILD[:-1])
def test_no_yes_is_written_down_before_the_steps_that_come_first(surroundings: Surroundings, step: str) -> None:
    call = CallByHand(surroundings, make_people(surroundings, case_row())).pick_up()
    for before in TO_A_CHILD[: TO_A_CHILD.index(step)]:
        call.hear_at(before, GateAnswer.YES)
    with pytest.raises(NotAllowed):
        call.agree()
    assert records(surroundings) == []


@pytest.mark.requirement("CALL-11", "CALL-17")
@pytest.mark.parametrize("missing", ExplainedPoint)
def test_a_first_yes_counts_only_when_everything_was_explained(
    surroundings: Surroundings, call: CallByHand, missing: ExplainedPoint
) -> None:
    with pytest.raises(BadInput) as refused:
        call.agree(explained=frozenset(ExplainedPoint) - {missing})
    assert [fault.where for fault in refused.value.faults] == [missing]
    assert records(surroundings) == []
    assert call.page().phase is CallPhase.OPENING


@pytest.mark.requirement("CALL-17")
def test_a_later_yes_is_short_but_never_without_where_secrecy_ends(
    surroundings: Surroundings, call: CallByHand
) -> None:
    form = call.page().consent
    assert form is not None
    assert (form.is_first, form.points, form.kind) == (True, tuple(ExplainedPoint), ConsentKind.ASSENT)
    call.agree()
    later = rung_again(call, days=1)
    form = later.page().consent
    assert form is not None
    assert (form.is_first, form.points) == (False, tuple(LIMITS))
    with pytest.raises(BadInput):
        later.agree(explained=frozenset())
    later.agree(explained=LIMITS)
    assert len(records(surroundings)) == 2


@pytest.mark.requirement("CALL-11", "CALL-12")
def test_a_first_yes_is_never_a_mere_press(call: CallByHand) -> None:
    with pytest.raises(BadInput) as refused:
        call.hear_at("O7", GateAnswer.YES)
    assert [fault.where for fault in refused.value.faults] == ["answer"]
    assert (call.turn().consented_at, call.page().phase) == (None, CallPhase.OPENING)
    call.agree()
    assert call.page().phase is CallPhase.QUESTION


def rung_again(call: CallByHand, days: int) -> CallByHand:
    """The same family some days later, at the step at which a yes is asked for."""
    call.hear_at("O3", GateAnswer.NO)
    call.around.clock.advance(days=days)  # type: ignore[attr-defined] # the clock of a test stands still
    later = CallByHand(call.around, call.people).pick_up()
    for step in TO_A_CHILD[:-1]:
        later.hear_at(step, GateAnswer.YES)
    return later


def test_where_a_yes_was_written_down_a_plain_one_is_enough_from_then_on(
    surroundings: Surroundings, call: CallByHand
) -> None:
    call.agree()
    rung_again(call, days=1).hear_at("O7", GateAnswer.YES)
    assert len(records(surroundings)) == 1


@pytest.mark.requirement("CALL-19")
def test_after_the_last_day_of_a_yes_everything_is_explained_anew(surroundings: Surroundings, call: CallByHand) -> None:
    call.agree(valid_until=surroundings.today())
    later = rung_again(call, days=1)
    form = later.page().consent
    assert form is not None
    assert form.is_first
    with pytest.raises(BadInput):
        later.hear_at("O7", GateAnswer.YES)
    with pytest.raises(BadInput):
        later.agree(explained=LIMITS)
    later.agree()


def test_without_taking_part_there_is_no_yes(surroundings: Surroundings, call: CallByHand) -> None:
    with pytest.raises(BadInput) as refused:
        call.agree(agreed=EVERYTHING - {ConsentItem.TAKE_PART})
    assert [fault.where for fault in refused.value.faults] == ["take_part"]
    assert records(surroundings) == []


@pytest.mark.parametrize("given_by", [CAREGIVER, SAFE_ADULT, ContactRole.VOLUNTEER, ContactRole.FOCAL_PERSON])
def test_nobody_agrees_for_the_one_who_is_on_the_phone(
    surroundings: Surroundings, call: CallByHand, given_by: ContactRole
) -> None:
    with pytest.raises(BadInput) as refused:
        call.agree(given_by)
    assert [fault.where for fault in refused.value.faults] == ["given_by"]
    assert records(surroundings) == []


@pytest.mark.requirement("CALL-19")
def test_a_yes_may_end_on_a_day_but_not_on_one_that_has_passed(surroundings: Surroundings, call: CallByHand) -> None:
    today = surroundings.today()
    with pytest.raises(BadInput):
        call.agree(valid_until=today - timedelta(days=1))
    call.agree(valid_until=today)
    assert only_record(surroundings).valid_until == today


def test_the_same_yes_twice_is_one(
    surroundings: Surroundings, call: CallByHand, at_once: Callable[..., list[Exception | None]]
) -> None:
    assert at_once(call.agree, call.agree) == [None, None]
    assert len(records(surroundings)) == 1


def test_a_yes_that_is_changed_stands_beside_the_first(surroundings: Surroundings, call: CallByHand) -> None:
    call.agree()
    surroundings.clock.advance(minutes=1)  # type: ignore[attr-defined] # the clock of a test stands still
    call.agree(agreed=EVERYTHING - {ConsentItem.TRACING})
    assert [record.agreed["tracing"] for record in records(surroundings)] == ["yes", "no"]


@pytest.mark.requirement("N4", "CALL-12")
@pytest.mark.parametrize("yes", [True, False])
def test_the_ways_that_were_agreed_to_are_open_and_the_others_closed(
    surroundings: Surroundings, call: CallByHand, yes: bool
) -> None:
    ways = {ConsentItem.BY_TEXT, ConsentItem.BY_CALL}
    call.agree(agreed=EVERYTHING if yes else EVERYTHING - ways)
    child, caregiver = call.people.contact("child"), call.people.contact("caregiver")
    assert (child.has_agreed_to_texts, child.has_agreed_to_bridge) == (yes, yes)
    assert (caregiver.has_agreed_to_texts, caregiver.has_agreed_to_bridge) == (False, False)
    assert (("declined_today", "CW-1") in tasks(surroundings, call.people)) is not yes


def test_who_was_handed_the_phone_agrees_for_their_own_number(call: CallByHand) -> None:
    call.agree(agreed=EVERYTHING - {ConsentItem.BY_TEXT})
    call.pass_to(Track.CAREGIVER)
    for step in ("O3", "O4", "O5", "O6"):
        call.hear_at(step, GateAnswer.YES)
    call.agree(CAREGIVER)
    assert call.people.contact("caregiver").has_agreed_to_texts
    assert not call.people.contact("child").has_agreed_to_texts


@pytest.mark.requirement("CALL-14")
def test_from_six_to_fourteen_the_case_has_consent_when_both_have_said_yes(
    surroundings: Surroundings, call: CallByHand
) -> None:
    before = consent_of(surroundings)
    call.agree(valid_until=UNTIL)
    assert (consent_of(surroundings).given_at, consent_of(surroundings).valid_until) == (before.given_at, None)
    call.pass_to(Track.CAREGIVER)
    for step in ("O3", "O4", "O5", "O6"):
        call.hear_at(step, GateAnswer.YES)
    call.agree(CAREGIVER, valid_until=UNTIL + timedelta(days=5))
    after = consent_of(surroundings)
    assert (after.is_given, after.given_by, after.given_at) == (True, CAREGIVER, surroundings.now())
    assert after.valid_until == UNTIL
    assert [record.kind for record in records(surroundings)].count(ConsentKind.ASSENT) == 1


@pytest.mark.requirement("CALL-14", "CALL-19")
def test_from_fifteen_the_childs_own_yes_is_the_consent_and_after_its_last_day_nobody_is_rung(
    surroundings: Surroundings,
) -> None:
    call = at_the_yes(surroundings, age_band="D")
    call.agree(valid_until=surroundings.today())
    consent = consent_of(surroundings)
    assert only_record(surroundings).kind is ConsentKind.CONSENT
    assert (consent.given_by, consent.valid_until) == (CHILD, surroundings.today())
    call.hear_at("O3", GateAnswer.NO)
    surroundings.clock.advance(days=1)  # type: ignore[attr-defined] # the clock of a test stands still
    gate = CallByHand(surroundings, call.people).page().gate
    assert gate is not None
    assert GateReason.CONSENT_EXPIRED in gate.reasons


@pytest.mark.requirement("CALL-15")
def test_where_the_caregiver_is_part_of_the_harm_the_childs_yes_is_enough_and_the_supervisor_knows(
    surroundings: Surroundings,
) -> None:
    feared = contact_row("caregiver", CAREGIVER_NUMBER, person_of_concern=True)
    call = at_the_yes(surroundings, contacts=[feared, contact_row("child", CHILD_NUMBER)])
    call.agree()
    assert only_record(surroundings).kind is ConsentKind.CHILD_ASSENT_CAREGIVER_EXCLUDED
    assert (consent_of(surroundings).given_by, consent_of(surroundings).given_at) == (CHILD, surroundings.now())
    assert tasks(surroundings, call.people) == {("caregiver_excluded", "SUP-1")}


@pytest.mark.requirement("CALL-15")
def test_where_the_caregiver_is_safe_the_supervisor_hears_nothing(surroundings: Surroundings, call: CallByHand) -> None:
    call.agree()
    assert tasks(surroundings, call.people) == set()


@pytest.mark.requirement("CALL-14")
def test_for_a_child_under_six_the_caregivers_yes_is_enough(surroundings: Surroundings) -> None:
    call = at_the_yes(surroundings, age_band="A", contacts=[contact_row("caregiver", CAREGIVER_NUMBER)])
    call.agree(CAREGIVER)
    assert (consent_of(surroundings).given_by, consent_of(surroundings).given_at) == (CAREGIVER, surroundings.now())


@pytest.mark.parametrize(("rung", "other"), [("caregiver", SAFE_ADULT), ("safe_adult", CAREGIVER)])
def test_one_grown_up_does_not_agree_for_another(surroundings: Surroundings, rung: str, other: ContactRole) -> None:
    call = at_the_yes(surroundings, contacts=[contact_row(rung, CAREGIVER_NUMBER)])
    with pytest.raises(BadInput) as refused:
        call.agree(other)
    assert [fault.where for fault in refused.value.faults] == ["given_by"]
    call.agree(ContactRole(rung))
    assert only_record(surroundings).given_by is ContactRole(rung)
