"""Whom the next call is meant for: in turn, and never a person of concern."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_cm.domain.vocabulary import AgeBand, ContactRole
from remote_cm.domain.whom_to_call import PossibleContact, next_to_call

CHILD, CAREGIVER, SAFE_ADULT = ContactRole.CHILD, ContactRole.CAREGIVER, ContactRole.SAFE_ADULT

ANYBODY = st.builds(
    PossibleContact,
    reference=st.text(max_size=3),
    role=st.sampled_from(ContactRole),
    is_person_of_concern=st.booleans(),
    can_be_rung=st.booleans(),
)


def contact(role: ContactRole, *, concern: bool = False, rung: bool = True) -> PossibleContact:
    return PossibleContact(role.value, role, is_person_of_concern=concern, can_be_rung=rung)


FAMILY = [contact(SAFE_ADULT), contact(CAREGIVER), contact(CHILD)]


def chosen(contacts: list[PossibleContact], band: AgeBand = AgeBand.C, last: ContactRole | None = None) -> str | None:
    found = next_to_call(contacts, band, last)
    return found.reference if found else None


@pytest.mark.requirement("CALL-05", "CALL-07")
@pytest.mark.parametrize(
    ("last", "expected"),
    [(None, "child"), (CAREGIVER, "child"), (SAFE_ADULT, "child"), (CHILD, "caregiver")],
)
def test_the_childs_turn_comes_whenever_the_last_talk_was_not_with_the_child(
    last: ContactRole | None, expected: str
) -> None:
    assert chosen(FAMILY, last=last) == expected


@pytest.mark.parametrize("last", [None, CAREGIVER, CHILD])
def test_for_a_small_child_the_caregiver_answers_every_time(last: ContactRole | None) -> None:
    assert chosen(FAMILY, AgeBand.A, last) == "caregiver"
    assert chosen(FAMILY, AgeBand.B, None) == "child"


def test_without_the_caregiver_the_safe_adult_is_called_and_then_the_child_again() -> None:
    assert chosen([contact(SAFE_ADULT), contact(CHILD)], last=CHILD) == "safe_adult"
    assert chosen([contact(CHILD)], last=CHILD) == "child"


def test_who_has_no_number_does_not_have_a_turn() -> None:
    assert chosen([contact(CHILD, rung=False), contact(CAREGIVER)]) == "caregiver"


@pytest.mark.requirement("N5", "CALL-10")
def test_a_person_of_concern_never_has_a_turn_even_when_nobody_else_is_left() -> None:
    assert chosen([contact(CAREGIVER, concern=True), contact(CHILD)], last=CHILD) == "child"
    assert chosen([contact(CAREGIVER, concern=True)]) is None


@pytest.mark.parametrize("role", [ContactRole.FOCAL_PERSON, ContactRole.VOLUNTEER])
def test_helpers_do_not_answer_for_the_family(role: ContactRole) -> None:
    assert chosen([contact(role)]) is None


@given(st.lists(ANYBODY, max_size=6), st.sampled_from(AgeBand), st.sampled_from([None, *ContactRole]))
def test_whoever_is_chosen_may_be_called_and_somebody_is_chosen_while_anybody_may(
    contacts: list[PossibleContact], band: AgeBand, last: ContactRole | None
) -> None:
    possible = [
        one
        for one in contacts
        if one.can_be_rung and not one.is_person_of_concern and one.role in (CHILD, CAREGIVER, SAFE_ADULT)
    ]
    found = next_to_call(contacts, band, last)
    assert (found in possible) if possible else found is None
