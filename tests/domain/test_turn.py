"""Who of the family may have a turn in a call, and who was really heard in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_cm.domain.call_policy import TurnPolicy
from remote_cm.domain.next_question import AnswerGiven
from remote_cm.domain.turn import (
    FamilyMember,
    count_refusals,
    decide_child_unheard,
    heard_tracks,
    is_only_listened_to,
    may_have_turn,
    the_other,
    track_of_role,
)
from remote_cm.domain.vocabulary import AgeBand, AnswerCode, ContactRole, Track

A, B, C, D = AgeBand
CARER, CHILD = Track.CAREGIVER, Track.CHILD
POLICY = TurnPolicy(child_unheard_calls=2)

MOTHER = FamilyMember(ContactRole.CAREGIVER, is_person_of_concern=False)
FEARED = FamilyMember(ContactRole.CAREGIVER, is_person_of_concern=True)
GIRL = FamilyMember(ContactRole.CHILD, is_person_of_concern=False)
AUNT = FamilyMember(ContactRole.SAFE_ADULT, is_person_of_concern=False)


def said(item_id: str, code: AnswerCode, track: Track = CHILD) -> AnswerGiven:
    return AnswerGiven(item_id, track, code)


def test_the_phone_may_pass_to_the_child_and_to_a_caregiver_of_the_plan() -> None:
    assert may_have_turn(CHILD, [MOTHER])
    assert may_have_turn(CARER, [GIRL, MOTHER])


@pytest.mark.requirement("N5", "CALL-10")
def test_the_phone_never_passes_to_a_caregiver_who_is_a_person_of_concern() -> None:
    assert not may_have_turn(CARER, [GIRL, FEARED])


@pytest.mark.requirement("N5")
def test_where_one_of_two_caregivers_is_feared_nobody_sees_who_takes_the_phone() -> None:
    assert not may_have_turn(CARER, [GIRL, MOTHER, FEARED])
    assert may_have_turn(CHILD, [GIRL, MOTHER, FEARED])


def test_the_phone_passes_to_no_caregiver_whom_the_plan_does_not_know() -> None:
    assert not may_have_turn(CARER, [GIRL, AUNT])


@given(st.lists(st.builds(FamilyMember, st.sampled_from(ContactRole), st.booleans())), st.sampled_from(Track))
def test_nobody_of_a_role_that_holds_a_person_of_concern_ever_has_a_turn(
    family: list[FamilyMember], track: Track
) -> None:
    role = ContactRole.CHILD if track is CHILD else ContactRole.CAREGIVER
    feared = FamilyMember(role, is_person_of_concern=True)
    assert not may_have_turn(track, [*family, feared])


@pytest.mark.parametrize("role", ContactRole)
def test_only_a_child_hears_the_words_of_a_child(role: ContactRole) -> None:
    assert track_of_role(role) is (CHILD if role is ContactRole.CHILD else CARER)


def test_each_track_has_one_other() -> None:
    assert [the_other(track) for track in (CHILD, CARER)] == [CARER, CHILD]


@pytest.mark.parametrize(("band", "only"), [(A, True), (B, False), (C, False), (D, False)])
def test_only_a_child_under_six_is_listened_to_and_not_asked(band: AgeBand, only: bool) -> None:
    assert is_only_listened_to(CHILD, band) is only
    assert not is_only_listened_to(CARER, band)


@pytest.mark.requirement("CALL-05")
@pytest.mark.parametrize(
    ("code", "heard"),
    [
        (AnswerCode.GREEN, True),
        (AnswerCode.ORANGE, True),
        (AnswerCode.RED, True),
        (AnswerCode.DECLINED, False),
        (AnswerCode.MISSED, False),
        (AnswerCode.NOT_SAFE, False),
        (AnswerCode.NOT_APPLICABLE, False),
    ],
)
def test_whoever_said_how_safe_they_feel_was_heard(code: AnswerCode, heard: bool) -> None:
    found = heard_tracks([CARER, CHILD], [said("D1.1", code)], C, "D1.1")
    assert found == ({CHILD} if heard else set())


def test_another_answer_is_not_enough_to_be_heard() -> None:
    assert heard_tracks([CHILD], [said("D1.2", AnswerCode.GREEN)], C, "D1.1") == set()


def test_a_caregiver_who_speaks_of_the_child_is_not_the_childs_voice() -> None:
    assert heard_tracks([CARER, CHILD], [said("D1.1", AnswerCode.GREEN, CARER)], C, "D1.1") == {CARER}


@pytest.mark.requirement("CALL-05")
def test_a_child_under_six_is_heard_by_being_listened_to() -> None:
    assert heard_tracks([CARER, CHILD], [], A, "D1.1") == {CHILD}
    assert heard_tracks([CARER], [], A, "D1.1") == set()


@pytest.mark.parametrize(
    ("refused", "count"), [([], 0), ([True], 1), ([True, True, False], 2), ([False, True], 0), ([True, False, True], 1)]
)
def test_refusals_are_counted_back_to_the_last_talk_with_the_child(refused: list[bool], count: int) -> None:
    assert count_refusals(refused) == count


@pytest.mark.requirement("CALL-05")
@pytest.mark.parametrize(
    ("heard", "raised"),
    [([], False), ([False], False), ([False, False], True), ([True, False], False), ([False, True], False)],
)
def test_a_child_that_two_calls_have_not_heard_is_raised(heard: list[bool], raised: bool) -> None:
    assert decide_child_unheard(heard, POLICY) is raised


@given(st.lists(st.booleans()))
def test_a_child_heard_in_the_last_call_is_never_raised(before: list[bool]) -> None:
    assert not decide_child_unheard([True, *before], POLICY)
