"""A caseworker changes how somebody is reached, and it counts at once."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from remote_cm.domain.caseload import MoveReason
from remote_cm.domain.consent import ConsentItem
from remote_cm.domain.contact_plan import AgreedWord, HoursTyped, PhoneOwner
from remote_cm.domain.masked_bridge import BridgeEnd, BridgeState
from remote_cm.domain.refusal import BadInput, GateClosed, NotAllowed, NotFound
from remote_cm.domain.vocabulary import Weekday
from remote_cm.services.plan_by_hand import move_call
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.write_contact import show_contact_form, write_contact
from remote_cm.storage.encrypted_text import EncryptedText
from remote_cm.storage.tables.cases import Contact, FollowUp, FollowUpState, SpentWord
from tests.domain.test_contact_plan import typed
from tests.factories import CAREGIVER_NUMBER, CHILD_NUMBER, Loaded, case_row, contact_row, make_people
from tests.services.bridged_call import BridgedCall, agreed_case, bridge_to_family
from tests.services.calls_by_hand import CallByHand, audited, rows, tasks
from tests.services.stage import Stage, make_stage
from tests.services.test_withdraw_consent import take_back

ANOTHER_NUMBER = "+12025550177"
ALWAYS = (HoursTyped(tuple(Weekday), "06:00", "22:00"),)
OPENING, STOP = AgreedWord.OPENING, AgreedWord.STOP


@pytest.fixture
def people(surroundings: Surroundings) -> Loaded:
    """A caregiver alone, who may be rung all day."""
    return make_people(surroundings, case_row(contacts=[contact_row("caregiver", CAREGIVER_NUMBER)]))


@pytest.fixture
def stage(surroundings: Surroundings) -> Stage:
    return make_stage(surroundings, agreed_case())


def write(people: Loaded, whom: str | uuid.UUID | None = "caregiver", by: str = "CW-1", **changes: Any) -> None:
    """Send the form; open all day and agreed to the line unless changed. None is somebody new."""
    form = typed(**{"hours": ALWAYS, "agrees_to_bridge": True, **changes})
    contact_id = people.contact(whom).id if isinstance(whom, str) else whom or uuid.uuid4()
    write_contact(people.around, people.person(by), "CX-TEST", contact_id, form, is_new=whom is None)


def may_ring(people: Loaded) -> bool:
    try:
        CallByHand(people.around, people).ring()
    except GateClosed:
        return False
    return True


@pytest.mark.requirement("N9", "CALL-21")
def test_new_hours_count_at_once(people: Loaded) -> None:
    write(people, hours=(HoursTyped(tuple(Weekday), "18:00", "19:00"),))
    assert not may_ring(people)
    owed = people.follow_up()
    assert owed.window_from is not None
    assert owed.window_from.astimezone(people.around.zone).hour == 18
    write(people)
    assert may_ring(people)


def test_a_new_number_is_rung_only_after_somebody_made_sure_whose_it_is(people: Loaded) -> None:
    write(people, number=ANOTHER_NUMBER)
    contact = people.contact("caregiver")
    assert (contact.phone_number, contact.verified_on) == (ANOTHER_NUMBER, None)
    assert contact.phone_fingerprint == people.around.blind_index.of(ANOTHER_NUMBER)
    assert not may_ring(people)
    write(people, is_checked_today=True)
    assert people.contact("caregiver").verified_on == people.around.today()
    assert may_ring(people)


def test_a_number_is_kept_where_none_is_typed_and_taken_out_where_that_is_said(people: Loaded) -> None:
    write(people)
    assert people.contact("caregiver").phone_number == CAREGIVER_NUMBER
    write(people, drops_number=True)
    contact = people.contact("caregiver")
    assert (contact.phone_number, contact.phone_fingerprint, contact.phone_suffix_fingerprint) == (None, None, None)


def test_what_is_no_number_is_refused_and_nothing_is_changed(people: Loaded) -> None:
    with pytest.raises(BadInput, match="no number that can ring"):
        write(people, number="12", name="somebody else")
    assert people.contact("caregiver").name == "Name of the caregiver"


@pytest.mark.requirement("N9")
@pytest.mark.parametrize(
    "change",
    [
        {"hours": (HoursTyped(tuple(Weekday), "18:00", "19:00"),)},
        {"agrees_to_bridge": False},
        {"is_person_of_concern": True},
        {"number": ANOTHER_NUMBER, "is_checked_today": True},
        {"drops_number": True},
    ],
    ids=["hours", "no line", "part of the harm", "another number", "no number"],
)
def test_a_call_that_is_being_dialled_is_cut_by_what_closes_the_gate(stage: Stage, change: dict[str, Any]) -> None:
    call = _ring_caregiver(stage)
    write(stage.people, **change)
    assert (call.row.state, call.row.end_reason) == (BridgeState.ENDED, BridgeEnd.GATE_CLOSED)


def test_a_call_that_is_being_dialled_goes_on_where_nothing_closes_it(stage: Stage) -> None:
    call = _ring_caregiver(stage)
    write(stage.people, cover_topic="the soap")
    assert call.row.state is BridgeState.RINGING_OTHER


def _ring_caregiver(stage: Stage) -> BridgedCall:
    """The caregiver's phone rings."""
    with stage.around.database.unit_of_work() as work:
        caregiver = stage.people.contact("caregiver").id
        work.session.execute(update(FollowUp).values(contact_id=caregiver))
        work.commit()
    return bridge_to_family(stage).ring_other()


@pytest.mark.requirement("CALL-10", "N5")
def test_whoever_is_part_of_the_harm_is_reached_by_nobody_and_the_call_goes_to_another(
    surroundings: Surroundings,
) -> None:
    people = make_people(surroundings, case_row())
    caregiver = people.contact("caregiver").id
    with surroundings.database.unit_of_work() as work:
        work.session.execute(update(FollowUp).values(contact_id=caregiver))
        work.commit()
    write(people, is_person_of_concern=True, agrees_to_texts=True)
    contact = people.contact("caregiver")
    assert (contact.is_person_of_concern, contact.has_agreed_to_texts, contact.has_agreed_to_bridge) == (
        True,
        False,
        False,
    )
    assert people.follow_up().contact_id == people.contact("child").id


@pytest.mark.requirement("CALL-10", "N5")
def test_a_mark_of_harm_is_not_taken_off_by_a_form(people: Loaded) -> None:
    write(people, is_person_of_concern=True)
    with pytest.raises(NotAllowed):
        write(people, is_person_of_concern=False)
    assert people.contact("caregiver").is_person_of_concern


def test_where_nobody_is_left_who_may_be_rung_a_person_has_to_find_a_way(people: Loaded) -> None:
    write(people, drops_number=True)
    assert people.follow_up().contact_id is None
    assert ("no_safe_window", "CW-1") in tasks(people.around, people)
    write(people, drops_number=True)
    kinds = [kind for kind, _ in sorted(tasks(people.around, people))]
    assert kinds.count("no_safe_window") == 1


def test_a_follow_up_never_becomes_later_by_it(people: Loaded) -> None:
    before = people.follow_up().due_by
    write(people, hours=(HoursTyped((Weekday.SAT,), "18:00", "19:00"),))
    assert people.follow_up().due_by == before


def test_a_follow_up_that_rests_goes_on_resting(people: Loaded) -> None:
    with people.around.database.unit_of_work() as work:
        work.session.execute(update(FollowUp).values(state=FollowUpState.RESTING, planned_on=None))
        work.commit()
    write(people)
    assert people.follow_up().state is FollowUpState.RESTING


@pytest.mark.requirement("N34")
def test_a_word_that_is_changed_is_given_up_for_good(people: Loaded) -> None:
    write(people, new_words={STOP: "kite", OPENING: "boat"})
    write(people, new_words={STOP: "lamp"})
    contact = people.contact("caregiver")
    assert (contact.stop_word, contact.opening_word, contact.words_changed_on) == (
        "lamp",
        "boat",
        people.around.today(),
    )
    for again in ("kite", "KITE "):
        with pytest.raises(BadInput, match="gave this word up"):
            write(people, new_words={OPENING: again.strip()})
    assert all(b"kite" not in row.fingerprint for row in rows(people.around, SpentWord))


@pytest.mark.requirement("N34")
def test_the_same_word_set_again_is_not_given_up_and_other_families_may_have_it(surroundings: Surroundings) -> None:
    people = make_people(surroundings, case_row(), case_row("CX-OTHER"))
    for word in ("kite", "kite", "lamp"):
        write(people, new_words={STOP: word})
    form = typed(hours=ALWAYS, new_words={STOP: "kite"})
    write_contact(surroundings, people.person("CW-1"), "CX-OTHER", people.contact("caregiver", "CX-OTHER").id, form)
    assert people.contact("caregiver", "CX-OTHER").stop_word == "kite"


@pytest.mark.requirement("N34", "N5")
def test_the_words_of_whoever_turns_out_to_be_part_of_the_harm_are_given_up(people: Loaded) -> None:
    write(people, new_words={STOP: "kite"})
    write(people, is_person_of_concern=True)
    contact = people.contact("caregiver")
    assert (contact.stop_word, contact.words_changed_on) == (None, None)
    write(people, None, role="child", name="the child")
    newest = max(rows(people.around, Contact), key=lambda one: one.reference != "caregiver")
    with pytest.raises(BadInput):
        write(people, newest.id, role="child", new_words={STOP: "kite"})


def test_somebody_new_is_in_the_plan_and_is_rung_after_a_check(people: Loaded) -> None:
    write(
        people,
        None,
        role="safe_adult",
        name=" an aunt ",
        number=CHILD_NUMBER,
        is_checked_today=True,
        phone_owner=PhoneOwner.NEIGHBOUR,
        shared_with="the neighbour",
    )
    aunt = people.contact("safe_adult")
    assert (aunt.name, aunt.phone_number, aunt.verified_on) == ("an aunt", CHILD_NUMBER, people.around.today())
    assert (aunt.phone_owner, aunt.shared_with) == (PhoneOwner.NEIGHBOUR, "the neighbour")
    assert isinstance(Contact.__table__.columns["shared_with"].type, EncryptedText)


@pytest.mark.requirement("DATA-03", "N33")
@pytest.mark.parametrize(("by", "refused"), [("SUP-1", NotAllowed), ("CW-2", NotFound), ("SUP-2", NotFound)])
def test_nobody_but_the_cases_own_caseworker_opens_or_writes_it(
    people: Loaded, by: str, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        show_contact_form(people.around, people.person(by), "CX-TEST", people.contact("caregiver").id)
    with pytest.raises(refused):
        write(people, by=by, name="somebody else")
    assert people.contact("caregiver").name == "Name of the caregiver"


def test_a_person_of_another_family_is_not_found_through_this_one(surroundings: Surroundings) -> None:
    other = case_row("CX-OTHER", contacts=[contact_row("safe_adult", CHILD_NUMBER)])
    people = make_people(surroundings, case_row(contacts=[contact_row("caregiver", CAREGIVER_NUMBER)]), other)
    with pytest.raises(NotFound):
        write(people, people.contact("safe_adult", "CX-OTHER").id)


def test_every_look_and_every_change_is_an_audit_row_without_a_word_of_it(people: Loaded) -> None:
    form = show_contact_form(people.around, people.person("CW-1"), "CX-TEST", people.contact("caregiver").id)
    assert form.words_set == frozenset()
    write(people, number=ANOTHER_NUMBER, new_words={STOP: "kite"})
    assert len(audited(people.around, "contact:opened")) == 1
    (entry,) = audited(people.around, "contact:written")
    assert "kite" not in str(entry.detail)
    assert ANOTHER_NUMBER not in str(entry.detail)
    assert show_contact_form(
        people.around, people.person("CW-1"), "CX-TEST", people.contact("caregiver").id
    ).words_set == {STOP}


def test_a_stop_by_text_is_the_old_numbers(people: Loaded) -> None:
    with people.around.database.unit_of_work() as work:
        work.session.execute(update(Contact).values(opted_out_at=people.around.now() - timedelta(days=1)))
        work.commit()
    write(people)
    assert people.contact("caregiver").opted_out_at is not None
    write(people, number=ANOTHER_NUMBER)
    assert people.contact("caregiver").opted_out_at is None


def test_the_form_of_somebody_new_sent_twice_adds_one_person(people: Loaded) -> None:
    form, contact_id = typed(role="safe_adult", name="an aunt", hours=ALWAYS), uuid.uuid4()
    for _ in range(2):
        write_contact(people.around, people.person("CW-1"), "CX-TEST", contact_id, form, is_new=True)
    assert len(rows(people.around, Contact)) == 2


def test_a_day_that_was_planned_stays_while_its_hours_are_safe_hours_still(people: Loaded) -> None:
    move_call(people.around, people.person("CW-1"), people.follow_up().id, people.around.today(), MoveReason.AWAY)
    before = people.follow_up()
    write(people, cover_topic="the soap", hours=(*ALWAYS, HoursTyped((Weekday.SUN,), "22:00", "23:00")))
    after = people.follow_up()
    assert (after.planned_on, after.window_from, after.window_to) == (
        before.planned_on,
        before.window_from,
        before.window_to,
    )


@pytest.mark.requirement("N4")
@pytest.mark.parametrize(
    ("item", "tick"), [(ConsentItem.BY_TEXT, "agrees_to_texts"), (ConsentItem.BY_CALL, "agrees_to_bridge")]
)
def test_a_way_that_was_taken_back_is_not_opened_by_a_tick(people: Loaded, item: ConsentItem, tick: str) -> None:
    ways: dict[str, Any] = {"agrees_to_texts": False, "agrees_to_bridge": False}
    write(people, **(ways | {tick: True}))
    take_back(people, item)
    with pytest.raises(BadInput, match="asked again in a call"):
        write(people, **(ways | {tick: True}))
    contact = people.contact("caregiver")
    assert (contact.has_agreed_to_texts, contact.has_agreed_to_bridge) == (False, False)
    write(people, **ways)
