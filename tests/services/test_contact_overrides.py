"""A family is reached against its no only where two people decided so, for a time, and the child is told why."""

from datetime import timedelta
from typing import Any

import pytest

from remote_cm.domain.contact_override import OverrideWish
from remote_cm.domain.refusal import BadInput, GateClosed, NotAllowed, NotFound, StaleStep
from remote_cm.domain.vocabulary import Track
from remote_cm.services.consent_page import ConsentPage, show_consent
from remote_cm.services.contact_overrides import (
    ChildTold,
    SecondWord,
    ask_override,
    decide_override,
    end_override,
    end_what_ran_out,
    tell_child,
)
from remote_cm.services.plan_follow_ups import plan_follow_ups
from remote_cm.services.run_tick import run_tick
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.encrypted_text import EncryptedText
from remote_cm.storage.tables.cases import Consent, FollowUpState
from remote_cm.storage.tables.consents import ContactOverride
from tests.factories import Loaded, case_row, make_people
from tests.frozen_clock import FrozenClock
from tests.services.calls_by_hand import CallByHand, audited, rows, tasks
from tests.services.test_withdraw_consent import take_back

YES, NO = SecondWord(is_approved=True, words="it is best"), SecondWord(is_approved=False, words="there is a way")


@pytest.fixture
def people(surroundings: Surroundings, clock: FrozenClock) -> Loaded:
    """A family that took its yes back a minute ago."""
    loaded = make_people(surroundings, case_row())
    take_back(loaded)
    clock.advance(minutes=1)
    return loaded


def ask(people: Loaded, who: str = "CW-1", days: int = 7, **changes: Any) -> None:
    """One person thinks that they must be reached all the same."""
    until = people.around.today() + timedelta(days=days)
    said = {"harm": "may be sent away", "other_ways": "none is left", "child_view": "not known", "until": until}
    ask_override(people.around, people.person(who), "CX-TEST", OverrideWish(**{**said, **changes}))


def newest(people: Loaded) -> ContactOverride:
    return max(rows(people.around, ContactOverride), key=lambda one: one.asked_at)


def decide(people: Loaded, word: SecondWord = YES, who: str = "SUP-1") -> None:
    decide_override(people.around, people.person(who), "CX-TEST", newest(people).id, word)


def is_closed(people: Loaded) -> bool:
    """Whether the family may not be rung."""
    try:
        CallByHand(people.around, people).ring()
    except GateClosed:
        return True
    return False


def page(people: Loaded, who: str = "CW-1") -> ConsentPage:
    return show_consent(people.around, people.person(who), "CX-TEST")


@pytest.mark.requirement("N43", "CALL-16")
def test_asking_opens_nothing_and_the_second_persons_yes_does(surroundings: Surroundings, people: Loaded) -> None:
    ask(people)
    assert is_closed(people)
    decide(people)
    assert people.follow_up().state is FollowUpState.WAITING
    plan_follow_ups(surroundings)
    assert people.follow_up().state is FollowUpState.PLANNED
    assert not is_closed(people)


@pytest.mark.requirement("N43")
def test_the_second_persons_no_leaves_it_closed_and_the_caseworker_is_told(
    surroundings: Surroundings, people: Loaded
) -> None:
    ask(people)
    decide(people, NO)
    assert is_closed(people)
    assert people.follow_up().state is FollowUpState.RESTING
    assert tasks(surroundings, people) == {("consent_withdrawn", "SUP-1"), ("override_declined", "CW-1")}


@pytest.mark.requirement("N43", "CALL-16")
def test_one_person_is_not_two(people: Loaded) -> None:
    ask(people, who="SUP-1")
    with pytest.raises(NotAllowed):
        decide(people, who="SUP-1")
    ask_again = newest(people)
    assert ask_again.decided_at is None
    assert is_closed(people)


@pytest.mark.requirement("N43")
@pytest.mark.parametrize(("who", "refused"), [("CW-1", NotAllowed), ("CW-2", NotFound), ("SUP-2", NotFound)])
def test_nobody_but_a_supervisor_of_the_team_decides(people: Loaded, who: str, refused: type[Exception]) -> None:
    ask(people)
    with pytest.raises(refused):
        decide(people, who=who)
    assert is_closed(people)


def test_an_override_of_another_case_is_not_found_through_this_one(surroundings: Surroundings, people: Loaded) -> None:
    make_people(surroundings, case_row(), case_row("CX-OTHER", contacts=[]))
    ask(people)
    with pytest.raises(NotFound):
        decide_override(surroundings, people.person("SUP-1"), "CX-OTHER", newest(people).id, YES)


def test_what_was_decided_is_not_decided_again(people: Loaded) -> None:
    ask(people)
    decide(people, NO)
    with pytest.raises(StaleStep):
        decide(people, YES)
    assert newest(people).is_approved is False


def test_a_decision_without_reasons_is_none(people: Loaded) -> None:
    ask(people)
    with pytest.raises(BadInput):
        decide(people, SecondWord(is_approved=True, words=" "))
    assert is_closed(people)


@pytest.mark.requirement("N43")
def test_it_holds_up_to_and_including_its_last_day(surroundings: Surroundings, clock: FrozenClock) -> None:
    people = make_people(surroundings, case_row())
    take_back(people)
    ask(people, days=1)
    decide(people)
    clock.advance(days=1)
    assert end_what_ran_out(surroundings) == 0
    assert page(people).overrides[0].holds
    clock.advance(days=1)
    assert not page(people).overrides[0].holds
    assert is_closed(people)
    assert end_what_ran_out(surroundings) == 1
    assert end_what_ran_out(surroundings) == 0
    assert people.follow_up().state is FollowUpState.RESTING
    told = [kind for kind, who in tasks(surroundings, people) if who == "SUP-1"]
    assert "consent_withdrawn" in told


def test_the_timetable_ends_what_ran_out(surroundings: Surroundings, people: Loaded, clock: FrozenClock) -> None:
    ask(people, days=1)
    decide(people)
    clock.advance(days=2)
    run_tick(surroundings)
    assert newest(people).ended_at == surroundings.now()
    assert people.follow_up().state is FollowUpState.RESTING


def test_a_decision_that_comes_after_its_last_day_is_asked_for_again(people: Loaded, clock: FrozenClock) -> None:
    ask(people, days=1)
    clock.advance(days=2)
    with pytest.raises(BadInput, match="asked for again"):
        decide(people)


@pytest.mark.requirement("N43")
@pytest.mark.parametrize("who", ["CW-1", "SUP-1"])
def test_either_of_the_two_ends_it_at_any_moment(people: Loaded, who: str) -> None:
    ask(people)
    decide(people)
    for _ in range(2):
        end_override(people.around, people.person(who), "CX-TEST", newest(people).id)
    assert is_closed(people)
    assert people.follow_up().state is FollowUpState.RESTING


@pytest.mark.requirement("N43")
def test_a_new_no_ends_it(people: Loaded) -> None:
    ask(people)
    decide(people)
    with people.around.database.unit_of_work() as work:
        work.session.query(Consent).one().withdrawn_at = None
        work.commit()
    take_back(people)
    assert newest(people).ended_at == people.around.now()
    assert is_closed(people)


def test_nothing_is_asked_for_while_their_own_yes_holds_or_another_wish_waits(surroundings: Surroundings) -> None:
    people = make_people(surroundings, case_row())
    with pytest.raises(StaleStep):
        ask(people)
    take_back(people)
    ask(people)
    with pytest.raises(StaleStep):
        ask(people)
    assert len(rows(surroundings, ContactOverride)) == 1


def test_a_yes_that_ran_out_can_be_decided_against_too(surroundings: Surroundings) -> None:
    ended = {"given": True, "given_by": "caregiver", "valid_until": "2026-11-20"}
    people = make_people(surroundings, case_row(consent=ended))
    assert is_closed(people)
    ask(people)
    decide(people)
    assert not is_closed(people)


@pytest.mark.requirement("CALL-16", "INC-05")
def test_the_child_is_told_why_or_it_is_written_why_not(surroundings: Surroundings, people: Loaded) -> None:
    ask(people)
    decide(people)
    assert ("child_to_tell", "CW-1") in tasks(surroundings, people)
    override = newest(people)
    for wrong in (
        ChildTold(None),
        ChildTold(surroundings.today(), "and also not"),
        ChildTold(surroundings.today() + timedelta(days=1)),
    ):
        with pytest.raises(BadInput):
            tell_child(surroundings, people.person("CW-1"), "CX-TEST", override.id, wrong)
    with pytest.raises(NotAllowed):
        tell_child(surroundings, people.person("SUP-1"), "CX-TEST", override.id, ChildTold(surroundings.today()))
    tell_child(surroundings, people.person("CW-1"), "CX-TEST", override.id, ChildTold(surroundings.today()))
    assert newest(people).told_on == surroundings.today()
    assert ("child_to_tell", "CW-1") not in tasks(surroundings, people)


def test_nobody_is_told_of_what_was_not_decided(people: Loaded) -> None:
    ask(people)
    with pytest.raises(StaleStep):
        tell_child(people.around, people.person("CW-1"), "CX-TEST", newest(people).id, ChildTold(None, "not safe"))


@pytest.mark.requirement("N43")
def test_they_may_say_yes_again_in_such_a_call_and_then_their_own_yes_holds(
    surroundings: Surroundings, people: Loaded
) -> None:
    ask(people)
    decide(people)
    plan_follow_ups(surroundings)
    call = CallByHand(surroundings, people).open()
    assert rows(surroundings, Consent)[0].withdrawn_at is not None, "where two are needed one is not enough"
    other = Track.CAREGIVER if call.talk().track is Track.CHILD else Track.CHILD
    call.pass_to(other).come_through()
    assert rows(surroundings, Consent)[0].withdrawn_at is None
    assert page(people).is_in_force


def test_the_page_says_who_may_do_what(people: Loaded) -> None:
    assert page(people).may_ask
    ask(people)
    assert not page(people).may_ask
    assert [page(people, who).overrides[0].may_decide for who in ("CW-1", "SUP-1")] == [False, True]
    decide(people)
    assert [page(people, who).overrides[0].is_to_tell for who in ("CW-1", "SUP-1")] == [True, False]


def test_every_look_and_act_is_an_audit_row_without_a_word_of_it(surroundings: Surroundings, people: Loaded) -> None:
    ask(people)
    decide(people)
    page(people)
    assert len(audited(surroundings, "consent:seen")) == 1
    for act in ("override:asked", "override:approved"):
        (entry,) = audited(surroundings, act)
        assert "sent away" not in str(entry.detail)
    for column in ("harm", "other_ways", "child_view", "decision_words", "not_told_because"):
        assert isinstance(ContactOverride.__table__.columns[column].type, EncryptedText)
