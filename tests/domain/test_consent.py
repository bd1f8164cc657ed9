"""Whose yes is needed by the age of the child, and what has to be explained before it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_cm.domain.consent import (
    ConsentItem,
    ConsentKind,
    ExplainedPoint,
    check_consent,
    decide_consent_kind,
    needed_consents,
    points_to_explain,
)
from remote_cm.domain.refusal import BadInput
from remote_cm.domain.vocabulary import AgeBand, Interpreter, Track

A, B, C, D = AgeBand
CARER, CHILD = Track.CAREGIVER, Track.CHILD
ALL_POINTS, ALL_ITEMS = frozenset(ExplainedPoint), frozenset(ConsentItem)


@pytest.mark.requirement("CALL-14")
@pytest.mark.parametrize(
    ("band", "kind"), [(A, None), (B, ConsentKind.ASSENT), (C, ConsentKind.ASSENT), (D, ConsentKind.CONSENT)]
)
def test_what_a_childs_yes_counts_as_follows_from_its_age(band: AgeBand, kind: ConsentKind | None) -> None:
    assert decide_consent_kind(band, CHILD, caregiver_is_person_of_concern=False) is kind


@pytest.mark.parametrize("band", AgeBand)
@pytest.mark.parametrize("excluded", [True, False])
def test_a_grown_ups_yes_is_a_consent(band: AgeBand, excluded: bool) -> None:
    assert decide_consent_kind(band, CARER, caregiver_is_person_of_concern=excluded) is ConsentKind.CONSENT


@pytest.mark.requirement("CALL-15")
@pytest.mark.parametrize("band", [B, C, D])
def test_where_the_caregiver_is_part_of_the_harm_the_childs_yes_stands_alone(band: AgeBand) -> None:
    kind = decide_consent_kind(band, CHILD, caregiver_is_person_of_concern=True)
    assert kind is ConsentKind.CHILD_ASSENT_CAREGIVER_EXCLUDED
    assert needed_consents(band, caregiver_is_person_of_concern=True) == {CHILD}


@pytest.mark.requirement("CALL-14")
@pytest.mark.parametrize(("band", "needed"), [(A, {CARER}), (B, {CARER, CHILD}), (C, {CARER, CHILD}), (D, {CHILD})])
def test_whose_yes_is_needed_follows_from_the_age_of_the_child(band: AgeBand, needed: set[Track]) -> None:
    assert needed_consents(band, caregiver_is_person_of_concern=False) == needed


def test_a_child_under_six_never_agrees_by_itself() -> None:
    assert needed_consents(A, caregiver_is_person_of_concern=True) == {CARER}


@pytest.mark.requirement("CALL-11", "CALL-17")
def test_before_a_first_yes_every_point_is_explained_and_later_at_least_where_secrecy_ends() -> None:
    assert points_to_explain(is_first=True) == tuple(ExplainedPoint)
    assert points_to_explain(is_first=False) == (ExplainedPoint.EXCEPTIONS_AND_DUTY,)


@pytest.mark.requirement("CALL-11")
@pytest.mark.parametrize("missing", ExplainedPoint)
def test_a_first_yes_without_one_of_the_points_is_refused_and_names_it(missing: ExplainedPoint) -> None:
    with pytest.raises(BadInput) as refused:
        check_consent(ALL_POINTS - {missing}, ALL_ITEMS, is_first=True)
    assert [fault.where for fault in refused.value.faults] == [missing]


@pytest.mark.requirement("CALL-17")
def test_no_yes_counts_without_the_limits_of_secrecy() -> None:
    with pytest.raises(BadInput):
        check_consent(ALL_POINTS - {ExplainedPoint.EXCEPTIONS_AND_DUTY}, ALL_ITEMS, is_first=False)
    check_consent({ExplainedPoint.EXCEPTIONS_AND_DUTY}, ALL_ITEMS, is_first=False)


@given(st.frozensets(st.sampled_from(ConsentItem)))
def test_only_taking_part_is_needed_and_every_other_item_may_be_declined(agreed: frozenset[ConsentItem]) -> None:
    check_consent(ALL_POINTS, agreed | {ConsentItem.TAKE_PART}, is_first=True)
    with pytest.raises(BadInput):
        check_consent(ALL_POINTS, agreed - {ConsentItem.TAKE_PART}, is_first=True)


@pytest.mark.requirement("CALL-12")
def test_the_four_items_and_the_remote_ones_are_each_their_own() -> None:
    assert [item.value for item in ConsentItem] == [
        *("take_part", "keep_data", "share_for_services", "tracing"),
        *("by_call", "by_text", "by_missed_call", "by_volunteer"),
    ]


@pytest.mark.requirement("N13")
def test_no_child_and_no_relative_can_be_named_as_interpreter() -> None:
    assert {choice.value for choice in Interpreter} == {"none", "trained", "other_adult"}
