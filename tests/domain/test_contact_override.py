"""What has to be said before a second person can decide against a family's no."""

from datetime import date, timedelta
from typing import Any

import pytest

from remote_cm.domain.contact_override import ConsentPolicy, OverrideWish, check_override
from remote_cm.domain.refusal import BadInput

TODAY = date(2026, 11, 22)
POLICY = ConsentPolicy(override_longest_days=14)


def wish(**changes: Any) -> OverrideWish:
    said = {"harm": "may be married off", "other_ways": "asked the safe adult", "child_view": "wants no call"}
    return OverrideWish(**{**said, "until": TODAY + timedelta(days=7), **changes})


@pytest.mark.requirement("CALL-16")
@pytest.mark.parametrize("field", ["harm", "other_ways", "child_view"])
@pytest.mark.parametrize("empty", ["", "  \n"])
def test_nothing_is_decided_without_the_childs_best_interests_in_writing(field: str, empty: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_override(wish(**{field: empty}), TODAY, POLICY)
    assert [fault.where for fault in refused.value.faults] == [field]


@pytest.mark.parametrize("days", [0, 14])
def test_its_last_day_is_today_at_the_earliest_and_policy_says_the_latest(days: int) -> None:
    until = TODAY + timedelta(days=days)
    assert check_override(wish(until=until), TODAY, POLICY) == until


@pytest.mark.parametrize("until", [None, TODAY - timedelta(days=1), TODAY + timedelta(days=15)])
def test_no_day_a_past_one_and_one_too_late_are_refused_with_what_would_be_right(until: date | None) -> None:
    with pytest.raises(BadInput, match="from 2026-11-22 to 2026-12-06"):
        check_override(wish(until=until), TODAY, POLICY)


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(BadInput) as refused:
        check_override(OverrideWish("", "", "", None), TODAY, POLICY)
    assert [fault.where for fault in refused.value.faults] == ["harm", "other_ways", "child_view", "until"]


def test_the_words_are_not_in_what_is_logged() -> None:
    assert "married" not in repr(wish())


def test_a_policy_of_no_days_is_refused() -> None:
    with pytest.raises(ValueError, match="one day or more"):
        ConsentPolicy(override_longest_days=0)
