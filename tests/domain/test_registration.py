"""What has to be known before a case is opened, and how the numbers of a child are compared."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_cm.domain.refusal import BadInput
from remote_cm.domain.registration import (
    IdentifierKind,
    ReferredBy,
    RegistrationPolicy,
    RegistrationTyped,
    check_registration,
    plain_identifier,
    registration_due_at,
)
from remote_cm.domain.vocabulary import AgeBand, RiskLevel

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
MOHA, FCN = IdentifierKind.MOHA, IdentifierKind.FCN
HIGH, MEDIUM, LOW = RiskLevel.HIGH, RiskLevel.MEDIUM, RiskLevel.LOW
POLICY = RegistrationPolicy(within_hours={HIGH: 24, MEDIUM: 72, LOW: 168})


def typed(**changes: Any) -> RegistrationTyped:
    """A form in which everything is right: a girl of thirteen, at medium risk."""
    right: dict[str, Any] = {
        "form_id": uuid.uuid4(),
        "caseworker": "CW-1",
        "camp": "CXB-101",
        "band": AgeBand.C,
        "sex": "female",
        "language": "rhg",
        "has_disability": False,
        "level": MEDIUM,
        "is_urgent": False,
        "referred_by": ReferredBy.VOLUNTEER,
        "referred_at": NOW - timedelta(hours=2),
        "concern": "seen alone at the market at night",
        "identifiers": {MOHA: "107-2018-0123456"},
        "has_no_number": False,
        "has_no_conflict": True,
    }
    return RegistrationTyped(**right | changes)


def faults(**changes: Any) -> list[str]:
    with pytest.raises(BadInput) as refused:
        check_registration(typed(**changes), NOW)
    return [fault.where for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"sex": "other"}, "sex"),
        ({"level": RiskLevel.IMMEDIATE}, "level"),
        ({"referred_at": None}, "referred_on"),
        ({"referred_at": NOW + timedelta(seconds=1)}, "referred_on"),
        ({"concern": "  "}, "concern"),
        ({"identifiers": {MOHA: "12-3"}}, MOHA),
        ({"identifiers": {MOHA: " "}}, "identifiers"),
    ],
)
def test_what_is_missing_or_wrong_is_named(change: dict[str, Any], where: str) -> None:
    assert faults(**change) == [where]


@pytest.mark.requirement("ROLE-12")
def test_nobody_is_given_a_case_without_a_word_on_kin_and_network() -> None:
    assert faults(has_no_conflict=False) == ["has_no_conflict"]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert len(faults(sex="", concern="", has_no_conflict=False, identifiers={})) == 4


def test_a_child_of_whom_no_number_is_known_is_registered_all_the_same() -> None:
    assert check_registration(typed(identifiers={}, has_no_number=True), NOW) == {}


def test_the_moment_of_the_referral_may_be_now() -> None:
    check_registration(typed(referred_at=NOW), NOW)


@pytest.mark.requirement("INT-04")
@pytest.mark.parametrize("written", ["107-2018-0123456", "107 2018 0123456", "1072018/0123456", "১০৭২০১৮০১২৩৪৫৬"])
def test_a_number_is_the_same_however_it_is_written(written: str) -> None:
    assert check_registration(typed(identifiers={MOHA: written}), NOW) == {MOHA: "10720180123456"}


def test_letters_count_whatever_their_case() -> None:
    assert plain_identifier("cxb-12a") == plain_identifier("CXB 12A") != plain_identifier("CXB 12B")


@given(st.text(max_size=30))
def test_reading_a_number_twice_changes_nothing(text: str) -> None:
    once = plain_identifier(text)
    assert plain_identifier(once) == once


@pytest.mark.requirement("RSK-12")
@pytest.mark.parametrize(("level", "hours"), [(HIGH, 24), (MEDIUM, 72), (LOW, 168)])
def test_it_is_due_after_the_referral_by_level(level: RiskLevel, hours: int) -> None:
    assert registration_due_at(NOW, level, POLICY) == NOW + timedelta(hours=hours)


def test_what_was_heard_and_the_numbers_are_not_in_what_is_logged() -> None:
    assert "market" not in repr(typed())
    assert "0123456" not in repr(typed())
