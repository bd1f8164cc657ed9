"""What is proposed after a call, and what a person makes of it."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from remote_cm.domain.plan_action import check_each_is_decided, confirmed_due_at, proposed_due_at
from remote_cm.domain.refusal import BadInput

DHAKA = ZoneInfo("Asia/Dhaka")
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
TODAY, YESTERDAY, TOMORROW = date(2026, 11, 22), date(2026, 11, 21), date(2026, 11, 23)
ONE, TWO = UUID(int=1), UUID(int=2)


def confirm(proposed: datetime | None, due_on: date | None) -> datetime | None:
    return confirmed_due_at(proposed, due_on, NOW, time(20), DHAKA)


def test_the_hours_count_from_the_end_of_the_talk() -> None:
    assert proposed_due_at(4, NOW) == NOW + timedelta(hours=4)
    assert proposed_due_at(None, NOW) is None


def test_the_day_that_was_proposed_keeps_its_hour() -> None:
    proposed = NOW + timedelta(hours=4)
    assert confirm(proposed, TODAY) == proposed


@pytest.mark.parametrize("proposed", [None, NOW + timedelta(hours=4)])
def test_another_day_ends_in_the_evening(proposed: datetime | None) -> None:
    assert confirm(proposed, TOMORROW) == datetime(2026, 11, 23, 20, tzinfo=DHAKA)


@pytest.mark.parametrize("proposed", [None, NOW + timedelta(hours=4)])
def test_a_day_that_is_over_is_refused_and_today_is_not(proposed: datetime | None) -> None:
    assert confirm(proposed, TODAY) is not None
    with pytest.raises(BadInput):
        confirm(proposed, YESTERDAY)


def test_only_what_was_proposed_without_a_date_may_stay_without_one() -> None:
    assert confirm(None, None) is None
    with pytest.raises(BadInput):
        confirm(NOW, None)


def test_each_is_decided_and_no_other() -> None:
    check_each_is_decided([], [])
    check_each_is_decided([ONE, TWO], [TWO, ONE])


@pytest.mark.requirement("N48")
@pytest.mark.parametrize("decided", [[ONE], [ONE, TWO, UUID(int=3)], [ONE, TWO, TWO], []])
def test_one_left_out_one_too_many_or_one_twice_is_refused(decided: list[UUID]) -> None:
    with pytest.raises(BadInput):
        check_each_is_decided([ONE, TWO], decided)
