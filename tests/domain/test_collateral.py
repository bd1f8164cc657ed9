"""Nobody beside the family is asked how a child is unless the family wants this very person to be."""

from collections.abc import Collection
from dataclasses import replace

import pytest

from remote_cm.domain.call_extras import CollateralKind
from remote_cm.domain.collateral import FamilyConsent, check_collateral
from remote_cm.domain.refusal import BadInput
from remote_cm.domain.vocabulary import AgeBand, Track

A, B, C, D = AgeBand
CARER, CHILD = Track.CAREGIVER, Track.CHILD
pytestmark = pytest.mark.requirement("MON-23")

FAMILY = FamilyConsent(
    is_in_force=True, band=C, caregiver_is_person_of_concern=False, feared=("Karim Uddin",), not_to_inform=()
)


def refused(
    family: FamilyConsent = FAMILY,
    name: str = "Teacher Rahela",
    *,
    kind: CollateralKind | None = CollateralKind.TEACHER,
    agreed_by: Collection[Track] = (CARER, CHILD),
    is_all_certain: bool = True,
) -> list[str]:
    try:
        check_collateral(family, kind, name, agreed_by, is_all_certain=is_all_certain)
    except BadInput as faults:
        return [fault.where for fault in faults.faults]
    return []


def test_with_everything_in_place_the_talk_may_be_written_down() -> None:
    assert refused() == []


def test_without_a_consent_in_force_nobody_else_is_asked() -> None:
    assert refused(replace(FAMILY, is_in_force=False)) == ["consent"]


@pytest.mark.parametrize(
    ("band", "is_caregiver_feared", "needed"),
    [
        (A, False, {CARER}),
        (B, False, {CARER, CHILD}),
        (C, False, {CARER, CHILD}),
        (D, False, {CHILD}),
        (C, True, {CHILD}),
    ],
)
def test_everybody_whose_consent_counts_at_this_age_has_to_agree(
    band: AgeBand, is_caregiver_feared: bool, needed: set[Track]
) -> None:
    family = replace(FAMILY, band=band, caregiver_is_person_of_concern=is_caregiver_feared)
    assert refused(family, agreed_by=needed) == []
    for one in needed:
        assert refused(family, agreed_by=needed - {one}) == ["agreed_by"]


@pytest.mark.parametrize("kind", list(CollateralKind))
def test_whom_the_caseworker_spoke_with_is_one_of_four_kinds(kind: CollateralKind) -> None:
    assert refused(kind=kind) == []
    assert refused(kind=None) == ["kind"]


def test_every_point_is_ticked_first_and_the_person_has_a_name() -> None:
    assert refused(is_all_certain=False) == ["certain"]
    assert refused(name="  ") == ["name"]


@pytest.mark.parametrize("name", ["Karim Uddin", "karim", "  UDDIN karim ", "Master Karim Uddin"])
def test_a_feared_person_is_never_spoken_to_by_whatever_part_of_the_name(name: str) -> None:
    assert refused(name=name) == ["name"]


@pytest.mark.parametrize("name", ["Karima", "Teacher Rahela"])
def test_another_name_is_another_person(name: str) -> None:
    assert refused(name=name) == []


def test_whom_the_family_does_not_want_to_know_is_not_spoken_to() -> None:
    family = replace(FAMILY, not_to_inform=("uncle Salim and the majhi",))
    assert refused(family, "Salim") == ["name"]
    assert refused(family, "Majhi of block D") == ["name"]
    assert refused(family, "Rahela") == []


def test_every_fault_is_said_at_once() -> None:
    assert refused(replace(FAMILY, is_in_force=False), "", agreed_by=(), kind=None, is_all_certain=False) == [
        "consent",
        "agreed_by",
        "certain",
        "kind",
        "name",
    ]
