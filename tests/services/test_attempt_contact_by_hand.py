"""A caseworker rings by hand: asked again at the moment of acting, written down, and the number shown once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from remote_cm.domain.refusal import BadInput, GateClosed, NotAllowed, NotFound, StaleStep
from remote_cm.domain.vocabulary import ContactRole
from remote_cm.services.attempt_contact import attempt_contact
from remote_cm.services.call_views import CallPhase
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.calls import AttemptOutcome
from remote_cm.storage.tables.cases import Consent, Contact
from remote_cm.storage.tables.operations import AuditEntry
from tests.factories import CAREGIVER_NUMBER, CHILD_NUMBER, case_row, contact_row, make_people
from tests.frozen_clock import FrozenClock
from tests.services.calls_by_hand import EVERY_CHECK, CallByHand, attempts, audited, rows, tasks


@pytest.fixture
def call(surroundings: Surroundings) -> CallByHand:
    return CallByHand(surroundings, make_people(surroundings, case_row()))


def withdraw(around: Surroundings) -> None:
    with around.database.unit_of_work() as work:
        work.session.execute(update(Consent).values(withdrawn_at=around.now()))
        work.commit()


def change_contacts(around: Surroundings, **values: Any) -> None:
    with around.database.unit_of_work() as work:
        work.session.execute(update(Contact).values(**values))
        work.commit()


def test_the_number_is_shown_and_the_try_is_written_down_first(surroundings: Surroundings, call: CallByHand) -> None:
    shown = call.ring()
    (attempt,) = attempts(surroundings)
    assert shown.phone_number == CHILD_NUMBER
    assert (attempt.id, attempt.number_shown_at, attempt.outcome) == (shown.attempt_id, surroundings.now(), None)


@pytest.mark.requirement("N31")
def test_the_number_is_shown_once_and_that_look_is_audited(surroundings: Surroundings, call: CallByHand) -> None:
    shown = call.ring()
    with pytest.raises(StaleStep):
        call.ring()
    (look,) = audited(surroundings, "number:shown")
    assert (look.actor_id, look.subject_id) == (call.person.id, call.people.contact("child").id)
    assert CHILD_NUMBER not in repr(shown)
    assert CHILD_NUMBER not in repr(call.page())


def test_after_an_hour_that_is_known_to_bring_danger_nobody_rings_until_it_has_passed(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    home_at = {"weekdays": ["sun"], "at": "09:30"}
    feared = [contact_row("child", CHILD_NUMBER, trigger_times=[home_at])]
    call = CallByHand(surroundings, make_people(surroundings, case_row(contacts=feared)))
    with pytest.raises(GateClosed) as refused:
        call.ring()
    assert refused.value.next_allowed_at == surroundings.now() + timedelta(minutes=30)
    assert attempts(surroundings) == []
    clock.advance(minutes=30, seconds=-1)
    with pytest.raises(GateClosed):
        call.ring()
    clock.advance(seconds=1)
    assert call.ring().phone_number == CHILD_NUMBER


def test_no_audit_row_holds_a_number(surroundings: Surroundings, call: CallByHand) -> None:
    call.open().hear_all()
    call.end()
    with surroundings.database.unit_of_work() as work:
        written = str(work.session.execute(text("select array_agg(to_jsonb(audit_entry)) from audit_entry")).scalar())
    assert len(rows(surroundings, AuditEntry)) > 5
    assert not any(number in written for number in (CHILD_NUMBER, CAREGIVER_NUMBER, CHILD_NUMBER[1:]))


def test_consent_withdrawn_between_the_page_and_the_press_closes_the_gate(
    surroundings: Surroundings, call: CallByHand
) -> None:
    gate = call.page().gate
    assert gate is not None
    assert gate.allowed
    withdraw(surroundings)
    with pytest.raises(GateClosed) as closed:
        call.ring()
    assert closed.value.reasons == ("consent_withdrawn",)
    assert attempts(surroundings) == []


@pytest.mark.requirement("N8")
@pytest.mark.parametrize("role", ["child", "caregiver"])
def test_an_unsafe_end_with_anybody_of_the_family_closes_the_gate_for_all(
    surroundings: Surroundings, call: CallByHand, role: str
) -> None:
    with surroundings.database.unit_of_work() as work:
        contact = work.session.get_one(Contact, call.people.contact(role).id)
        contact.unsafe_end_at = surroundings.now() - timedelta(days=3)
        work.commit()
    with pytest.raises(GateClosed) as closed:
        call.ring()
    assert closed.value.reasons == ("unsafe_end",)
    assert closed.value.next_allowed_at is None


@pytest.mark.requirement("N9")
def test_outside_the_agreed_hours_nobody_is_rung_and_the_next_moment_is_named(
    surroundings: Surroundings, call: CallByHand, clock: FrozenClock
) -> None:
    clock.advance(hours=13)
    with pytest.raises(GateClosed) as closed:
        call.ring()
    assert closed.value.reasons == ("outside_safe_window",)
    opens = closed.value.next_allowed_at
    assert opens is not None
    assert f"{opens.astimezone(surroundings.zone):%a %H:%M}" == "Mon 06:00"


@pytest.mark.requirement("N5", "CALL-10")
def test_a_person_of_concern_is_never_whom_a_follow_up_is_meant_for(surroundings: Surroundings) -> None:
    contacts = [contact_row("caregiver", CAREGIVER_NUMBER, person_of_concern=True), contact_row("child", None)]
    call = CallByHand(surroundings, make_people(surroundings, case_row(contacts=contacts)))
    assert call.people.follow_up().contact_id is None
    with pytest.raises(NotAllowed):
        call.ring()
    assert attempts(surroundings) == []


@pytest.mark.requirement("N5", "CALL-10")
def test_somebody_who_became_a_person_of_concern_meanwhile_is_not_rung(
    surroundings: Surroundings, call: CallByHand
) -> None:
    change_contacts(surroundings, is_person_of_concern=True)
    with pytest.raises(GateClosed) as closed:
        call.ring()
    assert closed.value.reasons == ("person_of_concern",)


@pytest.mark.requirement("CALL-08", "CALL-09", "N10")
@pytest.mark.parametrize("missing", ["alone", "headset", "plan_read"])
def test_every_self_check_is_asked_for_before_the_number_is_shown(
    surroundings: Surroundings, call: CallByHand, missing: str
) -> None:
    with pytest.raises(BadInput) as refused:
        attempt_contact(surroundings, call.person, call.follow_up_id, EVERY_CHECK - {missing})
    assert [fault.where for fault in refused.value.faults] == [missing]
    assert attempts(surroundings) == []


def test_a_supervisor_reads_the_call_and_does_not_make_it(surroundings: Surroundings, call: CallByHand) -> None:
    page = call.page(by="SUP-1")
    assert (page.case_code, page.may_work, page.contact_name, page.cover_topic) == ("CX-TEST", False, None, None)
    with pytest.raises(NotAllowed):
        attempt_contact(surroundings, call.people.person("SUP-1"), call.follow_up_id, EVERY_CHECK)


@pytest.mark.requirement("ROLE-01", "N33")
@pytest.mark.parametrize("other", ["CW-2", "CW-9", "SUP-2", "SAFE-1", "CO-1", "ADM-1"])
def test_for_everybody_else_the_follow_up_does_not_exist(
    surroundings: Surroundings, call: CallByHand, other: str
) -> None:
    with pytest.raises(NotFound):
        attempt_contact(surroundings, call.people.person(other), call.follow_up_id, EVERY_CHECK)
    with pytest.raises(NotFound):
        call.page(by=other)


@pytest.mark.requirement("N8")
def test_when_nobody_answers_a_window_has_only_so_many_rings(surroundings: Surroundings, call: CallByHand) -> None:
    for _ in range(surroundings.policy.safety_gate.rings_per_window):
        call.ring()
        call.record(AttemptOutcome.NO_ANSWER)
    with pytest.raises(GateClosed) as closed:
        call.ring()
    assert closed.value.reasons == ("too_many_rings",)


@pytest.mark.requirement("N8")
def test_a_day_has_only_so_many_tries_however_they_end(surroundings: Surroundings, call: CallByHand) -> None:
    for _ in range(surroundings.policy.safety_gate.attempts_per_day):
        call.ring()
        call.record(AttemptOutcome.NOT_NOW)
    with pytest.raises(GateClosed) as closed:
        call.ring()
    assert closed.value.reasons == ("too_many_attempts",)


def test_a_call_that_was_not_made_is_no_try(surroundings: Surroundings, call: CallByHand) -> None:
    for _ in range(surroundings.policy.safety_gate.attempts_per_day):
        call.ring()
        call.record(AttemptOutcome.NOT_MADE)
    assert call.ring().phone_number == CHILD_NUMBER


@pytest.mark.requirement("N8")
def test_rings_that_nobody_answered_are_over_with_the_window_they_were_in(
    surroundings: Surroundings, call: CallByHand, clock: FrozenClock
) -> None:
    for _ in range(surroundings.policy.safety_gate.rings_per_window):
        call.ring()
        call.record(AttemptOutcome.NO_ANSWER)
    clock.advance(days=1)
    assert call.ring().phone_number == CHILD_NUMBER


@pytest.mark.requirement("N8")
def test_a_second_window_of_the_same_day_brings_rings_of_its_own_and_windows_that_meet_are_one(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    hours = [("06:00", "10:30"), ("10:30", "12:00"), ("15:00", "18:00")]
    every = ["sat", "sun", "mon", "tue", "wed", "thu", "fri"]
    windows = [{"weekdays": every, "from": starts, "to": ends} for starts, ends in hours]
    contacts = [contact_row("child", CHILD_NUMBER, safe_windows=windows)]
    call = CallByHand(surroundings, make_people(surroundings, case_row(contacts=contacts)))
    for _ in range(surroundings.policy.safety_gate.rings_per_window):
        call.ring()
        call.record(AttemptOutcome.NO_ANSWER)
    clock.advance(hours=1)
    with pytest.raises(GateClosed):
        call.ring()
    clock.advance(hours=4)
    assert call.ring().phone_number == CHILD_NUMBER


OUTCOMES_OF_A_PERSON = frozenset(AttemptOutcome) - {AttemptOutcome.ANSWERED, AttemptOutcome.UNKNOWN}


@pytest.mark.parametrize("outcome", sorted(OUTCOMES_OF_A_PERSON))
def test_a_try_that_reached_nobody_leaves_the_follow_up_owed(call: CallByHand, outcome: AttemptOutcome) -> None:
    call.ring()
    call.record(outcome)
    page = call.page()
    assert page.phase is CallPhase.BEFORE
    assert [attempt.outcome for attempt in page.attempts] == [outcome]
    assert call.people.follow_up().id == call.follow_up_id


def test_the_outcome_of_a_try_is_recorded_once(call: CallByHand) -> None:
    call.ring()
    call.record(AttemptOutcome.NO_ANSWER)
    with pytest.raises(StaleStep):
        call.record(AttemptOutcome.ANSWERED)
    assert call.conversations() == []


def test_a_dead_number_is_a_task_and_is_not_rung_before_it_was_verified_again(
    surroundings: Surroundings, call: CallByHand
) -> None:
    call.ring()
    call.record(AttemptOutcome.NUMBER_DEAD)
    assert ("lost_number", "CW-1") in tasks(surroundings, call.people)
    with pytest.raises(GateClosed) as closed:
        call.ring()
    assert closed.value.reasons == ("number_not_verified",)


def test_while_a_talk_is_going_on_no_second_call_is_begun(surroundings: Surroundings, call: CallByHand) -> None:
    call.pick_up()
    with pytest.raises(StaleStep):
        call.ring()
    assert len(attempts(surroundings)) == 1


def test_two_presses_at_once_claim_one_attempt(
    surroundings: Surroundings, call: CallByHand, at_once: Callable[..., list[Exception | None]]
) -> None:
    failures = at_once(call.ring, call.ring)
    assert len(attempts(surroundings)) == 1
    assert sorted(type(failure) is StaleStep for failure in failures if failure) == [True]


def test_two_people_at_once_record_one_outcome(
    call: CallByHand, at_once: Callable[..., list[Exception | None]]
) -> None:
    call.ring()
    answered = lambda: call.record(AttemptOutcome.ANSWERED)  # noqa: E731 - the same act, twice
    failures = at_once(answered, answered)
    assert len(call.conversations()) == 1
    assert [type(failure) for failure in failures if failure] == [StaleStep]


@pytest.mark.requirement("N6")
def test_before_a_call_the_page_and_the_number_say_who_somebody_is_to_the_child_and_no_name(call: CallByHand) -> None:
    name = call.people.contact("child").name
    page, shown = call.page(), call.ring()
    assert (page.role, shown.role) == (ContactRole.CHILD, ContactRole.CHILD)
    assert name not in repr(page)
    assert name not in vars(shown).values()
